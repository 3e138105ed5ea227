import { readFileSync } from 'node:fs';
import { stderr, stdin } from 'node:process';
import { UsageError } from '../../contract/command.ts';
import { isFileSystemError } from '../../contract/durable-file.ts';

/**
 * The passphrase of a key: the first line of a file, of standard input (`-`), or asked at the terminal without showing it. Never an argument or an environment variable, since every program of the
 * machine can read those. Throws UsageError.
 */
export async function readPassphrase(file: string | undefined, prompt: string): Promise<string> {
  if (file !== undefined) {
    const line = textOf(file).split(/\r?\n/, 1)[0] ?? '';
    if (line === '') throw new UsageError('the passphrase is empty');
    return line;
  }
  if (!stdin.isTTY) throw new UsageError('--passphrase-file is needed where nobody can type');
  return await askHidden(prompt);
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    if (isFileSystemError(cause)) throw new UsageError(`--passphrase-file cannot be read: ${cause.code}`);
    throw cause;
  }
}

function askHidden(prompt: string): Promise<string> {
  // Before the prompt: what is typed ahead is not shown either.
  stdin.setRawMode(true);
  stdin.resume();
  stderr.write(`${prompt}: `);
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (finish: () => void) => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      finish();
    };
    const onData = (chunk: Buffer) => {
      for (const sign of chunk.toString('utf8')) {
        if (sign === '\r' || sign === '\n') return end(() => resolve(typed));
        if (sign === '\u0003' || sign === '\u0004') return end(() => reject(new UsageError('given up')));
        typed = sign === '\u007f' ? typed.slice(0, -1) : typed + sign;
      }
    };
    stdin.on('data', onData);
  });
}
