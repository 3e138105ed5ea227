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
import { DeviceConnection, type Link } from '../../drivers/core/connection.ts';
import { StatusTracker } from '../../drivers/core/status-tracker.ts';
import { type JobFailure, type JobOp, maxChunkChars, type UnitState } from '../../drivers/personaliser/lines.ts';
import type { Transport, TransportFactory } from '../../drivers/transport/transport.ts';
import {
  type CardPersonaliser,
  type ChipSaid,
  type PinEntered,
  type PinOptions,
  pinDigits,
  type WriteRequest,
} from './card-personaliser.ts';
import { PersonaliserProtocol } from './personaliser-protocol.ts';

export interface WirePersonaliserOptions {
  readonly id: string;
  readonly transport: TransportFactory | Transport;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 ≤ x < 1. */
  readonly random?: () => number;
}

/** Milliseconds. `job`: limits of the work itself, several times what a slow unit needs. */
const times = {
  idlePoll: 2_000,
  jobPoll: 500,
  pinPoll: 150,
  queue: 5_000,
  /** A lost link is waited for so long before the end of a job counts as unknown. */
  recover: 15_000,
  pinMargin: 5_000,
  job: { WRITE: 60_000, PRINT: 120_000, READ: 20_000 },
} as const;

const failures: Readonly<Record<JobFailure, ErrorCode>> = {
  jam: 'E_MEDIA_JAM',
  chip: 'E_CHIP',
  key: 'E_DATA_BAD',
  noCard: 'E_NO_MEDIA',
  ribbon: 'E_SUPPLY_OUT',
  hardware: 'E_HARDWARE',
  cancelled: 'E_CANCELLED',
  timeout: 'E_TIMEOUT',
  differs: 'E_DATA_BAD',
  wrong: 'E_DATA_BAD',
  blocked: 'E_DATA_BAD',
};

/** Refusals by their word; any other is a fault of the protocol. */
const refusals: Readonly<Record<string, ErrorCode>> = {
  busy: 'E_CLAIM_BUSY',
  jam: 'E_MEDIA_JAM',
  ribbon: 'E_SUPPLY_OUT',
  argument: 'E_BAD_ARGUMENT',
  order: 'E_SEQUENCE',
  command: 'E_UNSUPPORTED',
};

interface Job {
  readonly op: JobOp;
  readonly args: string;
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onDigits?: ((entered: number) => void) | undefined;
}

/** A personaliser with its PIN pad behind the line protocol of docs/protocols/personaliser.md. Nothing is opened before `start`. */
export function createPersonaliser(options: WirePersonaliserOptions): CardPersonaliser {
  return new WirePersonaliser(options);
}

class WirePersonaliser implements CardPersonaliser {
  readonly id: string;
  readonly #clock: Clock;
  readonly #status: StatusTracker;
  readonly #protocol: PersonaliserProtocol;
  readonly #connection: DeviceConnection;
  #watching: Promise<void> = Promise.resolve();
  /** The job under way; null = none. */
  #working: Promise<unknown> | null = null;
  /** Aborted when this ends: nobody asks for the end of a job any more. */
  readonly #closing = new AbortController();

