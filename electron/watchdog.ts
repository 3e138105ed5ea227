import type { Clock } from '../contract/clock.ts';
import type { Log } from '../contract/log.ts';
import {
  climb,
  freshLadder,
  type LadderState,
  type Moment,
  type Rung,
  type WatchReason,
  watchReasons,
} from '../contract/watchdog/ladder.ts';
import type { WatchStep } from '../contract/watchdog/watch-step.ts';

export interface WatchdogPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Rungs that can be taken here: without a launcher nobody would start the shell again. */
  readonly can: ReadonlySet<Rung>;
  /** Whether somebody is there, and whether something moves. */
  now(): Pick<Moment, 'isIdle' | 'isActing'>;
  /** Carries out a rung, at once. */
  take(rung: Rung, reason: WatchReason, detail: string): void;
  /** Hears each step as it is decided, and what is only noted (`rung` null). */
  tell(step: WatchStep): void;
}

/** Climbs the ladder for whatever the watches of the shell see. One rung at a time; what waits for an idle moment is asked again whenever that may have come. */
export class Watchdog {
  readonly #ports: WatchdogPorts;
  #state: LadderState = freshLadder;
  #isStopped = false;
  /** Steps that have been decided and whose pause runs: a death is told in several events, and each is answered once. */
  readonly #pending = new Map<Rung, { readonly reason: WatchReason; readonly cancel: () => void }>();
  readonly #waiting = new Map<WatchReason, string>();

  constructor(ports: WatchdogPorts) {
    this.#ports = ports;
  }

  /**
   * Something does not do its work.
   * @param detail what was seen, without a word of a person; at most 64 characters are kept
   * @returns the rung that is taken for it, now or after its pause; null = it waits, or is only noted
   */
  saw(reason: WatchReason, detail: string): Rung | null {
    if (this.#isStopped) return null;
    const { clock, log, can, now, tell } = this.#ports;
    const kept = detail.slice(0, 64);
    const { state, climb: next } = climb(this.#state, reason, { atMs: clock.monoMs(), can, ...now() });
    if (next.do === 'wait') {
      if (!this.#waiting.has(reason)) log('watchdog.step.waits', { reason, detail: kept, for: next.for });
      this.#waiting.set(reason, kept);
      return null;
    }
    this.#waiting.delete(reason);
    if (next.do === 'note') {
      log('watchdog.fault.noted', { reason, detail: kept });
      tell({ rung: null, reason, detail: kept });
      return null;
    }
    const { rung, afterMs, level } = next;
    if (this.#pending.has(rung)) return rung;
    this.#state = state;
    log('watchdog.step.taken', { rung, reason, detail: kept, level, afterMs });
    tell({ rung, reason, detail: kept });
    const cancel = clock.after(afterMs, () => {
      this.#pending.delete(rung);
      this.#ports.take(rung, reason, kept);
    });
    this.#pending.set(rung, { reason, cancel });
    return rung;
  }

  /** The reason has gone by itself: nothing is to be done any more, neither at an idle moment nor behind a pause. */
  over(reason: WatchReason): void {
    this.#waiting.delete(reason);
    for (const [rung, step] of [...this.#pending]) if (step.reason === reason) this.#forget(rung);
  }

  /**
   * What these rungs would bring has come by itself: a terminal service that ended was started anew by its keeper, a window was renewed behind a visit. A step whose pause still runs would end
   * the fresh one, and the visit of whoever has begun on it; what waits for an idle moment has no other cure.
   */
  renewed(...rungs: readonly Rung[]): void {
    for (const rung of rungs) this.#forget(rung);
    for (const reason of this.#waiting.keys())
      if (watchReasons[reason].climbs.every((rung) => rungs.includes(rung))) this.#waiting.delete(reason);
  }

  /** Somebody came or went, or something stopped moving. */
  changed(): void {
    for (const [reason, detail] of [...this.#waiting]) this.saw(reason, detail);
  }

  /** The shell stops: nothing is done any more. */
  stop(): void {
    this.#isStopped = true;
    for (const rung of [...this.#pending.keys()]) this.#forget(rung);
    this.#waiting.clear();
  }

  #forget(rung: Rung): void {
    this.#pending.get(rung)?.cancel();
    this.#pending.delete(rung);
  }
}
