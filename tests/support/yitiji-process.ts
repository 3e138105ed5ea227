import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** The command line as scripts and technicians meet it: real processes, real pseudo-terminals, real databases. */
export const root = join(import.meta.dirname, '../..');
const running: ChildProcess[] = [];

export interface Ended {
  readonly code: number | null;
  readonly lines: readonly string[];
  /** The last line of stdout as JSON, or empty. */
  readonly last: Record<string, unknown>;
  readonly stderr: string;
}

/** As `npx yitiji` runs it; npx itself does not pass signals on to what it starts, so only one test goes through it. */
const direct = [process.execPath, join(root, 'bin/yitiji.mjs')] as const;

/** Ends every process that is still running, and waits for it. For `afterEach`. */
export async function endProcesses(): Promise<void> {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
}

/** Runs one command to its end. `onLine` hears each line of stdout as it comes. */
export function yitiji(
  args: readonly string[],
  onLine?: (line: string, child: ChildProcess) => void,
  [command, ...first]: readonly [string, ...string[]] = direct,
): Promise<Ended> {
  const child = spawn(command, [...first, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  const lines: string[] = [];
  let rest = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      onLine?.(line, child);
    }
  });
  return new Promise((resolve) => {
    child.once('close', (code) => {
      let last: Record<string, unknown> = {};
      try {
        last = JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;
      } catch {
        // Not every command ends with JSON; the test that needs it then fails on the empty object.
      }
      resolve({ code, lines, last, stderr });
    });
  });
}

/** A simulated device in a process of its own; resolves with its growing list of lines when it is ready. */
export function simulate(kind: string, more: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    void yitiji(['simulate', kind, ...more], (line) => {
      lines.push(line);
      if (line.startsWith('READY')) resolve(lines);
    }).then(({ stderr }) => reject(new Error(`the simulator ended: ${stderr}`)));
  });
}
