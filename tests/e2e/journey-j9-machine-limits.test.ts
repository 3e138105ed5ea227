import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { within } from '../../build/demo/kiosk-window.ts';
import type { Plan } from '../support/citizen/decide.ts';
import { leave } from '../support/citizen/walk.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { fillOutbox, type OutboxRow, outboxRows } from '../support/outbox-fill.ts';

/**
 * Limits of the machine itself (docs/domain/journeys.md §6, F-4, F-5, F-6, F-22): what ends soon is work before anybody sees it; what is full or wrong takes in
 * nothing new, says so, keeps every promise that was made, tells its hub, and opens again by itself. Clock and disk are set in the operating system of the
 * terminal service (`tests/support/os-preload.ts`), queue and key are real.
 */
let j: Journey;
const minute = 60_000;
const hour = 60 * minute;
const loss = 'ss.card.loss';
const liYun: Plan = { card: 'li-yun', type: { mobile: '13800138000' } };
const heWan: Plan = { card: 'he-wan', type: { mobile: '13800138000' } };
const done = (page: string) => page.startsWith('F2');

/** Resolves when the last that the machine said of its intake is this. */
function intakeIs(state: string): Promise<void> {
  const { output, app } = j.kiosk;
  return within(`intake ${state}`, (finish) => {
    const streams = [app.process().stdout, app.process().stderr];
    const look = () => {
      const last = output.findLast((line) => line.includes('"terminal.intake.changed"'));
      // A machine that has said nothing yet takes in.
      if (last === undefined ? state === 'open' : last.includes(`"state":"${state}"`)) finish();
    };
    for (const stream of streams) stream?.on('data', look);
    look();
    return () => {
      for (const stream of streams) stream?.off('data', look);
    };
  });
}
const saidOfIntake = () => j.kiosk.output.filter((line) => line.includes('"terminal.intake.changed"')).length;
const idle = (words: string) =>
  j.shows(({ screen, bars }) => screen.name === 'A0' && JSON.stringify([screen.blocks, bars]).includes(words));
const online = () => j.shows(({ screen, bars }) => screen.name === 'A0' && bars.network.state === 'online');
const offline = () => j.shows(({ screen, bars }) => screen.name === 'A0' && bars.network.state === 'offline');
/** Why the tile on the idle page is greyed; null = it is open. Both as sent and as drawn. */
async function tileSays(itemId: string): Promise<string | null> {
  const { screen } = await j.now();
  const tiles = screen.blocks.flatMap((block) => (block.type === 'tiles' ? block.tiles : []));
  const tile = tiles.find(({ id }) => id === `tile:${itemId}`);
  if (tile === undefined) throw new Error(`no tile ${itemId} on ${screen.name}`);
  const why = tile.unavailable?.text ?? null;
  if (why !== null) expect(await j.kiosk.text()).toContain(why);
  return why;
}
/** Resolves when the tile on the idle page is open, or greyed with these words. */
const tileIs = (itemId: string, words: string | null) =>
  j.shows(({ screen }) => {
    const tiles = screen.blocks.flatMap((block) => (block.type === 'tiles' ? block.tiles : []));
    const tile = tiles.find(({ id }) => screen.name === 'A0' && id === `tile:${itemId}`);
    return (
      tile !== undefined &&
      (words === null ? tile.unavailable === undefined : tile.unavailable?.text.includes(words) === true)
    );
  });
const orders = (kind: string) =>
  j.sql<{ open: boolean }[]>`select closed_ms is null as open from maintenance_order where kind = ${kind} order by id`;
const openOrders = async (kind: string) => (await orders(kind)).filter(({ open }) => open).length;
const ordered = (kind: string, count: number) =>
  j.truth(`${count} open work order(s) ${kind}`, async () => (await openOrders(kind)) === count);
