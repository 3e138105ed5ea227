import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { healthPolicy } from '../health/judge.ts';
import { pauses } from '../program/back-off.ts';
import { AgentRig } from '../testing/agent-rig.ts';
import { type TestRelease, testBundle, testConfig, testRelease } from '../testing/test-release.ts';
import { backMs } from './bundle-agent.ts';
import { readRecord } from './bundle-files.ts';

const { steadyMs } = healthPolicy;
const next = testRelease(10);
const [application, one, two, three, four] = [testRelease(9), ...[1, 2, 3, 4].map((n) => testConfig(n))] as [
  TestRelease,
  ...[TestRelease, TestRelease, TestRelease, TestRelease],
];
let rig: AgentRig;
beforeEach(() => {
  rig = new AgentRig([application, next, one, two, three, four]);
  rig.start();
});
afterEach(() => rig.remove());

const assign = (release: TestRelease, change?: Parameters<AgentRig['signed']>[1]) =>
  rig.terminal.assign({ bundles: [rig.signed(release, change)] });
const inForce = () => {
  const file = join(rig.root, 'bundles/config/current/fleet.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
};
const textOf = ({ bytes }: TestRelease) => [...bytes.values()][0]?.toString();
const state = () => readRecord(rig.root).kinds.config;
const folders = () => readdirSync(join(rig.root, 'bundles/config/slots')).sort();

/** Assigned, taken, and stands. */
async function installed(release: TestRelease) {
  const from = rig.lines.length;
  assign(release);
  await rig.said('update.bundle.announced', from);
  await settled();
  await rig.clock.advance(steadyMs);
  await rig.said('update.bundle.proven', from);
  await settled();
}
const settled = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));

