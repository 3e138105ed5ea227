import { type Clock, sleep } from '../../contract/clock.ts';
import {
  type DeviceError,
  type DeviceStatus,
  deviceError,
  type ErrorCode,
  type Outcome,
} from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { DeviceConnection, type Link } from '../core/connection.ts';
import { StatusTracker } from '../core/status-tracker.ts';
import type { Transport, TransportFactory } from '../transport/transport.ts';
import type { Line } from './codec.ts';
import { Contacts, isContactName } from './contacts.ts';
import {
  type BoardCallOptions,
  type BoardCapabilities,
  type BoardIdentity,
  type ContactChange,
  type ContactName,
  type ContactState,
  type IoBoard,
  type LampName,
  type LampWish,
  lampNames,
} from './io-board.ts';
import { Lamps } from './lamps.ts';
import { meetBoard, refusalCode } from './meet-board.ts';
import { type Channel, isWish, nextNumber, parseEvent, parsePong, parseReading, type Reading } from './messages.ts';
import { defaultIoBoardProfile, type IoBoardProfile } from './profile.ts';
import { IoBoardProtocol, type NoAnswer } from './protocol.ts';

export interface SerialIoBoardOptions {
  readonly id: string;
  readonly transport: TransportFactory | Transport;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 ≤ x < 1. */
  readonly random?: () => number;
  readonly profile?: Partial<IoBoardProfile>;
}

/** A board with the line protocol of docs/protocols/io-board.md. Nothing is opened before `start`. */
export function createIoBoard(options: SerialIoBoardOptions): IoBoard {
  return new SerialIoBoard(options);
}

const defaultQueueMs = 2_000;
/** Between two readings after lost events: a board gone mad must not fill the line. */
const readAgainMs = 50;

class SerialIoBoard implements IoBoard {
  readonly id: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #profile: IoBoardProfile;
  readonly #status: StatusTracker;
  readonly #protocol: IoBoardProtocol;
  readonly #connection: DeviceConnection;
  readonly #contactListeners = new Set<(change: ContactChange) => void>();
  readonly #contacts = new Contacts();
  /** Changes heard before the link was up: told when it is, forgotten when it never comes. */
  readonly #untold: ContactChange[] = [];
  /** Last states that were no `unknown`, for the log: a lost link opens no door. */
  readonly #logged = new Map<ContactName, ContactState>();
  readonly #lamps = new Lamps();
  #identity: BoardIdentity | null = null;
  #channels: readonly Channel[] | null = null;
  /** Of the last reading; null = nothing has been read over this link. */
  #sync: { lastEvent: number; boot: number } | null = null;
  /** An event was lost, or the board has started anew. */
  #isStale = false;
  /** When it was read last, monotonic milliseconds. */
  #readMs = Number.NEGATIVE_INFINITY;
  #wake = new AbortController();
  #watching: Promise<void> = Promise.resolve();

