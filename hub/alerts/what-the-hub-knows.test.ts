import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UnknownActs } from '../../contract/console/unknown-acts.ts';
import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import { sampleMachines } from '../supplies/sample-machines.ts';
import { type AlertKit, alertKit, minuteMs } from '../testing/alert-kit.ts';
import { type HubFixture, openHubFixture } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';
import { rank } from './list-alerts.ts';

const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
let f: HubFixture;
let kit: AlertKit;
let machines: readonly TestMachine[];
beforeAll(async () => {
  // Its rounds are made by the tests: one of the hub's own between two lines would do what they wait for.
  f = await openHubFixture({ isKeepingHouse: false });
  kit = alertKit(f);
  machines = await Promise.all(Array.from({ length: 6 }, () => f.machine()));
});
afterAll(() => f.close());

type Change = Partial<HeartbeatRequest>;
const nowMs = () => Math.round(f.clock.wallMs());
const [first, second] = [() => machines[0] as TestMachine, () => machines[1] as TestMachine];
const idOf = (machine: TestMachine) => machine.claimed.deviceId;
/** A minute in which all machines beat. */
const minute = (change: Change = {}) =>
  kit.minutes(1, () => Promise.all(machines.map((machine) => kit.beat(machine, change))));
const codes = (machine: TestMachine) => kit.codesAt(machine.claimed.kiosk);

test('a page of open alerts is read along an index: sorting all of them would cost each console more with every machine', async () => {
  const plan = await f.sql.begin(async (tx) => {
    // So small a table is read whole, index or not.
    await tx`set local enable_seqscan = off`;
    await tx`set local enable_sort = off`;
    return await tx.unsafe(
      `explain (costs off) select * from alert a where a.resolved_ms is null order by ${rank}, a.opened_ms, a.id limit 101`,
    );
  });
  expect(JSON.stringify(plan)).toContain('alert_open_rank');
  expect(JSON.stringify(plan)).not.toContain('Sort');
});

