import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AlertDetail, AlertSites, MuteRow } from '../../contract/console/alerts.ts';
import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import { type AlertKit, alertKit, minuteMs } from '../testing/alert-kit.ts';
import { type HubFixture, openHubFixture } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';
import { reconcileSigns } from './watch.ts';

let f: HubFixture;
let kit: AlertKit;
const spare: TestMachine[] = [];
beforeAll(async () => {
  // Its rounds are made by the tests: one of the hub's own between two lines would do what they wait for.
  f = await openHubFixture({ isKeepingHouse: false });
  kit = alertKit(f);
  // Before the hub's clock is moved: a machine that asks for its code has the real one.
  for (let i = 0; i < 6; i += 1) spare.push(await f.machine());
});
afterAll(() => f.close());

type Change = Partial<HeartbeatRequest>;
const noPaper: Change = { supplies: [{ id: 'paper', device: 'receiptPrinter', count: 0, state: 'out' }] };
const broken: Change = { durability: 'failed' };
const kioskOf = (machine: TestMachine) => machine.claimed.kiosk;

/** A machine at a site of its own. */
async function machineAt(place: string): Promise<TestMachine> {
  const machine = spare.shift();
  if (machine === undefined) throw new Error('there are no machines');
  spare.push(machine);
  await f.sql`update device set place = ${place} where id = ${machine.claimed.deviceId}`;
  await kit.beat(machine);
  return machine;
}

describe('what heartbeats say', () => {
  test('paper that is out becomes an alert after three heartbeats, keeps its number, and ends after three with paper', async () => {
    const machine = await machineAt('纸站');
    await kit.beat(machine, noPaper);
    await kit.minutes(1, () => kit.beat(machine, noPaper));
    expect(await kit.codesAt(kioskOf(machine))).toEqual([]);
    await kit.minutes(1, () => kit.beat(machine, noPaper));
    expect(await kit.codesAt(kioskOf(machine))).toEqual(['paperOut']);
    const [alert] = await kit.alerts(`kiosk=${kioskOf(machine)}`);
    expect(alert).toMatchObject({
      severity: 'limit',
      subject: 'receiptPrinter.paper',
      place: '纸站',
      district: 'TH',
      quiet: null,
    });
    // It was there before it was certain.
    expect(Date.parse(alert?.openedAt ?? '') - Date.parse(alert?.since ?? '')).toBeGreaterThanOrEqual(2 * minuteMs);
    await kit.minutes(2, () => kit.beat(machine, noPaper));
    await kit.minutes(2, () => kit.beat(machine));
    expect((await kit.alerts(`kiosk=${kioskOf(machine)}`)).map(({ id }) => id)).toEqual([alert?.id]);
    await kit.minutes(1, () => kit.beat(machine));
    expect(await kit.codesAt(kioskOf(machine))).toEqual([]);
    const [over] = await kit.alerts(`kiosk=${kioskOf(machine)}&state=resolved`);
    expect(over).toMatchObject({ id: alert?.id, code: 'paperOut' });
    expect(over?.resolvedAt).not.toBeNull();
  });

  test('a failed durability check is an alert with its first heartbeat, without the watch, and over with the first that is well', async () => {
    const machine = await machineAt('落盘站');
    await kit.beat(machine, broken);
    expect(await kit.codesAt(kioskOf(machine))).toEqual(['durabilityFailed']);
    await kit.beat(machine);
    expect(await kit.codesAt(kioskOf(machine))).toEqual([]);
  });

  test('what a stolen machine said last ends with its key, and does not come back: nobody else could end it', async () => {
    const machine = await machineAt('失窃站');
    spare.splice(spare.indexOf(machine), 1);
    const tampered = { id: 'ioBoard', link: 'up', condition: 'tampered', faults: ['E_TAMPER'] };
    for (let i = 0; i < 4; i += 1) await kit.minutes(1, () => kit.beat(machine, { ...noPaper, devices: [tampered] }));
    expect(await kit.codesAt(kioskOf(machine))).toEqual(['paperOut', 'tamper']);
    expect((await kit.act(`machines/${kioskOf(machine)}/revoke`, { reason: 'stolen' })).status).toBe(200);
    await kit.minutes(1);
    expect(await kit.codesAt(kioskOf(machine))).toEqual([]);
    await reconcileSigns({ sql: f.sql, clock: f.clock });
    await kit.minutes(3);
    expect(await kit.codesAt(kioskOf(machine))).toEqual([]);
  });

  test('a number that grows is the same alert with another number', async () => {
    const machine = await machineAt('死信站');
    const dead = (count: number) => ({ outbox: { pending: 0, dead: count, oldestAgeMs: null } });
    await kit.beat(machine, dead(1));
    await kit.beat(machine, dead(4));
    expect(await kit.alerts(`kiosk=${kioskOf(machine)}`)).toMatchObject([
      { code: 'deadLetter', numbers: { value: 4 } },
    ]);
    await kit.beat(machine);
  });

  test('what a hub left undone when it died between a heartbeat and its alert is done in the next round', async () => {
    const machine = await machineAt('补做站');
    await kit.beat(machine, broken);
    await f.sql`delete from alert where kiosk = ${kioskOf(machine)}`;
    // The same heartbeat changes nothing, so it says nothing.
    await kit.beat(machine, broken);
    expect(await kit.codesAt(kioskOf(machine))).toEqual([]);
    await reconcileSigns({ sql: f.sql, clock: f.clock });
    expect(await kit.codesAt(kioskOf(machine))).toEqual(['durabilityFailed']);
    await f.sql`update heartbeat_latest set signs = '' where device_id = ${machine.claimed.deviceId}`;
    await reconcileSigns({ sql: f.sql, clock: f.clock });
    expect(await kit.codesAt(kioskOf(machine))).toEqual([]);
  });

  test('heartbeats without news write nothing to the tables of alerts', async () => {
    const machine = await machineAt('安静站');
    await kit.beat(machine, noPaper);
    // `takeSigns` locks the row of the machine first, which leaves its mark.
    const touched = async () => (await f.sql`select xmax::text from device where id = ${machine.claimed.deviceId}`)[0];
    const before = await touched();
    f.clock.shiftMs += minuteMs;
    await kit.beat(machine, noPaper);
    expect(await touched()).toEqual(before);
    await kit.beat(machine);
    expect(await touched()).not.toEqual(before);
  });
});

