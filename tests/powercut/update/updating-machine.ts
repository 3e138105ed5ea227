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

/** A release of a few small files; what stands in them depends on its number, one of them is in each. */
export interface TestRelease {
  readonly id: ReleaseId;
  readonly manifest: ReleaseManifest;
  readonly bytes: ReadonlyMap<string, Buffer>;
}

const hashOf = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

export function testRelease(number: number): TestRelease {
  const random = createRandom(number);
  const content: Readonly<Record<string, Buffer>> = {
    'app/main.js': Buffer.alloc(1500, random.int(1, 255)),
    'app/page/index.html': Buffer.from(`<p>${number}</p>`),
    'bin/start': Buffer.from(`#!/bin/sh\necho ${number}\n`),
    'runtime/engine': Buffer.alloc(3000, 7),
  };
  const bytes = new Map(Object.values(content).map((one) => [hashOf(one), one]));
  const manifest: ReleaseManifest = {
    ...{
      format: 'yitiji-release/1',
      kind: 'application',
      version: `${number}.0`,
      createdAt: '2026-11-28T12:00:00.000Z',
    },
    ...{ store: { reads: [1, 1], writes: 1 }, minimumHub: '0.1.0' },
    files: Object.entries(content).map(([path, one]) => ({
      ...{ path, sha256: hashOf(one), size: one.byteLength },
      mode: path.startsWith('bin/') ? '0755' : '0644',
    })),
  };
  return { id: `${number}.0-${hashOf(manifestText(manifest)).slice(0, 16)}`, manifest, bytes };
}

/** A machine as it was installed, before anything is recorded. */
export function installMachine(root: string, release: TestRelease): void {
  mkdirSync(join(root, 'state'), { recursive: true });
  const store = storeOf(root);
  for (const [sha256, bytes] of release.bytes) {
    writeFileSync(store.partialPathOf(sha256), bytes);
    store.accept(sha256, bytes.byteLength);
  }
  const built = buildSlot(root, release.id, release.manifest, store, 0);
  if (!built.ok) throw new Error(built.error.code);
  writeBoot(root, firstBoot(release.id));
  pointAt(root, release.id);
}

export const storeOf = (root: string): FileStore => new FileStore(join(root, 'cas'));

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
