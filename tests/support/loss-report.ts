import type { KioskRig } from './kiosk-rig.ts';

/** Walks one citizen through the loss report. Page names are those of the terminal service; every step is a touch or a card. */
export const item = 'ss.card.loss';

/** Synthetic (region 440199): has two cards, so the choice is shown. */
export const liYun = { id: 'li-yun', name: '黎赟', number: '440199199203150026' } as const;

export interface WalkOptions {
  readonly persona: string;
  /** Called on each page once it is painted, for pictures. */
  onPage?(name: string): Promise<void>;
}

/** From A0 to the page "what we found" (or its offline form). Two touches and one card. */
export async function walkToFound(kiosk: KioskRig, { persona, onPage }: WalkOptions, found = 'D1'): Promise<void> {
  const page = async (name: string) => {
    await kiosk.at(name);
    await onPage?.(name);
  };
  await page('A0');
  await kiosk.touch(`[data-tile="tile:${item}"]`);
  await page(`${item}/B2`);
  await kiosk.press('agree');
  await page(`${item}/C1`);
  kiosk.bench.placeCard(persona);
  await page(`${item}/${found}`);
}

/** From "what we found" to the check page, choosing the first card that can be chosen. */
export async function walkToCheck(kiosk: KioskRig, { onPage }: Pick<WalkOptions, 'onPage'>): Promise<void> {
  const page = async (name: string) => {
    await kiosk.at(name);
    await onPage?.(name);
  };
  await kiosk.press('continue');
  await page(`${item}/D2-card`);
  await kiosk.touch('[data-option]:not([data-disabled])');
  await kiosk.press('continue');
  await page(`${item}/E0`);
  await kiosk.press('continue');
  await page(`${item}/E1`);
}

/** From the done page back to A0: finish, lift the card, take everything. */
export async function walkHome(kiosk: KioskRig, { onPage }: Pick<WalkOptions, 'onPage'>): Promise<void> {
  const page = async (name: string) => {
    await kiosk.at(name);
    await onPage?.(name);
  };
  await kiosk.press('finish');
  await page(`${item}/G1-card`);
  kiosk.bench.removeCard();
  await page(`${item}/G1`);
  await kiosk.press('taken');
  await page('Z');
  await kiosk.at('A0');
}
