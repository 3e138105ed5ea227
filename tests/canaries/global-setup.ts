import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectNode } from '../../build/project.mjs';
import { isOwnPlant } from './allowed.ts';
import { foldersVariable } from './hand-over.ts';
import type { Found } from './sweeper-process.ts';

/**
 * Starts the process that looks at what tests leave behind, and at the end asks it what it has found. A find is told here, where no test
 * can be blamed any more for what only its whole file has left.
 */
export default function setup(): () => Promise<void> {
  const folders = onePerFileSystem([tmpdir(), '/tmp', '/dev/shm']).map((place) =>
    mkdtempSync(join(place, 'yt-sweep-')),
  );
  process.env[foldersVariable] = folders.join(':');
  const child = fork(join(import.meta.dirname, 'sweeper-process.ts'), folders, { execPath: projectNode, execArgv: [] });
  const ended = once(child, 'exit');
  return async () => {
    const answer = once(child, 'message');
    child.send({ isWhole: process.env.YITIJI_SWEEP_WHOLE === '1' });
    const found = await Promise.race([answer.then(([first]) => first as Found), ended.then(() => null)]);
    child.disconnect();
    await ended;
    if (found === null) throw new Error('the process that looks for planted values has ended before it answered');
    const leaks = found.leaks.filter((leak) => !isOwnPlant(leak));
    process.stdout.write(`${found.summary}, ${found.leaks.length - leaks.length} of them by tests that plant there\n`);
    if (leaks.length > 0) throw new Error(`what tests plant was left behind:\n${leaks.join('\n')}`);
  };
}

/** A folder can only be moved within its file system. */
function onePerFileSystem(places: readonly string[]): readonly string[] {
  const devices = places.map((place) => statSync(place, { throwIfNoEntry: false })?.dev);
  return places.filter((_, i) => devices[i] !== undefined && devices.indexOf(devices[i]) === i);
}
