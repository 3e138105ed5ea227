import { stderr, stdin } from 'node:process';
import { UsageError } from './command.ts';

/** Asks at the terminal, without showing what is typed. Throws UsageError where nobody can type, and when it is given up (Ctrl-C, Ctrl-D). */
export async function askHidden(prompt: string): Promise<string> {
  if (!stdin.isTTY) throw new UsageError(`${prompt}: nobody can type it here`);
  // Before the prompt: what is typed ahead is not shown either.
  stdin.setRawMode(true);
  stdin.resume();
  stderr.write(`${prompt}: `);
  return await new Promise((resolve, reject) => {
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
