import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Journey, startJourney } from '../support/journey.ts';

/**
 * Time in the real window (docs/domain/screens.md §6): any touch and any key answer the warning, and after ten of them the card of the visit is laid down once
 * more. The limits stand at a fifteenth of those of the street; that each page has the right one is told by `terminal/session/time-limits`.
 */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({ name: 'J9-time', code: 'TH0121', pace: 1 / 15 });
});
afterAll(() => j?.close());
afterEach(() => j.afterEach());

const loss = 'ss.card.loss';
const warned = () => j.shows(({ warning }) => warning !== null);
const goesOn = () => j.shows(({ warning, screen }) => warning === null && screen.name === `${loss}/D2-card`);
const cases = async () => Number((await j.sql<{ count: string }[]>`select count(*) as count from case_file`)[0]?.count);
const chosen = ({ screen }: Awaited<ReturnType<Journey['now']>>) =>
  screen.blocks.flatMap((block) => (block.type === 'choice' ? [block.selected] : []));

/** To the choice of a card, with the second one chosen. */
async function toChoice(): Promise<string | null | undefined> {
  await j.visit(loss, { card: 'li-yun' }, { until: (page) => page === 'D2-card' });
  await j.kiosk.touch('[data-option]:nth-of-type(1)');
  const snapshot = await j.shows((now) => chosen(now).some((option) => option !== null));
  return chosen(snapshot)[0];
}

/** A touch on the big words of the warning: beside every button. */
const touchBeside = () => j.kiosk.touch('[role="alertdialog"] h2');

describe('J9: time', () => {
  it('ten extensions by touches beside every button, then the card: another one opens nothing, the right one goes on with what was chosen, and it is handed in', async () => {
    j.branch('tap-again');
    const before = await cases();
    const option = await toChoice();
    j.kiosk.bench.removeCard();
    for (let i = 0; i < 10; i += 1) {
      await warned();
      if (i === 0) await j.picture();
      await touchBeside();
      await goesOn();
    }
    await warned();
    await touchBeside();
    await j.kiosk.at('tap-again');
    await j.picture();
    expect(await j.kiosk.text()).not.toMatch(/1235|黎|0026/);
    j.kiosk.bench.placeCard('wang-yi');
    await j.kiosk.shows('main', '这不是刚才那张证件');
    j.kiosk.bench.removeCard();
    // No hand changes cards between two looks of the reader: the pad is seen empty first (H3).
    const looks = j.kiosk.bench.emptyLooks();
    await expect.poll(() => j.kiosk.bench.emptyLooks(), { timeout: 20_000 }).toBeGreaterThanOrEqual(looks + 3);
    j.kiosk.bench.placeCard('li-yun');
    const back = await goesOn();
    expect(chosen(back)).toEqual([option]);
    await j.on({ card: 'li-yun' }, { until: (page) => page.startsWith('F2') });
    const receiptNo = await j.receipt();
    await j.truth('case in force', async () => (await j.caseState(receiptNo)) === 'done');
    expect(await cases()).toBe(before + 1);
  });

  it('no card after the last extension: cleared as after any warning, nothing handed in', async () => {
    j.branch('no-card');
    const before = await cases();
    await toChoice();
    j.kiosk.bench.removeCard();
    for (let i = 0; i < 10; i += 1) {
      await warned();
      await touchBeside();
      await goesOn();
    }
    await warned();
    await touchBeside();
    await j.kiosk.at('tap-again');
    await j.kiosk.at('Z');
    await j.kiosk.at('A0');
    expect(await cases()).toBe(before);
  });

  it('a key answers the warning, too, and whoever uses keys has twice the time from then on', async () => {
    j.branch('keys');
    await j.visit(loss, { card: 'li-yun' }, { until: (page) => page === 'D1' });
    const first = await warned();
    await j.kiosk.onPage((page) => page.keyboard.press('ArrowDown'));
    await j.shows(({ warning, screen }) => warning === null && screen.name === `${loss}/D1`);
    const second = await warned();
    expect(second.warning?.endsInMs).toBe((first.warning?.endsInMs ?? 0) * 2);
    await j.kiosk.onPage((page) => page.keyboard.press('ArrowDown'));
    await j.shows(({ warning }) => warning === null);
  });
});
