import { type Clock, sleep } from '../../contract/clock.ts';
import {
  type ActHooks,
  type DeviceError,
  type DeviceStatus,
  deviceError,
  type ErrorCode,
  type Outcome,
} from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { DeviceConnection, type Link } from '../core/connection.ts';
import type { Device } from '../core/device.ts';
import type { Framer } from '../core/framer.ts';
import { ReplySlot } from '../core/reply-slot.ts';
import { StatusTracker } from '../core/status-tracker.ts';
import type { Transport } from '../transport/transport.ts';

/**
 * The smallest driver that keeps every rule: a machine that pushes one token out. Only for the suite's own tests, where it is built with one deliberate
 * bug at a time, and to show newcomers what a subject looks like.
 *
 * Frame: 02, kind, number of the request, value, two bytes CRC. Host: Q = how many tokens so far, M = push one. Device: q = count, a = M accepted,
 * d = pushed, count. The machine ignores an M that carries the number of the last one.
 */
export interface ToyFrame {
  readonly kind: 'Q' | 'M' | 'q' | 'a' | 'd' | 'b';
  readonly seq: number;
  readonly value: number;
}

const kinds = ['Q', 'M', 'q', 'a', 'd', 'b'] as const;
const frameBytes = 6;

/** Deliberate mistakes, each one that a real driver has made somewhere. */
export type ToyBug =
  | 'repeats the motion after an ACK'
  | 'forgets to release the lock after a throw'
  | 'reports done without evidence'
  | 'leaves a timer'
  | 'writes before sent'
  | 'waits without a limit'
  | 'leaves a listener on the signal'
  | 'puts the name into the error'
  | 'never reopens the port'
  | 'says not started when the line was lost';

export function encodeToy({ kind, seq, value }: ToyFrame): Uint8Array {
  const body = [0x02, kind.charCodeAt(0), seq, value];
  const crc = crc16(body);
  return Uint8Array.of(...body, crc >> 8, crc & 0xff);
}

/** CRC-16/CCITT-FALSE. */
function crc16(bytes: readonly number[]): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
}

export class ToyFramer implements Framer<ToyFrame> {
  #open: number[] = [];
  #dropped = 0;

  get dropped(): number {
    return this.#dropped;
  }

  get bufferedBytes(): number {
    return this.#open.length;
  }

  push(chunk: Uint8Array): ToyFrame[] {
    const frames: ToyFrame[] = [];
    for (const byte of chunk) {
      this.#open.push(byte);
      const frame = this.#next();
      if (frame !== null) frames.push(frame);
    }
    return frames;
  }

  reset(): void {
    this.#dropped += this.#open.length;
    this.#open = [];
  }

  #next(): ToyFrame | null {
    while (this.#open.length > 0 && this.#open[0] !== 0x02) this.#drop();
    if (this.#open.length < frameBytes) return null;
    const [, code = 0, seq = 0, value = 0, high = 0, low = 0] = this.#open;
    const kind = kinds.find((candidate) => candidate.charCodeAt(0) === code);
    if (kind === undefined || crc16(this.#open.slice(0, 4)) !== high * 256 + low) {
      // One byte on: the real beginning may stand inside.
      this.#drop();
      return this.#next();
    }
    this.#open = [];
    return { kind, seq, value };
  }

  #drop(): void {
    this.#open.shift();
    this.#dropped += 1;
  }
}

export class ToyDriver implements Device {
  readonly id = 'toy';
  readonly #clock: Clock;
  readonly #bug: ToyBug | null;
  readonly #name: string;
  readonly #tracker: StatusTracker;
  readonly #framer = new ToyFramer();
  readonly #replies: ReplySlot<ToyFrame>;
  readonly #connection: DeviceConnection;
  readonly #stop = new AbortController();
  #polling: Promise<void> | null = null;
  #seq = 0;
  #isStuck = false;
  #opens = 0;

