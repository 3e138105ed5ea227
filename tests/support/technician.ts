import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { drum } from './glass.ts';
import { root } from './hub-rig.ts';
import type { KioskRig } from './kiosk-rig.ts';

/** The people of the demonstration (kiosk-config/demo/staff.json). */
export const staff = {
  technician: { staffId: '100001', pin: '284615' },
  keeper: { staffId: '200001', pin: '739504' },
  secondKeeper: { staffId: '200002', pin: '615083' },
} as const;
export type Person = (typeof staff)[keyof typeof staff];

/** Five touches in the upper right corner, as fast as a thumb. */
export async function knock(kiosk: KioskRig): Promise<void> {
  const width = await kiosk.onPage((page) => page.evaluate(() => innerWidth));
  await drum(kiosk, { x: width - 20, y: 20 }, 5);
}

/** Each sign by its key on the glass. */
export async function touchKeys(kiosk: KioskRig, signs: string): Promise<void> {
  for (const sign of signs) await kiosk.touch(`[data-key="${sign}"]`);
}

/** From the page of nobody to the page of the PIN. */
export async function nameOneself(kiosk: KioskRig, { staffId }: Pick<Person, 'staffId'>): Promise<void> {
  await knock(kiosk);
  await kiosk.at('technician/enter');
  await touchKeys(kiosk, staffId);
  await kiosk.press('number');
  await kiosk.at('technician/pin');
}

/** From the page of nobody to the first page of whoever may work here. */
export async function comeIn(kiosk: KioskRig, person: Person): Promise<void> {
  await nameOneself(kiosk, person);
  await touchKeys(kiosk, person.pin);
  await kiosk.press('pin');
  await kiosk.at('technician/today');
}

/** To one of the pages, by the way at the foot. */
export async function goTo(kiosk: KioskRig, page: string): Promise<void> {
  await kiosk.press(`go:${page}`);
  await kiosk.at(`technician/${page}`);
}

/** Ends the maintenance; citizens are served again. */
export async function goAway(kiosk: KioskRig): Promise<void> {
  await kiosk.press('leave');
  await kiosk.at('A0');
}

/** Width of a picture of the guide, px: every word can be read. */
const pictureWidth = 720;

/** A picture for the guide: `docs/screens/technician/NAME.webp` with `npm run pictures`, else only where git ignores it. */
export async function guidePicture(kiosk: Pick<KioskRig, 'shot'>, name: string): Promise<void> {
  const file = join(root, '.cache/screens/technician', `${name}.png`);
  mkdirSync(dirname(file), { recursive: true });
  await kiosk.shot(file);
  if (process.env.YITIJI_PICTURES !== 'docs') return;
  const picture = await loadImage(readFileSync(file));
  const height = Math.round((picture.height * pictureWidth) / picture.width);
  const canvas = createCanvas(pictureWidth, height);
  canvas.getContext('2d').drawImage(picture, 0, 0, pictureWidth, height);
  const target = join(root, 'docs/screens/technician', `${name}.webp`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, await canvas.encode('webp', 86));
}
