import { existsSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { healthPolicy } from '../health/judge.ts';
import { AgentRig } from '../testing/agent-rig.ts';
import { type TestRelease, testBundle, testConfig, testRelease } from '../testing/test-release.ts';
import { backMs } from './bundle-agent.ts';
import { readRecord } from './bundle-files.ts';

const { steadyMs } = healthPolicy;
const catalogue = (n: number) => testBundle('catalogue', n, { [`catalogue/u.item${n}.json`]: `{"id":"u.item${n}"}` });
const [application, next] = [testRelease(9), testRelease(10)];
const [one, two, config] = [catalogue(1), catalogue(2), testConfig(3)];
let rig: AgentRig;
beforeEach(() => {
  rig = new AgentRig([application, next, one, two, config]);
  rig.terminal.waiting = ['catalogue'];
  rig.start();
});
afterEach(() => rig.remove());

const assign = (...releases: readonly TestRelease[]) =>
  rig.terminal.assign({ bundles: releases.map((release) => rig.signed(release)) });
const linked = () => {
  const link = join(rig.root, 'bundles/catalogue/current');
  return existsSync(link) ? basename(readlinkSync(link)) : null;
};
const state = () => readRecord(rig.root).kinds.catalogue;
const settled = async () => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

async function announced(release: TestRelease) {
  const from = rig.lines.length;
  assign(release);
  await rig.said('update.bundle.announced', from);
  await settled();
}

/** The service ends, and starts anew with what is linked. */
async function startsAnew() {
  rig.terminal.goAway();
  await settled();
  rig.terminal.isAway = false;
  rig.terminal.waiting = [];
  await rig.clock.advance(500);
  await settled();
}

test('a catalogue that nobody has read yet is not told as installed, however long somebody is served', async () => {
  await announced(one);
  await rig.clock.advance(2 * backMs + steadyMs);
  await settled();
  expect([linked(), state().current, state().candidate, rig.terminal.reported]).toEqual([one.id, null, one.id, []]);
  await startsAnew();
  await rig.clock.advance(steadyMs);
  await rig.said('update.bundle.proven');
  await settled();
  expect([linked(), state().current]).toEqual([one.id, one.id]);
  expect(rig.terminal.reported).toMatchObject([{ release: one.id, outcome: 'succeeded' }]);
});

test('waiting uses up no try: after many connections it is still taken', async () => {
  await announced(one);
  for (let n = 0; n < 5; n += 1) {
    rig.terminal.goAway();
    await settled();
    rig.terminal.isAway = false;
    await rig.clock.advance(500);
    await settled();
  }
  expect([state().candidate, state().triesLeft]).toEqual([one.id, 3]);
});

test('a service that goes to start anew and does not come back gets the catalogue from before', async () => {
  await announced(one);
  rig.terminal.goAway();
  await settled();
  await rig.clock.advance(backMs);
  expect([linked(), state().candidate]).toEqual([null, null]);
  expect(readRecord(rig.root).reports).toMatchObject([{ release: one.id, outcome: 'rolledBack', cause: 'silent' }]);
});

test('what its start could not read is swapped back and told with its place', async () => {
  await announced(one);
  rig.terminal.onActivate = (release) => (release === one.id ? 'catalogue/u.item1.json: must be number' : null);
  await startsAnew();
  expect([linked(), state().candidate]).toEqual([null, null]);
  expect(rig.terminal.reported).toMatchObject([
    { outcome: 'rolledBack', cause: 'unhealthy', what: 'catalogue/u.item1.json: must be number' },
  ]);
});

test('a newer one takes the place of one that waits', async () => {
  await announced(one);
  await announced(two);
  expect([linked(), state().candidate, rig.terminal.reported]).toEqual([two.id, two.id, []]);
});

test('a configuration is not kept waiting by a catalogue that waits', async () => {
  await announced(one);
  const from = rig.lines.length;
  assign(config);
  await rig.said('"kind":"config"', from);
  await settled();
  await rig.clock.advance(steadyMs);
  await rig.said(`update.bundle.proven {"kind":"config","release":"${config.id}"}`, from);
});

test('an application is never tried together with a catalogue that waits: that one is taken back, and comes after it', async () => {
  await announced(one);
  rig.assign(next);
  await rig.said('update.release.switching');
  expect([linked(), state().candidate]).toEqual([null, null]);
  rig.start();
  expect(rig.record.phase).toBe('trying');
  await settled();
  expect(linked()).toBeNull();
  const from = rig.lines.length;
  await rig.clock.advance(steadyMs);
  await rig.said('update.bundle.announced', from);
  expect([rig.record.phase, linked()]).toEqual(['committed', one.id]);
});

test('a newer assignment that had run out when it came takes back the catalogue that waits', async () => {
  await announced(one);
  rig.terminal.assign({ bundles: [rig.signed(two, { lifeMs: -1 })] });
  await rig.said('"code":"expired"');
  await settled();
  expect([linked(), state().candidate, state().lastCounter]).toEqual([null, null, 2]);
});
