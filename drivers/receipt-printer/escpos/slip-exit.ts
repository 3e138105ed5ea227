import { type Clock, sleep } from '../../../contract/clock.ts';
import type { DeviceError, ErrorCode, MediaPos, Outcome, Phase } from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import type { Link } from '../../core/connection.ts';
import type { StatusTracker } from '../../core/status-tracker.ts';
import type { SlipPlace } from '../receipt-printer.ts';
import { commands } from './codec.ts';
import type { EscposProfile } from './escpos-profile.ts';
import { decodeExit, type ExitSeen, exitQuery, presenterCommands } from './presenter.ts';
import { canPrint, faultCode, printerState } from './printer-state.ts';
import { Pulse } from './pulse.ts';
import type { NoStatus, StatusWire } from './status-wire.ts';

export interface SlipExitOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly profile: EscposProfile;
  readonly wire: StatusWire;
  readonly tracker: StatusTracker;
  readonly error: (code: ErrorCode, outcome: Outcome, phase: Phase, mediaAt?: MediaPos) => DeviceError;
  /** The sensor was read: the path `presenter` is fresh. */
  readonly looked: () => void;
}

/**
 * The slip behind the knife: is it there, was it taken, take it back. Knows the sensor and the presenter, not the job. One slip at a time.
 *
 * With one sensor "gone" after a retract may also mean that a hand was quicker; both end the slip's time at the exit, and a receipt is owed, not
 * property (custody rule 8), so the difference is told nowhere.
 */
export class SlipExit {
  readonly #o: SlipExitOptions;
  readonly #poke: Pulse;
  #sinceMs = 0;
  /** Looks in a row without a slip. */
  #gone = 0;

  constructor(options: SlipExitOptions) {
    this.#o = options;
    this.#poke = new Pulse(options.clock);
  }

  get hasSensor(): boolean {
    return this.#o.profile.exitSensor !== 'none';
  }

  get isOccupied(): boolean {
    return this.#o.tracker.current.media === 'atExit';
  }

  /** Waits for the next look that is due, at most `idleMs`; a slip that has just come out is looked at soon. */
  async pause(idleMs: number, signal: AbortSignal): Promise<void> {
    await this.#poke.wait(this.isOccupied ? this.#o.profile.exitPollMs : idleMs, signal);
  }

  /** The sensor told of a jam when it was last read. */
  get isJammed(): boolean {
    return this.#o.tracker.current.paths.presenter === 'jammed';
  }

  /** Right after a job: what the sensor says of the slip. `jammed`: cut off, and stuck on its way out. */
  async presented(link: Link): Promise<SlipPlace | 'jammed'> {
    const seen = await this.#see(link);
    if (!seen.ok || seen.value === null) return 'unknown';
    // An earlier slip is there, or was a moment ago: one look takes neither away from whoever waits for a hand.
    if (this.isOccupied && !seen.value.isAtExit && !seen.value.isJammed) {
      this.#gone = 1;
      this.#poke.notify();
      return 'unknown';
    }
    this.#gone = 0;
    this.#sinceMs = this.#o.clock.monoMs();
    this.#o.tracker.set({ media: seen.value.isAtExit ? 'atExit' : seen.value.isJammed ? 'jammed' : 'none' });
    this.#poke.notify();
    return seen.value.isAtExit ? 'atExit' : seen.value.isJammed ? 'jammed' : 'gone';
  }