describe('silence', () => {
  test('three machines of a site that fall silent are one alert; when one comes back the others are named', async () => {
    const site = [await machineAt('断网站'), await machineAt('断网站'), await machineAt('断网站')] as const;
    const away = await machineAt('独站');
    await kit.minutes(1, () => Promise.all([...site, away].map((machine) => kit.beat(machine))));
    await kit.minutes(2);
    expect(await kit.alerts(`code=siteOffline&place=${encodeURIComponent('断网站')}`)).toEqual([]);
    await kit.minutes(1);
    const [silent] = await kit.alerts(`code=siteOffline&place=${encodeURIComponent('断网站')}`);
    expect(silent).toMatchObject({ kiosk: null, place: '断网站', severity: 'stop', numbers: { machines: 3 } });
    expect(await kit.alerts(`place=${encodeURIComponent('断网站')}`)).toHaveLength(1);
    expect(await kit.codesAt(kioskOf(away))).toEqual(['offline']);
    expect((await kit.get<AlertDetail>(`alerts/${silent?.id}`)).kiosks).toEqual(site.map(kioskOf).sort());

    await kit.beat(away);
    // The end of a silence is not waited for: it is said by the heartbeat itself.
    expect(await kit.codesAt(kioskOf(away))).toEqual([]);
    await kit.minutes(1, () => Promise.all([kit.beat(site[0]), kit.beat(away)]));
    expect(await kit.alerts(`code=siteOffline&place=${encodeURIComponent('断网站')}`)).toEqual([]);
    expect(
      (await kit.alerts(`place=${encodeURIComponent('断网站')}`)).map(({ code, kiosk }) => [code, kiosk]).sort(),
    ).toEqual([...[site[1], site[2]].map((machine) => ['offline', kioskOf(machine)]).sort()]);
    // And together again: the alerts of the two go on in that of the site, so nobody is told that they are well.
    const told = await kit.alerts(`place=${encodeURIComponent('断网站')}`);
    await kit.minutes(5, () => kit.beat(away));
    expect((await kit.alerts(`place=${encodeURIComponent('断网站')}`)).map(({ code }) => code)).toEqual([
      'siteOffline',
    ]);
    const detail = await kit.get<AlertDetail>(`alerts/${told[0]?.id}`);
    expect(detail.events.at(-1)).toMatchObject({ what: 'resolved', note: 'siteOffline' });
    await kit.minutes(1, () => Promise.all([...site, away].map((machine) => kit.beat(machine))));
    expect(await kit.alerts(`place=${encodeURIComponent('断网站')}`)).toEqual([]);
  });

  test('a hub that was away calls nobody silent for its own absence, and takes back nothing that it knew', async () => {
    const machine = await machineAt('停机站');
    const lost = await machineAt('先断站');
    await kit.minutes(5, () => kit.beat(machine));
    expect(await kit.codesAt(kioskOf(lost))).toEqual(['offline']);
    // The hub sleeps for an hour.
    f.clock.shiftMs += 3_600_000;
    await kit.minutes(2);
    expect(await kit.codesAt(kioskOf(machine))).toEqual([]);
    expect(await kit.codesAt(kioskOf(lost))).toEqual(['offline']);
    await kit.minutes(3);
    expect(await kit.codesAt(kioskOf(machine))).toEqual(['offline']);
    await Promise.all([kit.beat(machine), kit.beat(lost)]);
  });
});

