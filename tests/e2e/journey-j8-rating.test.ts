import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { receiptNumber } from '../../contract/receipt-number.ts';
import type { Plan } from '../support/citizen/decide.ts';
import { leave } from '../support/citizen/walk.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/** J8 rating (docs/domain/journeys.md §5): offered behind an application, never in the way of leaving, one a case, by case and not by name. */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({ name: 'J8', code: 'TH0108', decisionDelayMs: 3_600_000 });
});
afterAll(() => j?.close());
afterEach(() => j.afterEach());

interface Rating {
  readonly level: number;
  readonly reasons: readonly string[];
  readonly words: Buffer | null;
  readonly source: string;
}
const ratingOf = async (receiptNo: string): Promise<Rating | null> =>
  (await j.sql<Rating[]>`select level, reasons, words, source from rating where receipt_no = ${receiptNo}`)[0] ?? null;
const ratings = async () => (await j.sql<{ n: number }[]>`select count(*)::int as n from rating`)[0]?.n ?? 0;
const messagesOf = async (receiptNo: string) =>
  (await j.hub.transactions()).filter((row) => row.receiptNo === receiptNo && row.topic === 'case.rate').length;
const settled = (page: string) => page === 'G2-thanks' || page === 'G2-notTaken' || page.startsWith('N1');
const faces = (page: string) => page === 'G2';
const byNumber = (receiptNo: string): Plan => ({
  card: 'nobody',
  choose: { receiptNo: receiptNo.slice(0, 2) },
  type: { receiptNo: receiptNo.replaceAll(/\D/g, '') },
});

/** Hands in a loss report and goes on to its rating; the faces stand. */
async function toFaces(card: string): Promise<string> {
  await j.visit('ss.card.loss', { card }, { until: (page) => page.startsWith('F2') });
  const receiptNo = await j.receipt();
  await j.kiosk.press('link:u.rate');
  await j.standsOn('u.rate/G2');
  return receiptNo;
}
/** The list of what to take along, and its button. */
async function taken(): Promise<void> {
  await j.kiosk.press('taken');
  await j.kiosk.at('A0');
}
const choose = (option: string) => j.kiosk.touch(`[data-option="${option}"]`);

