import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Journey, startJourney } from '../support/journey.ts';
import { comeIn, goAway, goTo, guidePicture, staff } from '../support/technician.ts';

/** One work order from the fault to the signed record, at the real window and a real hub. */
let j: Journey;

beforeAll(async () => {
  j = await startJourney({ name: 'technician-order', code: 'TH0704' });
  j.branch('order');
  await j.ready();
});
afterAll(() => j?.close());
afterEach(() => j.afterEach());

it('paper that is out becomes an order, is not closed by a click, and is closed by the test of the machine', async () => {
  const { kiosk } = j;
  const { bench } = kiosk;
  bench.printer.setPaperLeft(0);
  await j.truth('the order at the hub', async () => {
    const rows = await j.sql`select 1 from maintenance_order where kind = 'low:receiptPrinter.paper'`;
    return rows.length === 1;
  });
  await comeIn(kiosk, staff.technician);
  await j.shows(
    ({ technician }) => technician?.nav.some(({ id, mark }) => id === 'go:orders' && mark !== undefined) === true,
  );
  await goTo(kiosk, 'orders');
  await kiosk.shows('main', '小票纸将尽');
  await guidePicture(kiosk, 'orders');
  const [order] = await j.sql<{ id: string }[]>`select id from maintenance_order where closed_ms is null`;
  await kiosk.press(`order:${order?.id}`);
  await kiosk.at('technician/order');
  await guidePicture(kiosk, 'order');
  const offers = (id: string) =>
    j.shows(({ technician }) => technician?.actions.main?.id === id && technician.waiting === undefined);
  await kiosk.press('order.begin');
  await offers('order.fixed');
  await kiosk.press('order.step:bring');
  await kiosk.shows('[data-check="bring"]', '已做');
  // Said to be mended, and it is not.
  await kiosk.press('order.fixed');
  await kiosk.shows('main', '验收没有通过');
  await offers('order.fixed');
  await guidePicture(kiosk, 'order-failed');
  bench.printer.loadPaper(700);
  await kiosk.shows('[data-check="load"]', '充足');
  await kiosk.press('order.fixed');
  await offers('order.close');
  await guidePicture(kiosk, 'order-passed');
  await kiosk.press('order.close');
  await kiosk.at('technician/orders');
  await kiosk.shows('main', '工单已关闭');
  await j.truth('the signed record', async () => {
    const rows = await j.sql<{ event: string; is_signed: boolean }[]>`
      select record ->> 'event' as event, is_signed from work_record order by received_ms, message_id`;
    return rows.length === 2 && rows.every(({ is_signed }) => is_signed) && rows[1]?.event === 'closed';
  });
  const detail = (await j.hub.operator(`/v1/operator/work-orders/${order?.id}`)) as {
    readonly order: { readonly state: string; readonly isVerified: boolean };
    readonly records: readonly { readonly record: { readonly before: { readonly verdict: string } } }[];
  };
  expect(detail.order).toMatchObject({ state: 'closed', isVerified: true });
  expect(detail.records.at(-1)?.record.before.verdict).toBe('fail');
  await goAway(kiosk);
});
