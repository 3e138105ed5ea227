import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { CrashFailure } from '../check/check-recording.ts';
import type { Recording } from '../trace/record.ts';

/**
 * Keeps a failing state for study: `state/` as the disk was, `strace.txt` with the whole recording, `why.json`.
 * @param folder is made
 */
export function saveFailure(folder: string, failure: CrashFailure, recording: Recording, about: object): void {
  const { state, call, name, problems } = failure;
  mkdirSync(join(folder, 'state'), { recursive: true });
  for (const [path, content] of state.tree) {
    const to = join(folder, 'state', relative(recording.root, path));
    if (Buffer.isBuffer(content)) writeFileSync(to, content);
    else if (content === 'folder') mkdirSync(to, { recursive: true });
    else symlinkSync(content.target, to);
  }
  writeFileSync(join(folder, 'strace.txt'), recording.lines.join('\n'));
  const why = { ...about, state: state.kind, afterCall: call, nameOfCall: name, problems };
  writeFileSync(join(folder, 'why.json'), `${JSON.stringify(why, null, 2)}\n`);
}
