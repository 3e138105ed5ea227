import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { PNG } from 'pngjs';
import { drum } from './glass.ts';
import { root } from './hub-rig.ts';
import type { Journey } from './journey.ts';
import type { KioskRig } from './kiosk-rig.ts';
import { pictureFolder } from './pictures.ts';
import { readQr } from './slip-qr.ts';

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

/** Types what was counted, once the page asks for it. */
export async function typeCount(j: Journey, what: 'found' | 'after', number: string): Promise<void> {
  const standing = await j.shows(
    ({ technician }) =>
      technician?.blocks.some((block) => block.type === 'digits' && block.name === `count:${what}`) === true,
  );
  await touchKeys(j.kiosk, number);
  await j.kiosk.press(`count:${what}`);
  await j.kiosk.changed(standing);
}

/** From the supplies to the first count: the second person says who he is. */
export async function beginRefill(kiosk: KioskRig, unit: 'cards' | 'retain', second: Person): Promise<void> {
  await kiosk.press(`refill:${unit}`);
  await kiosk.at('technician/refill');
  await touchKeys(kiosk, second.staffId);
  await kiosk.press('staff2');
  await kiosk.page().locator('[data-testid="secret-dots"]').waitFor();
  await touchKeys(kiosk, second.pin);
  await kiosk.press('pin2');
}

/** What a QR code on the window says, read from its pixels as a scanner would. */
export async function screenQr(kiosk: KioskRig): Promise<string> {
  const png = await kiosk.onPage((page) => page.screenshot({ animations: 'disabled' }));
  const { data, width, height } = PNG.sync.read(png);
  const read = readQr(new Uint8ClampedArray(data), width, height);
  if (read === null) throw new Error('no code on the window can be read');
  return read.data;
}

/** One finger over the whole glass, cell by cell in rows, without lifting. @param leaveOut parts of height that it does not reach, 0 = all */
export async function sweep(kiosk: KioskRig, columns: number, rows: number, leaveOut = 0): Promise<void> {
  const page = kiosk.page();
  const [width, height] = await kiosk.onPage((window) => window.evaluate(() => [innerWidth, innerHeight] as const));
  const session = await kiosk.app.context().newCDPSession(page);
  const at = (cell: number) => ({
    x: Math.round(((cell % columns) + 0.5) * (width / columns)),
    y: Math.round((Math.floor(cell / columns) + 0.5) * (height / rows)),
  });
  const cells = columns * (rows - leaveOut);
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at(0)] });
  for (let cell = 1; cell < cells; cell += 1)
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [at(cell)] });
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await session.detach();
}

/** Width of a picture of the guide, px: every word can be read. */
const pictureWidth = 720;

/** A picture for the guide: `docs/screens/technician/NAME.webp` with `npm run pictures`, else only where git ignores it. */
export async function guidePicture(kiosk: Pick<KioskRig, 'shot'>, name: string): Promise<void> {
  if (pictureFolder === null) return;
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
