import type { ErrorCode } from '../../contract/device.ts';
import type { CardMotion } from './card-dispenser.ts';
import type { MotionReport, Seen } from './dispenser-wire.ts';
import type { Verdict } from './motion-verdict.ts';

/** With these a motion says something of the unit that lasts; the others are over with the call. */
const lastingFaults: ReadonlySet<ErrorCode> = new Set([
  ...(['E_MEDIA_JAM', 'E_HARDWARE', 'E_SUPPLY_OUT', 'E_BIN_FULL', 'E_BIN_FAULT', 'E_MEDIA_COLLISION'] as const),
]);

/** What is wrong with a unit: what the last look showed, and what a motion ended with, which stays until a motion succeeds or a person acts. */
export class DispenserFaults {
  #look: ReadonlySet<ErrorCode> = new Set();
  #motion: ReadonlySet<ErrorCode> = new Set();
  /** By the sensor, the last time it told. */
  #isBinSeenFull = false;
  #isOut = false;

  /** The recovery budget was asked for once too often: faulted until a person acts. */
  get isOut(): boolean {
    return this.#isOut;
  }

  get all(): ReadonlySet<ErrorCode> {
    return new Set<ErrorCode>([...this.#look, ...this.#motion, ...(this.#isOut ? (['E_HARDWARE'] as const) : [])]);
  }

  /** A motion ended with it, and nothing has cured it since. */
  hasLasting(code: ErrorCode): boolean {
    return this.#motion.has(code);
  }

  putOut(): void {
    this.#isOut = true;
  }

  /** Somebody stood at the open machine: what it refused or how often it was reset before counts no more. */
  attended(): void {
    this.#isOut = false;
    this.#motion = new Set();
  }

  looked(seen: Seen): void {
    this.#noteEmptied(seen);
    this.#look = new Set([
      ...seen.faults,
      ...(seen.hopper === 'empty' ? (['E_SUPPLY_OUT'] as const) : []),
      ...(seen.bin === 'full' ? (['E_BIN_FULL'] as const) : []),
    ]);
  }

  moved(motion: CardMotion | 'recover', { code, position }: Verdict, report: MotionReport): void {
    // Where the card went may be open although the way is free again.
    const isOver = report.type === 'ended' || report.code === 'E_NO_MEDIA';
    const isFree = motion === 'recover' && isOver && position === 'none';
    if (code === null || isFree) this.#motion = new Set();
    else if (lastingFaults.has(code)) this.#motion = new Set([...this.#motion, code]);
  }

  /** A bin that was seen full and is so no more was emptied: what the unit refused before is over. */
  #noteEmptied({ bin }: Seen): void {
    if (bin === 'ok' && this.#isBinSeenFull) {
      this.#motion = new Set([...this.#motion].filter((code) => code !== 'E_BIN_FULL'));
    }
    if (bin !== 'unknown') this.#isBinSeenFull = bin === 'full';
  }
}
