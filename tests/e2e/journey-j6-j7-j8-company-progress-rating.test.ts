import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../support/citizen/decide.ts';
import { leave } from '../support/citizen/walk.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/** J6 a company, J7 progress, J8 rating (docs/domain/journeys.md §5). */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({ name: 'J6-J8', code: 'TH0106' });
});
afterAll(() => j?.close());
afterEach(() => j.afterEach());

const known = 'known:0';
const founder: Plan = {
  card: 'fang-yuan',
  cards: { 'D2-supervisor-tap': ['li-yun'] },
  choose: {
    ...{
      role: 'legalRep',
      type: 'llcSole',
      premisesUse: 'own',
      who: known,
      legalRep: known,
      director: known,
      manager: known,
    },
    ...{ finance: known, contact: known, collector: known, staffHandler: known, fundHandler: known, buyer: known },
  },
  type: {
    nameCore: '云雀飞',
    capital: '100000',
    ratio: '100',
    financeMobile: '13700137000',
    contactMobile: '13900139000',
  },
};
const end = (page: string) => page.startsWith('F2') || page.startsWith('U1');
const ratings = async () => (await j.sql<{ n: number }[]>`select count(*)::int as n from rating`)[0]?.n ?? 0;

describe('J6: a company', () => {
  it('name taken: said on the page itself; left there, the parts that were saved are there again in the next visit', async () => {
    j.branch('j6-name-taken');
    const walked = await j.visit(
      'biz.open',
      { ...founder, type: { ...founder.type, nameCore: '示例' } },
      { until: (page) => page === 'D2-nameCore' },
    );
    await j.kiosk.typeKeys('示例');
    const { screen } = await j.now();
    const submit = screen.blocks.find((block) => block.type === 'text')?.submit.id ?? '';
    await j.kiosk.press(submit);
    const refused = await j.shows(({ screen: shown }) => JSON.stringify(shown.blocks).includes('已'));
    expect(refused.screen.name).toContain('biz.open/D2-nameCore');
    await j.picture();
    expect(walked.pages).toContain('biz.open/T1');
    // What was filled in and saved before the way out is there again, and with nobody else's card.
    await leave(j.kiosk);
    const again = await j.visit('biz.open', founder, { until: (page) => page === 'T1' || page === 'D2-draft' });
    expect(again.pages.at(-1)).toBe('biz.open/D2-draft');
    const resumed = await j.on(founder, { until: (page) => page === 'T1', memory: again.memory });
    const tasks = resumed.last.screen.blocks.flatMap((block) => (block.type === 'tasks' ? block.tasks : []));
    expect(tasks.filter(({ state }) => state === 'done').length).toBeGreaterThan(0);
    await j.picture();
  });

  it('one founder from the list of parts to the gate and the tracker: one application with its matters', async () => {
    j.branch('j6-main');
    const walked = await j.visit('biz.open', founder, { until: end });
    const { screen } = await j.now();
    expect(screen.code === 'U1' || screen.name.endsWith('F2-accepted')).toBe(true);
    expect(walked.pages.some((page) => page.includes('/E2'))).toBe(true);
    const cases = await j.sql<{ n: number }[]>`select count(*)::int as n from case_file where item_id = 'biz.open'`;
    expect(cases[0]?.n).toBe(1);
    const matters = await j.sql<{ state: string }[]>`select state from case_matter`;
    expect(matters.length).toBeGreaterThanOrEqual(6);
  });
});

describe('J7 and J8: afterwards', () => {
  it('progress by the number: status only, nothing personal; by somebody else’s card not more than that', async () => {
    j.branch('j7-number');
    await j.visit('ss.card.loss', { card: 'li-yun' }, { until: (page) => page === 'F2-effective' });
    const receiptNo = await j.receipt();
    await j.kiosk.touch('[data-action="exit"]');
    j.kiosk.bench.removeCard();
    await j.kiosk.at('A0');
    const plan: Plan = {
      card: 'chen-zhe',
      choose: { by: 'receipt', receiptNo: receiptNo.slice(0, 2) },
      type: { receiptNo: receiptNo.replaceAll(/\D/g, '') },
    };
    const status = await j.visit('u.progress', plan, { until: (page) => page.startsWith('U1') });
    expect(status.said('U1')).not.toMatch(/黎|0026/);
    const { screen } = await j.now();
    await j.kiosk.press(screen.actions.main?.id ?? '');
    const other = await j.on(plan, {
      until: (page) => page.startsWith('U1') || page.startsWith('D1') || page.startsWith('N1'),
    });
    expect(other.said(other.pages.at(-1)?.split('/').at(-1) ?? '')).not.toMatch(/黎|0026|\*\*\*\* ?1234/);
    await j.picture();
  });

  it('progress by ID: the own cases, with the detail', async () => {
    j.branch('j7-id');
    const walked = await j.visit(
      'u.progress',
      { card: 'fang-yuan', choose: { by: 'id' } },
      { until: (page) => page.startsWith('U1') || page === 'D1' },
    );
    expect(walked.pages.some((page) => page.startsWith('u.progress/U1'))).toBe(true);
  });

  it('a bad rating asks for a reason, says what happens, and counts once; a good one is thanked; skipping counts nothing', async () => {
    j.branch('j8');
    const low = await j.visit(
      'ss.card.loss',
      { card: 'he-wan', press: { 'F2-effective': 'link:u.rate' }, choose: { level: '1' } },
      { until: (page) => page.startsWith('G2-') && page !== 'G2-sending' },
    );
    expect(low.pages).toContain('u.rate/D2-reasons');
    expect(low.said('G2-thanks')).toContain('15');
    await j.truth('one rating', async () => (await ratings()) === 1);
    await j.afterEach();
    const good = await j.visit(
      'ss.card.loss',
      { card: 'abudu', press: { 'F2-effective': 'link:u.rate' }, choose: { level: '5' } },
      { until: (page) => page.startsWith('G2-') && page !== 'G2-sending' },
    );
    expect(good.pages).not.toContain('u.rate/D2-reasons');
    await j.truth('two ratings', async () => (await ratings()) === 2);
    await j.afterEach();
    await j.visit(
      'ss.card.loss',
      { card: 'chen-zhe', press: { 'F2-effective': 'link:u.rate' } },
      { until: (page) => page === 'G2' },
    );
    expect((await j.now()).screen.blocks.some((block) => block.type === 'choice' && block.options.length === 5)).toBe(
      true,
    );
    await j.kiosk.press('skip');
    await j.kiosk.left('u.rate/G2');
    expect(await ratings()).toBe(2);
  });
});
