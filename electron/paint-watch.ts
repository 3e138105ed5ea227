import type { Clock } from '../contract/clock.ts';

/** Limits of the page watch, with the reason beside each. */
export const paintLimits = {
  /** A page draws a snapshot within 100 ms; ten seconds is a dead page on the slowest board, and the longest a citizen may stare at it. */
  paintedWithinMs: 10_000,
  /** A page that draws for this long has recovered; the ladder starts at its first rung again. */
  healthyAfterMs: 60_000,
  /** Rungs above the second wait longer and longer, so that a page that cannot start does not keep the machine busy. */
  maxDelayMs: 30_000,
} as const;

export type Repair = 'reload' | 'newWindow';

export interface PaintWatchPorts {
  readonly clock: Clock;
  /** Carries out a rung of the ladder, now. */
  readonly repair: (repair: Repair, reason: string) => void;
}

/**
 * Watches that the page lives: it says hello after it was opened and paints what it is sent, within 10 s each. Every loss, whatever its
 * cause, climbs the same ladder: reload, then a new window, then a new window again with growing pauses. A page that is silent skips the
 * reload: it would have to be loaded by the very process that hangs. The page owns nothing, so a repair loses nothing.
 */
export class PaintWatch {
  readonly #ports: PaintWatchPorts;
  #losses = 0;
  #healthySince: number | undefined;
  #awaited: string | undefined;
  /** What the present page has painted last: the same snapshot sent again changes nothing and is not painted again. */
  #onScreen: string | undefined;
  #cancelDeadline: () => void = () => undefined;
  #cancelRepair: (() => void) | undefined;

  constructor(ports: PaintWatchPorts) {
    this.#ports = ports;
  }

  /** Losses since the page was last healthy. */
  get losses(): number {
    return this.#losses;
  }

  /** A page was opened or reloaded: it must say hello. */
  opened(): void {
    this.#cancelRepair?.();
    this.#cancelRepair = undefined;
    this.#healthySince = undefined;
    this.#onScreen = undefined;
    this.#expect('hello');
  }

  /** The page said hello. `snapshotFollows`: something is sent to it now, so that the watch goes on. */
  hello(): void {
    if (this.#awaited === 'hello') this.#settle();
  }

  /** A snapshot was sent to the page: it must be painted. */
  sent(epoch: string, revision: number): void {
    // The first deadline stands: a stream of snapshots must not keep a dead page alive.
    if (this.#cancelRepair !== undefined || this.#awaited === 'hello') return;
    const key = paintKey(epoch, revision);
    if (key === this.#onScreen && this.#awaited === undefined) return;
    if (this.#awaited === undefined) this.#expect(key);
    else this.#awaited = key;
  }

  /** Nothing needs to be painted any more (the terminal service is away, the calm page is shown). */
  withdrawn(): void {
    if (this.#awaited !== 'hello') this.#settle();
  }

  /** The page says that a revision stands on the screen. An older one counts as life, but the newest is still awaited. */
  painted(epoch: string, revision: number): void {
    const now = this.#ports.clock.monoMs();
    this.#healthySince ??= now;
    this.#onScreen = paintKey(epoch, revision);
    if (now - this.#healthySince >= paintLimits.healthyAfterMs) this.#losses = 0;
    if (this.#awaited === this.#onScreen) this.#settle();
    else if (this.#awaited !== undefined && this.#awaited !== 'hello') this.#expect(this.#awaited);
  }

  /**
   * The page was lost: its process ended, it could not be loaded, or it hangs.
   * @param hangs the process is there and does not answer
   */
  lost(reason: string, hangs = false): void {
    // One repair at a time: Chromium tells one death in several events.
    if (this.#cancelRepair !== undefined) return;
    const { clock } = this.#ports;
    if (this.#healthySince !== undefined && clock.monoMs() - this.#healthySince >= paintLimits.healthyAfterMs) {
      this.#losses = 0;
    }
    this.#settle();
    this.#losses += 1;
    const repair: Repair = this.#losses === 1 && !hangs ? 'reload' : 'newWindow';
    const delayMs =
      this.#losses <= 2 ? 0 : Math.min(paintLimits.maxDelayMs, 1000 * 2 ** Math.min(this.#losses - 3, 10));
    this.#cancelRepair = clock.after(delayMs, () => this.#ports.repair(repair, reason));
  }

  /** Ends the watch: the shell stops. */
  stop(): void {
    this.#settle();
    this.#cancelRepair?.();
    this.#cancelRepair = () => undefined;
  }

  #expect(key: string): void {
    this.#cancelDeadline();
    this.#awaited = key;
    const cancel = this.#ports.clock.after(paintLimits.paintedWithinMs, () =>
      this.lost(this.#awaited === 'hello' ? 'noHello' : 'notPainted', true),
    );
    this.#cancelDeadline = cancel;
  }

  #settle(): void {
    this.#cancelDeadline();
    this.#awaited = undefined;
  }
}

function paintKey(epoch: string, revision: number): string {
  return `${epoch}/${revision}`;
}
