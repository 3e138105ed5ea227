import type { KioskRig } from './kiosk-rig.ts';

/** A place on the window in pixels. */
export interface PointPx {
  readonly x: number;
  readonly y: number;
}

/** The middle of what is on the page that stands. */
export function middleOf(kiosk: KioskRig, selector: string): Promise<PointPx> {
  return kiosk.onPage(async (page) => {
    const target = page.locator(selector).first();
    // In one go: what stands on the page may be drawn anew between two questions.
    return await target.evaluate((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
    });
  });
}

/** Something lies on the glass and is not lifted until `lift`; a page that is replaced meanwhile takes its contact with it. */
export async function pressAndHold(kiosk: KioskRig, at: PointPx): Promise<{ lift(): Promise<void> }> {
  const page = kiosk.page();
  const session = await kiosk.app.context().newCDPSession(page);
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  return {
    lift: async () => {
      await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      await session.detach();
    },
  };
}

/** Short touches at one place, as fast as the window takes them. */
export async function drum(kiosk: KioskRig, at: PointPx, times: number): Promise<void> {
  const session = await kiosk.app.context().newCDPSession(kiosk.page());
  for (let i = 0; i < times; i += 1) {
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }
  await session.detach();
}

/** One key of the key pad, by the window's own way for keys. */
export function key(kiosk: KioskRig, name: 'ArrowDown' | 'ArrowUp' | 'Enter' | 'Escape' | 'F1'): Promise<void> {
  return kiosk.onPage((page) => page.keyboard.press(name));
}

/** Moves with the keys until this has the focus, and presses it. */
export async function pressByKeys(kiosk: KioskRig, selector: string, most = 40): Promise<void> {
  for (let moves = 0; moves < most; moves += 1) {
    await key(kiosk, 'ArrowDown');
    const isThere = await kiosk.onPage((page) =>
      page.evaluate((query) => document.activeElement?.matches(query) === true, selector),
    );
    if (!isThere) continue;
    await key(kiosk, 'Enter');
    return;
  }
  throw new Error(`${selector} is not reached by the keys`);
}
