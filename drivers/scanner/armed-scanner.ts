import { type Clock, sleep } from '../../contract/clock.ts';
import { type DeviceError, type DeviceStatus, deviceError, type ErrorCode, type Phase } from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { type ConnectionProfile, DeviceConnection, type Link } from '../core/connection.ts';
import { LineTime } from '../core/line-time.ts';
import { Mutex } from '../core/mutex.ts';
import { StatusTracker } from '../core/status-tracker.ts';
import type { Transport, TransportFactory } from '../transport/transport.ts';
import { ArmedWindow, TakenScan } from './armed-window.ts';
import { Repetition } from './repetition.ts';
import type { ScanEvent } from './scan-decoder.ts';
import type { Scan, Scanner, ScannerCapabilities, ScanOptions } from './scanner.ts';
import type { MakeError, ScannerWire, SetUp } from './scanner-wire.ts';
import { textOf } from './text.ts';

/** Times of the armed window; milliseconds. */
export interface WindowTimes {
  /** Trigger on again after this time without a code: engines switch themselves off. */
  readonly retriggerMs: number;
  /** The same text within this time is one scan (rule S6). */
  readonly duplicateMs: number;
  /** How much longer than the user's time a code that is coming in may take. */
  readonly graceMs: number;
  /** Between two questions whether the scanner is still there, on models that answer; 0 = never. */
  readonly pingMs: number;
}

export interface ArmedScannerOptions {
  readonly id: string;
  readonly transport: TransportFactory | Transport;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: (() => number) | undefined;
  readonly times: WindowTimes;
  readonly connection?: Partial<ConnectionProfile> | undefined;
  readonly wire: (makeError: MakeError) => ScannerWire;
}

const defaultQueueMs = 5_000;
/** Engines go dark after a code, also after one that did not count: trigger on again after this time. */
const afterDudMs = 500;
/** Longest wait of `close` for the command that switches the light off. */
const lastCommandMs = 500;
/** Between two attempts to set up a unit that did not take its settings: doubling from the first to the last. */
const setUpAgainMs = { first: 1_000, last: 10_000 } as const;

/**
 * The facade of every scanner: armed windows, trigger, status. What the unit speaks is the `ScannerWire`'s business.
 *
 * The connection's mutex is held for single commands only, never while a person is waited for.
 */
export class ArmedScanner implements Scanner {
  readonly id: string;
  readonly capabilities: ScannerCapabilities;
  readonly #o: ArmedScannerOptions;
  readonly #clock: Clock;
  readonly #wire: ScannerWire;
  readonly #status: StatusTracker;
  readonly #connection: DeviceConnection;
  /** One `scan` at a time. */
  readonly #callers: Mutex;
  readonly #repetition: Repetition;
  readonly #time: LineTime;
  #window: ArmedWindow | null = null;
  /** The turn of the current caller, trigger off included. */
  #turn: Promise<unknown> = Promise.resolve();
  #watching: Promise<void> = Promise.resolve();
  #settingUp: Promise<void> = Promise.resolve();
  /** What the unit said to the last set-up that it did not take. */
  #refused: string | null = null;
  /** The unit has given a sign of life since the port was opened. */
  #isProven = false;
  #isClosed = false;
  /** Aborted when a code came in that did not count. */
  #dud = new AbortController();

