import type { BlockOf, Screen } from '../../contract/screen.ts';
import type { IoBoard, LampName, LampWish } from '../../drivers/io-board/io-board.ts';

/** Lamp beside each part of the machine that a page can light up. */
const lampOf: Readonly<Record<BlockOf<'machine'>['part'], LampName | null>> = {
  idReader: 'idPad',
  receiptPrinter: 'receipt',
  cardDispenser: 'card',
  scanner: 'scanner',
  documentPrinter: 'document',
  pinPad: 'keypad',
  camera: 'camera',
  smartCard: null,
};

const off: LampWish = { pattern: 'off' };
const steady: LampWish = { pattern: 'on' };
/** Once a second: seen from the side, and far below three flashes a second (WCAG 2.3.1). */
const calling: LampWish = { pattern: 'blink', onMs: 500, offMs: 500, colour: 'green' };

const wishOf: Readonly<Record<BlockOf<'machine'>['state'], LampWish>> = {
  place: calling,
  take: calling,
  reading: steady,
  printing: steady,
  done: off,
  fault: off,
};

/** What the lamps shall do while this page stands: the part that it lights up on the screen is lit up on the machine, every other is dark. Pure. */
export function lampWishes(screen: Pick<Screen, 'blocks'>): ReadonlyMap<LampName, LampWish> {
  const wishes = new Map<LampName, LampWish>();
  for (const block of screen.blocks) {
    if (block.type === 'machine') {
      const lamp = lampOf[block.part];
      if (lamp !== null) wishes.set(lamp, wishOf[block.state]);
    }
    if (block.type === 'camera') wishes.set('camera', steady);
    if (block.type === 'pin') wishes.set('keypad', calling);
  }
  return wishes;
}

/**
 * Lets the lamps of the I/O board follow the pages. A wish that cannot be carried out is kept by the driver, and no page waits for a lamp. A lamp that the
 * board has said it does not have is not asked for: not every machine has one beside every part.
 * @returns call it with every page
 */
export function guidanceLights(board: IoBoard | null): (screen: Pick<Screen, 'blocks'>) => void {
  let lit: ReadonlyMap<LampName, LampWish> = new Map();
  return (screen) => {
    if (board === null) return;
    // Null: it has not answered yet; the driver keeps the wish until it does.
    const fitted = board.capabilities()?.lamps ?? null;
    const isFitted = (lamp: LampName) => fitted === null || fitted.some(({ name }) => name === lamp);
    const next = new Map([...lampWishes(screen)].filter(([lamp]) => isFitted(lamp)));
    for (const lamp of lit.keys()) if (!next.has(lamp) && isFitted(lamp)) void board.setLamp(lamp, off);
    for (const [lamp, wish] of next) {
      if (JSON.stringify(lit.get(lamp)) !== JSON.stringify(wish)) void board.setLamp(lamp, wish);
    }
    lit = next;
  };
}
