import type { Clock } from '../contract/clock.ts';

/** Times of the pulse, milliseconds. */
export const pulseTimes = {
  everyMs: 10_000,
  /** The terminal service answers in milliseconds; the longest that it works in one piece is a check of its database, some seconds. */
  silentAfterMs: 30_000,
  /** From the start of the process to its first word: a database is checked, and maybe restored, before. */
  startMs: 180_000,
} as const;

/**
 * Asks the terminal service for a sign of life, and tells when it gives none: a process that runs and hangs ends nothing by itself. When **this** process could not run for a while (stopped, starved),
 * the answers of that time lie unread, so the other side gets the whole time anew.
 */
export class TerminalPulse {
  readonly #clock: Clock;
  readonly #ask: () => void;
  readonly #silent: (detail: string) => void;
  readonly #back: () => void;
  /** A silence was told, and it goes on. */
  #isSilent = false;
  #cancel: () => void = () => undefined;
  #heardMs = 0;

  /** @param ask sends the question; @param silent called when a silence begins, and again while nothing comes of it; @param back a silence that was told has ended by itself */
  constructor(clock: Clock, ask: () => void, silent: (detail: string) => void, back: () => void = () => undefined) {
    this.#clock = clock;
    this.#ask = ask;
    this.#silent = silent;
    this.#back = back;
  }

  /** A process was started: it may take its time until its first word. */
  started(): void {
    this.stop();
    this.#cancel = this.#clock.after(pulseTimes.startMs, () => this.#tell('no first word'));
  }

  /** It serves: from now on it is asked. */
  ready(): void {
    this.heard();
    this.#next();
  }

  /** It has said something. */
  heard(): void {
    this.#heardMs = this.#clock.monoMs();
    if (!this.#isSilent) return;
    this.#isSilent = false;
    this.#back();
    this.#next();
  }

  /** It has ended, or the shell does. */
  stop(): void {
    this.#isSilent = false;
    this.#cancel();
  }

  #next(): void {
    this.#cancel();
    this.#ask();
    const dueMs = this.#clock.monoMs() + pulseTimes.everyMs;
    this.#cancel = this.#clock.after(pulseTimes.everyMs, () => {
      const nowMs = this.#clock.monoMs();
      if (nowMs - dueMs >= pulseTimes.everyMs) this.#heardMs = nowMs;
      const silence = nowMs - this.#heardMs;
      if (silence >= pulseTimes.silentAfterMs) this.#tell(`silent for ${Math.round(silence / 1000)} s`);
      else this.#next();
    });
  }

  /** A process that not even the system can end (a disk that does not answer holds it) goes on being silent: then the next rung has to be climbed. */
  #tell(detail: string): void {
    this.#isSilent = true;
    this.#cancel = this.#clock.after(pulseTimes.silentAfterMs, () => this.#tell(detail));
    this.#silent(detail);
  }
}
