import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256Of } from '../../../contract/sha256.ts';
import { type Kept, KeptMetadata } from '../../../updater/metadata/kept-metadata.ts';
import { openTrust, trustFolder } from '../../../updater/metadata/trust.ts';
import { Verifier } from '../../../updater/metadata/verifier.ts';
import { appName, baseUrl } from '../../../updater/testing/trust-fixture.ts';
import { cutEverywhere, tornOfACall } from './cut-everywhere.ts';
import type { TrustBuild } from './trust-builds.ts';
import { liveWithTrust, type TrustLife } from './trusting-machine.ts';

let folder: string;
/** What is kept before the first look, and after each: by hash of all of it. */
let kept: readonly string[];
let life: TrustLife;
beforeAll(async () => {
  // In memory: each state is written and synced anew, and no disk is measured here.
  folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'yitiji-metadata-cut-'));
  const root = join(folder, 'rehearsal');
  mkdirSync(root);
  const after: string[] = [hashOf(null)];
  life = await liveWithTrust(root, (line) => {
    if (line.startsWith('DONE')) after.push(hashOf(keptIn(root)));
  });
  kept = after;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Looks that were begun and ended. */
interface Promised {
  begun: number;
  done: number;
}

test('whatever moment of a refresh the power goes: the trust root parses and verifies, and the metadata is the old or the new, whole', {
  timeout: 240_000,
}, async () => {
  const { problems, states } = await cuts('product', tornOfACall, 5);
  expect(problems).toEqual([]);
  expect(states).toBeGreaterThan(tornOfACall > 4 ? 2_500 : 500);
});

test.each(['fileNotSynced', 'generationNotSynced', 'parentNotSynced', 'swapNotSynced', 'swapBeforeTheFiles'] as const)(
  'a store of metadata with a fault is found out: %s',
  { timeout: 120_000 },
  async (build) => {
    expect((await cuts(build, 1, 1)).problems.length).toBeGreaterThan(0);
  },
);

const cuts = (build: TrustBuild, torn: number, most: number) =>
  cutEverywhere<Promised>(
    {
      ...{ entry: join(import.meta.dirname, 'recorded-trust.ts'), build, folder },
      install: (root) => void mkdirSync(root),
      promised: { begun: 0, done: 0 },
      take: (promised, line) => {
        const [word, n] = line.split(' ');
        if (word === 'LOOK') promised.begun = Number(n) + 1;
        if (word === 'DONE') promised.done = Number(n) + 1;
      },
      problemOf,
    },
    torn,
    most,
  );

let looked = 0;

/** Null = all is well. */
async function problemOf(at: string, { begun, done }: Promised): Promise<string | null> {
  const found = keptIn(at);
  const isKnown = [kept[done], kept[begun]].includes(hashOf(found));
  if (!isKnown) return 'the metadata is neither the old nor the new';
  if (found !== null) {
    const root = Verifier.from(found.root);
    if (!root.ok) return `the root is ${root.error.code}: ${root.error.detail}`;
  }
  // Every few states: the machine goes on from here, to the end of all that was published.
  looked += 1;
  if (looked % 7 > 0) return null;
  const { repository, shippedRoot, clock } = life;
  const trust = openTrust({ root: at, shippedRoot, clock });
  const refreshed = await trust.refresh({ baseUrl, names: [appName], fetch: repository.fetch });
  if (!refreshed.ok) return `goes on with ${refreshed.error.code}: ${refreshed.error.detail}`;
  return hashOf(keptIn(at)) === kept.at(-1) ? null : 'does not get to the end';
}

const keptIn = (root: string): Kept | null => new KeptMetadata(join(root, trustFolder)).read();

function hashOf(one: Kept | null): string {
  if (one === null) return 'nothing';
  const parts = [one.root, one.timestamp, one.snapshot, one.targets, ...[...one.roles].flat()];
  return sha256Of(parts.map((part) => (part === null ? '-' : sha256Of(part))).join());
}