describe('people', () => {
  test('acknowledging says who took it up and ends nothing; twice changes nothing', async () => {
    const machine = await machineAt('确认站');
    await kit.beat(machine, broken);
    const [alert] = await kit.alerts(`kiosk=${kioskOf(machine)}`);
    const once = { ids: [alert?.id], note: '已派人' };
    expect((await kit.act('alerts/acknowledge', once)).body).toEqual({ acknowledged: 1 });
    expect((await kit.act('alerts/acknowledge', once)).body).toEqual({ acknowledged: 0 });
    const detail = await kit.get<AlertDetail>(`alerts/${alert?.id}`);
    expect(detail.alert).toMatchObject({ resolvedAt: null, acknowledged: { by: 'operator token', note: '已派人' } });
    expect(detail.events.map(({ what, by }) => [what, by])).toEqual([
      ['opened', null],
      ['acknowledged', 'operator token'],
    ]);
    expect(await kit.alerts(`kiosk=${kioskOf(machine)}&isNew=true`)).toEqual([]);
    const audit = await f.sql`select act, detail from audit_entry where act = 'alert.acknowledged'`;
    expect(audit).toHaveLength(1);
    await kit.beat(machine);
  });

  test('a mute keeps an alert in the list and people unbothered, until its time or its end', async () => {
    const machine = await machineAt('静音站');
    const kiosk = kioskOf(machine);
    const until = new Date(f.clock.wallMs() + 3_600_000).toISOString();
    expect((await kit.act('alerts/mutes', { until, reason: '?' })).status).toBe(400);
    expect((await kit.act('alerts/mutes', { kiosk, until: new Date(0).toISOString(), reason: '施工' })).status).toBe(
      400,
    );
    const made = await kit.act('alerts/mutes', { kiosk, until, reason: '施工' });
    expect(made.body).toMatchObject({ kiosk, place: null, code: null, reason: '施工', by: 'operator token' });
    await kit.beat(machine, broken);
    const [alert] = await kit.alerts(`kiosk=${kiosk}`);
    expect(alert).toMatchObject({ code: 'durabilityFailed', quiet: { why: 'mute', reason: '施工' } });
    expect(await kit.alerts(`kiosk=${kiosk}&withQuiet=false`)).toEqual([]);
    const told = async () =>
      (await f.sql<{ told_ms: string | null }[]>`select told_ms from alert where id = ${alert?.id ?? 0}`)[0]?.told_ms;
    expect(await told()).toBeNull();
    expect((await kit.get<MuteRow[]>('alerts/mutes')).map((mute) => mute.kiosk)).toContain(kiosk);
    expect((await kit.act(`alerts/mutes/${String(made.body.id)}/end`)).status).toBe(200);
    expect((await kit.act(`alerts/mutes/${String(made.body.id)}/end`)).status).toBe(404);
    expect(await told()).not.toBeNull();
    await kit.beat(machine);
  });

  test('a machine under maintenance rings nobody; when staff leaves and it is still broken, people are told', async () => {
    const machine = await machineAt('维护站');
    const notice = { reason: 'maintenance' as const, since: '2026-11-29T00:00:00Z', until: null };
    await kit.beat(machine, { ...broken, notice });
    const [alert] = await kit.alerts(`kiosk=${kioskOf(machine)}`);
    expect(alert).toMatchObject({ code: 'durabilityFailed', quiet: { why: 'maintenance' } });
    const told = async () =>
      (await f.sql`select 1 from alert where id = ${alert?.id ?? 0} and told_ms is not null`).length;
    await kit.minutes(1, () => kit.beat(machine, { ...broken, notice }));
    expect(await told()).toBe(0);
    await kit.beat(machine, broken);
    expect(await told()).toBe(1);
    await kit.beat(machine);
  });

  test('pages of alerts name each alert once, the most urgent first, and count sites rightly', async () => {
    const site = [await machineAt('翻页站'), await machineAt('翻页站')] as const;
    for (const machine of site)
      await kit.beat(machine, { ...broken, outbox: { pending: 0, dead: 1, oldestAgeMs: null } });
    const all = await kit.alerts(`place=${encodeURIComponent('翻页站')}`);
    expect(all.map(({ severity }) => severity)).toEqual(['stop', 'stop', 'limit', 'limit']);
    const paged: number[] = [];
    let after = '';
    do {
      const page = await kit.get<{ rows: { id: number }[]; next: string | null }>(
        `alerts?place=${encodeURIComponent('翻页站')}&limit=1${after === '' ? '' : `&after=${after}`}`,
      );
      paged.push(...page.rows.map(({ id }) => id));
      after = page.next ?? '';
    } while (after !== '');
    expect(paged).toEqual(all.map(({ id }) => id));
    const { sites } = await kit.get<AlertSites>('alerts/sites?district=TH');
    expect(sites.find(({ place }) => place === '翻页站')).toMatchObject({
      stop: 2,
      limit: 2,
      watch: 0,
      open: 4,
      machines: 2,
    });
    expect((await kit.get<AlertSites>('alerts/sites?district=YX')).counts.open).toBe(0);
    for (const machine of site) await kit.beat(machine);
    const ended: number[] = [];
    after = '';
    do {
      const page = await kit.get<{ rows: { id: number }[]; next: string | null }>(
        `alerts?state=resolved&place=${encodeURIComponent('翻页站')}&limit=3${after === '' ? '' : `&after=${after}`}`,
      );
      ended.push(...page.rows.map(({ id }) => id));
      after = page.next ?? '';
    } while (after !== '');
    expect(ended.sort()).toEqual(paged.sort());
  });
});
