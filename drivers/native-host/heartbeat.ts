import type { Clock } from '../../contract/clock.ts';

export interface HeartbeatOptions {
  readonly clock: Clock;
  /** Between two pings, milliseconds. */
  readonly pingMs: number;
  /** Silence after which the other side is dead, milliseconds. */
  readonly deadMs: number;
  readonly ping: () => void;
  readonly dead: () => void;
}

/**
 * Asks the other process for a sign of life and tells once when it gives none. Any message is a sign. When **this** process could not run for a
 * while (blocked, stopped, starved), the answers of that time lie unread in the pipe, so the other side gets the whole time anew.
 */
export class Heartbeat {
  readonly #o: HeartbeatOptions;
  #lastHeardMs: number;
  #cancel: () => void = () => undefined;

  constructor(options: HeartbeatOptions) {
    this.#o = options;
    this.#lastHeardMs = options.clock.monoMs();
    this.#schedule();
  }

  heard(): void {
    this.#lastHeardMs = this.#o.clock.monoMs();
  }

  stop(): void {
    this.#cancel();
  }

  #schedule(): void {
    const { clock, pingMs } = this.#o;
    const dueMs = clock.monoMs() + pingMs;
    this.#cancel = clock.after(pingMs, () => this.#tick(dueMs));
  }

  #tick(dueMs: number): void {
    const { clock, pingMs, deadMs, ping, dead } = this.#o;
    const nowMs = clock.monoMs();
    if (nowMs - dueMs >= pingMs) this.#lastHeardMs = nowMs;
    if (nowMs - this.#lastHeardMs >= deadMs) {
      dead();
      return;
    }
    ping();
    this.#schedule();
  }
}