describe('J8: rating', () => {
  it.each([
    ['3', 'li-yun'],
    ['4', 'chen-zhe'],
    ['5', 'he-wan'],
  ])('level %s is thanked at one touch, without reasons', async (level, card) => {
    j.branch(`level-${level}`);
    const receiptNo = await toFaces(card);
    const { screen } = await j.now();
    const options = screen.blocks.flatMap((block) => (block.type === 'choice' ? block.options : []));
    expect(options.map(({ id }) => id)).toEqual(['5', '4', '3', '2', '1']);
    await choose(level);
    const thanks = await j.shows(({ screen: now }) => settled(now.name.replace('u.rate/', '')));
    expect(thanks.screen.name).toBe('u.rate/G2-thanks');
    expect(await j.kiosk.text()).toContain('谢谢');
    await j.truth('one rating', async () => (await ratingOf(receiptNo)) !== null);
    expect(await ratingOf(receiptNo)).toMatchObject({
      level: Number(level),
      reasons: [],
      words: null,
      source: 'person',
    });
  });

  it('a low level takes a reason: without one nobody goes on; words may be left out; what happens is said with its days', async () => {
    j.branch('low');
    const receiptNo = await toFaces('chen-zhe');
    await choose('2');
    await j.standsOn('u.rate/D2-reasons');
    await j.picture();
    await j.kiosk.press('continue');
    const refused = await j.shows(({ screen }) => JSON.stringify(screen.blocks).includes('"error"'));
    expect(refused.screen.name).toBe('u.rate/D2-reasons');
    expect(refused.screen.actions.other.map(({ id }) => id)).not.toContain('skip');
    await j.picture();
    const low = await j.on(
      { card: 'nobody', choose: { reasons: ['slow'] }, press: { 'D2-text': 'skip' } },
      { until: settled },
    );
    expect(low.pages.at(-1)).toBe('u.rate/G2-thanks');
    expect(low.said('G2-thanks')).toContain('15 个工作日');
    await j.truth('rating with its reason', async () => (await ratingOf(receiptNo))?.reasons.join() === 'slow');
    expect(await ratingOf(receiptNo)).toMatchObject({ level: 2, words: null });
    expect(await j.sql`select 1 from maintenance_order`).toHaveLength(0);
  });

  it('words and the number for a call go sealed: the hub knows the case, and no table of ratings can say who it was', async () => {
    j.branch('callback');
    const receiptNo = await toFaces('li-yun');
    await choose('1');
    const low = await j.on(
      {
        card: 'nobody',
        choose: { reasons: ['attitude'], callback: 'yes' },
        type: { text: '等得太久', mobile: '13700137000' },
      },
      { until: settled },
    );
    expect(low.pages).toEqual(expect.arrayContaining(['u.rate/D2-text', 'u.rate/D2-callback', 'u.rate/D2-mobile']));
    await j.truth('sealed words', async () => (await ratingOf(receiptNo))?.words !== undefined);
    const kept = await ratingOf(receiptNo);
    expect(kept?.words?.length).toBeGreaterThan(20);
    expect(kept?.words?.includes('13700137000')).toBe(false);
    const columns = await j.sql<{ name: string }[]>`
      select column_name as name from information_schema.columns where table_name = 'rating'`;
    expect(columns.map(({ name }) => name).sort()).toEqual(
      ['at_ms', 'level', 'reasons', 'reasons_version', 'receipt_no', 'source', 'words'].sort(),
    );
    expect(j.kiosk.diskBytes().includes('13700137000')).toBe(false);
  });

  it('a device that is named as faulty is work for somebody at this machine', async () => {
    j.branch('device');
    const receiptNo = await toFaces('fang-yuan');
    await choose('1');
    await j.on(
      { card: 'nobody', choose: { reasons: ['device', 'print'] }, press: { 'D2-text': 'skip' } },
      { until: settled },
    );
    await j.truth('work orders', async () => (await j.sql`select 1 from maintenance_order`).length === 2);
    const open = (await j.hub.operator('/v1/operator/work-orders')) as readonly { kiosk: string; kind: string }[];
    expect(open.map(({ kiosk, kind }) => `${kiosk} ${kind}`).sort()).toEqual(['TH0108 device', 'TH0108 print']);
    expect((await ratingOf(receiptNo))?.level).toBe(1);
  });

  it('one a case: whoever comes back with the number is told so, and the first word stands', async () => {
    j.branch('twice');
    const receiptNo = await toFaces('li-yun');
    await choose('5');
    await j.standsOn('u.rate/G2-thanks');
    await j.truth('first rating', async () => (await ratingOf(receiptNo))?.level === 5);
    await leave(j.kiosk);
    const again = await j.visit('u.rate', byNumber(receiptNo), {
      until: (page) => faces(page) || page.startsWith('N1'),
    });
    expect(again.pages.at(-1)).toBe('u.rate/N1-rate.already');
    await j.picture();
    expect(await ratingOf(receiptNo)).toMatchObject({ level: 5 });
    expect(await messagesOf(receiptNo)).toBe(1);
  });

  it('a case that another machine has taken: the rating is at the hub, and not on the page of thanks only', async () => {
    j.branch('elsewhere');
    const receiptNo = receiptNumber('TH0001', '261128', 9998);
    await j.visit('u.rate', byNumber(receiptNo), { until: faces });
    await choose('5');
    await j.standsOn('u.rate/G2-thanks');
    await j.truth('the rating', async () => (await ratingOf(receiptNo))?.level === 5);
  });

  it('offline it is kept, said to be kept, delivered once; a second one is refused by the machine itself', async () => {
    j.branch('offline');
    await j.visit('ss.card.loss', { card: 'li-yun' }, { until: (page) => page.startsWith('F2') });
    const receiptNo = await j.receipt();
    j.link.set('down');
    await j.kiosk.press('link:u.rate');
    await j.standsOn('u.rate/G2');
    await choose('4');
    await j.standsOn('u.rate/G2-thanks');
    expect(await j.kiosk.text()).toContain('联网后送出');
    await j.picture();
    await leave(j.kiosk);
    await j.visit('u.rate', byNumber(receiptNo), { until: faces });
    await choose('1');
    const second = await j.on({ card: 'nobody', type: { text: '等得太久' } }, { until: settled });
    expect(second.pages.at(-1)).toBe('u.rate/G2-notTaken');
    expect(second.said('G2-notTaken')).toContain('已评价过');
    await j.picture();
    expect(await ratingOf(receiptNo)).toBeNull();
    j.link.set('open');
    await j.truth('delivered', async () => (await ratingOf(receiptNo))?.level === 4);
    expect(await messagesOf(receiptNo)).toBe(1);
  });

  it('never in the way: it can be skipped, left in the middle, and closes itself; none of that counts', async () => {
    j.branch('leaving');
    const before = await ratings();
    await toFaces('li-yun');
    await j.picture();
    j.kiosk.bench.removeCard();
    await j.kiosk.press('skip');
    await taken();
    await toFaces('chen-zhe');
    await choose('1');
    await j.standsOn('u.rate/D2-reasons');
    await leave(j.kiosk);
    const last = await toFaces('he-wan');
    j.kiosk.bench.removeCard();
    // Nobody touches anything: the faces go by themselves, and what is to be taken along is named.
    await taken();
    expect(await ratings()).toBe(before);
    expect(await messagesOf(last)).toBe(0);
  });
});