/** A heartbeat that the hub has noted after this moment. */
async function heartbeat(): Promise<void> {
  const at = async () => {
    const [row] = await j.sql<{ at_ms: string }[]>`select at_ms from heartbeat_latest order by at_ms desc limit 1`;
    return Number(row?.at_ms ?? 0);
  };
  const before = await at();
  await j.truth('heartbeat', async () => (await at()) > before);
}
/** Nothing can be written to the hub's table of messages until it is released. */
async function holdIngest(): Promise<{ release(): Promise<void> }> {
  const held = await j.sql.reserve();
  await held`begin`;
  await held`lock table ingest in share mode`;
  return {
    release: async () => {
      await held`commit`;
      held.release();
    },
  };
}
interface HubRow {
  readonly wall_ms: string;
  readonly hub_offset_ms: string | null;
  readonly received_ms: string;
}
async function hubRow(receiptNo: string): Promise<{ wallMs: number; offsetMs: number | null; receivedMs: number }> {
  const [row] = await j.sql<HubRow[]>`
    select wall_ms, hub_offset_ms, received_ms from ingest where receipt_no = ${receiptNo} and topic = 'case.submit'`;
  if (row === undefined) throw new Error(`the hub has no ${receiptNo}`);
  const { wall_ms, hub_offset_ms, received_ms } = row;
  return {
    wallMs: Number(wall_ms),
    offsetMs: hub_offset_ms === null ? null : Number(hub_offset_ms),
    receivedMs: Number(received_ms),
  };
}
const isDone = (receiptNo: string) =>
  j.truth(`${receiptNo} done`, async () => (await j.caseState(receiptNo)) === 'done');
const own = (receiptNo: string) => outboxRows(j.kiosk.dataDir).find((row) => row.receiptNo === receiptNo);
/** `2026-11-28 12:08` in the city, as a slip says it. */
const cityMinute = (ms: number) => new Date(ms + 8 * hour).toISOString().slice(0, 16).replace('T', ' ');

/** Once so many slips are out, the newest bears a minute between this moment and now, as the city's clocks show it. */
async function slipTellsCityTime(slips: number, begunMs: number): Promise<void> {
  await j.kiosk.printed(slips);
  const minutes = [begunMs, Date.now()].map(cityMinute);
  const slip = j.kiosk.bench.paperText().slice(-4_000);
  expect(
    minutes.some((text) => slip.includes(text)),
    `${minutes.join(' or ')} on ${slip}`,
  ).toBe(true);
}