  constructor(o: {
    readonly transport: Transport;
    readonly clock: Clock;
    readonly log: Log;
    readonly random: () => number;
    readonly bug: ToyBug | null;
    readonly name: string;
  }) {
    this.#clock = o.clock;
    this.#bug = o.bug;
    this.#name = o.name;
    this.#replies = new ReplySlot(o.clock);
    this.#tracker = new StatusTracker({ id: this.id, clock: o.clock, log: o.log });
    this.#connection = new DeviceConnection({
      transport: () => {
        this.#opens += 1;
        if (o.bug !== 'never reopens the port' || this.#opens === 1) return o.transport;
        return { ...o.transport, open: () => Promise.reject(new Error('still thinks that it is open')) };
      },
      clock: o.clock,
      status: this.#tracker,
      random: o.random,
      receive: (bytes) => {
        for (const frame of this.#framer.push(bytes)) this.#replies.offer(frame);
      },
      identify: async (link) => {
        this.#framer.reset();
        const count = await this.#count(link);
        return count.ok ? ok(undefined) : count;
      },
    });
  }

  status(): DeviceStatus {
    return this.#tracker.current;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#tracker.onStatus(listener);
  }

  start(): void {
    this.#connection.start();
    this.#polling ??= this.#poll();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#connection.close();
    await this.#polling;
  }

