import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Type } from 'typebox';
import { err, type Result } from '../../contract/result.ts';
import { parse } from '../../contract/validate.ts';

/** What the check takes is seconds; the slowest machine with the largest catalogue has this, milliseconds. */
const limitMs = 10 * 60_000;

/** Faults of an unpacked bundle with a catalogue; empty = there are none. Error: it could not be judged. */
export type JudgeCatalogue = (
  dir: string,
  shippedDir: string,
  signal: AbortSignal,
) => Promise<Result<readonly string[], string>>;

/** Runs the check in a process of its own. */
export const judgeCatalogue: JudgeCatalogue = (dir, shippedDir, signal) =>
  new Promise((resolve) => {
    const program = fileURLToPath(new URL('./judge-catalogue.ts', import.meta.url));
    const options = { timeout: limitMs, killSignal: 'SIGKILL', maxBuffer: 64 * 1024, signal } as const;
    execFile(process.execPath, ['--no-warnings', program, dir, shippedDir], options, (cause, stdout) =>
      resolve(cause === null ? readFaults(stdout) : err(String(cause.code ?? cause.signal ?? 'failed'))),
    );
  });

function readFaults(text: string): Result<readonly string[], string> {
  try {
    const read = parse(Type.Array(Type.String()), JSON.parse(text));
    return read.ok ? read : err('noList');
  } catch {
    return err('noList');
  }
}