  /** One look. Two looks in a row without the slip make it taken, unless the presenter is jammed: then it may be anywhere inside. Lost or silent links change nothing: the connection tells. */
  async look(link: Link): Promise<Result<void, NoStatus>> {
    const seen = await this.#see(link);
    if (!seen.ok) return seen;
    if (seen.value === null) return ok(undefined);
    const { clock, log, tracker } = this.#o;
    if (seen.value.isAtExit) {
      this.#gone = 0;
      if (!this.isOccupied) this.#sinceMs = clock.monoMs();
      tracker.set({ media: 'atExit' });
      return ok(undefined);
    }
    if (seen.value.isJammed) {
      this.#gone = 0;
      tracker.set({ media: 'jammed' });
      return ok(undefined);
    }
    this.#gone += 1;
    if (!this.isOccupied) tracker.set({ media: 'none' });
    else if (this.#gone >= 2) {
      tracker.set({ media: 'none' });
      log('device.media.taken', { deviceId: tracker.current.id, dwellMs: Math.round(clock.monoMs() - this.#sinceMs) });
    }
    return ok(undefined);
  }

  /** See `ReceiptPrinter.awaitTaken`. */
  awaitTaken(userMs: number, signal?: AbortSignal): Promise<Result<'taken' | 'notTaken', DeviceError>> {
    const { clock, error, tracker } = this.#o;
    if (!this.hasSensor) return Promise.resolve(err(error('E_UNSUPPORTED', 'notStarted', 'preparing')));
    if (!this.isOccupied) return Promise.resolve(err(error('E_SEQUENCE', 'notStarted', 'preparing')));
    const abortCode = () => (signal?.reason === 'deadline' ? 'E_TIMEOUT' : 'E_CANCELLED');
    if (signal?.aborted) return Promise.resolve(err(error(abortCode(), 'notStarted', 'preparing')));
    return new Promise((resolve) => {
      const settle = (result: Result<'taken' | 'notTaken', DeviceError>) => {
        forget();
        cancelTimer();
        signal?.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onAbort = () => settle(err(error(abortCode(), 'notDone', 'waitingUser')));
      const forget = tracker.onStatus((status) => {
        if (status.link !== 'up') settle(err(error('E_LINK_LOST', 'indeterminate', 'waitingUser')));
        else if (status.media === 'none') settle(ok('taken'));
        else if (status.media === 'jammed') settle(err(error('E_MEDIA_JAM', 'indeterminate', 'waitingUser', 'jammed')));
      });
      const cancelTimer = userMs === 0 ? () => undefined : clock.after(userMs, () => settle(ok('notTaken')));
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#poke.notify();
    });
  }

  /** Before a retract: E_UNSUPPORTED without a presenter, E_MEDIA_JAM when nothing can move, E_NO_MEDIA when the slip is gone already. */
  async canRetract(link: Link): Promise<Result<void, DeviceError>> {
    const { error, profile, tracker } = this.#o;
    if (presenterCommands(profile.presenter) === null) return err(error('E_UNSUPPORTED', 'notStarted', 'preparing'));
    const seen = await this.#see(link);
    if (!seen.ok) return err(error(seen.error === 'lost' ? 'E_LINK_LOST' : 'E_IO_TIMEOUT', 'notStarted', 'preparing'));
    if (seen.value === null || seen.value.isAtExit) return ok(undefined);
    if (seen.value.isJammed) return err(error('E_MEDIA_JAM', 'notStarted', 'preparing', 'jammed'));
    tracker.set({ media: 'none' });
    return err(error('E_NO_MEDIA', 'notDone', 'preparing'));
  }

  /** The motion itself. Called once, after the journal has committed. The result is how it was proven. */
  async retract(link: Link): Promise<Result<'sensor' | 'echo', DeviceError>> {
    const { clock, error, profile, tracker, wire } = this.#o;
    const motion = presenterCommands(profile.presenter)?.retract ?? new Uint8Array();
    wire.expectInOrder();
    try {
      const written = await link.write(motion);
      const asked = written.ok ? await link.write(commands.queryInOrder) : written;
      if (!asked.ok) return err(error('E_LINK_LOST', 'indeterminate', 'moving'));
      await sleep(clock, profile.retractMs, link.signal);
      if (link.signal.aborted) return err(error('E_LINK_LOST', 'indeterminate', 'moving'));
      if (!this.hasSensor) return await this.#provenByEcho(link);
    } finally {
      wire.ignoreInOrder();
    }
    const seen = await this.#see(link);
    if (!seen.ok) {
      return err(error(seen.error === 'lost' ? 'E_LINK_LOST' : 'E_IO_TIMEOUT', 'indeterminate', 'finishing'));
    }
    if (seen.value?.isAtExit === true) return err(error('E_MEDIA_JAM', 'notDone', 'finishing'));
    if (seen.value?.isJammed === true) {
      tracker.set({ media: 'jammed' });
      return err(error('E_MEDIA_JAM', 'partial', 'finishing', 'jammed'));
    }
    tracker.set({ media: 'none' });
    return ok('sensor');
  }

  /**
   * Without a sensor, by the rule of a print job: two answers in order, since a status report that lost its first byte looks like one, and no fault
   * after them.
   */
  async #provenByEcho(link: Link): Promise<Result<'echo', DeviceError>> {
    const { clock, error, profile, wire } = this.#o;
    const unknown = (code: ErrorCode) => err(error(code, 'indeterminate', 'finishing'));
    if (wire.inOrderAnswers === 0) return unknown('E_IO_TIMEOUT');
    wire.expectInOrder();
    const asked = await link.write(commands.queryInOrder);
    if (asked.ok) await sleep(clock, profile.queryMs, link.signal);
    if (!asked.ok || link.signal.aborted) return unknown('E_LINK_LOST');
    if (wire.inOrderAnswers === 0) return unknown('E_IO_TIMEOUT');
    const bits = await wire.query(link);
    if (!bits.ok) return unknown(bits.error === 'lost' ? 'E_LINK_LOST' : 'E_IO_TIMEOUT');
    const state = printerState(bits.value);
    return canPrint(state) || state === 'head-hot' ? ok('echo') : unknown(faultCode(state));
  }

  /** Null where there is no sensor. */
  async #see(link: Link): Promise<Result<ExitSeen | null, NoStatus>> {
    const { profile, tracker, wire } = this.#o;
    const { exitSensor } = profile;
    if (exitSensor === 'none') return ok(null);
    const answer = await wire.queryVendor(link, exitQuery(exitSensor));
    if (!answer.ok) return answer;
    const seen = decodeExit(exitSensor, answer.value);
    const presenter = seen.isJammed ? 'jammed' : 'clear';
    tracker.set({ paths: { ...tracker.current.paths, presenter } });
    this.#o.looked();
    return ok(seen);
  }
}