  /** How many tokens left the machine. Effect: none. */
  async ask(signal: AbortSignal): Promise<Result<number, DeviceError>> {
    if (this.#bug === 'leaves a listener on the signal')
      signal.addEventListener('abort', () => this.#stop.signal.aborted);
    return await this.#connection.withConnection((link) => this.#count(link), { queueMs: 5_000, signal });
  }

  /** Pushes one token out. Effect: movesMedia. */
  async push(o: { readonly hooks: ActHooks; readonly signal: AbortSignal }): Promise<Result<number, DeviceError>> {
    if (this.#isStuck) return await new Promise(() => undefined);
    return await this.#connection.withConnection((link) => this.#pushNow(link, o), {
      queueMs: 5_000,
      signal: o.signal,
    });
  }

  async #pushNow(
    link: Link,
    o: { readonly hooks: ActHooks; readonly signal: AbortSignal },
  ): Promise<Result<number, DeviceError>> {
    const before = await this.#count(link);
    if (!before.ok) return before;
    if (o.signal.aborted)
      return err(this.#error(o.signal.reason === 'deadline' ? 'E_TIMEOUT' : 'E_CANCELLED', 'notStarted'));
    if (this.#bug === 'leaves a timer') this.#clock.after(3_600_000, () => undefined);
    const seq = this.#nextSeq();
    const command = encodeToy({ kind: 'M', seq, value: 0 });
    if (this.#bug === 'writes before sent') await link.write(command);
    if (this.#bug === 'forgets to release the lock after a throw') this.#isStuck = true;
    o.hooks.sent({ at: new Date(this.#clock.wallMs()).toISOString(), values: { count: before.value } });
    this.#isStuck = false;
    const written = await link.write(command);
    if (!written.ok)
      return this.#bug === 'says not started when the line was lost' ? this.#notStarted(written.error) : written;
    const accepted = await this.#reply(link, 'a', seq, 500);
    if (accepted && this.#bug === 'reports done without evidence') return ok(before.value + 1);
    const done = await this.#reply(link, 'd', seq, 1_500);
    if (!done && accepted && this.#bug === 'repeats the motion after an ACK') {
      await link.write(encodeToy({ kind: 'M', seq: this.#nextSeq(), value: 0 }));
    }
    return await this.#settle(link, before.value);
  }

  /** The counter is the evidence: nothing is believed but what the machine says about itself afterwards. */
  async #settle(link: Link, before: number): Promise<Result<number, DeviceError>> {
    const after = await this.#count(link);
    if (!after.ok) {
      const error = this.#error(after.error.code, 'indeterminate');
      return this.#bug === 'says not started when the line was lost' ? this.#notStarted(error) : err(error);
    }
    if (after.value === before) return err(this.#error('E_IO_TIMEOUT', 'notDone'));
    return after.value === ((before + 1) & 0xff) ? ok(after.value) : err(this.#error('E_INTERNAL', 'indeterminate'));
  }

  #notStarted(error: DeviceError): Result<never, DeviceError> {
    return err({ ...error, outcome: 'notStarted' });
  }

  /** Asked three times at most; the machine answers `b` while it moves, and then the answer is awaited. */
  async #count(link: Link): Promise<Result<number, DeviceError>> {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const seq = this.#nextSeq();
      const frame = await this.#exchange(link, { kind: 'Q', seq, value: 0 });
      if (frame === 'lost') return err(this.#error('E_LINK_LOST', 'notStarted'));
      if (frame?.kind === 'q') return ok(frame.value);
      if (frame?.kind === 'b') await sleep(this.#clock, 400, link.signal);
    }
    link.abandon(new Error('no answer'));
    return err(this.#error('E_IO_TIMEOUT', 'notStarted'));
  }

  async #exchange(link: Link, request: ToyFrame): Promise<ToyFrame | 'lost' | null> {
    const waitMs = this.#bug === 'waits without a limit' ? 10_000_000 : 500;
    const first = this.#replies.wait(waitMs, link.signal);
    const written = await link.write(encodeToy(request));
    let reply = await first;
    const endsAt = this.#clock.monoMs() + waitMs;
    while (reply.ok) {
      if (reply.value.seq === request.seq) return reply.value;
      reply = await this.#replies.wait(Math.max(0, endsAt - this.#clock.monoMs()), link.signal);
    }
    return !written.ok || reply.error === 'aborted' ? 'lost' : null;
  }

  async #reply(link: Link, kind: ToyFrame['kind'], seq: number, ms: number): Promise<boolean> {
    const endsAt = this.#clock.monoMs() + ms;
    for (;;) {
      const reply = await this.#replies.wait(Math.max(0, endsAt - this.#clock.monoMs()), link.signal);
      if (!reply.ok) return false;
      if (reply.value.kind === kind && reply.value.seq === seq) return true;
    }
  }

  async #poll(): Promise<void> {
    while (await sleep(this.#clock, 5_000, this.#stop.signal)) {
      if (!this.#connection.isUp) continue;
      await this.#connection.withConnection((link) => this.#count(link), { queueMs: 0, priority: 'low' });
    }
  }

  #nextSeq(): number {
    this.#seq = (this.#seq + 1) & 0xff;
    return this.#seq;
  }

  #error(code: ErrorCode, outcome: Outcome): DeviceError {
    return deviceError(code, outcome, {
      deviceId: this.id,
      phase: 'moving',
      epoch: this.#tracker.current.epoch,
      ...(this.#bug === 'puts the name into the error' ? { cause: new Error(`for ${this.#name}`) } : {}),
    });
  }
}

/** Time that the machine thinks about an answer. */
const answerMs = 40;

/** The machine at the other end. */
export class ToyMachine {
  readonly #clock: Clock;
  readonly #send: (bytes: Uint8Array) => void;
  readonly #framer = new ToyFramer();
  #tokens = 0;
  #isMoving = false;
  #lastSeq = -1;
  #isSilent = false;
  #isJammed = false;

  constructor(o: { readonly clock: Clock; readonly send: (bytes: Uint8Array) => void }) {
    this.#clock = o.clock;
    this.#send = o.send;
  }

  /** Tokens that left the machine. */
  get tokens(): number {
    return this.#tokens;
  }

  get isMoving(): boolean {
    return this.#isMoving;
  }

  setSilent(isSilent: boolean): void {
    this.#isSilent = isSilent;
  }

  /** Motions end without a token and without a report. */
  setJammed(isJammed: boolean): void {
    this.#isJammed = isJammed;
  }

  receive(bytes: Uint8Array): void {
    for (const { kind, seq } of this.#framer.push(bytes)) {
      if (kind === 'Q') this.#answer({ kind: this.#isMoving ? 'b' : 'q', seq, value: this.#tokens & 0xff });
      if (kind === 'M') this.#move(seq);
    }
  }

  #move(seq: number): void {
    this.#answer({ kind: 'a', seq, value: 0 });
    if (seq === this.#lastSeq || this.#isMoving) return;
    this.#lastSeq = seq;
    this.#isMoving = true;
    this.#clock.after(300, () => {
      this.#isMoving = false;
      if (this.#isJammed) return;
      this.#tokens += 1;
      this.#answer({ kind: 'd', seq, value: this.#tokens & 0xff });
    });
  }

  #answer(frame: ToyFrame): void {
    this.#clock.after(answerMs, () => {
      if (!this.#isSilent) this.#send(encodeToy(frame));
    });
  }
}