describe('clock, disk, queue and paper', () => {
  beforeAll(async () => {
    j = await startJourney({ name: 'J9-limits', code: 'TH0109', osSays: {} });
    // Its devices are up.
    await tileIs(loss, null);
  });
  afterAll(() => j?.close());
  afterEach(async () => {
    await j.sql`update device_key set revoked_ms = null`;
    j.kiosk.os({ clockAheadMs: 0, diskUsed: null });
    await j.afterEach();
    await intakeIs('open');
    await online();
  });

  it('F-6: paper that ends soon is one work order however many come, nothing on any page, and none any more after the refill', async () => {
    j.branch('f-06-paper-low');
    const { printer } = j.kiosk.bench;
    const slips = j.kiosk.bench.slips().length;
    printer.setPaperLeft(600, 1_000);
    await ordered('low:receiptPrinter.paper', 1);
    for (const [at, plan] of [liYun, heWan].entries()) {
      const walked = await j.visit(loss, plan, { until: done });
      expect(walked.pages.at(-1)).toBe(`${loss}/F2-effective`);
      for (const page of walked.pages) expect(walked.said(page.slice(loss.length + 1))).not.toMatch(/纸|打印机/);
      await j.kiosk.printed(slips + at + 1);
      expect(await j.kiosk.text()).not.toMatch(/不能打印|缺纸|纸快/);
      await leave(j.kiosk);
      expect(await j.kiosk.text()).not.toMatch(/纸|打印机/);
    }
    await heartbeat();
    expect(await orders('low:receiptPrinter.paper')).toEqual([{ open: true }]);
    printer.loadPaper(10_000);
    await ordered('low:receiptPrinter.paper', 0);
    expect(await orders('low:receiptPrinter.paper')).toEqual([{ open: false }]);
  });

  it('F-22: a disk over 90 %: the visit that has begun ends as promised, nothing new begins, and it opens by itself when there is room', async () => {
    j.branch('f-22-disk');
    const slips = j.kiosk.bench.slips().length;
    const walked = await j.visit(loss, liYun, { until: (page) => page === 'E1' });
    j.kiosk.os({ diskUsed: 0.93 });
    await intakeIs('disk');
    const end = await j.on(liYun, { until: done, memory: walked.memory });
    expect(end.pages.at(-1)).toBe(`${loss}/F2-effective`);
    const receiptNo = await j.receipt();
    await j.kiosk.printed(slips + 1);
    await isDone(receiptNo);
    await leave(j.kiosk);
    await idle('本机存储空间不足，暂停受理');
    await j.picture();
    const closed = (await j.now()).screen.blocks.flatMap((block) => (block.type === 'tiles' ? block.tiles : []));
    expect(closed.length).toBeGreaterThan(3);
    expect(closed.filter(({ unavailable }) => unavailable === undefined)).toEqual([]);
    expect(await tileSays(loss)).toMatch(/^本机暂停受理。最近可办：.+，约 .+；或致电 12333$/);
    const before = saidOfIntake();
    await ordered('intake:disk', 1);
    expect(await orders('intake:disk')).toHaveLength(1);
    j.kiosk.os({ diskUsed: 0.89 });
    await intakeIs('open');
    expect(saidOfIntake()).toBe(before + 1);
    await j.shows(({ screen }) => screen.name === 'A0' && !JSON.stringify(screen).includes('暂停受理'));
    expect(await tileSays(loss)).toBeNull();
    await ordered('intake:disk', 0);
    await j.hub.resetDemonstration();
    const again = await j.visit(loss, heWan, { until: done });
    expect(again.pages.at(-1)).toBe(`${loss}/F2-effective`);
  });

  it('F-4: 501 wait while the hub is away: the visit that has begun is stored as promised, nothing new begins, the keeper has work, and drained it opens by itself', async () => {
    j.branch('f-04-queue');
    const slips = j.kiosk.bench.slips().length;
    await j.kiosk.at('A0');
    j.link.set('down');
    const walked = await j.visit(loss, liYun, { until: (page) => page === 'E1' });
    const waiting = await fillOutbox(j.kiosk.dataDir, 501);
    expect(waiting).toHaveLength(501);
    await intakeIs('queue');
    const end = await j.on(liYun, { until: done, memory: walked.memory });
    expect(end.pages.at(-1)).toBe(`${loss}/F2-stored`);
    expect(end.said('F2-stored')).toMatch(/已暂存/);
    const receiptNo = await j.receipt();
    await j.kiosk.printed(slips + 1);
    expect(j.kiosk.bench.paperText().replaceAll(/\s/g, '')).toContain(receiptNo);
    // What an earlier visit has left to tell may wait there, too.
    const isOurs = ({ id, receiptNo: of }: OutboxRow) => waiting.includes(id) || of === receiptNo;
    const isWaiting = ({ state }: OutboxRow) => state === 'pending' || state === 'inflight';
    expect(outboxRows(j.kiosk.dataDir).filter((row) => isOurs(row) && isWaiting(row))).toHaveLength(502);
    await leave(j.kiosk);
    await idle('网络断开，待送的申请太多，本机暂停受理');
    expect(await j.kiosk.text()).not.toMatch(/离线受理|查询照常/);
    expect(await tileSays(loss)).toMatch(/^本机暂停受理.*或致电 12333$/);
    await j.picture();
    // The hub answers again, but its tables take nothing yet: it hears why nothing new is taken in.
    const held = await holdIngest();
    j.link.set('open');
    await ordered('intake:queue', 1);
    await idle('本机待送的申请太多，暂停受理新的申请；查询照常');
    expect(await tileSays(loss)).toMatch(/^本机暂停受理/);
    expect(await tileSays('ss.card.query')).toBeNull();
    await j.picture();
    await held.release();
    await intakeIs('open');
    await ordered('intake:queue', 0);
    await j.shows(({ screen }) => screen.name === 'A0' && !JSON.stringify(screen).includes('暂停受理'));
    expect(await tileSays(loss)).toBeNull();
    // The last of 502 at the departments.
    await j.hub.until((row) => row.receiptNo === receiptNo && row.state === 'done', 240_000);
    const [arrived] = await j.sql<{ n: number }[]>`
      select count(*)::int as n from ingest where topic = 'case.submit' and (id = any(${[...waiting]}::uuid[]) or receipt_no = ${receiptNo})`;
    expect(arrived?.n).toBe(502);
  }, 400_000);

  it('F-4: one that waits for more than a day closes intake as well, and gone out opens it', async () => {
    j.branch('f-04-oldest');
    await j.kiosk.at('A0');
    j.link.set('down');
    const [waiting] = await fillOutbox(j.kiosk.dataDir, 1, -24 * hour - minute);
    await offline();
    await intakeIs('queue');
    await idle('本机暂停受理');
    expect(await tileSays(loss)).toMatch(/^本机暂停受理/);
    j.link.set('open');
    await intakeIs('open');
    await j.shows(({ screen }) => screen.name === 'A0' && !JSON.stringify(screen).includes('暂停受理'));
    expect(await j.sql`select 1 from ingest where id = ${waiting ?? ''}::uuid`).toHaveLength(1);
  });

  it('F-4: a hub that refuses the key: what the begun visit has handed in is kept, no page blames the network, and a key that counts again opens it', async () => {
    j.branch('f-04-key');
    const walked = await j.visit(loss, liYun, { until: (page) => page === 'E1' });
    await j.sql`update device_key set revoked_ms = 1`;
    await intakeIs('key');
    const end = await j.on(liYun, { until: done, memory: walked.memory });
    // It was put on the wire and not taken: neither 已暂存 nor 已受理 is said before the hub has spoken.
    expect(end.pages.at(-1)).toBe(`${loss}/F2-unknown`);
    expect(end.said('F2-unknown')).toContain('结果待确认');
    expect(end.said('F2-unknown')).not.toContain('已受理');
    const receiptNo = await j.receipt();
    await leave(j.kiosk);
    await idle('本机密钥待更新，暂停受理');
    await offline();
    expect(await j.kiosk.text()).not.toMatch(/离线受理|网络断开|查询照常/);
    expect(await tileSays(loss)).toMatch(/^本机暂停受理/);
    expect(await tileSays('ss.card.query')).toMatch(/^本机暂停受理/);
    await j.picture();
    expect(await j.caseState(receiptNo)).toBeNull();
    expect(own(receiptNo)?.state).not.toBe('dead');
    await j.sql`update device_key set revoked_ms = null`;
    await intakeIs('open');
    await isDone(receiptNo);
    await online();
    expect(await tileSays('ss.card.query')).toBeNull();
  });

  it('F-5: a clock that is 50 minutes slow: no page shows it, screen and slip tell the city’s time, the row at the hub carries the difference', async () => {
    j.branch('f-05-offset');
    const before = saidOfIntake();
    const slips = j.kiosk.bench.slips().length;
    j.kiosk.os({ clockAheadMs: -50 * minute });
    const begun = Date.now();
    const walked = await j.visit(loss, liYun, { until: done });
    expect(walked.pages.at(-1)).toBe(`${loss}/F2-effective`);
    const told = Date.parse((await j.now()).now);
    expect(told).toBeGreaterThanOrEqual(begun - 1_000);
    expect(told).toBeLessThanOrEqual(Date.now());
    const receiptNo = await j.receipt();
    await slipTellsCityTime(slips + 1, begun);
    const row = await hubRow(receiptNo);
    expect(Math.abs((row.offsetMs ?? 0) - 50 * minute)).toBeLessThan(2_000);
    expect(Math.abs(row.wallMs + (row.offsetMs ?? 0) - row.receivedMs)).toBeLessThan(10_000);
    const [body] = await j.sql<{ captured_at: string }[]>`
      select captured_at from dept_application where receipt_no = ${receiptNo}`;
    expect(Date.parse(body?.captured_at ?? '')).toBeGreaterThanOrEqual(begun - 1_000);
    expect(Date.parse(body?.captured_at ?? '')).toBeLessThanOrEqual(Date.now());
    await leave(j.kiosk);
    await heartbeat();
    expect(saidOfIntake()).toBe(before);
    expect(await tileSays(loss)).toBeNull();
  });

  it('F-5: a clock that goes back two hours in a visit, nobody there to tell the time: the visit ends with the right time, then intake pauses with words until it is set', async () => {
    j.branch('f-05-back');
    const slips = j.kiosk.bench.slips().length;
    await j.kiosk.at('A0');
    j.link.set('down');
    const walked = await j.visit(loss, liYun, { until: (page) => page === 'E1' });
    j.kiosk.os({ clockAheadMs: -2 * hour });
    await intakeIs('clock');
    const begun = Date.now();
    const end = await j.on(liYun, { until: done, memory: walked.memory });
    expect(end.pages.at(-1)).toBe(`${loss}/F2-stored`);
    const receiptNo = await j.receipt();
    await slipTellsCityTime(slips + 1, begun);
    const kept = own(receiptNo);
    expect(Math.abs((kept?.hubOffsetMs ?? 0) - 2 * hour)).toBeLessThan(2_000);
    await leave(j.kiosk);
    await idle('网络断开，本机时钟待校准，暂停受理');
    expect(await tileSays(loss)).toMatch(/^本机暂停受理/);
    await j.picture();
    j.link.set('open');
    await idle('本机时钟待校准，暂停受理新的申请；查询照常');
    await ordered('intake:clock', 1);
    await isDone(receiptNo);
    const row = await hubRow(receiptNo);
    expect(row.wallMs + (row.offsetMs ?? 0)).toBeGreaterThanOrEqual(begun - 2_000);
    expect(row.wallMs + (row.offsetMs ?? 0)).toBeLessThanOrEqual(row.receivedMs + 2_000);
    expect(await tileSays('ss.card.query')).toBeNull();
    await j.picture();
    j.kiosk.os({ clockAheadMs: 0 });
    await intakeIs('open');
    await j.shows(({ screen }) => screen.name === 'A0' && !JSON.stringify(screen).includes('暂停受理'));
    expect(await tileSays(loss)).toBeNull();
    await ordered('intake:clock', 0);
  });

  it('F-5: a clock that stands back after a restart, nobody there to tell the time: only what counts days is refused, the idle page says nothing', async () => {
    j.branch('f-05-deadline');
    await j.kiosk.at('A0');
    j.link.set('down');
    j.kiosk.os({ clockAheadMs: -50 * minute });
    const { epoch } = await j.now();
    process.kill(j.kiosk.terminalPid(), 'SIGKILL');
    await intakeIs('deadline');
    await j.shows((snapshot) => snapshot.epoch !== epoch && snapshot.screen.name === 'A0');
    expect(await j.kiosk.text()).not.toMatch(/时钟|暂停受理/);
    await tileIs(loss, null);
    await j.kiosk.touch('h1');
    await j.kiosk.at('A1-home');
    await j.kiosk.typeKeys('lnryd');
    await j.shows(({ screen }) => JSON.stringify(screen).includes('有期限的业务暂停受理'));
    await j.picture();
    await j.kiosk.press('back');
    await j.kiosk.at('A0');
    j.link.set('open');
    await intakeIs('open');
  });
});
