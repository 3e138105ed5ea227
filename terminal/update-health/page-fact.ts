import type { FromTerminal, PaintedInput } from '../../contract/channel.ts';
import type { Clock } from '../../contract/clock.ts';
import type { HealthFacts } from '../../contract/update-health.ts';
import type { AliveInput } from '../../contract/watchdog/watch-step.ts';

/** A page draws within 100 ms; ten seconds is a dead page on the slowest board. The shell gives up at the same moment (electron/paint-watch.ts). */
export const drawnWithinMs = 10_000;

/**
 * Whether the newest snapshot stands on the screen, told by the page itself through the shell. A page that draws an older one has proven nothing yet; one that falls behind for a moment is no news
 * as long as it catches up in time.
 */
export class PageFact {
  readonly #clock: Clock;
  readonly #epoch: string;
  #isShellUp = false;
  #state: HealthFacts['page']['state'] = 'none';
  #losses = 0;
  #frames = 0;
  #isSoftware: boolean | null = null;
  /** Newest revision that was sent; null = none. */
  #newest: number | null = null;
  #cancelLate: (() => void) | null = null;

  #changed: () => void = () => undefined;

  /** @param epoch of the snapshots of this start: what another one has drawn is not ours */
  constructor(clock: Clock, epoch: string) {
    this.#clock = clock;
    this.#epoch = epoch;
  }

  /** Told at each change of the fact. One listener. */
  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  get fact(): HealthFacts['page'] {
    return { isShellUp: this.#isShellUp, state: this.#state, losses: this.#losses };
  }

  /** Pictures of this start that somebody could read; the fleet tells by it a page that stands still under touches. */
  get frames(): number {
    return this.#frames;
  }

  /** Whether the shell draws without the graphics card; null = it has not said. */
  get isSoftware(): boolean | null {
    return this.#isSoftware;
  }

  drawnBy({ isSoftware }: AliveInput): void {
    if (isSoftware !== undefined) this.#isSoftware = isSoftware;
  }

  shellUp(): void {
    if (this.#isShellUp) return;
    this.#isShellUp = true;
    this.#changed();
  }

  /** What went to the shell: a snapshot is to be drawn, and a wipe puts a fresh page there that has drawn nothing. */
  sent(message: FromTerminal): void {
    if (message.type === 'wipe') this.#expect();
    if (message.type !== 'snapshot' || message.snapshot.revision === this.#newest) return;
    this.#newest = message.snapshot.revision;
    this.#expect();
  }

  painted({ epoch, revision, isBlank }: PaintedInput): void {
    if (epoch !== this.#epoch) return;
    if (isBlank !== true) this.#frames += 1;
    if (revision !== this.#newest) return;
    this.#settle();
    this.#become(isBlank === true ? 'blank' : 'drawn');
  }

  lost(): void {
    this.#settle();
    this.#losses += 1;
    this.#state = 'lost';
    this.#changed();
  }

  stop(): void {
    this.#settle();
  }

  /** The first deadline stands: a stream of snapshots must not keep a dead page well. */
  #expect(): void {
    if (this.#state !== 'drawn') return;
    this.#cancelLate ??= this.#clock.after(drawnWithinMs, () => {
      this.#cancelLate = null;
      this.#become('late');
    });
  }

  #settle(): void {
    this.#cancelLate?.();
    this.#cancelLate = null;
  }

  #become(state: HealthFacts['page']['state']): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#changed();
  }
}
