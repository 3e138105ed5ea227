import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { untilEnrolmentMs } from '../../hub/testing/case-kit.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { sendRatingWords, toRatingWords } from '../support/rating-words.ts';

/**
 * The language switched in the middle of typing (docs/domain/screens.md §9): half-typed digits and Chinese words are still there, and what reaches the hub is what
 * was typed. That every page keeps its state: `terminal/session/languages-keep-the-page`.
 */
let j: Journey;
beforeAll(async () => {
  const clockAheadMs = untilEnrolmentMs(Date.now());
  j = await startJourney({ name: 'J9-languages', code: 'TH0122', decisionDelayMs: 3_600_000, clockAheadMs });
  await j.ready();
});
afterAll(() => j?.close());
afterEach(() => j.afterEach());

const key = (name: string) => j.kiosk.touch(`[data-key="${name}"]`);
const textOf = (testId: string) =>
  j.kiosk.onPage(async (page) =>
    (await page.locator(`[data-testid="${testId}"]`).textContent())?.replaceAll(/\s/g, ''),
  );
const lang = () => j.kiosk.onPage((page) => page.evaluate(() => document.documentElement.lang));

/** Round through the languages and back; on each, the same page with the same half-typed value. */
async function around(testId: string): Promise<void> {
  const [value, { screen }] = [await textOf(testId), await j.now()];
  for (const language of ['en', 'zh-HK', 'zh-CN'] as const) {
    await j.kiosk.touch(`[data-language="${language}"]`);
    const snapshot = await j.shows((now) => now.language === language);
    expect(snapshot.screen.name).toBe(screen.name);
    expect(await textOf(testId), language).toBe(value);
    expect(await lang()).toBe(language);
    await j.picture();
  }
  expect((await j.now()).screen).toEqual(screen);
}

describe('J9: languages', () => {
  it('half-typed digits stand in every language, and the number that is sent is the whole one', async () => {
    j.branch('digits');
    await j.visit('med.res.enrol', { card: 'wang-yi' }, { until: (page) => page === 'D2-mobile' });
    for (const digit of '13900') await key(digit);
    await around('digits-value');
    for (const digit of '139000') await key(digit);
    await j.kiosk.press('continue');
    await j.on({ card: 'wang-yi' }, { until: (page) => page === 'E1' });
    expect((await j.kiosk.text()).replaceAll(/\s/g, '')).toContain('139****9000');
  });

  it('half-typed Chinese words stand in every language, and reach the hub as they were typed', async () => {
    j.branch('words');
    const receiptNo = await toRatingWords(j, 'chen-zhe');
    for (const letter of 'panyu') await key(letter);
    await j.kiosk.touch('[data-candidate="番禺"]');
    await around('text-value');
    expect(await textOf('text-value')).toBe('番禺');
    await sendRatingWords(j, receiptNo);
  });
});
