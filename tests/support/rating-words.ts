import type { Journey } from './journey.ts';

/** Hands in a loss report and goes on to the words of a low rating, a Chinese field; the keyboard stands. Resolves with the number of the receipt. */
export async function toRatingWords(j: Journey, card: string): Promise<string> {
  await j.visit('ss.card.loss', { card }, { until: (page) => page.startsWith('F2') });
  const receiptNo = await j.receipt();
  await j.kiosk.press('link:u.rate');
  await j.standsOn('u.rate/G2');
  await j.kiosk.touch('[data-option="2"]');
  await j.standsOn('u.rate/D2-reasons');
  await j.kiosk.touch('[data-option]');
  await j.kiosk.press('continue');
  await j.standsOn('u.rate/D2-text');
  await j.kiosk.press('keyboard.open');
  return receiptNo;
}

/** Sends the words off without a wish to be called back, and waits until the hub has words of this receipt, sealed. */
export async function sendRatingWords(j: Journey, receiptNo: string): Promise<void> {
  await j.kiosk.press('continue');
  await j.standsOn('u.rate/D2-callback');
  await j.on({ card: 'nobody', choose: { callback: 'no' } }, { until: (page) => page === 'G2-thanks' });
  await j.truth('the words', async () => {
    const [row] = await j.sql<{ words: Buffer | null }[]>`select words from rating where receipt_no = ${receiptNo}`;
    return row?.words !== undefined && row.words !== null;
  });
}
