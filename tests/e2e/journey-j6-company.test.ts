import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../support/citizen/decide.ts';
import { leave } from '../support/citizen/walk.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/** J6: a company (docs/domain/journeys.md §5). */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({ name: 'J6', code: 'TH0106' });
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
