import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkedRelease, slotOf } from '../../../updater/boot/boot-files.ts';
import { kindRoot, readRecord } from '../../../updater/bundles/bundle-files.ts';
import { slotManifest } from '../../../updater/slot/slot-manifest.ts';
import { verifySlot } from '../../../updater/slot/verify-slot.ts';
import { installMachine } from '../../../updater/testing/test-release.ts';
import type { BundleBuild } from './bundle-builds.ts';
import { application, lastConfig, rigOn } from './bundling-machine.ts';
import { cutEverywhere, tornOfACall } from './cut-everywhere.ts';

let folder: string;
beforeAll(() => {
  // In memory: each state is written and synced anew, and no disk is measured here.
  folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'yitiji-bundle-cut-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What counts by all that was said, and what may. */
interface Promised {
  inForce: string | null;
  wanted: string | null;
  /** Of the last assignment that was carried out. */
  counter: number;
}

test('whatever moment of a configuration the power goes: the old or the new one stands, whole, and the machine goes on to the last', {
  timeout: 240_000,
}, async () => {
  const { problems, states } = await cuts('product', tornOfACall, 5);
  expect(problems).toEqual([]);
  expect(states).toBeGreaterThan(tornOfACall > 4 ? 1_500 : 300);
});

test.each(['filesNotSynced', 'folderNotSynced', 'linkNotSynced', 'recordNotSynced', 'oldOneTakenAwayFirst'] as const)(
  'a store of bundles with a fault is found out: %s',
  { timeout: 120_000 },
  async (build) => {
    expect((await cuts(build, 1, 1)).problems.length).toBeGreaterThan(0);
  },
);

const cuts = (build: BundleBuild, torn: number, most: number) =>
  cutEverywhere<Promised>(
    {
      ...{ entry: join(import.meta.dirname, 'recorded-bundles.ts'), build, folder },
      install: (root) => {
        mkdirSync(root);
        installMachine(root, application);
      },
      promised: { inForce: null, wanted: null, counter: 0 },
      take: (promised, line) => {
        const [word, release = ''] = line.split(' ');
        if (word === 'WANTED') promised.wanted = release;
        else {
          [promised.inForce, promised.wanted] = [release, null];
          promised.counter += 1;
        }
      },
      problemOf,
    },
    torn,
    most,
  );

let looked = 0;

/** Null = all is well. */
async function problemOf(at: string, { inForce, wanted, counter }: Promised): Promise<string | null> {
  const kind = kindRoot(at, 'config');
  const link = linkedRelease(kind);
  if (link !== inForce && link !== wanted) return `${link} is linked`;
  const manifest = link === null ? null : slotManifest(kind, link);
  if (link !== null && manifest === null) return `${link} has no manifest`;
  const fault = link === null || manifest === null ? null : verifySlot(slotOf(kind, link), manifest);
  if (fault !== null) return `${link} is not whole: ${fault.code} ${fault.path}`;
  const { current, candidate, lastCounter } = readRecord(at).kinds.config;
  if (lastCounter < counter) return `an assignment before ${counter} would be believed again`;
  if (![current, candidate].every((one) => one === null || slotManifest(kind, one) !== null))
    return 'the record names a bundle that is not there';
  // Every few states: the machine goes on from here, to the last one.
  looked += 1;
  if (looked % 9 > 0) return null;
  const rig = rigOn(at);
  rig.start();
  rig.terminal.assign({ bundles: [rig.signed(lastConfig, { counter: 99 })] });
  if (linkedRelease(kind) !== lastConfig.id || readRecord(at).kinds.config.current !== lastConfig.id)
    await rig.said(`update.bundle.proven {"kind":"config","release":"${lastConfig.id}"`);
  rig.cut();
  return linkedRelease(kind) === lastConfig.id ? null : 'does not get to the last one';
}
