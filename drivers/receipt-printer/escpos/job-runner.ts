import { type Clock, sleep } from '../../../contract/clock.ts';
import type { ErrorCode, Outcome } from '../../../contract/device.ts';
import type { Link } from '../../core/connection.ts';
import { commands, type PrinterBits } from './codec.ts';
import type { EscposProfile } from './escpos-profile.ts';
import { advanceJob, type JobEvent, type JobState, nextStep, startJob, verdict } from './print-job.ts';
import type { PrinterState } from './printer-state.ts';
import type { Pulse } from './pulse.ts';
import type { StatusWire } from './status-wire.ts';

export interface JobBytes {
  /** What this job sends, in order. */
  readonly bytes: Uint8Array;
  /** Offsets behind complete commands, rising, the last one being the length. Status is asked only there. */
  readonly boundaries: readonly number[];
}

export interface JobReport {
  readonly outcome: Outcome;
  /** Null when done. */
  readonly code: ErrorCode | null;
  readonly bytesSent: number;
  readonly echoes: number;
  readonly printer: PrinterState;
  /** A command may be incomplete in the printer: the line or the printer failed while bytes were under way. */
  readonly isCommandOpen: boolean;
}

export interface JobRunnerOptions {
  readonly clock: Clock;
  readonly profile: EscposProfile;
  readonly wire: StatusWire;
  readonly pulse: Pulse;
  /** The fault that stopped this job, once there was one, else the printer's state as last reported, by query or by itself. */
  readonly state: () => PrinterState;
  /** A fresh status was read from the wire. */
  readonly seen: (bits: PrinterBits) => void;
}

/**
 * Carries one job over an open link and settles within its budgets, whatever the printer does. Does the I/O that `print-job.ts` decides.
 * Once called it runs to its end: there is no abort, since part of the job may be on paper.
 */
export class JobRunner {
  readonly #o: JobRunnerOptions;
  readonly #link: Link;
  readonly #job: JobBytes;
  #state: JobState;
  #nextPollAt: number;
  #pausedSince: number | null = null;
  #echoDeadline = 0;

  constructor(options: JobRunnerOptions, link: Link, job: JobBytes) {
    this.#o = options;
    this.#link = link;
    this.#job = job;
    this.#state = startJob(job.bytes.length, options.state());
    this.#nextPollAt = options.clock.monoMs() + options.profile.jobPollMs;
  }

