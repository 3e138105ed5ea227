import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bootFile, linkedRelease, prepareStart, readBoot, slotOf, writeBoot } from '../boot/boot-files.ts';
import { firstBoot } from '../boot/boot-record.ts';
import { buildSlot } from '../slot/build-slot.ts';
import { installMachine, placeRelease, storeOf, testRelease } from '../testing/test-release.ts';
import { updateRepair } from './update-repair.ts';
import { updateStatus } from './update-status.ts';

const [one, two, three] = [testRelease(1), testRelease(2), testRelease(3)];
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'yitiji-repair-'));
  installMachine(root, one);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const io = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
const repair = (write: boolean) => updateRepair.run({ options: { root, write }, positionals: [] }, io);
const damage = (release: string) => writeFileSync(join(slotOf(root, release), 'app/main.js'), 'other bytes');

test('a damaged record: the whole slot of the link starts again, and nothing is written before it is asked for', async () => {
  writeFileSync(join(root, bootFile), '{');
  expect(await updateStatus.run({ options: { root }, positionals: [] }, io)).toMatchObject({ exit: 1 });
  expect(await repair(false)).toMatchObject({ exit: 1, json: { whole: [one.id], repaired: null } });
  expect(readBoot(root)).toMatchObject({ ok: false });
  expect(await repair(true)).toMatchObject({ exit: 0, json: { repaired: one.id } });
  expect(prepareStart(root, () => '2026-11-28T12:00:00.000Z')).toEqual({ ok: true, value: one.id });
});

test('a slot that is not whole any more is never chosen; the one before is, and what was given up stays given up', async () => {
  for (const [sha256, bytes] of two.bytes) {
    writeFileSync(storeOf(root).partialPathOf(sha256), bytes);
    storeOf(root).accept(sha256, bytes.byteLength);
  }
  buildSlot(root, two.id, two.manifest, storeOf(root), 0);
  const quarantined = [
    { release: '3.0-3333333333333333', cause: 'unhealthy', at: '2026-11-28T12:00:00.000Z' },
  ] as const;
  writeBoot(root, { ...firstBoot(two.id), previous: one.id, quarantined: [...quarantined] });
  damage(two.id);
  expect(await repair(true)).toMatchObject({ exit: 0, json: { whole: [one.id], repaired: one.id } });
  expect(linkedRelease(root)).toBe(one.id);
  expect(readBoot(root)).toMatchObject({ ok: true, value: { current: one.id, quarantined } });
});

test('a release that this machine has given up is chosen only where nothing else is whole', async () => {
  for (const release of [two, three]) placeRelease(root, release);
  const quarantined = [{ release: three.id, cause: 'unhealthy', at: '2026-11-28T12:00:00.000Z' }] as const;
  writeBoot(root, { ...firstBoot(two.id), quarantined: [...quarantined] });
  rmSync(join(root, 'current'));
  damage(two.id);
  expect(await repair(false)).toMatchObject({ json: { whole: [one.id, three.id] } });
  damage(one.id);
  expect(await repair(true)).toMatchObject({ exit: 0, json: { repaired: three.id } });
});

test('a machine that is well is left alone; one without a whole slot is told so', async () => {
  expect(await repair(true)).toMatchObject({ exit: 0, json: { repaired: null } });
  damage(one.id);
  expect(await repair(true)).toMatchObject({ exit: 1, json: { whole: [] } });
});
