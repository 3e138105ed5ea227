import type { Clock } from '../contract/clock.ts';
import type { WatchReason } from '../contract/watchdog/ladder.ts';

/** Limits of the page watch, with the reason beside each. */
export const paintLimits = {
  /** A page draws a snapshot within 100 ms; ten seconds is a dead page on the slowest board, and the longest a citizen may stare at it. */
  paintedWithinMs: 10_000,
} as const;

export interface PaintWatchPorts {
  readonly clock: Clock;
  /** The page does not do its work; the ladder decides what is done (contract/watchdog/ladder.ts). Called once until the page is opened anew. */
  readonly lost: (reason: WatchReason, detail: string) => void;
  /** A page that was told as hanging has painted the newest snapshot after all. */
  readonly back?: () => void;
}

/**
 * Watches that the page lives: it says hello after it was opened and paints what it is sent, within 10 s each. The page owns nothing, so
 * whatever is done about a loss loses nothing.
 */
export class PaintWatch {
  readonly #ports: PaintWatchPorts;
  #awaited: string | undefined;
  /** What the present page has painted last: the same snapshot sent again changes nothing and is not painted again. */
  #onScreen: string | undefined;
  #cancelDeadline: () => void = () => undefined;
  /** Told as lost, and not opened anew yet: Chromium tells one death in several events. */
  #isLost = false;
  /** The newest snapshot of a page that was told as lost since it had not painted one: painted, it is back. */
  #missing: string | undefined;

  constructor(ports: PaintWatchPorts) {
    this.#ports = ports;
  }

  /** A page was opened or reloaded: it must say hello. */
  opened(): void {
    this.#isLost = false;
    this.#missing = undefined;
    this.#onScreen = undefined;
    this.#expect('hello');
  }

  /** The page said hello; the snapshot that is sent to it next goes on with the watch (`sent`). */
  hello(): void {
    if (this.#awaited === 'hello') this.#settle();
  }

  /** A snapshot was sent to the page: it must be painted. */
  sent(epoch: string, revision: number): void {
    // The first deadline stands: a stream of snapshots must not keep a dead page alive.
    const key = paintKey(epoch, revision);
    if (this.#missing !== undefined) this.#missing = key;
    if (this.#isLost || this.#awaited === 'hello') return;
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
    this.#onScreen = paintKey(epoch, revision);
    if (this.#missing === this.#onScreen) {
      this.#isLost = false;
      this.#missing = undefined;
      this.#ports.back?.();
    }
    if (this.#awaited === this.#onScreen) this.#settle();
    else if (this.#awaited !== undefined && this.#awaited !== 'hello') this.#expect(this.#awaited);
  }

  /**
   * The page was lost: its process ended, it could not be loaded, or it hangs.
   * @param hangs the process is there and does not answer
   */
  lost(reason: string, hangs = false): void {
    // Whatever is lost besides: its process ended meanwhile, say, and paints nothing any more.
    if (this.#isLost) {
      this.#missing = undefined;
      return;
    }
    const missing = reason === notPainted ? this.#awaited : undefined;
    this.#settle();
    this.#isLost = true;
    this.#missing = missing;
    this.#ports.lost(hangs ? 'pageHangs' : 'pageDied', reason);
  }

  /** Ends the watch: the shell stops. */
  stop(): void {
    this.#settle();
    this.#isLost = true;
    this.#missing = undefined;
  }

  #expect(key: string): void {
    this.#cancelDeadline();
    this.#awaited = key;
    const cancel = this.#ports.clock.after(paintLimits.paintedWithinMs, () =>
      this.lost(this.#awaited === 'hello' ? 'noHello' : notPainted, true),
    );
    this.#cancelDeadline = cancel;
  }

  #settle(): void {
    this.#cancelDeadline();
    this.#awaited = undefined;
  }
}

const notPainted = 'notPainted';

function paintKey(epoch: string, revision: number): string {
  return `${epoch}/${revision}`;
}
