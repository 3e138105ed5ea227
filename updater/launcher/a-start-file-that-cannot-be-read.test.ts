import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFile } from '../../contract/release/start-file.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { pointAt, readBoot, slotOf, writeBoot } from '../boot/boot-files.ts';
import { type BootRecord, firstBoot } from '../boot/boot-record.ts';
import { install } from '../boot/boot-steps.ts';
import { installMachine, placeRelease, storeOf, testRelease } from '../testing/test-release.ts';
import { Launcher } from './launcher.ts';

const start = (number: number) =>
  Buffer.from(
    JSON.stringify({ format: 'yitiji-start/1', kiosk: ['bin/kiosk'], updater: ['bin/updater', `{slot}/${number}`] }),
  );
const [old, now] = [testRelease(1, { [startFile]: start(1) }), testRelease(2, { [startFile]: start(2) })];
const hashOfStart = now.manifest.files.find(({ path }) => path === startFile)?.sha256 ?? '';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'yitiji-mend-'));
  installMachine(root, old);
  placeRelease(root, now);
  // The second is proven and its probation over.
  writeBoot(root, { ...firstBoot(now.id), previous: old.id });
  pointAt(root, now.id);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const damage = (release: string, path: string = startFile) =>
  writeFileSync(join(slotOf(root, release), path), 'other bytes');
const record = (): BootRecord => {
  const read = readBoot(root);
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
};

/** Runs the launcher until its programs run, or until it gives up. @returns releases that were started, what it logged, and why nothing runs */
async function launched() {
  const started = new Set<string>();
  const logged: string[] = [];
  const launcher = new Launcher({
    ...{ root, clock: new VirtualClock() },
    start: (_command, { env }) => {
      started.add(env.YITIJI_RELEASE ?? '');
      let end: (cause: string) => void = () => undefined;
      const ended = new Promise<string>((resolve) => {
        end = resolve;
      });
      // Both run: that is all that is asked here.
      queueMicrotask(() => launcher.stop());
      return { pid: 1, ended, end: () => end('exit 0'), kill: () => end('SIGKILL') };
    },
    log: (id, fields) => void logged.push(`${id} ${'how' in fields ? String(fields.how) : ''}`.trim()),
    trouble: { ended: () => Promise.resolve(null), began: () => undefined, end: () => undefined },
  });
  const ran = await launcher.run();
  const mended = logged.filter((line) => line.startsWith('launcher.release.mended'));
  return { started: [...started], mended, error: ran.ok ? null : ran.error.code };
}

test('the signed bytes are put back out of the store, and the proven release runs', async () => {
  damage(now.id);
  expect(await launched()).toEqual({
    ...{ started: [now.id], mended: ['launcher.release.mended restored'], error: null },
  });
  expect(record()).toMatchObject({ current: now.id, previous: old.id, quarantined: [] });
});

test('one that is gone from the slot comes back as well', async () => {
  rmSync(join(slotOf(root, now.id), startFile));
  expect(await launched()).toMatchObject({ started: [now.id], error: null });
});

test.each([
  ['not here', () => storeOf(root).drop(hashOfStart)],
  ['damaged themselves', () => writeFileSync(storeOf(root).pathOf(hashOfStart), 'other bytes')],
  ['not all that is damaged', () => damage(now.id, 'app/main.js')],
])(
  'where the bytes are %s the one before runs, and nothing is held against the other, so that it is fetched anew',
  async (_, more) => {
    damage(now.id);
    more();
    expect(await launched()).toEqual({
      ...{ started: [old.id], mended: ['launcher.release.mended steppedBack'], error: null },
    });
    expect(record()).toMatchObject({ current: old.id, previous: null, quarantined: [], reports: [] });
    expect(install(record(), now.id)).toMatchObject({ ok: true });
  },
);

test.each<[string, (was: BootRecord) => void]>([
  ['is damaged too', () => [old, now].map(({ id }) => damage(id, 'app/main.js'))],
  [
    'was given up here',
    (was) =>
      writeBoot(root, {
        ...was,
        quarantined: [{ release: old.id, cause: 'unhealthy', at: '2026-11-28T12:00:00.000Z' }],
      }),
  ],
  ['is not there', (was) => writeBoot(root, { ...was, previous: null })],
])('one before that %s is never chosen: nothing is started or changed, and a person is told', async (_, less) => {
  damage(now.id);
  storeOf(root).drop(hashOfStart);
  less(record());
  const before = record();
  expect(await launched()).toEqual({ started: [], mended: [], error: 'noStartFile' });
  expect(record()).toEqual(before);
});
