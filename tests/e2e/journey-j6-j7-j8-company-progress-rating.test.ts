import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../support/citizen/decide.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/** J7 progress, J8 rating (docs/domain/journeys.md §5). */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({ name: 'J7-J8', code: 'TH0178' });
});
afterAll(() => j?.close());
afterEach(() => j.afterEach());

const ratings = async () => (await j.sql<{ n: number }[]>`select count(*)::int as n from rating`)[0]?.n ?? 0;

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
