import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../contract/clock.ts';
import type { ReleaseManifest } from '../../../contract/release/manifest.ts';
import { manifestText } from '../../../contract/release/manifest.ts';
import type { ReleaseId } from '../../../contract/release/release-id.ts';
import type { Result } from '../../../contract/result.ts';
import { createRandom } from '../../../hub/city/random.ts';
import { pointAt, prepareStart, readBoot, writeBoot } from '../../../updater/boot/boot-files.ts';
import { type BootRecord, firstBoot } from '../../../updater/boot/boot-record.ts';
import { type BootRefusal, failed, goBack, install, passed } from '../../../updater/boot/boot-steps.ts';
import { fetchFile } from '../../../updater/files/fetch-file.ts';
import { FileStore } from '../../../updater/files/file-store.ts';
import { buildSlot, removeUnusedSlots } from '../../../updater/slot/build-slot.ts';

/** The life of a machine through updates: a good one, one that fails, one that never proves itself, a step back by hand. */
export async function liveThroughUpdates(root: string, say: (line: string) => void): Promise<void> {
  const [second, third, fourth] = [2, 3, 4].map(testRelease);
  if (second === undefined || third === undefined || fourth === undefined) throw new Error('releases');
  await bring(root, second, say);
  start(root, say);
  change(root, (record) => passed(record, true, now()));
  say(`COMMITTED ${second.id}`);
  removeUnusedSlots(root, recordOf(root));

  await bring(root, third, say);
  start(root, say);
  change(root, (record) => failed(record, 'unhealthy'));
  say(`FAILED ${third.id}`);
  start(root, say);

  await bring(root, fourth, say);
  for (let n = 0; n < 4; n += 1) start(root, say);

  const before = recordOf(root).previous;
  say(`WANTED ${before}`);
  change(root, goBack);
  say(`TRYING ${before}`);
  start(root, say);
  change(root, (record) => passed(record, false, now()));
  say(`COMMITTED ${before}`);
}

async function bring(root: string, release: TestRelease, say: (line: string) => void): Promise<void> {
  const store = storeOf(root);
  for (const { sha256, size } of release.manifest.files) {
    const fetched = await fetchFile({
      ...{ url: 'http://releases.invalid/f', sha256, size, store, clock: systemClock },
      fetch: () => Promise.resolve(new Response(new Uint8Array(release.bytes.get(sha256) ?? new Uint8Array()))),
    });
    if (!fetched.ok) throw new Error(fetched.error.detail);
  }
  const built = buildSlot(root, release.id, release.manifest, store, 0);
  if (!built.ok) throw new Error(built.error.code);
  say(`WANTED ${release.id}`);
  change(root, (record) => install(record, release.id));
  say(`TRYING ${release.id}`);
}

function start(root: string, say: (line: string) => void): void {
  const ready = prepareStart(root, now);
  if (!ready.ok) throw new Error(ready.error.code);
  say(`RUN ${ready.value}`);
}

function change(root: string, next: (record: BootRecord) => Result<BootRecord, BootRefusal>): void {
  const changed = next(recordOf(root));
  if (!changed.ok) throw new Error(changed.error);
  writeBoot(root, changed.value);
}

function recordOf(root: string): BootRecord {
  const read = readBoot(root);
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
}

const now = () => '2026-11-28T12:00:00.000Z';
