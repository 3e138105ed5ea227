import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../build/project.mjs';

/** Runs a tool of the project on its Node and returns what it said; `code` is null when a signal ended it. */
export function runTool(
  script: string,
  args: readonly string[],
): { readonly code: number | null; readonly said: string } {
  const done = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return { code: done.status, said: `${done.stdout}${done.stderr}`.trim() };
}
