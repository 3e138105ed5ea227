import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type HubFixture, openHubFixture } from '../testing/hub-fixture.ts';
import { actOnRollout, approveRollout } from './acts.ts';
import { type Behaviour, hourMs, li, mondayMorning, PlayedFleet, publish, wu } from './testing/played-fleet.ts';

let f: HubFixture;
let fleet: PlayedFleet;
let old: ReturnType<typeof publish>;
let next: ReturnType<typeof publish>;
let versions = 0;

beforeAll(async () => {
  // Rounds are made by hand here, at the time of the test.
  f = await openHubFixture({ isWorking: false });
  old = publish(f, '1');
});
afterAll(() => f.close());
beforeEach(async () => {
  versions += 1;
  next = publish(f, `2.${versions}`);
  fleet = new PlayedFleet(f, old.release);
  fleet.setTime(mondayMorning);
  await fleet.add(60);
});
afterEach(async () => {
  await f.sql`truncate rollout, rollout_ring, rollout_machine, rollout_decision, rollout_figure, assignment, update_outcome, heartbeat_latest, machine_event`;
  // Without a key they belong to no later roll-out.
  await f.sql`delete from device_key where device_id like 'played-%'`;
});

/** Half hours until it stands still, or is over; bounded. */
async function play(id: number, until: () => Promise<boolean>, stepMs = hourMs / 2, steps = 400) {
  for (let n = 0; n < steps; n += 1) {
    await fleet.step(stepMs, next.release);
    await fleet.round();
    if (await until()) return await fleet.detail(id);
  }
  throw new Error(`still ${JSON.stringify((await fleet.detail(id)).waitingFor)}`);
}
const stateOf = async (id: number) => (await fleet.detail(id)).state;
const isIn =
  (id: number, ...states: readonly string[]) =>
  async () =>
    states.includes(await stateOf(id));
const codesOf = async (id: number) => (await fleet.detail(id)).decisions.map(({ code }) => code).reverse();
const behave = (behaviour: Behaviour, share = 1) => {
  fleet.machines.forEach((machine, n) => {
    if ((n * 7) % 100 < share * 100) machine.behaviour = behaviour;
  });
};
const assignedTo = async (target: string) =>
  Number(
    (
      await f.sql`select count(*) as n from (select distinct on (device_id) target from assignment order by device_id, counter desc) a
        where a.target = ${target}`
    )[0]?.n,
  );

