import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { splitBundle } from '../../contract/bundle.ts';
import type { TechnicianView } from '../../contract/technician/view.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { comeIn, goAway, goTo, guidePicture, type Person, staff, touchKeys } from '../support/technician.ts';

/** Orders that wait, the register, cards that differ, the slip of the day, the log bundle and the power; `npm run test:journeys`. */
let j: Journey;
/** What the machine takes for a stick, and what it takes for the program that turns it off. */
let stick = '';
let powerLog = '';

beforeAll(async () => {
  stick = mkdtempSync(join(tmpdir(), 'STICK-'));
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-power-'));
  powerLog = join(folder, 'asked');
  const program = join(folder, 'power-off');
  writeFileSync(program, `#!/bin/sh\necho "$@" >> '${powerLog}'\n`);
  chmodSync(program, 0o755);
  process.env.YITIJI_MEDIA = stick;
  process.env.YITIJI_POWER_OFF = `${program} --now`;
  j = await startJourney({ name: 'technician-orders', code: 'TH0703', personaliser: true, motorSpeed: 10 });
  j.branch('technician');
  await j.ready();
});
afterAll(async () => {
  await j?.close();
  rmSync(stick, { recursive: true, force: true });
  delete process.env.YITIJI_MEDIA;
  delete process.env.YITIJI_POWER_OFF;
});
afterEach(() => j.afterEach());

const view = (fits: (technician: TechnicianView) => boolean) =>
  j.shows(({ technician }) => technician !== undefined && fits(technician));
const offers = (id: string) => view(({ actions, waiting }) => waiting === undefined && actions.main?.id === id);

describe('keepers and technicians at the window', () => {
  it('an order that the machine does not find mended waits for a part, offline too, and the hub hears of it', async () => {
    const { kiosk } = j;
    kiosk.bench.printer.setPaperLeft(0);
    const kind = 'low:receiptPrinter.paper';
    await j.truth(
      'the order',
      async () => (await j.sql`select 1 from maintenance_order where kind = ${kind}`).length > 0,
    );
    await comeIn(kiosk, staff.technician);
    await view(({ nav }) => nav.some(({ id, mark }) => id === 'go:orders' && mark !== undefined));
    const [order] = await j.sql<{ id: string }[]>`select id from maintenance_order where kind = ${kind}`;
    j.link.set('down');
    await j.shows(({ bars }) => bars.network.state === 'offline');
    await goTo(kiosk, 'orders');
    await kiosk.press(`order:${order?.id}`);
    await kiosk.at('technician/order');
    await kiosk.press('order.begin');
    await offers('order.fixed');
    await kiosk.press('order.fixed');
    await kiosk.shows('main', '验收没有通过');
    await kiosk.touch('[data-option="part"]');
    await view(({ actions }) => actions.other.some(({ id }) => id === 'order.wait'));
    await guidePicture(kiosk, 'order-waits');
    await kiosk.press('order.wait');
    await kiosk.at('technician/orders');
    await kiosk.shows('main', '等待中');
    j.link.set('open');
    await j.truth('the reason at the hub', async () => {
      const rows = await j.sql<{ state: string }[]>`select state from maintenance_order where id = ${order?.id ?? ''}`;
      const records = await j.sql`select 1 from work_record where record ->> 'note' = 'part' and is_signed`;
      return rows[0]?.state === 'waitingPart' && records.length === 1;
    });
    kiosk.bench.printer.loadPaper(700);
    await goAway(kiosk);
  });

  it('a found ID card is entered from lists and handed to the police; the hub has both', async () => {
    const { kiosk } = j;
    await comeIn(kiosk, staff.keeper);
    await goTo(kiosk, 'items');
    await offers('item.new');
    await kiosk.press('item.new');
    await kiosk.at('technician/item-new');
    await kiosk.touch('[data-option="idCard"]');
    await kiosk.touch('[data-option="cardPad"]');
    await offers('item.enter');
    await guidePicture(kiosk, 'item-new');
    await kiosk.press('item.enter');
    await offers('item.new');
    await kiosk.shows('main', '已登记');
    await guidePicture(kiosk, 'items');
    await kiosk.touch('[data-device]');
    await kiosk.at('technician/item');
    await kiosk.touch('[data-option="police"]');
    await offers('item.give');
    await guidePicture(kiosk, 'item');
    await kiosk.press('item.give');
    await kiosk.at('technician/items');
    await kiosk.shows('main', '公安机关');
    await j.truth('the hand-over at the hub', async () => {
      const rows = await j.sql<{ to: string; version: number }[]>`
        select item -> 'handOver' ->> 'to' as to, version from register_item where not is_open`;
      return rows.length === 1 && rows[0]?.to === 'police' && rows[0].version === 2;
    });
    await goAway(kiosk);
  });

  it('cards that differ stop the card on the spot, over a restart, until an operator accepts them at the hub', async () => {
    const { kiosk, hub } = j;
    await comeIn(kiosk, staff.technician);
    await fill(staff.keeper, { found: '20', after: '100' });
    await fill(staff.secondKeeper, { found: '98', after: '98', reason: 'miscount' });
    await kiosk.shows('main', '运维核实前');
    await guidePicture(kiosk, 'cards-locked');
    await goTo(kiosk, 'restart');
    const { epoch } = await j.now();
    await kiosk.press('restart.program');
    await j.shows((snapshot) => snapshot.epoch !== epoch && snapshot.technician === undefined);
    await j.ready();
    expect(await onTheSpot()).toBe('本机正在核对卡片数量，暂不当场发卡');
    await j.truth('the order at the hub', async () => {
      const rows = await j.sql`select 1 from maintenance_order where kind = 'cards:mismatch' and closed_ms is null`;
      return rows.length === 1;
    });
    const [order] = await j.sql<{ id: string }[]>`select id from maintenance_order where kind = 'cards:mismatch'`;
    const unlocked = () =>
      kiosk.output.some((line) => line.includes('"technician.cards.locked"') && line.includes('"locked":false'));
    expect(unlocked()).toBe(false);
    await hub.operator(`/v1/operator/work-orders/${order?.id}/close`, {});
    await j.truth(
      'the acceptance',
      async () => (await j.sql`select 1 from replenishment where accepted_ms is not null`).length === 1,
    );
    await kiosk.shows('[data-screen]', '触摸屏幕开始');
    await comeIn(kiosk, staff.technician);
    await goTo(kiosk, 'supplies');
    await j.shows(({ technician }) => !JSON.stringify(technician?.blocks).includes('tech.cards.locked'));
    expect(unlocked()).toBe(true);
    await goAway(kiosk);
    expect(await onTheSpot()).toBeNull();
  });

  it('the slip of the day’s check, the bundle on a stick and at the hub, and the power', async () => {
    const { kiosk, hub } = j;
    await comeIn(kiosk, staff.technician);
    await kiosk.press('checks.run');
    await view(({ actions }) => actions.other.some(({ id }) => id === 'slip.print'));
    const slips = kiosk.bench.slips().length;
    await kiosk.press('slip.print');
    await kiosk.shows('main', '检查小票已打印');
    await kiosk.printed(slips + 1);
    for (const word of ['每日检查', 'TH0703', '100001', '签名']) expect(kiosk.bench.paperText()).toContain(word);

    await goTo(kiosk, 'bundle');
    await kiosk.shows('[data-supply]', 'STICK');
    await guidePicture(kiosk, 'bundle');
    await kiosk.press('bundle.write:0');
    await kiosk.shows('main', '现在可以拔出');
    await guidePicture(kiosk, 'bundle-written');
    const [file = ''] = readdirSync(stick);
    const read = splitBundle(readFileSync(join(stick, file)));
    expect(read.ok && read.value.header.kiosk).toBe('TH0703');
    await kiosk.press('bundle.upload');
    await kiosk.shows('main', '中心已收到');
    const rows = (await hub.operator('/v1/operator/bundles')) as readonly { readonly kiosk: string }[];
    expect(rows.map((row) => row.kiosk)).toEqual(['TH0703']);

    await goTo(kiosk, 'restart');
    await kiosk.press('power.ask');
    await kiosk.at('technician/power');
    await guidePicture(kiosk, 'power');
    await kiosk.press('power.off');
    await kiosk.shows('main', '正在关机');
    expect(readFileSync(powerLog, 'utf8')).toBe('--now\n');
    await goAway(kiosk);
  });
});

