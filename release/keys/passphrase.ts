import { readFileSync } from 'node:fs';
import { stdin } from 'node:process';
import { askHidden } from '../../contract/ask-hidden.ts';
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
