import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { leave } from '../support/citizen/walk.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { sendRatingWords, toRatingWords } from '../support/rating-words.ts';

/**
 * The screen's own keyboard in a real field: the words to a low rating (docs/domain/screens.md §4). 番禺 by letters, by nine keys, by strokes, by the five
 * raised keys alone; what was written reaches the hub, what was half-typed is gone with the visit.
 */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({ name: 'J9-keyboard', code: 'TH0109', decisionDelayMs: 3_600_000 });
  await j.ready();
});
afterAll(() => j?.close());
afterEach(() => j.afterEach());

const key = (name: string) => j.kiosk.touch(`[data-key="${name}"]`);
const keys = async (names: Iterable<string>) => {
  for (const name of names) await key(name);
};
const take = (text: string) => j.kiosk.touch(`[data-candidate="${text}"]`);
const value = () => j.kiosk.onPage((page) => page.locator('[data-testid="text-value"]').textContent());
const layout = () => j.kiosk.onPage((page) => page.locator('[data-layout]').getAttribute('data-layout'));
/** The field shows this; the page says so by itself. */
const written = (text: string) =>
  j.kiosk.onPage((page) =>
    page.waitForFunction(
      (wanted) => document.querySelector('[data-testid="text-value"]')?.textContent === wanted,
      text,
    ),
  );

/** The five raised keys: on to a button, and pressed. */
async function byKeys(selector: string): Promise<void> {
  await j.kiosk.onPage(async (page) => {
    await page.locator(selector).first().waitFor();
    const stops = await page.locator('button').count();
    for (let step = 0; step <= stops; step += 1) {
      const isThere = await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector);
      if (isThere) {
        await page.keyboard.press('Enter');
        return;
      }
      await page.keyboard.press('ArrowDown');
    }
    throw new Error(`${selector} is not among the stops of the keys`);
  });
}

describe('J9: keyboard', () => {
  it('番禺 by letters, by nine keys with a chosen reading, by strokes; the words reach the hub', async () => {
    j.branch('touch');
    const receiptNo = await toRatingWords(j, 'chen-zhe');
    expect(await layout()).toBe('pinyin');
    await keys('panyu');
    await j.picture();
    await take('番禺');
    await written('番禺');

    await key('clear');
    await written('');
    await key('layout.nine');
    await keys('72698');
    await key('pan');
    await j.picture();
    await take('番禺');
    await written('番禺');

    await key('layout.strokes');
    await keys('343123425121');
    await take('番');
    await keys('251125214');
    await j.picture();
    await take('禺');
    await written('番禺番禺');

    await key('backspace');
    await key('backspace');
    await key('layout.digits');
    await keys(['3', '号', '楼']);
    await written('番禺3号楼');
    await sendRatingWords(j, receiptNo);
  });

  it('by the five keys alone; a candidate is named with the word that tells it apart', async () => {
    j.branch('keys');
    await toRatingWords(j, 'li-yun');
    for (const letter of 'panyu') await byKeys(`[data-key="${letter}"]`);
    await byKeys('[data-candidate="番禺"]');
    await written('番禺');
    for (const letter of 'yun') await byKeys(`[data-key="${letter}"]`);
    const name = await j.kiosk.onPage(async (page) => {
      const cloud = page.locator('[data-candidate="云"]');
      await cloud.waitFor();
      return await cloud.getAttribute('aria-label');
    });
    expect(name).toMatch(/^云，.*云.*的云$/);
    await byKeys('[data-key="clear"]');
    await written('');
  });

  it('large letters bring nine keys and keep what was typed; the next visit begins with an empty field and learned nothing', async () => {
    j.branch('large');
    await toRatingWords(j, 'he-wan');
    await keys('shi');
    const first = await j.kiosk.onPage((page) => page.locator('[data-candidate]').first().textContent());
    await take('石');
    await j.kiosk.press('mode.largeText');
    await j.kiosk.onPage((page) => page.locator('[data-layout="nine"]').waitFor());
    expect(await value()).toBe('石');
    await j.picture();
    await leave(j.kiosk);

    await toRatingWords(j, 'li-yun');
    expect(await value()).toBe('');
    expect(await layout()).toBe('pinyin');
    await keys('shi');
    expect(await j.kiosk.onPage((page) => page.locator('[data-candidate]').first().textContent())).toBe(first);
  });
});