describe('tables of the hub', () => {
  test('orders of the proof and of counts are alerts for as long as they are open', async () => {
    await minute();
    for (const kind of ['sync:gap', 'sync:clone', 'cards:mismatch', 'low:receiptPrinter.paper']) {
      await f.sql`insert into maintenance_order (device_id, kind, opened_ms) values (${idOf(first())}, ${kind}, ${nowMs()})`;
    }
    await minute();
    expect(await codes(first())).toEqual(['cardMismatch', 'cloned', 'sequenceGap']);
    await f.sql`update maintenance_order set closed_ms = ${nowMs()} where kind <> 'sync:clone'`;
    await minute();
    expect(await codes(first())).toEqual(['cloned']);
    await f.sql`update maintenance_order set closed_ms = ${nowMs()} where closed_ms is null`;
    await minute();
    expect(await codes(first())).toEqual([]);
  });

  test('an act that nobody knows the end of is an alert until the machine tells it late', async () => {
    const report = (message: string, outcome: string, isLate: boolean) => f.sql`
      insert into custody_report (message_id, device_id, device, act_id, act_outcome, act_is_late)
      values (${message}, ${idOf(first())}, 'cardDispenser', 'act-1', ${outcome}, ${isLate})`;
    await report('00000000-0000-7000-8000-000000000001', 'indeterminate', false);
    await minute();
    expect(await codes(first())).toEqual(['unknownAct']);
    await report('00000000-0000-7000-8000-000000000002', 'done', true);
    await minute();
    expect(await codes(first())).toEqual([]);
  });

  test('an act that no sensor decides is settled by staff: once, with what they saw, in the audit, and what the machine tells behind it stands beside', async () => {
    const { kiosk } = second().claimed;
    const report = (
      n: number,
      actId: string,
      outcome: string,
      more: { late?: boolean; state?: string; item?: string } = {},
    ) => f.sql`
      insert into custody_report (message_id, device_id, device, act_id, act_kind, act_outcome, act_is_late, custody_id, state, receipt_no, noted_ms, seq)
      values (${`00000000-0000-7000-8000-0000000001${n}`}, ${idOf(second())}, 'cardDispenser', ${actId}, 'present', ${outcome},
        ${more.late ?? false}, ${more.item ?? `item of ${actId}`}, ${more.state ?? 'held'}, 'R-1', ${nowMs()}, ${n})`;
    const acts = async () => (await kit.get<UnknownActs>(`machines/${kiosk}/unknown-acts`)).rows;
    const say = (actId: string, what: string, note = 'counted twice') =>
      kit.act(`machines/${kiosk}/unknown-acts/${actId}/seen`, { what, note });
    await report(10, 'a-1', 'indeterminate');
    await report(11, 'a-2', 'indeterminate');
    // The unit's own recovery took the card in: the item is known, the end of the act never will be.
    await report(12, 'recovery', 'done', { state: 'retained', item: 'item of a-1' });
    await minute();
    expect(await codes(second())).toEqual(['unknownAct']);
    expect((await acts()).map(({ actId, item, told, seen }) => [actId, item, told, seen]).sort()).toEqual([
      ['a-1', 'retained', null, null],
      ['a-2', 'held', null, null],
    ]);
    expect((await say('a-1', 'inside')).body).toMatchObject({ isNew: true, act: { seen: { what: 'inside' } } });
    // One of two is settled: the alert stands for the other one.
    await minute();
    expect(await codes(second())).toEqual(['unknownAct']);
    // Who comes second reads what was said, and changes nothing of it.
    const [one, other] = await Promise.all([say('a-2', 'nothing'), say('a-2', 'handedOver')]);
    expect([one.body.isNew, other.body.isNew].sort()).toEqual([false, true]);
    expect(one.body.act).toEqual(other.body.act);
    expect((await say('a-1', 'nothing')).body).toMatchObject({ isNew: false, act: { seen: { what: 'inside' } } });
    await minute();
    expect(await codes(second())).toEqual([]);
    expect([(await say('a-3', 'nothing')).status, (await say('a-1', 'nothing', '')).status]).toEqual([404, 400]);
    const told = await f.sql<{ detail: string }[]>`
      select detail from audit_entry where act = 'machine.actSeen' and subject = ${`machine:${kiosk}`} order by seq`;
    expect(told.map(({ detail }) => (JSON.parse(detail) as { readonly actId: string }).actId)).toEqual(['a-1', 'a-2']);
    // A machine that knows after all says so: both stand, and a machine that knew first is not talked over.
    await report(13, 'a-1', 'done', { late: true, state: 'retained' });
    expect((await acts()).find(({ actId }) => actId === 'a-1')).toMatchObject({
      told: 'done',
      seen: { what: 'inside' },
    });
    await report(14, 'a-4', 'indeterminate');
    await report(15, 'a-4', 'notDone', { late: true });
    expect((await say('a-4', 'handedOver')).body).toMatchObject({ isNew: false, act: { told: 'notDone', seen: null } });
  });

  test('a release that went back, and one that does not run after a day; both end with what is assigned or runs', async () => {
    const sha = (letter: string) => letter.repeat(64);
    const assign = (counter: number, letter: string) => f.sql`
      insert into assignment (device_id, counter, target, sha256, expires_ms, made_ms)
      values (${idOf(second())}, ${counter}, 'app/1.json', ${sha(letter)}, ${nowMs() + 30 * dayMs}, ${nowMs()})`;
    await assign(1, 'a');
    await f.sql`insert into update_outcome (device_id, release, from_release, outcome, cause, at, received_ms)
      values (${idOf(second())}, ${`1-${'a'.repeat(16)}`}, '0', 'rolledBack', 'unhealthy', 'x', ${nowMs()})`;
    await minute();
    expect(await codes(second())).toEqual(['rolledBack']);
    await assign(2, 'b');
    const runs = (letter: string): Change => ({ release: `1-${letter.repeat(16)}` });
    await minute(runs('a'));
    expect(await codes(second())).toEqual([]);
    await f.sql`update assignment set made_ms = ${nowMs() - 25 * hourMs}`;
    await minute(runs('a'));
    expect(await kit.alerts(`kiosk=${second().claimed.kiosk}`)).toMatchObject([
      { code: 'versionDrift', numbers: { value: 24 } },
    ]);
    await minute(runs('b'));
    expect(await codes(second())).toEqual([]);
  });

  test('a machine that serves nobody for a quarter of an hour without a notice is an alert; with one it is not', async () => {
    for (let i = 0; i < 15; i += 1) await minute({ durability: 'failed' });
    expect(await codes(first())).toEqual(['durabilityFailed']);
    await minute({ durability: 'failed' });
    expect(await codes(first())).toEqual(['durabilityFailed', 'noticeMissing']);
    await minute({ durability: 'failed', notice: { reason: 'other', since: 'x', until: null } });
    expect(await codes(first())).toEqual(['durabilityFailed']);
    await minute();
    expect(await codes(first())).toEqual([]);
  });

  test('nobody is told to put a notice up at a machine that serves: one whose tamper contact is open, or that refuses only what counts days', async () => {
    const board = { id: 'ioBoard', link: 'up', condition: 'tampered', faults: ['E_TAMPER'] };
    const tampered: Change = { devices: [board], intake: 'deadline' };
    for (let i = 0; i < 20; i += 1) await minute(tampered);
    expect(await codes(first())).toEqual(['intakeClosed', 'tamper']);
    for (let i = 0; i < 20; i += 1) await minute({ intake: 'disk' });
    expect(await codes(first())).toEqual(['intakeClosed', 'noticeMissing']);
    for (let i = 0; i < 3; i += 1) await minute();
    expect(await codes(first())).toEqual([]);
  });
});

