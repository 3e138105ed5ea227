import type { Journey } from './journey.ts';

/** Hands in a loss report and goes on to the words of a low rating, a Chinese field; the keyboard stands. Resolves with the number of the receipt. */
export async function toRatingWords(j: Journey, card: string): Promise<string> {
  const standsOn = (name: string) => j.shows(({ screen }) => screen.name === name);
  await j.visit('ss.card.loss', { card }, { until: (page) => page.startsWith('F2') });
  const receiptNo = await j.receipt();
  await j.kiosk.press('link:u.rate');
  await standsOn('u.rate/G2');
  await j.kiosk.touch('[data-option="2"]');
  await standsOn('u.rate/D2-reasons');
  await j.kiosk.touch('[data-option]');
  await j.kiosk.press('continue');
  await standsOn('u.rate/D2-text');
  await j.kiosk.press('keyboard.open');
  return receiptNo;
}
