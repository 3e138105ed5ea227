import type { Bin, BinLevel } from '../../contract/device.ts';
import type { Seen } from './dispenser-wire.ts';

export type CardBin = 'hopper' | 'retain';

interface Counted {
  count: number | null;
  initial: number | null;
}

/**
 * The hopper and the error bin with their counts. Counts follow positions, not commands: a card that was seen to leave the hopper, a card that went
 * into the bin (rule D8). They live in memory; the terminal keeps them and sets them again with `setCount`. The sensors decide the level.
 */
export class CardBins {
  readonly #counted: Readonly<Record<CardBin, Counted>> = {
    hopper: { count: null, initial: null },
    retain: { count: null, initial: null },
  };
  #levels: Readonly<Record<CardBin, BinLevel>> = { hopper: 'unknown', retain: 'unknown' };
  /** A feed whose end nobody saw: a card that shows up later was that one. */
  #isFeedOpen = false;
  #fed = 0;

  /** Cards seen to leave the hopper since the start of the program. */
  get fed(): number {
    return this.#fed;
  }

  count(bin: CardBin): number | null {
    return this.#counted[bin].count;
  }

  set(bin: CardBin, count: number, initial: number): void {
    const wrong = [count, initial].find((value) => !Number.isInteger(value) || value < 0);
    if (wrong !== undefined) throw new Error(`a count of cards is a whole number, not ${wrong}`);
    this.#counted[bin].count = count;
    this.#counted[bin].initial = initial;
  }

  /** @param isUnclear nobody saw how the feed ended, and no card is in sight */
  fedOne(isUnclear: boolean): void {
    this.#isFeedOpen = isUnclear;
    if (isUnclear) return;
    this.#fed += 1;
    const { hopper } = this.#counted;
    if (hopper.count !== null) hopper.count = Math.max(0, hopper.count - 1);
  }

  capturedOne(): void {
    const { retain } = this.#counted;
    if (retain.count !== null) retain.count += 1;
  }

  seen(seen: Seen): void {
    this.#levels = { hopper: seen.hopper, retain: seen.bin };
    if (this.#isFeedOpen && (seen.position === 'inside' || seen.position === 'exit')) this.fedOne(false);
  }

  /** A new motion begins: what was open stays uncertain by one card for good (docs/protocols/card-dispenser.md, 5.5). */
  forgetOpenFeed(): void {
    this.#isFeedOpen = false;
  }

  /** @param denied what the device refused although its sensors say otherwise */
  status(denied: { readonly isHopperEmpty: boolean; readonly isBinFull: boolean }): Record<CardBin, Bin> {
    const bin = (kind: 'supply' | 'retain', name: CardBin, level: BinLevel): Bin => {
      return { kind, health: 'ok', level, ...this.#counted[name], threshold: 0 };
    };
    return {
      hopper: bin('supply', 'hopper', denied.isHopperEmpty ? 'empty' : this.#levels.hopper),
      retain: bin('retain', 'retain', denied.isBinFull ? 'full' : this.#levels.retain),
    };
  }
}