  constructor(o: WirePersonaliserOptions) {
    this.id = o.id;
    this.#clock = o.clock;
    this.#status = new StatusTracker({ id: o.id, clock: o.clock, log: o.log });
    this.#protocol = new PersonaliserProtocol(o.clock, o.random ?? Math.random);
    this.#connection = new DeviceConnection({
      transport: o.transport,
      clock: o.clock,
      status: this.#status,
      random: o.random,
      receive: (bytes) => this.#protocol.receive(bytes),
      identify: async (link) => {
        this.#protocol.reset();
        const hello = await this.#protocol.ask(link, 'HELLO');
        if (!hello.ok) return err(this.#error('E_NO_DEVICE', 'notStarted'));
        const [protocol, version] = hello.value;
        if (protocol !== 'yitiji-pers' || version !== '1') return err(this.#error('E_WRONG_DEVICE', 'notStarted'));
        const state = await this.#look(link);
        return state.ok ? ok(undefined) : state;
      },
      connected: (link) => {
        this.#watching = this.#watch(link);
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
    this.#closing.abort('shutdown');
    await this.#connection.close();
    await this.#working;
    await this.#watching;
  }

  async enterPin({ purpose, userMs, onDigits, signal }: PinOptions): Promise<Result<PinEntered, DeviceError>> {
    const seconds = Math.min(999, Math.max(1, Math.ceil(userMs / 1000)));
    const args = `${purpose.toUpperCase()} ${pinDigits} ${seconds}`;
    const limitMs = seconds * 1000 + times.pinMargin;
    this.#status.set({ activity: 'waitingUser' });
    try {
      const done = await this.#job({ op: 'PIN', args, limitMs, signal, onDigits });
      if (!done.ok) return done;
      const { block } = done.value.details;
      return ok({ block: block === undefined ? null : new Uint8Array(Buffer.from(block, 'base64url')) });
    } finally {
      this.#status.set({ activity: 'idle' });
    }
  }

  async write({ serial, payload, pinBlock }: WriteRequest): Promise<Result<void, DeviceError>> {
    const text = Buffer.from(payload, 'utf8').toString('latin1');
    if (!/^[A-Za-z0-9+/=_.-]+$/.test(text) || !/^[A-Za-z0-9]{1,32}$/.test(serial)) {
      return err(this.#error('E_BAD_ARGUMENT', 'notStarted'));
    }
    const loaded = await this.#load(text);
    if (!loaded.ok) return loaded;
    const block = Buffer.from(pinBlock).toString('base64url');
    return await this.#motion({ op: 'WRITE', args: `${serial} ${block}`, limitMs: times.job.WRITE });
  }

  print(): Promise<Result<void, DeviceError>> {
    return this.#motion({ op: 'PRINT', args: '', limitMs: times.job.PRINT });
  }

  async readBack(): Promise<Result<ChipSaid, DeviceError>> {
    const done = await this.#job({ op: 'READ', args: '', limitMs: times.job.READ });
    if (!done.ok) return done;
    const { serial = '', digest = '' } = done.value.details;
    return /^[0-9a-f]{64}$/.test(digest) ? ok({ serial, digest }) : err(this.#error('E_PROTOCOL', 'notDone'));
  }

  async forget(): Promise<void> {
    await this.#connection.withConnection(
      async (link) => {
        const done = await this.#protocol.ask(link, 'CLEAR');
        return done.ok ? ok(undefined) : err(this.#error('E_IO_TIMEOUT', 'indeterminate'));
      },
      { queueMs: times.queue },
    );
  }

  async #motion(job: Job): Promise<Result<void, DeviceError>> {
    this.#status.set({ activity: 'moving' });
    try {
      const done = await this.#job(job);
      return done.ok ? ok(undefined) : done;
    } finally {
      this.#status.set({ activity: 'idle' });
    }
  }

  /** The payload in pieces: nothing happens by it until WRITE. */
  async #load(payload: string): Promise<Result<void, DeviceError>> {
    const count = Math.ceil(payload.length / maxChunkChars);
    return await this.#connection.withConnection(
      async (link): Promise<Result<void, DeviceError>> => {
        for (let i = 0; i < count; i += 1) {
          const chunk = payload.slice(i * maxChunkChars, (i + 1) * maxChunkChars);
          const taken = await this.#protocol.ask(link, `LOAD ${i} ${count} ${chunk}`);
          if (!taken.ok) return err(this.#refused(taken.error, 'notStarted'));
        }
        return ok(undefined);
      },
      { queueMs: times.queue },
    );
  }

  /** Begins one job with a number of its own and asks until it has ended. It is begun at most once, whatever is lost on the line. */
  async #job(job: Job): Promise<Result<UnitState, DeviceError>> {
    // Numbers begin anew when the unit was switched off: the end of another job that runs beside this one could be taken for its own.
    if (this.#working !== null) return err(this.#error('E_CLAIM_BUSY', 'notStarted'));
    const working = this.#beginAndFollow(job, this.#clock.monoMs() + job.limitMs);
    this.#working = working;
    try {
      return await working;
    } finally {
      this.#working = null;
    }
  }

  async #beginAndFollow(job: Job, endMs: number): Promise<Result<UnitState, DeviceError>> {
    const begun = await this.#begin(job);
    return begun.ok ? await this.#follow(job, begun.value, endMs) : begun;
  }

  async #begin({ op, args, signal }: Job): Promise<Result<number, DeviceError>> {
    let number = 0;
    const options = { queueMs: times.queue, ...(signal === undefined ? {} : { signal }) };
    return await this.#connection.withConnection(async (link): Promise<Result<number, DeviceError>> => {
      const before = await this.#look(link);
      if (!before.ok) return err({ ...before.error, outcome: 'notStarted' });
      number = (before.value.job % 999_999) + 1;
      const taken = await this.#protocol.ask(link, `${op} ${number}${args === '' ? '' : ` ${args}`}`);
      if (taken.ok) return ok(number);
      if (typeof taken.error === 'object') return err(this.#refused(taken.error, 'notStarted'));
      return ok(number); // no answer: `follow` finds out whether it has begun
    }, options);
  }

