import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { within } from '../../build/demo/kiosk-window.ts';
import type { Plan } from '../support/citizen/decide.ts';
import { founder } from '../support/citizen/founder.ts';
import { leave } from '../support/citizen/walk.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/**
 * J6: the automatic review of the licence (docs/domain/journeys.md §5, catalogue.md §4.2 rule 1): waited for on the page up to 30 s, after that an officer's, with
 * the receipt in the hand and the outcome at the tracker. How long the simulated review takes is set in the hub's own list of tasks.
 */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({ name: 'J6-review', code: 'TH0136' });
  await j.sql.unsafe(`create table review_takes (ms bigint not null);
    insert into review_takes values (0);
    create function review_takes() returns trigger language plpgsql as $$ begin
      if new.step = 'gate' then new.next_ms := new.next_ms + (select ms from review_takes); end if;
      return new; end $$;
    create trigger review_takes before insert on case_task for each row execute function review_takes()`);
});
afterAll(() => j?.close());
afterEach(async () => {
  await reviewTakes(0);
  await j.afterEach();
});

/** Added to the time that the automatic review takes, milliseconds. */
const reviewTakes = (ms: number) => j.sql`update review_takes set ms = ${ms}`;
const companies = async (core: string) =>
  (await j.sql<{ n: number }[]>`select count(*)::int as n from dept_company where core = ${core}`)[0]?.n;
const plan = (core: string): Plan => ({ ...founder(core), press: { 'U1-detail': 'finish', 'U1-away': 'finish' } });
const mine = (receiptNo: string): Plan => ({ card: 'fang-yuan', choose: { by: 'id', case: receiptNo } });
const lanes = async () =>
  (await j.now()).screen.blocks
    .flatMap((block) => (block.type === 'lanes' ? block.lanes : []))
    .map(({ state }) => state.text);

/** What the machine has logged of this application when its result was shown. */
async function resolved(receiptNo: string): Promise<{ readonly state: string; readonly durationMs: number }> {
  let found: string | undefined;
  await within('result in the log', (done) => {
    const { stdout, stderr } = j.kiosk.app.process();
    const look = () => {
      found = j.kiosk.output.find((line) => line.includes('"session.submit.resolved"') && line.includes(receiptNo));
      if (found !== undefined) done();
    };
    for (const stream of [stdout, stderr]) stream?.on('data', look);
    look();
    return () => {
      for (const stream of [stdout, stderr]) stream?.off('data', look);
    };
  });
  const field = (name: string) => new RegExp(`"${name}":"?([^",}]+)`).exec(found ?? '')?.[1] ?? '';
  return { state: field('state'), durationMs: Number(field('durationMs')) };
}

describe('J6: the review', () => {
  it('that ends after 18 s is waited for on one page: nobody is sent away before it is decided, and then it is called through', async () => {
    j.branch('within-30s');
    const toSign = await j.visit('biz.open', plan('云帆起'), { until: (page) => page === 'E2' });
    await reviewTakes(18_000);
    const sending = await j.on(plan('云帆起'), { until: (page) => page === 'F1-review', memory: toSign.memory });
    // Never the usual times of a submission.
    expect(sending.said('F1-review')).toContain('最长 30 秒');
    expect(sending.said('F1-review')).not.toMatch(/15 秒|通过|不予/);
    expect(await companies('云帆起')).toBe(0);
    const end = await j.on(plan('云帆起'), { until: (page) => page.startsWith('F2'), memory: sending.memory });
    expect(end.pages.at(-1)).toBe('biz.open/F2-inProgress');
    expect(end.said('F2-inProgress')).toContain('执照已通过');
    const receiptNo = await j.receipt();
    const { state, durationMs } = await resolved(receiptNo);
    expect(state).toBe('inProgress');
    // Longer than any other application is followed.
    expect(durationMs).toBeGreaterThan(18_000);
    expect(durationMs).toBeLessThan(30_000);
    expect(await companies('云帆起')).toBe(1);
  });

  it('that takes longer than 30 s is an officer’s: not passed, not refused, the receipt is there to leave with; the tracker shows what became of it', async () => {
    j.branch('over-30s');
    const slips = j.kiosk.bench.slips().length;
    const toSign = await j.visit('biz.open', plan('云帆远'), { until: (page) => page === 'E2' });
    await reviewTakes(3_600_000);
    const end = await j.on(plan('云帆远'), { until: (page) => page.startsWith('F2'), memory: toSign.memory });
    expect(end.pages.at(-1)).toBe('biz.open/F2-accepted');
    for (const page of ['U1-detail', 'F2-accepted']) {
      expect(end.said(page)).toContain('转人工审核');
      expect(end.said(page)).not.toMatch(/已通过|不予受理|可领取/);
    }
    const receiptNo = await j.receipt();
    const { state, durationMs } = await resolved(receiptNo);
    expect(state).toBe('accepted');
    expect(durationMs).toBeGreaterThan(30_000);
    expect(await j.caseState(receiptNo)).toBe('accepted');
    expect(await companies('云帆远')).toBe(0);
    await j.kiosk.printed(slips + 1);
    const slip = j.kiosk.bench.paperText().split('办理回执').at(-1) ?? '';
    expect(slip).toContain(receiptNo);
    expect(slip).toContain('已受理');
    expect(slip).not.toMatch(/已通过|不予受理|可领取/);
    await leave(j.kiosk);
    const waiting = await j.visit('u.progress', mine(receiptNo), { until: (page) => page === 'U1-detail' });
    expect(waiting.said('U1-detail')).toContain('转人工审核');
    expect(await lanes()).toEqual(['办理中', '等待开始', '等待开始']);
    await leave(j.kiosk);
    await j.hub.operator(`/v1/operator/cases/${receiptNo}/decide`, { state: 'ready', matterId: 'biz.open.licence' });
    await j.truth('everything is ready', async () => (await j.caseState(receiptNo)) === 'ready');
    const later = await j.visit('u.progress', mine(receiptNo), { until: (page) => page === 'U1-detail' });
    expect(later.said('U1-detail')).not.toContain('转人工审核');
    expect(await lanes()).toEqual(['可领取', '可领取', '可领取']);
    expect(await companies('云帆远')).toBe(1);
  });

  it('during which the link is lost: accepted and under review is all that is said; the outcome is not lost', async () => {
    j.branch('link-lost');
    const toSign = await j.visit('biz.open', plan('云帆归'), { until: (page) => page === 'E2' });
    await reviewTakes(3_600_000);
    const sending = await j.on(plan('云帆归'), { until: (page) => page === 'F1-review', memory: toSign.memory });
    j.link.set('down');
    const end = await j.on(plan('云帆归'), { until: (page) => page.startsWith('F2'), memory: sending.memory });
    expect(end.pages.at(-1)).toBe('biz.open/F2-accepted');
    expect(end.said('F2-accepted')).toContain('已受理，正在审核');
    expect(end.said('F2-accepted')).not.toMatch(/已通过|不予受理|可领取|转人工/);
    const receiptNo = await j.receipt();
    await leave(j.kiosk);
    j.link.set('open');
    await j.hub.operator(`/v1/operator/cases/${receiptNo}/decide`, {
      state: 'refused',
      reason: 'nameTaken',
      matterId: 'biz.open.licence',
    });
    await j.shows(({ bars }) => bars.network.state === 'online');
    const later = await j.visit('u.progress', mine(receiptNo), { until: (page) => page === 'U1-detail' });
    expect(later.said('U1-detail')).toContain('不予受理');
    expect(await lanes()).toEqual(['不予受理', '已撤回', '已撤回']);
    expect(await companies('云帆归')).toBe(0);
  });
});