describe('the last hour', () => {
  /** Five minutes in which each machine counts on; then its sample is taken. */
  async function sample(of: (i: number) => Change): Promise<void> {
    f.clock.shiftMs += 5 * minuteMs;
    await Promise.all(machines.map((machine, i) => kit.beat(machine, { startedMs: 1, ...of(i) })));
    await sampleMachines({ sql: f.sql, clock: f.clock });
  }
  const counted = (started: number, completed: number, more: Change = {}): Change => ({
    sessions: { started, completed, abandoned: started - completed },
    ...more,
  });

  test('a machine that completes half of what its district does, one that nobody can use, and one that crashes, are found; all ends by itself', async () => {
    await sample(() => counted(0, 0, { touches: 0, crashes: 0 }));
    await sample((i) => {
      if (i === 0) return counted(20, 4);
      if (i === 1)
        return counted(0, 0, { touches: 8, crashes: 3, renderer: { frames: 7, isSoftware: false, restarts: 0 } });
      return counted(20, 18);
    });
    expect(await kit.alerts(`kiosk=${first().claimed.kiosk}`)).toMatchObject([
      { code: 'successLow', numbers: { value: 20, limit: 90 } },
    ]);
    expect(await codes(second())).toEqual(['crashLoop', 'touchedNothingDone']);
    expect(await codes(machines[2] as TestMachine)).toEqual([]);
    const frozen = { renderer: { frames: 7, isSoftware: false, restarts: 0 } };
    const touchedOnceMore = (i: number) =>
      i === 1 ? counted(0, 0, { touches: 9, crashes: 3, ...frozen }) : counted(20, i === 0 ? 4 : 18);
    await sample(touchedOnceMore);
    expect(await codes(second())).toEqual(['crashLoop', 'touchedNothingDone']);
    await sample(touchedOnceMore);
    expect(await codes(second())).toEqual(['crashLoop', 'rendererFrozen', 'touchedNothingDone']);
    const [{ samples } = { samples: [] }] = await f.sql<{ samples: unknown[] }[]>`
      select samples from machine_hour where device_id = ${idOf(second())}`;
    expect(samples).toHaveLength(4);
    // An hour in which nothing more is counted is an hour of which nothing is said.
    for (let i = 0; i < 13; i += 1)
      await sample((at) =>
        at === 1 ? counted(0, 0, { touches: 9, crashes: 3, ...frozen }) : counted(20, at === 0 ? 4 : 18),
      );
    expect([await codes(first()), await codes(second())]).toEqual([[], []]);
  });

  test('a machine that crashed again and again and then fell silent is not called well: nobody has heard that it is over', async () => {
    await sample(() => counted(0, 0, { startedMs: 2, touches: 0, crashes: 0 }));
    await sample(() => counted(0, 0, { startedMs: 2, touches: 0, crashes: 3 }));
    expect(await codes(first())).toEqual(['crashLoop']);
    f.clock.shiftMs += 11 * minuteMs;
    await kit.beat(second(), { startedMs: 2, ...counted(0, 0, { touches: 0, crashes: 3 }) });
    await sampleMachines({ sql: f.sql, clock: f.clock });
    expect([await codes(first()), await codes(second())]).toEqual([['crashLoop'], ['crashLoop']]);
    // Its own word ends it, an hour later.
    f.clock.shiftMs += 61 * minuteMs;
    await sample((i) => (i === 1 ? {} : counted(0, 0, { startedMs: 2, touches: 0, crashes: 3 })));
    expect(await codes(first())).toEqual([]);
  });

  test('a service that begins anew four times in an hour is a loop', async () => {
    for (const bootId of ['b1', 'b2', 'b3', 'b4']) {
      f.clock.shiftMs += minuteMs;
      await kit.beat(first(), { bootId });
    }
    await sample((i) => (i === 0 ? { bootId: 'b4' } : {}));
    expect(await codes(first())).toEqual(['crashLoop']);
  });
});
