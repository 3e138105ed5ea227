import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeAppTree } from '../../build/app-tree.ts';
import { type ReleaseId, releaseIdOf } from '../../contract/release/release-id.ts';
import type { OpenedBuild } from '../../release/build/build-file.ts';
import { metadataOf } from '../../release/metadata/shapes.ts';
import { publish } from '../../release/repository/publish.ts';
import { delegating, firstRoot, must, naming, onlineKeys, TestFolder } from '../../release/testing/ceremony.ts';
import { forgeRelease } from '../support/forge-release.ts';
import { type HubRig, startHubRig } from '../support/hub-rig.ts';
import { type SlotKiosk, startSlotKiosk } from '../support/slot-kiosk.ts';

/**
 * A machine as it stands in the street is updated while it runs: launcher, agent and real Electron out of real slots; releases that the release tool has built and signed, a hub that serves and
 * assigns them. Only Node, Electron and the packages of npm stand beside the slots.
 */
const kioskCode = 'TH0801';
const item = 'ss.card.loss';
const tile = `[data-tile="tile:${item}"]`;
const roles = { app: [['app-1', 'app-2', 'app-3'], 2] } as const;
const nowMs = Date.now();
let folder: TestFolder;
let hub: HubRig;
let kiosk: SlotKiosk;
const published: OpenedBuild[] = [];
let one: OpenedBuild;
let two: OpenedBuild;
let three: OpenedBuild;
let four: OpenedBuild;

function build(number: number, more: Parameters<typeof makeAppTree>[0]['more'] = {}): OpenedBuild {
  const version = `${number}.0`;
  const out = folder.at(`app-${number}`);
  makeAppTree({ out, version, shippedRoot: metadataOf(firstRoot(nowMs)).toString(), more });
  return folder.build(out, `build-${number}`, { version });
}
const idOf = ({ manifest, build: { sha256 } }: OpenedBuild): ReleaseId => releaseIdOf(manifest.version, sha256);

/** Two of three sign, as the role wants. */
function release(built: OpenedBuild): OpenedBuild {
  published.push(built);
  const version = published.length;
  const first = version === 1 ? { root: firstRoot(nowMs), targets: delegating(roles, 1, nowMs) } : {};
  const app = naming('app', published, { keys: ['app-1', 'app-2'], version, nowMs });
  must(
    publish({
      dir: folder.at('repository'),
      incoming: { ...{ root: null, targets: null }, ...first, roles: new Map([['app', app]]) },
      ...{ builds: [built], keys: onlineKeys(), nowMs },
    }),
  );
  return built;
}

const assign = ({ build: { target, sha256 } }: OpenedBuild) =>
  hub.operator('/v1/operator/assignments', { kiosks: [kioskCode], target, sha256, days: 14 });

/** It lies in the outbox for the hub. */
const told = (built: OpenedBuild, outcome: string) =>
  kiosk.logged('update.outcome.told', `"release":"${idOf(built)}","outcome":"${outcome}"`);

beforeAll(async () => {
  // In memory: releases and slots are made durable file by file, and no disk is measured here.
  if (existsSync('/dev/shm')) process.env.TMPDIR = '/dev/shm';
  folder = new TestFolder();
  // All before the machine starts: its simulated devices live in this process and must not be kept waiting.
  [one, two] = [release(build(1)), release(build(2))];
  three = release(build(3, { 'bin/kiosk': ['#!/bin/sh\nexit 1\n', 0o755] }));
  four = build(4);
  hub = await startHubRig({ releasesDir: folder.at('repository') });
  kiosk = await startSlotKiosk({
    ...{ hubUrl: hub.url, size: '1080x1920', healthPace: 0.1, release: one },
    updates: { window: { from: '00:00', to: '00:00' }, quietSeconds: 0, freeze: [] },
    prepare: (dataDir) => hub.enrolMachine(dataDir, kioskCode, '天河区测试街 08 号机'),
  });
  await kiosk.at('A0');
});
afterAll(async () => {
  await kiosk?.close();
  await hub?.close();
  folder?.remove();
});

it('1 → 2: a visit holds it, then it goes by itself, the citizen is told, and it counts once it has proven itself', async () => {
  await kiosk.touch(tile);
  await kiosk.at(`${item}/B2`);
  await kiosk.touch('[data-action="agree"]');
  await kiosk.at(`${item}/C1`);
  await assign(two);
  await kiosk.logged('update.step.begun', '"step":"asking"');
  await kiosk.logged('update.gate.waits', 'visit.open');
  // Its slot stands, and nothing of what runs has changed: the visit goes on.
  await kiosk.at(`${item}/C1`);
  await kiosk.picture('update/1-visit-goes-on.png');
  expect(kiosk.record()).toMatchObject({ phase: 'committed', current: idOf(one) });
  await kiosk.touch('[data-action="exit"]');
  // It may stand for a second only: the picture is taken where there is time for it.
  await kiosk.glimpse('machine/updating', 'update/2-updating.png');
  await kiosk.logged('session.screen.shown', 'machine/updating');
  await kiosk.logged('update.release.committed', idOf(two));
  expect(kiosk.record()).toMatchObject({ phase: 'committed', current: idOf(two), previous: idOf(one) });
  await told(two, 'succeeded');
  await kiosk.at('A0');
  await kiosk.logged('terminal.service.started', '"version":"2.0"');
  await kiosk.ready(tile);
  await kiosk.picture('update/3-release-2.png');
});

it('a broken 3 that goes down again and again: 2 runs again by itself, and 3 is not tried any more', async () => {
  await assign(three);
  await kiosk.logged('launcher.release.givenUp', idOf(three));
  await told(three, 'rolledBack');
  await kiosk.at('A0');
  await kiosk.ready(tile);
  await kiosk.picture('update/4-back-on-release-2.png');
  expect(kiosk.record()).toMatchObject({
    ...{ phase: 'committed', current: idOf(two), candidate: null },
    quarantined: [{ release: idOf(three), cause: 'crashLoop' }],
  });
});

it('a forged 4, from somebody who owns the hub and its keys: not a file of it is fetched, and 2 goes on serving', async () => {
  forgeRelease(folder.at('repository'), four, nowMs + 1000);
  const from = kiosk.output.length;
  await assign(four);
  await kiosk.logged('update.release.refused', '"cause":"forged"', from);
  await told(four, 'refused');
  expect(kiosk.output.slice(from).some((line) => line.includes('"step":"fetching"'))).toBe(false);
  expect(kiosk.record()).toMatchObject({ phase: 'committed', current: idOf(two) });
  await kiosk.at('A0');
});

// Behind each start a machine waits up to a minute before it sends what is not urgent.
it.skipIf(process.env.YITIJI_JOURNEYS !== 'all')('the hub knows what became of each', async () => {
  expect(await hub.outcome(kioskCode, idOf(two))).toMatchObject({ outcome: 'succeeded', from: idOf(one) });
  expect(await hub.outcome(kioskCode, idOf(three))).toMatchObject({ outcome: 'rolledBack', cause: 'crashLoop' });
  expect(await hub.outcome(kioskCode, idOf(four))).toMatchObject({ outcome: 'refused', cause: 'forged' });
});
