import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { slotOf } from '../boot/boot-files.ts';
import { startsOfProbation } from '../boot/boot-record.ts';
import { unsureBytes } from '../files/file-store.ts';
import { healthPolicy } from '../health/judge.ts';
import { verifySlot } from '../slot/verify-slot.ts';
import { AgentRig } from '../testing/agent-rig.ts';
import { storeOf, type TestRelease, testRelease } from '../testing/test-release.ts';
import { soakMs } from './after-commit.ts';
import { readMemory } from './agent-memory.ts';
import { pauses } from './back-off.ts';

const [one, two, three] = [testRelease(1), testRelease(2), testRelease(3)];
let rig: AgentRig;
afterEach(() => rig.remove());

function machine(...releases: readonly TestRelease[]): AgentRig {
  rig = new AgentRig(releases);
  rig.start();
  return rig;
}
const step = (name: string) => `"step":"${name}"`;
/** Health stands long enough to be believed. */
const prove = async () => {
  await rig.clock.advance(1);
  await rig.clock.advance(healthPolicy.steadyMs);
};
/** Release 2 is assigned, brought and announced; its own agent runs. */
async function tryTwo(): Promise<void> {
  rig.assign(two);
  await rig.said('update.release.switching');
  rig.start();
}

describe('agent on a disk', () => {
  test('from the assignment to the hub’s knowledge: only what is new is fetched, and success is told after it was proven', async () => {
    machine(one, two);
    await tryTwo();
    expect(rig.asked.filter((path) => path.startsWith('/files/'))).toHaveLength(3);
    expect(rig.record).toMatchObject({ phase: 'trying', candidate: two.id, triesLeft: 2 });
    expect(rig.terminal.reported).toEqual([]);
    await prove();
    await rig.said('update.release.judged');
    expect(rig.record).toMatchObject({ phase: 'committed', current: two.id, previous: one.id, isConfirmed: true });
    await rig.clock.advance(1);
    expect(rig.terminal.reported).toMatchObject([{ release: two.id, from: one.id, outcome: 'succeeded', cause: null }]);
    expect(rig.record.reports).toEqual([]);
    expect(readMemory(rig.root)?.history).toMatchObject([{ outcome: 'succeeded' }]);
  });

  test('somebody is served: nothing of what runs is touched, however long; then it goes by itself', async () => {
    machine(one, two);
    rig.terminal.against = ['visit.open'];
    rig.assign(two);
    await rig.said(step('asking'));
    await rig.clock.advance(3 * 86_400_000);
    expect(rig.record).toMatchObject({ phase: 'committed', current: one.id });
    expect(rig.exits).toBe(0);
    rig.terminal.stands([]);
    await rig.said('update.release.switching');
    expect(rig.record).toMatchObject({ phase: 'switching', candidate: two.id });
  });

  test('something comes up between lease and record: the machine is given back, and it is asked again later', async () => {
    machine(one, two);
    rig.terminal.comesUp = ['door.open'];
    rig.assign(two);
    await rig.said('"code":"inUse"');
    await rig.clock.advance(0);
    expect(rig.terminal.isHeld).toBe(false);
    expect(rig.record.phase).toBe('committed');
    rig.terminal.comesUp = [];
    await rig.clock.advance(pauses.baseMs);
    await rig.said('update.release.switching');
  });

  test('a slot that the disk has changed while it waited is not started: it is built anew, and goes then', async () => {
    machine(one, two);
    rig.terminal.against = ['visit.open'];
    rig.assign(two);
    await rig.said(step('asking'));
    writeFileSync(join(slotOf(rig.root, two.id), 'app/main.js'), 'other bytes');
    rig.terminal.stands([]);
    await rig.said('"code":"slot"');
    expect(rig.record.phase).toBe('committed');
    await rig.clock.advance(pauses.baseMs);
    await rig.said('update.release.switching');
    expect(verifySlot(slotOf(rig.root, two.id), two.manifest)).toBeNull();
  });

  test('an assignment that has run out while it waited is not begun any more', async () => {
    machine(one, two);
    rig.terminal.against = ['visit.open'];
    rig.assign(two);
    await rig.said(step('asking'));
    await rig.clock.advance(14 * 86_400_000);
    rig.terminal.stands([]);
    await rig.said('"code":"lapsed"');
    await rig.clock.advance(pauses.ceilingMs);
    expect(rig.record.phase).toBe('committed');
    expect(rig.exits).toBe(0);
  });

  test('a terminal service that goes and comes back is found again, and what it was told meanwhile is heard', async () => {
    machine(one, two);
    await rig.clock.advance(1);
    rig.terminal.goAway();
    await rig.clock.advance(60_000);
    rig.assign(two);
    rig.terminal.isAway = false;
    await rig.clock.advance(1_000);
    await rig.said('update.release.switching');
  });

  test('a release that is not well goes back when nobody is served, and says so once it is gone', async () => {
    machine(one, two);
    await tryTwo();
    rig.terminal.against = ['visit.open'];
    await rig.clock.advance(1);
    rig.terminal.healthIs({ store: { fault: 'corrupt', isDurable: true, probe: 'ok' } });
    await rig.said(step('leaving'));
    await rig.clock.advance(60_000);
    expect(rig.record.phase).toBe('trying');
    rig.terminal.stands([]);
    await rig.said(`"to":"${one.id}"`);
    expect(rig.record).toMatchObject({ phase: 'returning', cause: 'unhealthy' });
    rig.start();
    await rig.clock.advance(1);
    expect(rig.terminal.reported).toMatchObject([{ release: two.id, outcome: 'rolledBack', cause: 'unhealthy' }]);
    expect(rig.record).toMatchObject({ phase: 'committed', current: one.id, quarantined: [{ release: two.id }] });
    // The hub still wants it, and knows already. Wanted by another word of the hub, it hears that this machine does not try it again; once.
    expect(rig.terminal.reported).toHaveLength(1);
    rig.assign(two);
    await rig.clock.advance(1);
    expect(rig.terminal.reported.slice(1)).toMatchObject([
      { release: two.id, outcome: 'refused', cause: 'quarantined' },
    ]);
    rig.cut();
    rig.start();
    await rig.clock.advance(1);
    expect(rig.terminal.reported).toHaveLength(2);
  });

  test('a bad release is not kept by what is nobody’s visit: a store that failed, a frozen day, a card that has been stuck for weeks', async () => {
    machine(one, two);
    await tryTwo();
    rig.terminal.against = ['visit.open', 'store.failed', 'freeze.period', 'custody.open'];
    await rig.clock.advance(1);
    rig.terminal.healthIs({ store: { fault: 'corrupt', isDurable: true, probe: 'ok' } });
    await rig.said(step('leaving'));
    await rig.clock.advance(60_000);
    expect(rig.record.phase).toBe('trying');
    rig.terminal.stands(['store.failed', 'freeze.period', 'custody.open']);
    await rig.said(`"to":"${one.id}"`);
    expect(rig.record).toMatchObject({ phase: 'returning', cause: 'unhealthy', what: 'store corrupt' });
  });

  test('nobody answers on the socket of a release that is tried: it goes back without asking', async () => {
    machine(one, two);
    await tryTwo();
    rig.terminal.goAway();
    await rig.clock.advance(healthPolicy.limitMs);
    await rig.said(`"to":"${one.id}"`);
    expect(rig.record).toMatchObject({ phase: 'returning', cause: 'unhealthy' });
  });

  test('metadata and hub must mean the same bytes: a hub alone brings nothing, and not a file is fetched', async () => {
    machine(one, two);
    rig.assign(two, { sha256: three.sha256 });
    await rig.said('update.release.refused');
    expect(rig.lines.at(-1)).toContain('unknownTarget');
    expect(rig.asked).toEqual([]);
    await rig.clock.advance(1);
    expect(rig.terminal.reported).toMatchObject([{ outcome: 'refused', cause: 'unknownTarget' }]);
  });

  test.each(['forged', 'rolledBack', 'mixed', 'expired', 'wrongRole', 'damaged'] as const)(
    'metadata that is %s: refused, told once however often it is tried, and taken once it is right',
    async (code) => {
      machine(one, two);
      rig.trustError = code;
      rig.assign(two);
      await rig.said('update.release.refused');
      for (let n = 0; n < 4; n += 1) await rig.clock.advance(pauses.refusedCeilingMs);
      expect(rig.terminal.reported).toMatchObject([{ outcome: 'refused', cause: code }]);
      expect(rig.asked).toEqual([]);
      rig.trustError = null;
      const from = rig.lines.length;
      // Not further than to the next try: the files come over a real disk meanwhile.
      while (rig.lines.length === from) await rig.clock.advance(60_000);
      await rig.said('update.release.switching');
    },
  );

  test('an assignment for another machine, or one from before a newer one, is not believed, after a restart neither', async () => {
    machine(one, two, three);
    rig.assign(two, { device: 'device-2' });
    await rig.said('otherDevice');
    rig.terminal.against = ['visit.open'];
    rig.assign(three, { counter: 7 });
    await rig.said(step('asking'));
    rig.cut();
    rig.assign(two, { counter: 6 });
    rig.start();
    await rig.said('"code":"older"');
    rig.terminal.stands([]);
    expect(rig.record.phase).toBe('committed');
  });

  test('a newer assignment takes the place of the one under way, and going back to the release before is an assignment like any other', async () => {
    machine(one, two, three);
    rig.terminal.against = ['visit.open'];
    rig.assign(three);
    await rig.said(step('asking'));
    rig.terminal.against = [];
    await tryTwo();
    await prove();
    await rig.said('update.release.judged');
    const from = rig.lines.length;
    rig.assign(one);
    await rig.said('update.release.switching', from);
    expect(rig.record).toMatchObject({ phase: 'switching', current: two.id, candidate: one.id });
    // All its files are here still.
    expect(rig.asked.filter((path) => path.endsWith([...one.bytes.keys()][0] ?? ''))).toEqual([]);
  });

  test('power is gone in the middle of the download: what was durable is not fetched again', async () => {
    const large = testRelease(2, { 'app/large': Buffer.alloc(8 * unsureBytes, 5) });
    machine(one, large);
    const [hash = ''] = [...large.bytes].find(([, { byteLength }]) => byteLength === 8 * unsureBytes) ?? [];
    let isCut = false;
    const { fetch } = rig;
    rig.fetch = async (url, init) => {
      const reply = await fetch(url, init);
      const body = new Uint8Array(await reply.arrayBuffer());
      if (isCut || body.byteLength <= unsureBytes) return new Response(body, reply);
      isCut = true;
      rig.came -= body.byteLength - 5 * unsureBytes;
      const stream = new ReadableStream<Uint8Array>({
        start: (controller) => {
          for (let at = 0; at < 5; at += 1) controller.enqueue(body.subarray(at * unsureBytes, (at + 1) * unsureBytes));
        },
      });
      return new Response(stream, reply);
    };
    rig.assign(large);
    await new Promise<void>((resolve) => {
      const look = () => {
        if (storeOf(rig.root).partialSize(hash) === 5 * unsureBytes) resolve();
        else setImmediate(look);
      };
      look();
    });
    rig.cut();
    rig.start();
    await rig.said('update.release.switching');
    const whole = [...large.bytes.values()].reduce((sum, { byteLength }) => sum + byteLength, 0) - 3000;
    expect(rig.came - whole).toBeLessThanOrEqual(1024 * 1024);
  });

  test('committed while the hub is away; the hub’s next word confirms it', async () => {
    machine(one, two);
    rig.terminal.healthIs({
      hub: { isEnrolled: true, isAccepted: false, isOnline: false, last: 'silent', awayMs: 1, isUplinkUp: false },
    });
    await tryTwo();
    await rig.clock.advance(healthPolicy.offlineAfterMs + healthPolicy.steadyMs);
    await rig.said('passOffline');
    await rig.clock.advance(1);
    expect(rig.record).toMatchObject({ phase: 'committed', current: two.id, isConfirmed: false });
    rig.terminal.healthIs({ hub: { ...rig.terminal.health.hub, isAccepted: true } });
    expect(rig.record.isConfirmed).toBe(true);
  });

  test('a committed release ends its probation after an hour in one go, and not sooner', async () => {
    machine(one, two);
    await tryTwo();
    await prove();
    await rig.said('update.release.judged');
    expect(rig.record.soak).toEqual({ startsLeft: startsOfProbation });
    await rig.clock.advance(soakMs - 60_000);
    expect(rig.record.soak).not.toBeNull();
    await rig.clock.advance(60_000);
    expect(rig.record).toMatchObject({ phase: 'committed', current: two.id, previous: one.id, soak: null });
    // What the staff at the machine could read meanwhile; each once.
    const mine = rig.terminal.standings.filter(({ release }) => release === two.id);
    expect(mine.map(({ state, since }) => [state, since !== null])).toEqual([
      ['tried', true],
      ['soaking', true],
      ['proven', false],
    ]);
  });

  test('the end of a probation that the disk does not take is not said, and written once it takes it', async () => {
    machine(one, two);
    await tryTwo();
    await prove();
    await rig.said('update.release.judged');
    const inTheWay = join(rig.root, 'state', 'boot.json.new');
    mkdirSync(inTheWay);
    await rig.clock.advance(soakMs);
    expect(rig.record.soak).not.toBeNull();
    expect(rig.lines.join()).not.toContain('update.release.settled');
    rmSync(inTheWay, { recursive: true });
    await rig.clock.advance(600_000);
    expect(rig.record.soak).toBeNull();
    expect(rig.lines.filter((line) => line.startsWith('update.release.settled'))).toHaveLength(1);
  });

  test('a pardon that the disk does not take is written once it takes it', async () => {
    machine(one, two);
    await tryTwo();
    rig.terminal.healthIs({ hub: lost });
    await rig.clock.advance(healthPolicy.limitMs);
    await rig.said('"verdict":"hubLost silent"');
    await rig.clock.advance(1);
    rig.start();
    await rig.clock.advance(1);
    const inTheWay = join(rig.root, 'state', 'boot.json.new');
    mkdirSync(inTheWay);
    rig.terminal.healthIs({ hub: lost });
    await rig.clock.advance(healthPolicy.offlineAfterMs);
    expect(rig.lines.join()).not.toContain('update.release.pardoned');
    rmSync(inTheWay, { recursive: true });
    await rig.clock.advance(600_000);
    expect(rig.record.quarantined).toEqual([]);
  });

  const lost = {
    isEnrolled: true,
    isAccepted: false,
    isOnline: false,
    last: 'silent',
    awayMs: 1,
    isUplinkUp: true,
  } as const;

  test.each([
    ['does not reach it either: it may be tried again', lost, false],
    ['reaches it: it stays given up', { ...lost, isAccepted: true, isOnline: true, last: 'accepted' as const }, true],
  ])('given up for a lost hub, and the release before %s', async (_what, hub, isKept) => {
    machine(one, two);
    await tryTwo();
    rig.terminal.healthIs({ hub: lost });
    await rig.clock.advance(healthPolicy.limitMs);
    await rig.said('"verdict":"hubLost silent"');
    await rig.clock.advance(1);
    expect(rig.record).toMatchObject({ phase: 'returning', cause: 'hubLost', what: 'hubLost silent' });
    rig.start();
    expect(rig.record).toMatchObject({ phase: 'committed', current: one.id, quarantined: [{ release: two.id }] });
    await rig.clock.advance(1);
    expect(rig.terminal.standings.at(-1)).toMatchObject({
      ...{ release: one.id, state: 'proven', last: { release: two.id, outcome: 'rolledBack', what: 'hubLost silent' } },
    });
    rig.terminal.healthIs({ hub });
    await rig.clock.advance(healthPolicy.offlineAfterMs);
    await rig.said('update.release.pardoned');
    expect(rig.record.quarantined.map(({ release }) => release)).toEqual(isKept ? [two.id] : []);
  });
});
