import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the project. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Major number of Node that the project runs on. */
export const nodeMajor = 24;

/** Path of the pinned Node; it comes as an npm package, so that the system may have an older one. */
export const projectNode = join(root, 'node_modules', '.bin', 'node');

/**
 * Goes on only on the project's Node: on another one, the same script is run again on the pinned Node with the same arguments, and this
 * process becomes it, or passes signals on and ends with its exit code.
 * @param {string} script path of the script that calls
 * @returns {Promise<void>}
 */
export async function onProjectNode(script) {
  if (Number.parseInt(process.versions.node, 10) === nodeMajor) return;
  if (!existsSync(projectNode)) {
    process.stderr.write(`Node ${nodeMajor} of this project is missing. Run: npm run bootstrap\n`);
    process.exit(1);
  }
  const args = [script, ...process.argv.slice(2)];
  // One process and not two, where this Node can: then SIGKILL hits the program itself.
  if (typeof process.execve === 'function') process.execve(projectNode, [projectNode, ...args], process.env);
  const child = spawn(projectNode, args, { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const code = await new Promise((resolve) => child.once('exit', (status) => resolve(status ?? 1)));
  process.exit(code);
}
