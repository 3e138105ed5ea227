import { join } from 'node:path';
import type { Bench } from '../../drivers/simulators/bench/bench.ts';
import type { KioskWindow } from './kiosk-window.ts';
import { slipBehind } from './slip-behind.ts';

/** What the citizen of the demonstration comes for. */
export const lossReport = 'ss.card.loss';

/**
 * Plays one citizen who reports a lost card: touches, a card on the simulated reader, a receipt on the simulated paper.
 * @param screens folder for a picture of each page
 * @returns the slip as text
 */
export async function playCitizen(
  window: KioskWindow,
  bench: Bench,
  screens: string,
  say: (line: string) => void,
): Promise<string> {
  let pictures = 0;
  const slipsBefore = bench.slips().length;
  const page = async (name: string, words: string) => {
    await window.at(name);
    pictures += 1;
    await window.shot(join(screens, `${String(pictures).padStart(2, '0')}-${name.replace(/.*\//, '')}.png`));
    say(`  ${words}`);
  };
  await page('A0', 'touches "I lost my social security card"');
  await window.touch(`[data-tile="tile:${lossReport}"]`);
  await page(`${lossReport}/B2`, 'reads the notice and agrees');
  await window.press('agree');
  await page(`${lossReport}/C1`, 'places the ID card of 林㛃 (synthetic)');
  bench.placeCard('lin-jie');
  await page(`${lossReport}/D1`, 'sees what the city knows');
  await window.press('continue');
  await page(`${lossReport}/E0`, 'learns that the bank account has a second lock');
  await window.press('continue');
  await page(`${lossReport}/E1`, 'checks and blocks the card');
  await window.press('submit');
  await window.page().locator(`[data-screen^="${lossReport}/F2-"]`).waitFor({ state: 'attached' });
  await slipBehind(bench, slipsBefore);
  const result = (await window.page().locator('[data-screen]').first().getAttribute('data-screen')) ?? '';
  await page(result, `sees: ${(await window.page().locator('h1').first().textContent())?.trim() ?? ''}`);
  await window.press('finish');
  await page(`${lossReport}/G1-card`, 'takes card and receipt');
  bench.removeCard();
  await window.at(`${lossReport}/G1`);
  await window.press('taken');
  await page('Z', 'leaves; the machine has wiped the visit');
  return bench.paperText();
}