describe('a configuration', () => {
  test('is judged, then linked, then told, and reported only once the service has stood with it', async () => {
    assign(one);
    await rig.said('update.bundle.announced');
    await settled();
    expect(JSON.parse(rig.terminal.checked[0] ?? '')).toEqual({
      kind: 'config',
      path: join(rig.root, 'bundles/config/slots', one.id),
    });
    expect([inForce(), rig.terminal.activated]).toEqual([textOf(one), [one.id]]);
    await rig.clock.advance(steadyMs - 1);
    expect(rig.terminal.reported).toEqual([]);
    await rig.clock.advance(1);
    await rig.said('update.bundle.proven');
    await settled();
    expect(rig.terminal.reported).toMatchObject([{ release: one.id, from: application.id, outcome: 'succeeded' }]);
    // No window, no lease, no other program.
    expect([rig.terminal.asks, rig.exits, state().current]).toEqual([[], 0, one.id]);
  });

  test('that the service finds wrong never counts: the one before stays, its folder is gone, and it is not tried again', async () => {
    await installed(one);
    rig.terminal.bundleFaults = ['fleet.json:1:2 unknown /hubb'];
    const from = rig.lines.length;
    assign(two);
    await rig.said('update.release.refused', from);
    await settled();
    expect([inForce(), rig.terminal.activated, folders()]).toEqual([textOf(one), [one.id], [one.id]]);
    expect(rig.terminal.reported.at(-1)).toMatchObject({
      ...{ release: two.id, from: one.id, outcome: 'refused', cause: 'invalid', what: 'fleet.json:1:2 unknown /hubb' },
    });
    rig.terminal.bundleFaults = [];
    assign(two);
    await settled();
    expect(rig.terminal.reported.at(-1)).toMatchObject({ outcome: 'refused', cause: 'quarantined' });
    expect(inForce()).toBe(textOf(one));
  });

  test('that the service does not take after all is swapped back, and the one before is told', async () => {
    await installed(one);
    rig.terminal.onActivate = (release) => (release === two.id ? 'fleet.json:1:1 frozen' : null);
    assign(two);
    await rig.said('update.bundle.givenBack');
    await settled();
    expect(rig.terminal.activated).toEqual([one.id, two.id, one.id]);
    expect([inForce(), state().current, state().candidate]).toEqual([textOf(one), one.id, null]);
    expect(rig.terminal.reported.at(-1)).toMatchObject({ outcome: 'rolledBack', cause: 'unhealthy' });
  });

  test('the first one that does no good leaves none behind', async () => {
    rig.terminal.onActivate = (release) => (release === null ? null : 'fleet.json:1:1 frozen');
    assign(one);
    await rig.said('update.bundle.givenBack');
    await settled();
    expect([inForce(), rig.terminal.activated, state().current]).toEqual([null, [one.id, null], null]);
  });

  test('with which the service goes away and does not come back is swapped back without it', async () => {
    await installed(one);
    const from = rig.lines.length;
    assign(two);
    await rig.said('update.bundle.announced', from);
    await settled();
    rig.terminal.goAway();
    await settled();
    expect(inForce()).toBe(textOf(two));
    await rig.clock.advance(backMs);
    expect([inForce(), state().current]).toEqual([textOf(one), one.id]);
    expect(readRecord(rig.root).reports).toMatchObject([{ release: two.id, outcome: 'rolledBack', cause: 'silent' }]);
  });

  test('with which the service was away for long, and then stands, is kept: only the time that it is away counts', async () => {
    await installed(one);
    const from = rig.lines.length;
    assign(two);
    await rig.said('update.bundle.announced', from);
    await settled();
    rig.terminal.goAway();
    await settled();
    await rig.clock.advance(backMs - steadyMs / 2);
    rig.terminal.isAway = false;
    await rig.clock.advance(500);
    await settled();
    await rig.clock.advance(steadyMs);
    await settled();
    expect([state().current, state().candidate, inForce()]).toEqual([two.id, null, textOf(two)]);
    expect(rig.terminal.reported.at(-1)).toMatchObject({ release: two.id, outcome: 'succeeded' });
  });

  test('that takes the service down each time is given up after three tries', async () => {
    await installed(one);
    const from = rig.lines.length;
    assign(two);
    await rig.said('update.bundle.announced', from);
    await settled();
    for (let n = 0; n < 3; n += 1) {
      expect(inForce()).toBe(textOf(two));
      rig.terminal.goAway();
      await settled();
      rig.terminal.isAway = false;
      await rig.clock.advance(500);
      await settled();
    }
    expect([inForce(), rig.terminal.reported.at(-1)?.cause]).toEqual([textOf(one), 'triesExhausted']);
  });

  test('that was cut before it was proven is activated again at the next start, and proven then', async () => {
    assign(one);
    await rig.said('update.bundle.announced');
    await settled();
    rig.cut();
    rig.start();
    await settled();
    expect(rig.terminal.activated).toEqual([one.id, one.id]);
    await rig.clock.advance(steadyMs);
    expect(state().current).toBe(one.id);
  });

  test('an older one is taken again where the hub assigns it, and three stay', async () => {
    for (const release of [one, two, three, four]) await installed(release);
    expect(folders()).toEqual([two.id, three.id, four.id].sort());
    const asked = rig.asked.length;
    await installed(two);
    expect([inForce(), rig.asked.length - asked]).toEqual([textOf(two), 0]);
  });

  test('for which the disk has no room is not fetched, and one that is here is taken again all the same', async () => {
    await installed(one);
    await installed(two);
    rig.cut();
    rig.keepFreeBytes = Number.MAX_SAFE_INTEGER;
    rig.start();
    const asked = rig.asked.length;
    const from = rig.lines.length;
    assign(three);
    await rig.said('update.release.refused', from);
    expect([rig.lines.at(-1), rig.asked.length]).toEqual([expect.stringContaining('"cause":"full"'), asked]);
    await installed(one);
    expect(inForce()).toBe(textOf(one));
  });

  test('assigned by a counter that was passed is not believed', async () => {
    await installed(one);
    await installed(two);
    assign(one, { counter: 1 });
    await rig.said('update.assigned.refused');
    await settled();
    expect(inForce()).toBe(textOf(two));
  });

  test('waits while the application is on trial itself', async () => {
    rig.assign(next);
    await rig.said('update.release.switching');
    rig.start();
    expect(rig.record.phase).toBe('trying');
    assign(one);
    // Longer than a whole bundle takes.
    for (let turn = 0; turn < 100; turn += 1) await settled();
    expect([inForce(), rig.terminal.checked]).toEqual([null, []]);
    await rig.clock.advance(steadyMs);
    await rig.said('update.bundle.announced');
    expect(rig.record.phase).toBe('committed');
  });

  test('is not forgotten while the disk takes nothing, and installed once it does', async () => {
    // As a full disk: the record cannot be written.
    const inTheWay = join(rig.root, 'state/bundles.json.new');
    mkdirSync(inTheWay);
    assign(one);
    await rig.said('update.step.later');
    await settled();
    expect(inForce()).toBeNull();
    rmdirSync(inTheWay);
    // Half of the first pause, as this machine's random has it.
    await rig.clock.advance(pauses.baseMs / 2);
    await rig.said('update.bundle.announced');
  });

  test('does not wait as long as a notice that was refused again and again', async () => {
    const notice = testBundle('notice', 6, { 'notice.json': '{}' });
    rig.known = [application, notice];
    const refused = rig.signed(notice, { sha256: 'f'.repeat(64) });
    rig.terminal.assign({ bundles: [refused] });
    await rig.said('update.release.refused {"release":"6.0');
    await settled();
    await rig.clock.advance(pauses.refusedBaseMs / 2);
    await settled();
    // Not published yet, a moment after it was assigned.
    rig.terminal.assign({ bundles: [rig.signed(one), refused] });
    await rig.said(`update.release.refused {"release":"${one.id}"`);
    await settled();
    rig.known = [application, notice, one];
    await rig.clock.advance(pauses.refusedBaseMs / 2);
    await rig.said('update.bundle.announced');
  });

  test('a newer one that is assigned while one is fetched is the one that is installed', async () => {
    const { fetch } = rig;
    rig.fetch = (url, init) => {
      rig.fetch = fetch;
      assign(two);
      return fetch(url, init);
    };
    assign(one);
    await rig.said(`update.bundle.announced {"kind":"config","release":"${two.id}"}`);
    await settled();
    expect([inForce(), rig.terminal.activated]).toEqual([textOf(two), [two.id]]);
  });

  test('a record that nobody can read leaves in force what is linked', async () => {
    await installed(one);
    rig.cut();
    writeFileSync(join(rig.root, 'state/bundles.json'), '{');
    rig.start();
    await settled();
    expect([inForce(), state().current]).toEqual([textOf(one), one.id]);
  });

  test('that is still being brought is not taken any more once a newer assignment came, though that one had run out', async () => {
    const { fetch } = rig;
    rig.fetch = () => Promise.reject(new TypeError('no network'));
    assign(one);
    await settled();
    assign(two, { lifeMs: -1 });
    rig.fetch = fetch;
    // The one that is being brought pauses somewhere within this time.
    await rig.clock.until(rig.said('"code":"expired"'));
    await rig.clock.advance(pauses.ceilingMs);
    await settled();
    expect([inForce(), rig.terminal.activated, state().lastCounter]).toEqual([null, [], 2]);
  });
});

describe('a bundle that brings more than its kind may', () => {
  test.each([
    ['a program', { 'bin/x': '#!/bin/sh\n', 'fleet.json': '{}' }],
    ['another file', { 'fleet.json': '{}', 'other.json': '{}' }],
    ['other files only', { 'machine.json': '{}' }],
  ])('%s: refused before anything is fetched', async (_what, files) => {
    const bad = testConfig(5, files);
    rig.known = [...rig.known, bad];
    assign(bad);
    await rig.said('update.release.refused');
    await settled();
    expect(rig.terminal.reported).toMatchObject([{ outcome: 'refused', cause: 'invalid' }]);
    expect([inForce(), rig.asked, rig.terminal.checked]).toEqual([null, [], []]);
  });

  test('an application that was assigned as a bundle is none', async () => {
    const later = testRelease(11);
    rig.known = [...rig.known, later];
    assign(later);
    await settled();
    expect([inForce(), rig.terminal.checked, rig.lines.filter((line) => line.includes('announced'))]).toEqual([
      null,
      [],
      [],
    ]);
  });
});