  constructor(o: ArmedScannerOptions) {
    this.id = o.id;
    this.#o = o;
    this.#clock = o.clock;
    this.#wire = o.wire((code, vendor) => this.#error(code, 'notDone', 'waitingUser', vendor));
    const { hasTrigger, provesLink, tellsSymbology } = this.#wire;
    this.capabilities = { hasTrigger, provesLink, tellsSymbology };
    this.#callers = new Mutex(o.clock);
    this.#repetition = new Repetition(o.times.duplicateMs);
    this.#time = new LineTime(o.clock);
    this.#status = new StatusTracker({ id: o.id, clock: o.clock, log: o.log });
    this.#connection = new DeviceConnection({
      transport: o.transport,
      clock: o.clock,
      status: this.#status,
      random: o.random,
      profile: o.connection,
      receive: (bytes) => {
        const { decoder } = this.#wire;
        this.#heard(decoder.push(bytes, this.#time.heardMs(decoder.deadlineMs)));
        bytes.fill(0);
      },
      identify: (link) => this.#identify(link),
      connected: (link) => {
        const { ping, setUp } = this.#wire;
        if (ping !== null && o.times.pingMs > 0) this.#watching = this.#watch(link, ping);
        if (setUp !== null && this.#refused !== null) this.#settingUp = this.#setUpAgain(link, setUp);
      },
      lost: (cause) => this.#lost(cause),
    });
  }

  status(): DeviceStatus {
    return this.#told(this.#status.current);
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#status.onStatus((status) => listener(this.#told(status)));
  }

  start(): void {
    this.#connection.start();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#window?.settle(err(this.#error('E_CANCELLED', 'notDone', 'waitingUser')));
    // The light goes off before the port is closed, unless the port hangs.
    const waited = new AbortController();
    await Promise.race([this.#turn, sleep(this.#clock, lastCommandMs, waited.signal)]);
    waited.abort();
    await this.#connection.close();
    this.#forgetWire();
    await Promise.all([this.#watching, this.#settingUp]);
  }

  async scan(options: ScanOptions): Promise<Result<Scan, DeviceError>> {
    const { queueMs = defaultQueueMs, signal } = options;
    const startedMs = this.#clock.monoMs();
    const turn = await this.#callers.run(
      () => {
        const turned = this.#scanInTurn(options, Math.max(0, queueMs - (this.#clock.monoMs() - startedMs)));
        this.#turn = turned;
        return turned;
      },
      { queueMs, signal },
    );
    const aborted = signal?.reason === 'deadline' ? 'E_TIMEOUT' : 'E_CANCELLED';
    const result = turn.ok
      ? turn.value
      : err(this.#error(turn.error === 'busy' ? 'E_CLAIM_BUSY' : aborted, 'notStarted', 'queued'));
    if (!result.ok) this.#logFailure('scan', result.error);
    return result;
  }

  async #scanInTurn(options: ScanOptions, queueMs: number): Promise<Result<Scan, DeviceError>> {
    // A caller who queued behind the one that `close` has ended.
    if (this.#isClosed) return err(this.#error('E_DISABLED', 'notStarted', 'queued'));
    const armed = await this.#connection.withConnection(
      async (link) => {
        // Open before the trigger: a fast engine reads before the write has resolved.
        const window = this.#arm(options);
        await this.#fire(link, window);
        return ok(window);
      },
      { queueMs, signal: options.signal },
    );
    if (!armed.ok) return armed;
    const window = armed.value;
    const again = this.#keepTriggering(window);
    const result = await window.result;
    await again;
    this.#window = null;
    this.#status.set({ activity: 'idle' });
    await this.#disarm();
    return result;
  }

  #arm(options: ScanOptions): ArmedWindow {
    const window = new ArmedWindow(options, {
      clock: this.#clock,
      armedMs: this.#time.monoMs(),
      graceMs: this.#o.times.graceMs,
      isComingIn: ({ armedMs }) => (this.#wire.decoder.openSinceMs ?? Number.NEGATIVE_INFINITY) >= armedMs,
      makeError: (code) => this.#error(code, 'notDone', 'waitingUser'),
    });
    this.#window = window;
    this.#status.set({ activity: 'waitingUser' });
    return window;
  }

  async #keepTriggering(window: ArmedWindow): Promise<void> {
    const { retriggerMs } = this.#o.times;
    if (!this.#wire.hasTrigger || retriggerMs === 0) return;
    while (!window.isSettled) {
      this.#dud = new AbortController();
      const isTime = await sleep(this.#clock, retriggerMs, AbortSignal.any([window.settled, this.#dud.signal]));
      if (!isTime && !(await sleep(this.#clock, afterDudMs, window.settled))) return;
      const fired = await this.#connection.withConnection(
        async (link) => {
          await this.#fire(link, window);
          return ok(undefined);
        },
        { signal: window.settled },
      );
      if (!fired.ok) window.settle(fired);
    }
  }

  /** Trigger on. When that fails the window ends: nobody may be asked to show a code to a scanner that does not look. */
  async #fire(link: Link, window: ArmedWindow): Promise<void> {
    const fired = await this.#wire.triggerOn(link, window.settled);
    if (fired.ok) return;
    window.settle(fired);
    if (fired.error.code === 'E_IO_TIMEOUT') link.abandon(new Error('the scanner does not answer its trigger'));
  }

  async #disarm(): Promise<void> {
    if (!this.#wire.hasTrigger || !this.#connection.isUp) return;
    const off = await this.#connection.withConnection((link) => this.#wire.triggerOff(link));
    if (!off.ok) this.#logFailure('triggerOff', off.error);
  }

  async #identify(link: Link): Promise<Result<void, DeviceError>> {
    this.#forgetWire();
    this.#wire.decoder.opened(this.#time.monoMs());
    this.#isProven = this.#wire.provesLink;
    const identified = await this.#wire.identify(link);
    if (!identified.ok) return identified;
    this.#refused = null;
    this.#wasSetUp(identified.value);
    return ok(undefined);
  }

  #wasSetUp({ refused }: SetUp): void {
    this.#status.set({ condition: refused === null ? 'ok' : 'degraded' });
    if (refused === null) this.#status.closeFault('E_UNSUPPORTED');
    else this.#status.openFault('E_UNSUPPORTED');
    if (refused !== null && refused !== this.#refused) {
      this.#logFailure('setUp', this.#error('E_UNSUPPORTED', 'notDone', 'preparing', refused));
    }
    this.#refused = refused;
  }

  /** A no, or no answer, may have been noise or a unit that was still starting: what it says once does not hold until the cable is pulled. */
  async #setUpAgain(link: Link, setUp: (link: Link) => Promise<Result<SetUp, DeviceError>>): Promise<void> {
    for (let ms: number = setUpAgainMs.first; ; ms = Math.min(2 * ms, setUpAgainMs.last)) {
      if (!(await sleep(this.#clock, ms, link.signal))) return;
      const again = await this.#connection.withConnection(
        // A caller may have got its window while this waited for its turn.
        async (current): Promise<Result<SetUp | null, DeviceError>> =>
          current === link && this.#window === null ? setUp(link) : ok(null),
        { priority: 'low', signal: link.signal },
      );
      if (!again.ok || again.value === null || link.signal.aborted) continue;
      this.#wasSetUp(again.value);
      if (again.value.refused === null) return;
    }
  }

  /** A serial line does not tell that the far end is gone: a scanner that can answer is asked, while nobody waits for a code. */
  async #watch(link: Link, ping: (link: Link) => Promise<Result<void, DeviceError>>): Promise<void> {
    while (await sleep(this.#clock, this.#o.times.pingMs, link.signal)) {
      if (this.#window !== null) continue;
      const heard = await this.#connection.withConnection(
        async (current) => (current === link ? ping(link) : ok(undefined)),
        { priority: 'low', signal: link.signal },
      );
      if (!heard.ok) link.abandon(new Error('the scanner no longer answers'));
    }
  }

  #heard(events: readonly ScanEvent[]): void {
    for (const event of events) {
      if (event.type === 'scan') this.#take(event);
      else if (event.type === 'dropped') this.#dropped(event.reason, event.bytes);
      else {
        this.#isProven = true;
        this.#wire.replied(event.reply);
      }
    }
    this.#window?.looked();
    const { decoder } = this.#wire;
    this.#time.waitForSilence(decoder.deadlineMs, () => this.#heard(decoder.tick(this.#time.monoMs())));
  }

  #take({ bytes, symbology, startedMs }: Extract<ScanEvent, { type: 'scan' }>): void {
    this.#isProven = true;
    const nowMs = this.#clock.monoMs();
    const decoded = textOf(bytes);
    const window = this.#window;
    const problem =
      window === null || window.isSettled || startedMs < window.armedMs
        ? 'notArmed'
        : decoded === null
          ? 'unreadable'
          : this.#repetition.isRepeated(decoded.text, nowMs)
            ? 'repeated'
            : null;
    if (window === null || decoded === null || problem !== null) {
      if (problem === 'notArmed' && decoded !== null) this.#repetition.stillSees(decoded.text, nowMs);
      this.#dropped(problem ?? 'unreadable', bytes.length);
      bytes.fill(0);
      return;
    }
    this.#o.log('device.scan.read', { deviceId: this.id, bytes: bytes.length, charset: decoded.charset });
    window.settle(ok(new TakenScan({ ...decoded, bytes, symbology })));
  }

  #dropped(reason: string, bytes: number): void {
    this.#o.log('device.scan.dropped', { deviceId: this.id, reason, bytes });
    this.#dud.abort();
  }

  #lost(cause: Error): void {
    this.#forgetWire();
    this.#window?.settle(err(this.#error('E_LINK_LOST', 'notDone', 'waitingUser', undefined, cause)));
  }

  #forgetWire(): void {
    this.#time.stopWaiting();
    this.#wire.decoder.reset();
  }

  /** Link `up` of a unit that has never said anything is an assumption, and the status says so. */
  #told(status: DeviceStatus): DeviceStatus {
    const isAssumed = status.link === 'up' && !this.#isProven && status.via !== 'assumed';
    return isAssumed ? Object.freeze({ ...status, via: 'assumed' as const }) : status;
  }

  #error(
    code: ErrorCode,
    outcome: 'notStarted' | 'notDone',
    phase: Phase,
    vendor?: string,
    cause?: unknown,
  ): DeviceError {
    return deviceError(code, outcome, {
      deviceId: this.id,
      phase,
      epoch: this.#status.current.epoch,
      mediaAt: 'none',
      ...(vendor === undefined ? {} : { vendor: { code: vendor } }),
      ...(cause === undefined ? {} : { cause }),
    });
  }

  #logFailure(call: string, { code, outcome, vendor }: DeviceError): void {
    this.#o.log('device.call.failed', { deviceId: this.id, call, code, outcome, vendor: vendor?.code ?? '' });
  }
}
