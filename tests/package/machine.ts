import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a script on such a machine has said. */
export interface Said {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** True where this account may make machines of its own: it needs root and mounts. */
export const canMakeMachines = process.getuid?.() === 0;

/**
 * Runs a shell script as root on a copy of this system that is thrown away (`machine.sh`). Its processes end with it.
 * @param packages folder that is seen there as /packages
 * @param system folder with another system than this one, of the same processor or of one whose programs run here (`arm64-system.ts`)
 */
export async function onOwnMachine(packages: string, script: string, system = '/'): Promise<Said> {
  const dir = mkdtempSync(join(tmpdir(), 'yitiji-machine-'));
  try {
    const child = spawn(
      'unshare',
      [
        '--mount',
        '--pid',
        '--fork',
        '--kill-child',
        '--mount-proc',
        join(import.meta.dirname, 'machine.sh'),
        dir,
        packages,
        script,
        system,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
    const exit = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { exit, ...said };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