/** Fills blank cards with a second person. */
async function fill(
  second: Person,
  count: { readonly found: string; readonly after: string; readonly reason?: string },
): Promise<void> {
  const { kiosk } = j;
  await goTo(kiosk, 'supplies');
  await view(({ blocks }) =>
    blocks.some((block) => block.type === 'supplies' && block.rows.some(({ action }) => action?.id === 'refill:cards')),
  );
  await kiosk.press('refill:cards');
  await kiosk.at('technician/refill');
  await touchKeys(kiosk, second.staffId);
  await kiosk.press('staff2');
  await kiosk.page().locator('[data-testid="secret-dots"]').waitFor();
  await touchKeys(kiosk, second.pin);
  await kiosk.press('pin2');
  for (const what of ['found', 'after'] as const) {
    const standing = await view(({ blocks }) =>
      blocks.some((block) => block.type === 'digits' && block.name === `count:${what}`),
    );
    await touchKeys(kiosk, count[what]);
    await kiosk.press(`count:${what}`);
    await kiosk.changed(standing);
  }
  if (count.reason !== undefined) await kiosk.touch(`[data-option="${count.reason}"]`);
  await offers('refill.confirm');
  await kiosk.press('refill.confirm');
  await kiosk.at('technician/supplies');
}

/** Why a citizen is not offered a card on the spot; null = it is offered. */
async function onTheSpot(): Promise<string | null> {
  const plan = { card: 'li-yun', choose: { reason: 'damaged', fulfil: 'M' } };
  const { last } = await j.visit('ss.card.replace', plan, { until: (page) => page.includes('fulfil') });
  const question = last.screen.blocks.find((block) => block.type === 'choice' && block.name === 'fulfil');
  if (question?.type !== 'choice') throw new Error('a card on the spot was never asked about');
  const option = question.options.find(({ id }) => id === 'A');
  if (option === undefined) throw new Error('the card on the spot does not stand there at all');
  await guidePicture(j.kiosk, `cards-citizens-${option.disabledBecause === undefined ? 'offered' : 'counted'}`);
  await j.afterEach();
  return option.disabledBecause?.text ?? null;
}