  async #follow(job: Job, number: number, endMs: number): Promise<Result<UnitState, DeviceError>> {
    const pollMs = job.op === 'PIN' ? times.pinPoll : times.jobPoll;
    const closing = this.#closing.signal;
    const either = job.signal === undefined ? closing : AbortSignal.any([closing, job.signal]);
    let unseenSinceMs: number | null = null;
    let isAborted = false;
    for (;;) {
      const nowMs = this.#clock.monoMs();
      if (job.signal?.aborted === true && !isAborted) {
        isAborted = true;
        await this.#abort(number);
      }
      const look = await this.#connection.withConnection((link) => this.#look(link), { queueMs: pollMs });
      if (look.ok) {
        unseenSinceMs = null;
        const end = this.#endOf(job, number, look.value);
        if (end !== null) return end;
        if (job.op === 'PIN') job.onDigits?.(Number(look.value.details.digits ?? '0'));
      } else {
        unseenSinceMs ??= nowMs;
        if (closing.aborted || nowMs - unseenSinceMs > times.recover)
          return err(this.#error('E_LINK_LOST', unknownEnd(job)));
      }
      if (nowMs > endMs) return err(this.#error('E_IO_TIMEOUT', unknownEnd(job)));
      await sleep(this.#clock, pollMs, isAborted ? closing : either);
    }
  }

  /** Null = it runs. */
  #endOf(job: Job, number: number, state: UnitState): Result<UnitState, DeviceError> | null {
    if (state.job === number - 1 && state.job !== 0) return err(this.#error('E_IO_TIMEOUT', 'notStarted'));
    // Another number: the unit was switched off and on, and knows nothing of what it did before.
    if (state.job !== number) return err(this.#error('E_POWER', unknownEnd(job)));
    if (state.phase === 'running') return null;
    if (state.phase === 'done') return ok(state);
    const failure = state.failure ?? 'hardware';
    const outcome: Outcome = job.op === 'WRITE' || job.op === 'PRINT' ? 'partial' : 'notDone';
    return err(this.#error(failures[failure], outcome, failure));
  }

  async #abort(number: number): Promise<void> {
    await this.#connection.withConnection(
      async (link) => {
        const done = await this.#protocol.ask(link, `ABORT ${number}`);
        return done.ok ? ok(undefined) : err(this.#error('E_IO_TIMEOUT', 'indeterminate'));
      },
      { queueMs: times.queue },
    );
  }

  async #look(link: Link): Promise<Result<UnitState, DeviceError>> {
    const state = await this.#protocol.state(link);
    if (!state.ok) {
      const code = state.error === 'damaged' ? 'E_PROTOCOL' : 'E_IO_TIMEOUT';
      link.abandon(new Error(`no state: ${code}`));
      return err(this.#error(code, 'indeterminate'));
    }
    this.#judge(state.value);
    return ok(state.value);
  }

  /** Faults and supplies follow from what the unit says of itself. */
  #judge({ isJammed, isRibbonOut }: UnitState): void {
    if (isJammed) this.#status.openFault('E_MEDIA_JAM');
    else this.#status.closeFault('E_MEDIA_JAM');
    if (isRibbonOut) this.#status.openFault('E_SUPPLY_OUT');
    else this.#status.closeFault('E_SUPPLY_OUT');
    this.#status.set({ paths: { card: isJammed ? 'jammed' : 'clear' } });
    const level = isRibbonOut ? 'out' : 'ok';
    if (this.#status.current.supplies.ribbon?.level === level) return;
    const at = new Date(this.#clock.wallMs()).toISOString();
    this.#status.set({ supplies: { ribbon: { level, source: 'sensor', at } } });
  }

  /** Between jobs: one look each two seconds, so that a unit that has gone is known before a citizen pays. */
  async #watch(link: Link): Promise<void> {
    while (await sleep(this.#clock, times.idlePoll, link.signal)) {
      if (this.#working !== null) continue;
      await this.#connection.withConnection((current) => this.#look(current), { queueMs: 0, priority: 'low' });
    }
  }

  #refused(why: { readonly refusal: string } | string, outcome: Outcome): DeviceError {
    if (typeof why === 'string') return this.#error('E_IO_TIMEOUT', outcome);
    return this.#error(refusals[why.refusal] ?? 'E_PROTOCOL', outcome, why.refusal);
  }

  #error(code: ErrorCode, outcome: Outcome, vendor?: string): DeviceError {
    return deviceError(code, outcome, {
      deviceId: this.id,
      phase: outcome === 'notStarted' ? 'preparing' : 'finishing',
      epoch: this.#status.current.epoch,
      mediaAt: 'unknown',
      ...(vendor === undefined ? {} : { vendor: { code: vendor } }),
    });
  }
}

/** A PIN that was not heard is entered again, a chip that was not read is read again; a card that was worked on is spoilt or not, nobody knows. */
function unknownEnd({ op }: Job): Outcome {
  return op === 'WRITE' || op === 'PRINT' ? 'indeterminate' : 'notDone';
}