describe('a good release', () => {
  test('reaches everybody, one ring after the other, each after its soak', async () => {
    const id = await fleet.start({ target: next.target });
    const begun = await fleet.detail(id);
    expect(begun.ringList.map(({ machines }) => machines)).toEqual([2, 3, 12, 30, 13]);
    expect([begun.state, begun.exposed, begun.counts.offered]).toEqual(['running', 2, 2]);
    const done = await play(id, isIn(id, 'finished', 'halted'), 4 * hourMs);
    expect([done.state, done.counts.succeeded, done.halt]).toEqual(['finished', 60, null]);
    expect(await codesOf(id)).toEqual([
      ...['proposed', 'approved', 'ringOpened', 'ringPassed', 'ringOpened', 'ringPassed', 'ringOpened', 'ringPassed'],
      ...['ringOpened', 'ringPassed', 'ringOpened', 'ringPassed', 'finished'],
    ]);
    const [zero, one] = done.ringList;
    const soak = (ring: typeof zero) => Date.parse(ring?.passedAt ?? '') - Date.parse(ring?.openedAt ?? '');
    expect(soak(zero)).toBeGreaterThanOrEqual(2 * hourMs);
    expect(soak(one)).toBeGreaterThanOrEqual(24 * hourMs);
    expect(done.figures.find(({ name }) => name === 'sessions')?.touchedMachines).toBeGreaterThan(50);
  });

  test('is offered to nobody twice and to nobody who is off; who comes back late gets it', async () => {
    const again = await fleet.start({ target: next.target });
    await fleet.round();
    const counts =
      await f.sql`select device_id, count(*)::int as n from assignment where target = ${next.target} group by 1`;
    expect(counts.map(({ n }) => n)).toEqual([1, 1]);
    const members = await f.sql<
      { device_id: string }[]
    >`select device_id from rollout_machine where ring = 3 order by device_id limit 4`;
    const off = fleet.machines.filter(({ id }) => members.some(({ device_id }) => device_id === id));
    for (const machine of off) machine.behaviour = 'isOff';
    const done = await play(again, isIn(again, 'finished', 'halted'), 4 * hourMs);
    expect([done.state, done.counts.untouched, done.counts.succeeded]).toEqual(['finished', 4, 56]);
    for (const machine of off) machine.behaviour = 'takes';
    await play(again, async () => (await fleet.detail(again)).counts.succeeded === 60, 4 * hourMs);
  });

  test('is offered again to a machine that was away until its offer had run out', async () => {
    const id = await fleet.start({ target: next.target, days: 1 });
    await play(
      id,
      async () => {
        const { ring, rings } = await fleet.detail(id);
        return ring === rings - 1;
      },
      2 * hourMs,
    );
    const [row] = await f.sql<{ device_id: string }[]>`
      select device_id from rollout_machine where rollout_id = ${id} and state = 'offered' order by device_id limit 1`;
    const late = fleet.machines.find((machine) => machine.id === row?.device_id);
    if (late === undefined) throw new Error('nobody was offered it');
    late.isSilent = true;
    await play(id, isIn(id, 'finished'), 2 * hourMs);
    const standing = async () =>
      (await f.sql`select state, cause from rollout_machine where rollout_id = ${id} and device_id = ${late.id}`)[0];
    expect(await standing()).toEqual({ state: 'superseded', cause: 'expired' });
    late.isSilent = false;
    await fleet.beat();
    await fleet.round();
    expect(await standing()).toEqual({ state: 'offered', cause: null });
    await fleet.step(hourMs, next.release);
    expect(late.release).toBe(next.release);
  });

  test('is not stopped by a machine that somebody takes out of service on purpose, nor waits for it; with a new key it gets it', async () => {
    const id = await fleet.start({ target: next.target });
    const members = async (state: string, ring: number) =>
      (
        await f.sql<{ device_id: string }[]>`select device_id from rollout_machine
          where rollout_id = ${id} and ring = ${ring} and state = ${state} order by device_id`
      ).map(({ device_id }) => device_id);
    /** Its keys end, and it says nothing from then on. */
    const takeOut = async (deviceId: string | undefined) => {
      const machine = fleet.machines.find((one) => one.id === deviceId);
      if (machine === undefined) throw new Error('no such machine');
      await f.sql`update device_key set revoked_ms = ${fleet.nowMs()} where device_id = ${machine.id}`;
      machine.isSilent = true;
      return machine;
    };
    // One that installs just now, and one of three of the next ring that was not offered it yet: they are half and a third of their rings.
    await fleet.step(hourMs / 2, next.release);
    await fleet.round();
    const installing = await takeOut((await members('probation', 0))[0]);
    await takeOut((await members('untouched', 1))[0]);
    // It spoke a moment ago, and nothing is given to it all the same.
    await fleet.round();
    expect(await members('superseded', 0)).toEqual([installing.id]);
    const done = await play(id, isIn(id, 'finished', 'halted'), 4 * hourMs);
    expect([done.state, done.counts.succeeded, done.counts.superseded, done.counts.untouched]).toEqual([
      ...['finished', 58, 1, 1],
    ]);
    expect(done.decisions[0]?.numbers).toEqual({ machines: 58, succeeded: 58 });
    await f.sql`insert into device_key (public_key, device_id, created_ms) values (${`new key of ${installing.id}`}, ${installing.id}, 0)`;
    Object.assign(installing, { isSilent: false, release: old.release });
    await play(id, async () => (await fleet.detail(id)).counts.succeeded === 59, 4 * hourMs);
  });

  test('waits for its hours, for frozen days, and for the person who opens a ring', async () => {
    const id = await fleet.start({
      ...{ target: next.target, windows: [{ from: '22:00', until: '04:00' }], approvals: [1] },
      freezes: [{ from: '2026-12-02', until: '2026-12-02' }],
    });
    const first = await fleet.detail(id);
    expect([first.exposed, first.waitingFor?.code]).toEqual([0, 'waitWindow']);
    await play(id, async () => (await fleet.detail(id)).exposed === 2, hourMs);
    // Whoever says yes to the start once more, because the answer was lost, opens no ring that nobody has looked at.
    const again = { actor: wu, reason: null, nowMs: fleet.nowMs() };
    for (const ring of [null, 2]) expect((await approveRollout(f.sql, id, { ...again, ring })).ok).toBe(false);
    expect(new Date(fleet.nowMs() + 8 * hourMs).getUTCHours()).toBeGreaterThanOrEqual(22);
    const waits = await play(id, async () => (await fleet.detail(id)).waitingFor?.code === 'waitRingApproval', hourMs);
    expect([waits.exposed, waits.waitingFor?.words.en]).toEqual([2, 'Waits for the approval of ring 1 (3 machines)']);
    // The one who started it cannot.
    expect(await approveRollout(f.sql, id, { actor: li, reason: null, nowMs: fleet.nowMs(), ring: 1 })).toMatchObject({
      ok: false,
    });
    // Nor does anybody approve what waits by now in place of what he has looked at.
    for (const ring of [null, 2]) expect((await approveRollout(f.sql, id, { ...again, ring })).ok).toBe(false);
    await fleet.approve(id, 1);
    const frozen = await play(id, async () => (await fleet.detail(id)).waitingFor?.code === 'waitFreeze', hourMs);
    expect(frozen.waitingFor?.words['zh-CN']).toBe('冻结期：不派发');
  });
});