  constructor(o: SerialIoBoardOptions) {
    this.id = o.id;
    this.#clock = o.clock;
    this.#log = o.log;
    this.#profile = { ...defaultIoBoardProfile, ...o.profile };
    this.#status = new StatusTracker({ id: o.id, clock: o.clock, log: o.log });
    this.#protocol = new IoBoardProtocol({
      clock: o.clock,
      profile: this.#profile,
      random: o.random ?? Math.random,
      onEvent: (line) => this.#event(line),
      onDropped: (reason, bytes) => o.log('device.frame.dropped', { deviceId: o.id, reason, bytes }),
    });
    this.#connection = new DeviceConnection({
      transport: o.transport,
      clock: o.clock,
      status: this.#status,
      random: o.random,
      profile: this.#profile.connection,
      receive: (bytes) => this.#protocol.receive(bytes),
      identify: (link) => this.#identify(link),
      connected: (link) => {
        this.#emit(this.#untold.splice(0));
        this.#watching = this.#watch(link);
      },
      lost: () => {
        this.#sync = null;
        this.#emit(this.#contacts.lost());
      },
    });
  }

  status(): DeviceStatus {
    return this.#status.current;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#status.onStatus(listener);
  }

  start(): void {
    this.#connection.start();
  }

  async close(): Promise<void> {
    await this.#connection.close();
    await this.#watching;
  }

  identity(): BoardIdentity | null {
    return this.#identity;
  }

  capabilities(): BoardCapabilities | null {
    const channels = this.#channels;
    if (channels === null) return null;
    return {
      lamps: channels.flatMap((channel) => {
        const name = lampNames.find((one) => one === channel.name);
        if (channel.kind !== 'lamp' || name === undefined) return [];
        return [{ name, isColoured: channel.isColoured, hasSense: channel.hasSense }];
      }),
      contacts: channels.flatMap(({ kind, name }) => (kind === 'contact' && isContactName(name) ? [name] : [])),
      hasBeeper: channels.some(({ kind }) => kind === 'beeper'),
    };
  }

  contact<N extends ContactName>(name: N): ContactState<N> | null {
    const isFitted = this.#channels?.some((channel) => channel.kind === 'contact' && channel.name === name) ?? true;
    // A link that fails while it is being made has read contacts that nobody may believe.
    if (isFitted && !this.#connection.isUp) return 'unknown';
    return this.#contacts.state(name, isFitted) as ContactState<N> | null;
  }

  onContact(listener: (change: ContactChange) => void): () => void {
    this.#contactListeners.add(listener);
    return () => {
      this.#contactListeners.delete(listener);
    };
  }

  brokenLamps(): readonly LampName[] {
    return lampNames.filter((name) => this.#lamps.isBroken(name));
  }

  lamp(name: LampName): LampWish {
    return this.#lamps.wish(name);
  }

  async setLamp(name: LampName, wish: LampWish, options: BoardCallOptions = {}): Promise<Result<void, DeviceError>> {
    if (!isWish(wish)) return this.#refuse('setLamp', 'E_BAD_ARGUMENT');
    this.#lamps.setWish(name, wish);
    const known = this.#lampChannels();
    if (known !== null && !known.some((lamp) => lamp.name === name)) return this.#refuse('setLamp', 'E_UNSUPPORTED');
    return this.#call('setLamp', options, (link) => this.#applyWishes(link, name));
  }

  async beep(
    sound: { readonly ms: number; readonly times: number; readonly pauseMs: number },
    options: BoardCallOptions = {},
  ): Promise<Result<void, DeviceError>> {
    const { ms, times, pauseMs } = sound;
    const isSound = [ms, pauseMs].every((one) => isWithin(one, 10, 2_000)) && isWithin(times, 1, 10);
    if (!isSound) return this.#refuse('beep', 'E_BAD_ARGUMENT');
    if (this.capabilities()?.hasBeeper === false) return this.#refuse('beep', 'E_UNSUPPORTED');
    return this.#call('beep', options, (link) => this.#command(link, `BEEP ${ms} ${times} ${pauseMs}`));
  }

  async clearTamper(options: BoardCallOptions = {}): Promise<Result<void, DeviceError>> {
    if (this.#channels !== null && this.contact('tamper') === null) return this.#refuse('clearTamper', 'E_UNSUPPORTED');
    return this.#call('clearTamper', options, async (link) => {
      const cleared = await this.#command(link, 'CLEAR tamper');
      if (!cleared.ok) return cleared;
      this.#contacts.cleared();
      // Opened again in the same moment: the reading tells it, whatever the order in which replies and events were heard.
      return this.#read(link);
    });
  }

  async #call(
    call: string,
    { queueMs = defaultQueueMs, signal }: BoardCallOptions,
    run: (link: Link) => Promise<Result<void, DeviceError>>,
  ): Promise<Result<void, DeviceError>> {
    const result = await this.#connection.withConnection(run, { queueMs, signal });
    return result.ok ? result : this.#failed(call, result.error);
  }

  #refuse(call: string, code: ErrorCode): Result<void, DeviceError> {
    return this.#failed(call, this.#error(code, 'notStarted'));
  }

  #failed(call: string, error: DeviceError): Result<void, DeviceError> {
    this.#logFailure(call, error);
    return err(error);
  }

  #logFailure(call: string, { code, outcome, vendor }: DeviceError): void {
    this.#log('device.call.failed', { deviceId: this.id, call, code, outcome, vendor: vendor?.code ?? '' });
  }

  async #identify(link: Link): Promise<Result<void, DeviceError>> {
    this.#protocol.reset();
    const met = await meetBoard(this.#protocol, link, this.#profile.serial);
    if (!met.ok) {
      const { error } = met;
      if (error.type === 'noAnswer') return err(this.#noAnswer(error.why, 'notDone'));
      return err(this.#error(error.code, 'notDone', error.vendor));
    }
    this.#identity = met.value.identity;
    this.#channels = met.value.channels;
    this.#sync = null;
    this.#untold.length = 0;
    this.#contacts.lost();
    this.#lamps.forgetHealth();
    this.#lamps.areDark();
    const read = await this.#read(link);
    return read.ok ? this.#applyAll(link) : read;
  }

  /** The loop of one link: heartbeat, readings after lost events, lamps that are not as wished. */
  async #watch(link: Link): Promise<void> {
    while (!link.signal.aborted) {
      this.#wake = new AbortController();
      const onEnd = () => this.#wake.abort();
      link.signal.addEventListener('abort', onEnd, { once: true });
      if (!this.#isStale) await sleep(this.#clock, this.#profile.pingMs, this.#wake.signal);
      link.signal.removeEventListener('abort', onEnd);
      if (this.#isStale) await sleep(this.#clock, this.#readMs + readAgainMs - this.#clock.monoMs(), link.signal);
      const beat = await this.#connection.withConnection(
        async (current) => (current === link ? this.#beat(link) : ok(undefined)),
        { priority: 'low', signal: link.signal },
      );
      if (!beat.ok && !link.signal.aborted) link.abandon(new Error(`heartbeat: ${beat.error.code}`));
    }
  }

  async #beat(link: Link): Promise<Result<void, DeviceError>> {
    const pong = await this.#protocol.ask(link, 'PING');
    if (!pong.ok) return err(this.#noAnswer(pong.error, 'notDone'));
    const heard = parsePong(pong.value);
    if (heard === null) return err(this.#error('E_PROTOCOL', 'notDone', 'PING'));
    if (heard.wereLampsPutOut) this.#lamps.areDark();
    const isCurrent = heard.boot === this.#sync?.boot && heard.lastEvent === this.#sync.lastEvent && !this.#isStale;
    if (!isCurrent) {
      const read = await this.#read(link);
      if (!read.ok) return read;
    }
    return this.#applyAll(link);
  }

  /** A lamp that the board refuses is its caller's matter; the link is well. */
  async #applyAll(link: Link): Promise<Result<void, DeviceError>> {
    const set = await this.#applyWishes(link);
    if (set.ok || set.error.outcome !== 'notDone') return set;
    this.#logFailure('setLamp', set.error);
    return ok(undefined);
  }

  async #read(link: Link): Promise<Result<void, DeviceError>> {
    this.#readMs = this.#clock.monoMs();
    const answer = await this.#protocol.ask(link, 'READ');
    if (!answer.ok) return err(this.#noAnswer(answer.error, 'notDone'));
    const contacts = (this.#channels ?? []).filter(({ kind }) => kind === 'contact');
    const lamps = (this.#channels ?? []).filter(({ kind }) => kind === 'lamp');
    const reading = parseReading(answer.value, { contacts: contacts.length, lamps: lamps.length });
    if (reading === null) return err(this.#error('E_PROTOCOL', 'notDone', 'READ'));
    this.#take(reading, contacts, lamps);
    return ok(undefined);
  }

  #take(reading: Reading, contacts: readonly Channel[], lamps: readonly Channel[]): void {
    const isWatched = this.#sync !== null;
    // Started anew: its lamps are dark, whatever they were told before.
    if (reading.boot !== this.#sync?.boot) this.#lamps.areDark();
    this.#sync = { lastEvent: reading.lastEvent, boot: reading.boot };
    this.#isStale = false;
    for (const [i, { name }] of lamps.entries()) this.#lamps.setHealth(name, reading.lamps[i] ?? 'notMeasured');
    const changes = contacts.flatMap(({ name }, i) =>
      this.#contacts.told(name, reading.contacts[i] ?? 'unknown', isWatched),
    );
    this.#tell(changes);
  }

  #event({ number, body }: Line): void {
    const sync = this.#sync;
    // Before the first reading nothing can be judged; the reading tells more than the event.
    if (sync === null) return;
    const event = parseEvent(body);
    if (number === sync.lastEvent && event?.type !== 'boot') return;
    if (number !== nextNumber(sync.lastEvent) || event === null || event.type === 'boot') {
      this.#isStale = true;
      this.#wake.abort();
      return;
    }
    sync.lastEvent = number;
    if (event.type === 'contact') this.#tell(this.#contacts.told(event.name, event.state, true));
    if (event.type === 'lamp') {
      this.#lamps.setHealth(event.name, event.health);
      this.#tell([]);
    }
  }

  /** Sets every lamp (or one) whose last command was not its wish. */
  async #applyWishes(link: Link, only?: LampName): Promise<Result<void, DeviceError>> {
    let first: Result<void, DeviceError> = ok(undefined);
    for (const lamp of this.#lampChannels() ?? []) {
      const command = only === undefined || only === lamp.name ? this.#lamps.due(lamp) : null;
      if (command === null) continue;
      const set = await this.#command(link, command);
      // A refusal is not asked for again and again; every other failure is.
      this.#lamps.told(lamp.name, command, set.ok || set.error.outcome === 'notDone');
      if (!set.ok && first.ok) first = set;
      if (!set.ok && set.error.outcome !== 'notDone') return set;
    }
    return first;
  }

  async #command(link: Link, body: string): Promise<Result<void, DeviceError>> {
    const answer = await this.#protocol.ask(link, body);
    if (answer.ok) return ok(undefined);
    const error = this.#noAnswer(answer.error, 'indeterminate');
    if (typeof answer.error !== 'object' && !link.signal.aborted) link.abandon(new Error(`no answer: ${error.code}`));
    return err(error);
  }

  #lampChannels(): BoardCapabilities['lamps'] | null {
    return this.capabilities()?.lamps ?? null;
  }

  #tell(changes: readonly ContactChange[]): void {
    this.#judge();
    if (this.#connection.isUp) this.#emit(changes);
    else this.#untold.push(...changes);
  }

  #emit(changes: readonly ContactChange[]): void {
    for (const change of changes) {
      const { contact, state } = change;
      if (state !== 'unknown' && this.#logged.get(contact) !== state) {
        this.#logged.set(contact, state);
        this.#log('device.contact.changed', { deviceId: this.id, contact, state });
      }
      for (const listener of this.#contactListeners) listener(change);
    }
  }

  /** Condition and faults follow from tampering and lamps. */
  #judge(): void {
    const { tampering } = this.#contacts;
    const isBroken = this.brokenLamps().length > 0;
    if (tampering === 'none') this.#status.closeFault('E_TAMPER');
    else this.#status.openFault('E_TAMPER');
    if (isBroken) this.#status.openFault('E_HARDWARE');
    else this.#status.closeFault('E_HARDWARE');
    const well = isBroken ? 'degraded' : 'ok';
    const conditions = { none: well, suspect: 'suspectTamper', certain: 'tampered' } as const;
    this.#status.set({ condition: conditions[tampering] });
  }

  /** @param sent what a lost answer means: `notDone` for a question, `indeterminate` for a command */
  #noAnswer(why: NoAnswer, sent: 'notDone' | 'indeterminate'): DeviceError {
    if (typeof why === 'object') return this.#error(refusalCode(why.refusal), 'notDone', why.refusal);
    const codes = { silent: 'E_IO_TIMEOUT', damaged: 'E_PROTOCOL', lost: 'E_LINK_LOST' } as const;
    return this.#error(codes[why], sent);
  }

  #error(code: ErrorCode, outcome: Outcome, vendor?: string): DeviceError {
    return deviceError(code, outcome, {
      deviceId: this.id,
      phase: outcome === 'notStarted' ? 'preparing' : 'finishing',
      epoch: this.#status.current.epoch,
      mediaAt: 'none',
      ...(vendor === undefined ? {} : { vendor: { code: vendor } }),
    });
  }
}

function isWithin(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}