  async run(): Promise<JobReport> {
    const { wire } = this.#o;
    wire.ignoreInOrder();
    try {
      if (wire.isXoff) await this.#probeXoff();
      for (let step = nextStep(this.#state); step !== 'settle'; step = nextStep(this.#state)) {
        if (this.#link.signal.aborted) this.#apply({ type: 'linkLost' });
        else await this.#take(step);
      }
    } finally {
      wire.ignoreInOrder();
    }
    const { bytesSent, echoes, printer, broken } = this.#state;
    const isCommandOpen = broken === 'linkLost' || broken === 'silent';
    return { ...verdict(this.#state), bytesSent, echoes, printer, isCommandOpen };
  }

  async #take(step: Exclude<ReturnType<typeof nextStep>, 'settle'>): Promise<void> {
    switch (step) {
      case 'send':
        return await this.#send();
      case 'pause':
        return await this.#pause('stillHot', this.#o.profile.headHotMs);
      case 'awaitEcho':
      case 'confirm':
        return await this.#awaitEcho(step);
      case 'verify':
        return await this.#verify();
    }
  }

  async #send(): Promise<void> {
    const { clock, profile, wire } = this.#o;
    // Nothing has gone out before the first chunk, so nothing can be in the way of it but XOFF.
    if (wire.isXoff) return await this.#pause('stalled', profile.xoffMs);
    this.#pausedSince = null;
    const chunk = this.#nextChunk();
    const written = await this.#link.write(chunk);
    this.#apply(written.ok ? { type: 'sent', bytes: chunk.length } : { type: 'linkLost' });
    if (!written.ok) return;
    if (this.#state.bytesSent === this.#state.bytesTotal) {
      this.#echoDeadline =
        clock.monoMs() + profile.echoMs + (profile.echoMsPerThousandBytes * this.#state.bytesTotal) / 1000;
      return await this.#askEcho();
    }
    const paceMs = profile.baudRate === 0 ? 0 : (chunk.length * 10_000) / profile.baudRate;
    if (paceMs > 0) await sleep(clock, paceMs, this.#link.signal);
    await this.#look();
  }

  /** As many whole commands as fit into a chunk, at least one. */
  #nextChunk(): Uint8Array {
    const { bytesSent } = this.#state;
    const { bytes, boundaries } = this.#job;
    const limit = bytesSent + this.#o.profile.chunkBytes;
    const fitting = boundaries.filter((offset) => offset > bytesSent && offset <= limit).at(-1);
    const end = fitting ?? boundaries.find((offset) => offset > bytesSent) ?? bytes.length;
    return bytes.subarray(bytesSent, end);
  }

  /** Waits for XON or a cooler head, at most `limitMs` in a row. */
  async #pause(reason: 'stalled' | 'stillHot', limitMs: number): Promise<void> {
    const { clock, pulse } = this.#o;
    this.#pausedSince ??= clock.monoMs();
    const leftMs = this.#pausedSince + limitMs - clock.monoMs();
    if (leftMs <= 0) {
      if (reason === 'stalled') this.#o.wire.forgetXoff();
      return this.#apply({ type: reason });
    }
    await pulse.wait(Math.min(leftMs, Math.max(1, this.#nextPollAt - clock.monoMs())), this.#link.signal);
    await this.#look();
  }

  /**
   * Before the first byte: is the XOFF still meant? Its XON may have been lost, or noise looked like one, and then nobody would be served any more.
   * A printer that answers in its turn has worked off everything before, so it has room.
   */
  async #probeXoff(): Promise<void> {
    const { clock, profile, pulse, wire } = this.#o;
    const limit = clock.monoMs() + profile.queryMs;
    // Half a report on the quiet line would swallow the answer.
    wire.dropHalf();
    await this.#askEcho();
    while (wire.inOrderAnswers === 0 && clock.monoMs() < limit && !this.#link.signal.aborted) {
      await pulse.wait(limit - clock.monoMs(), this.#link.signal);
    }
    if (wire.inOrderAnswers > 0) wire.forgetXoff();
    wire.ignoreInOrder();
  }

  async #askEcho(): Promise<void> {
    this.#o.wire.expectInOrder();
    const written = await this.#link.write(commands.queryInOrder);
    if (!written.ok) this.#apply({ type: 'linkLost' });
  }

  async #awaitEcho(step: 'awaitEcho' | 'confirm'): Promise<void> {
    const { clock, profile, pulse, wire } = this.#o;
    const now = clock.monoMs();
    if (wire.inOrderAnswers > 0) {
      this.#apply({ type: 'echo' });
      if (step === 'awaitEcho') {
        await this.#untilQuiet();
        this.#echoDeadline = clock.monoMs() + profile.echoMs;
        await this.#askEcho();
      }
      return;
    }
    if (this.#state.printer === 'head-hot') {
      // It goes on printing when it has cooled down; the proof may take as long.
      await this.#pause('stillHot', profile.headHotMs);
      this.#echoDeadline = clock.monoMs() + profile.echoMs;
      return;
    }
    this.#pausedSince = null;
    if (now >= this.#echoDeadline) return this.#apply({ type: 'noEcho' });
    await pulse.wait(Math.max(1, Math.min(this.#echoDeadline, this.#nextPollAt) - now), this.#link.signal);
    await this.#look();
  }

  /** Lets the rest of a damaged report go by: its bytes look like answers. */
  async #untilQuiet(): Promise<void> {
    const { clock, profile, wire } = this.#o;
    for (let before = -1; before !== wire.inOrderAnswers && !this.#link.signal.aborted; ) {
      before = wire.inOrderAnswers;
      await sleep(clock, profile.confirmQuietMs, this.#link.signal);
    }
  }

  async #verify(): Promise<void> {
    const bits = await this.#o.wire.query(this.#link);
    if (!bits.ok) return this.#apply({ type: bits.error === 'lost' ? 'linkLost' : 'silent' });
    this.#o.seen(bits.value);
    this.#apply({ type: 'verified', printer: this.#o.state() });
  }

  /** Takes over what the printer reported by itself, and asks when it is time. */
  async #look(): Promise<void> {
    const { clock, profile, state, wire, seen } = this.#o;
    if (state() !== this.#state.printer) this.#apply({ type: 'status', printer: state() });
    if (clock.monoMs() < this.#nextPollAt || nextStep(this.#state) === 'settle' || this.#link.signal.aborted) return;
    const bits = await wire.query(this.#link);
    this.#nextPollAt = clock.monoMs() + profile.jobPollMs;
    if (!bits.ok) return this.#apply({ type: bits.error === 'lost' ? 'linkLost' : 'silent' });
    seen(bits.value);
    this.#apply({ type: 'status', printer: state() });
  }

  #apply(event: JobEvent): void {
    this.#state = advanceJob(this.#state, event);
  }
}