describe('a bad release', () => {
  test('that bricks machines stays in ring 0, and says so', async () => {
    behave('bricks');
    const id = await fleet.start({ target: next.target });
    const halted = await play(id, isIn(id, 'halted', 'finished'));
    expect([halted.state, halted.exposed, halted.halt?.code, halted.halt?.ring]).toEqual(['halted', 2, 'haltLost', 0]);
    expect(halted.halt?.words['zh-CN']).toBe('停止：第 0 批 2 台中 2 台更新后失联');
    const lost = await f.sql`select 1 from heartbeat_latest where lost_ms is not null`;
    expect(lost).toHaveLength(2);
  });

  test('that fails on most machines goes no further than ring 1', async () => {
    behave('rollsBack', 0.7);
    const id = await fleet.start({ target: next.target });
    const halted = await play(id, isIn(id, 'halted', 'finished'));
    expect([halted.state, halted.halt?.code]).toEqual(['halted', 'haltFailures']);
    expect(halted.exposed).toBeLessThanOrEqual(5);
    expect(halted.halt?.words.en).toMatch(/^Stopped: \d+ of \d+ machines failed, lower bound [\d.]+ % > 1 %$/);
  });

  test('on which nothing gets done does not leave ring 0, though no machine complains', async () => {
    behave('worksSlowly');
    const id = await fleet.start({ target: next.target });
    for (let n = 0; n < 30; n += 1) {
      await fleet.step(2 * hourMs, next.release);
      await fleet.round();
    }
    const waits = await fleet.detail(id);
    expect([waits.exposed, waits.waitingFor?.code, waits.waitingFor?.numbers.sessions]).toEqual([2, 'waitSessions', 0]);
  });

  test('that turns slow later is stopped by its figures, beside untouched machines in the same hours', async () => {
    const id = await fleet.start({ target: next.target });
    await play(id, async () => (await fleet.detail(id)).ring === 1, hourMs);
    behave('worksSlowly');
    const halted = await play(id, isIn(id, 'halted', 'finished'), hourMs);
    expect([halted.halt?.code, halted.exposed]).toEqual(['haltSessions', 5]);
    expect(halted.halt?.words.en).toMatch(
      /^Stopped: [0-3][.\d]* visits an hour completed on 5 machines .*, 4\.\d+ on \d+ without it \(z = /,
    );
  });

  test('takes back what is not begun, and goes back everywhere when that was wanted', async () => {
    const id = await fleet.start({ target: next.target, onHalt: 'revert' });
    await play(id, async () => (await fleet.detail(id)).ring === 1, hourMs);
    behave('bricks');
    const halted = await play(id, isIn(id, 'halted', 'reverted', 'finished'));
    expect(halted.state).toBe('reverted');
    expect(await codesOf(id)).toContain('reverted');
    // All that have it are to run the release before, and those that can do.
    expect(await assignedTo(old.target)).toBe(5);
    await fleet.step(hourMs, next.release);
    const well = fleet.machines.filter(({ isSilent }) => !isSilent);
    expect(new Set(well.map(({ release }) => release))).toEqual(new Set([old.release]));
    expect((await fleet.detail(id)).isBack).toBeGreaterThan(0);
  });

  test('of which a fifth of the ring says nothing is stopped at the gate', async () => {
    const id = await fleet.start({ target: next.target });
    await play(id, async () => (await fleet.detail(id)).ring === 1, hourMs);
    const members = await f.sql<{ device_id: string }[]>`select device_id from rollout_machine where ring = 1 limit 1`;
    // They took no offer: the machine is off.
    for (const { device_id } of members) {
      const machine = fleet.machines.find(({ id }) => id === device_id);
      if (machine !== undefined) machine.behaviour = 'isOff';
    }
    const halted = await play(id, isIn(id, 'halted', 'finished'), 4 * hourMs);
    expect([halted.halt?.code, halted.halt?.numbers.unknown]).toEqual(['haltUnknown', 1]);
  });
});

describe('people', () => {
  const act = (id: number, act: 'pause' | 'resume' | 'halt' | 'revert' | 'withdraw', actor = li) =>
    actOnRollout(f.sql, id, act, { actor, reason: 'because', nowMs: fleet.nowMs() });

  test('two start a release, and the operator token is one person however often it is used', async () => {
    const id = await fleet.propose({ target: next.target });
    await fleet.round();
    expect((await fleet.detail(id)).exposed).toBe(0);
    expect(await approveRollout(f.sql, id, { actor: li, reason: null, nowMs: 0, ring: null })).toMatchObject({
      ...{ ok: false, error: { code: 'forbidden' } },
    });
    const operator = { ...wu, id: 'op', roles: ['operator' as const] };
    expect(await approveRollout(f.sql, id, { actor: operator, reason: null, nowMs: 0, ring: null })).toMatchObject({
      ok: false,
    });
    await fleet.approve(id);
    expect(await stateOf(id)).toBe('running');
    const acts = await f.sql<
      { act: string; actor_id: string }[]
    >`select act, actor_id from audit_entry where subject = ${`rollout:${id}`} order by seq`;
    expect(acts.map(({ act, actor_id }) => `${act} ${actor_id}`)).toEqual([
      'rollout.proposed li',
      'rollout.approved wu',
    ]);
  });

  test('pause: nothing new is offered and what is under way goes on; resume goes on', async () => {
    const id = await fleet.start({ target: next.target });
    await act(id, 'pause');
    await play(id, async () => (await fleet.detail(id)).counts.succeeded === 2, hourMs);
    await fleet.step(40 * hourMs, next.release);
    await fleet.round();
    expect((await fleet.detail(id)).exposed).toBe(2);
    await act(id, 'resume');
    await fleet.round();
    expect((await fleet.detail(id)).ring).toBe(1);
  });

  test('halt takes back what is not begun; resume offers it again and counts only what is new', async () => {
    behave('isOff', 0.5);
    fleet.setTime(fleet.nowMs() + hourMs);
    await fleet.beat();
    const id = await fleet.start({ target: next.target });
    await act(id, 'halt');
    const halted = await fleet.detail(id);
    expect([halted.state, halted.counts.superseded]).toEqual(['halted', halted.exposed]);
    expect(await assignedTo(old.target)).toBe(halted.exposed);
    await act(id, 'resume');
    await fleet.round();
    const again = await fleet.detail(id);
    expect([again.state, again.counts.offered]).toEqual(['running', halted.exposed]);
    expect(await assignedTo(next.target)).toBe(halted.exposed);
  });

  test('resume after a halt by a rule is not stopped by what was known, and is by what is new', async () => {
    behave('bricks');
    const id = await fleet.start({ target: next.target });
    await play(id, isIn(id, 'halted'));
    behave('takes');
    await act(id, 'resume');
    await fleet.round();
    expect(await stateOf(id)).toBe('running');
    // Ring 0 is lost as a whole, so it never passes; at its gate nobody of it succeeded.
    await fleet.step(hourMs, next.release);
    await fleet.round();
    expect((await fleet.detail(id)).waitingFor?.code).toBe('waitFinal');
  });

  test('who resumes has seen why it stands: what halted it once more meanwhile is not excused unseen', async () => {
    const id = await fleet.start({ target: next.target });
    const resume = (ifHalt: number | null) =>
      actOnRollout(f.sql, id, 'resume', { actor: wu, reason: 'looked at', nowMs: fleet.nowMs(), ifHalt });
    await act(id, 'halt');
    const seen = (await fleet.detail(id)).halt?.id ?? null;
    expect(await resume(null)).toMatchObject({ ok: false, error: { detail: expect.stringMatching(/^otherState: /) } });
    expect(await resume(seen)).toMatchObject({ ok: true, value: { state: 'running' } });
    await act(id, 'halt');
    expect(await resume(seen)).toMatchObject({ ok: false, error: { detail: expect.stringMatching(/^otherState: /) } });
    expect(await stateOf(id)).toBe('halted');
    expect(await resume((await fleet.detail(id)).halt?.id ?? null)).toMatchObject({ ok: true });
  });

  test('one of a kind is on its way; a later one takes the place of one that stands still', async () => {
    const id = await fleet.start({ target: next.target });
    await expect(fleet.propose({ target: old.target })).rejects.toThrow(/no machine would get it|is running/);
    const third = publish(f, `3.${versions}`);
    await expect(fleet.propose({ target: third.target })).rejects.toThrow(/is running: end it first/);
    await act(id, 'halt');
    const later = await fleet.start({ target: third.target });
    expect([await stateOf(id), await stateOf(later)]).toEqual(['superseded', 'running']);
    expect(await act(id, 'resume')).toMatchObject({ ok: false, error: { code: 'badRequest' } });
  });

  test('a proposal that nobody approves can be withdrawn and was never offered', async () => {
    const id = await fleet.propose({ target: next.target });
    await act(id, 'withdraw');
    await fleet.round();
    expect([await stateOf(id), (await fleet.detail(id)).exposed]).toEqual(['superseded', 0]);
  });
});

test('a hub that was away for a night calls nobody lost for having heard nobody', async () => {
  const id = await fleet.start({ target: next.target });
  await fleet.step(hourMs / 2, next.release);
  await fleet.round();
  // Nobody looked and nobody was heard for a whole day.
  fleet.setTime(fleet.nowMs() + 24 * hourMs);
  await fleet.round();
  expect((await fleet.detail(id)).counts.lost).toBe(0);
  fleet.setTime(fleet.nowMs() + hourMs / 20);
  await fleet.round();
  expect((await fleet.detail(id)).counts.lost).toBe(0);
});
