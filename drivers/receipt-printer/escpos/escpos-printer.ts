import { type Clock, sleep } from '../../../contract/clock.ts';
import {
  type ActHooks,
  type DeviceError,
  type DeviceStatus,
  deviceError,
  type ErrorCode,
  type Evidence,
  type Outcome,
  type Phase,
} from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import { DeviceConnection, type Link } from '../../core/connection.ts';
import { StatusTracker } from '../../core/status-tracker.ts';
import type { Transport, TransportFactory } from '../../transport/transport.ts';
import type { PrintDone, PrinterCapabilities, PrintJob, ReceiptPrinter } from '../receipt-printer.ts';
import { createGlyphSource } from '../render/glyph.ts';
import type { RenderProfile } from '../render/render-profile.ts';
import { type EscposReceipt, renderEscpos, renderPreview } from '../render/render-receipt.ts';
import { warmUpRenderer } from '../render/warm-up.ts';
import { commands, type PrinterBits } from './codec.ts';
import { defaultEscposProfile, type EscposProfile } from './escpos-profile.ts';
import { type JobReport, JobRunner } from './job-runner.ts';
import { JobStream } from './job-stream.ts';
import { canPrint, faultCode, printerState } from './printer-state.ts';
import { Pulse } from './pulse.ts';
import { SeenStatus } from './seen-status.ts';
import { SlipExit } from './slip-exit.ts';
import { type NoStatus, StatusWire } from './status-wire.ts';

export interface EscposPrinterOptions {
  readonly id: string;
  readonly transport: Transport | TransportFactory;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: () => number;
  readonly profile?: Partial<EscposProfile>;
}

/**
 * A receipt printer that speaks ESC/POS over any transport. Start it, then print; it reconnects by itself.
 * Errors of all calls: see `ReceiptPrinter`.
 */
export function createEscposPrinter(options: EscposPrinterOptions): ReceiptPrinter {
  return new EscposPrinter(options);
}

class EscposPrinter implements ReceiptPrinter {
  readonly id: string;
  readonly #o: EscposPrinterOptions;
  readonly #profile: EscposProfile;
  readonly #render: RenderProfile;
  readonly #tracker: StatusTracker;
  readonly #wire: StatusWire;
  readonly #pulse: Pulse;
  readonly #connection: DeviceConnection;
  readonly #exit: SlipExit;
  readonly #seen: SeenStatus;
  readonly #stream: JobStream;
  readonly #stop = new AbortController();
  #reportedDrops = 0;
  #polling: Promise<void> | null = null;

  constructor(options: EscposPrinterOptions) {
    this.id = options.id;
    this.#o = options;
    const { clock, log } = options;
    this.#profile = { ...defaultEscposProfile, ...options.profile };
    const { columns, cut, inlineGlyph, fontPaths } = this.#profile;
    this.#render = { columns, cut, inlineGlyph, glyphs: createGlyphSource(fontPaths) };
    this.#pulse = new Pulse(clock);
    this.#stream = new JobStream(this.#profile);
    this.#tracker = new StatusTracker({
      id: options.id,
      clock,
      log,
      initial: {
        media: this.#profile.exitSensor === 'none' ? null : 'unknown',
        paths: { paper: 'unknown' },
        supplies: { paper: { level: 'unknown', source: 'sensor', at: new Date(clock.wallMs()).toISOString() } },
      },
    });
    this.#seen = new SeenStatus({ clock, tracker: this.#tracker, exit: () => this.#exit, pulse: this.#pulse });
    this.#wire = new StatusWire({
      clock,
      profile: this.#profile,
      automatic: (bits) => this.#seen.seen(bits, 'event'),
      changed: () => this.#pulse.notify(),
    });
    this.#exit = new SlipExit({
      clock,
      log,
      profile: this.#profile,
      wire: this.#wire,
      tracker: this.#tracker,
      error: (code, outcome, phase, mediaAt) =>
        this.#error(code, outcome, phase, mediaAt === undefined ? {} : { mediaAt }),
      looked: () => this.#seen.tellFaults('poll'),
    });
    this.#connection = new DeviceConnection({
      transport: options.transport,
      clock,
      status: this.#tracker,
      random: options.random,
      receive: (bytes) => this.#wire.receive(bytes),
      identify: (link) => this.#identify(link),
      lost: () => this.#seen.lost(),
    });
  }

  status(): DeviceStatus {
    return this.#tracker.current;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#tracker.onStatus(listener);
  }

  capabilities(): PrinterCapabilities {
    const { columns, cut, nearEndSensor, presenter } = this.#profile;
    const [cutter, hasRetract] = [cut !== 'none', presenter !== 'none'];
    const takenSensor = this.#exit.hasSensor;
    return { widthDots: columns * 12, columns, cutter, nearEndSensor, presenter, takenSensor, hasRetract };
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

  warmUp(): void {
    warmUpRenderer(this.#render);
  }

  preview(markup: string): string {
    return renderPreview(markup, this.#render);
  }

  async refresh(o: { queueMs?: number; signal?: AbortSignal }): Promise<Result<DeviceStatus, DeviceError>> {
    const result = await this.#connection.withConnection(async (link) => {
      const polled = await this.#pollOnce(link);
      return polled.ok ? ok(this.#tracker.current) : polled;
    }, o);
    if (!result.ok) this.#logFailure('refresh', result.error);
    return result;
  }

  async print(
    job: PrintJob,
    o: { hooks: ActHooks; queueMs?: number; signal?: AbortSignal },
  ): Promise<Result<PrintDone, DeviceError>> {
    const receipt = renderEscpos(job.markup, this.#render);
    if (!receipt.ok) {
      const vendor =
        'problem' in receipt.error ? receipt.error.problem : `${receipt.error.reason}:${receipt.error.line}`;
      return this.#refused(this.#error('E_BAD_ARGUMENT', 'notStarted', 'preparing', { vendor: { code: vendor } }), job);
    }
    const result = await this.#connection.withConnection(async (link) => {
      const ready = await this.#getReady(link);
      if (!ready.ok) return ready;
      if (o.signal?.aborted) return err(this.#aborted(o.signal));
      return await this.#printNow(link, job, receipt.value, o.hooks);
    }, o);
    return result.ok ? result : this.#refused(result.error, job);
  }

  awaitTaken(o: { userMs: number; signal?: AbortSignal }): Promise<Result<'taken' | 'notTaken', DeviceError>> {
    return this.#exit.awaitTaken(o.userMs, o.signal);
  }

  async retract(o: {
    actId: string;
    hooks: ActHooks;
    queueMs?: number;
    signal?: AbortSignal;
  }): Promise<Result<{ readonly before: Evidence; readonly after: Evidence }, DeviceError>> {
    const startedMs = this.#o.clock.monoMs();
    const result = await this.#connection.withConnection(async (link) => {
      const can = await this.#exit.canRetract(link);
      if (!can.ok) return can;
      if (o.signal?.aborted) return err(this.#aborted(o.signal));
      const before = this.#evidence({ media: this.#tracker.current.media ?? 'null', epoch: link.epoch });
      o.hooks.sent(before);
      this.#tracker.set({ activity: 'moving' });
      try {
        const proven = await this.#exit.retract(link);
        if (!proven.ok) return proven;
        const { id } = this;
        const dwellMs = Math.round(this.#o.clock.monoMs() - startedMs);
        // A slip carries no number that the printer knows, and its bin is not counted.
        const item = `act:…${o.actId.slice(-4)}`;
        this.#o.log('device.media.retracted', { deviceId: id, bin: 'retract', count: -1, item, dwellMs });
        return ok({ before, after: this.#evidence({ proof: proven.value, epoch: link.epoch }) });
      } finally {
        this.#tracker.set({ activity: 'idle' });
      }
    }, o);
    if (result.ok) return result;
    this.#logFailure('retract', result.error);
    return err({ ...result.error, actId: o.actId });
  }

  recallUnfinished(): void {
    this.#stream.suspect();
  }

  async reconcile(before: Evidence): Promise<{ outcome: Outcome; evidence: Evidence }> {
    // ESC/POS has no counter that outlives the job. Only a presenter gives a proof: it hands out what has been cut, and nothing else.
    this.#stream.suspect();
    await this.refresh({});
    await this.refresh({}); // a slip is gone when two looks in a row do not see it
    const { link, media } = this.#tracker.current;
    const hasPresented = this.#stream.present().length > 0 && before.values.media === 'none' && media === 'atExit';
    const evidence = this.#evidence({ link, media: media ?? 'null' });
    return { outcome: hasPresented ? 'done' : 'indeterminate', evidence };
  }

  // --- One job ------------------------------------------------------------------------------------------------------------------

  async #printNow(
    link: Link,
    job: PrintJob,
    receipt: EscposReceipt,
    hooks: ActHooks,
  ): Promise<Result<PrintDone, DeviceError>> {
    const bytes = this.#stream.bytesOf(receipt);
    const media = this.#tracker.current.media ?? 'null';
    const before = this.#evidence({ bytes: bytes.bytes.length, copy: job.copy, epoch: link.epoch, media });
    hooks.sent(before);
    this.#seen.jobBegins();
    this.#tracker.set({ activity: 'moving' });
    try {
      const { clock } = this.#o;
      const runner = new JobRunner(
        {
          clock,
          profile: this.#profile,
          wire: this.#wire,
          pulse: this.#pulse,
          state: () => this.#seen.jobState,
          seen: (bits) => this.#seen.seen(bits, 'poll'),
        },
        link,
        bytes,
      );
      const report = await runner.run();
      if (report.code === null) {
        this.#stream.wentWell();
        const after = this.#evidence({ bytes: report.bytesSent, echoes: report.echoes, epoch: link.epoch });
        const slip = await this.#exit.presented(link);
        if (slip === 'jammed') return err(this.#error('E_MEDIA_JAM', 'partial', 'finishing', { mediaAt: 'jammed' }));
        return ok({ before, after, unprintable: receipt.unprintable, slip });
      }
      await this.#abandonJob(link, report);
      return err(this.#jobError(report, report.code, link));
    } finally {
      this.#tracker.set({ activity: 'idle' });
    }
  }

  /** Nothing of a broken job may appear later by itself, in the hands of the next citizen. */
  async #abandonJob(link: Link, report: JobReport): Promise<void> {
    this.#stream.broke(report);
    if (link.signal.aborted || report.bytesSent === 0) return;
    const written = await link.write(commands.recoverAndClear);
    if (!written.ok) return;
    await sleep(this.#o.clock, this.#profile.recoverMs, link.signal);
    const bits = await this.#wire.query(link);
    if (bits.ok) this.#seen.seen(bits.value, 'poll');
    else if (bits.error === 'silent') link.abandon(new Error('no answer to status query'));
  }

  /** Fresh status; one attempt to free a jam or the knife. Error `notStarted` when the printer cannot print. */
  async #getReady(link: Link): Promise<Result<void, DeviceError>> {
    let bits = await this.#query(link, 'preparing', 'notStarted');
    if (!bits.ok) return bits;
    const first = printerState(bits.value);
    if (first === 'cutter' || first === 'jam') {
      await link.write(commands.recoverAndClear);
      await sleep(this.#o.clock, this.#profile.recoverMs, link.signal);
      bits = await this.#query(link, 'preparing', 'notStarted');
      if (!bits.ok) return bits;
    }
    const state = printerState(bits.value);
    if (canPrint(state)) return await this.#isExitFree(link);
    return err(this.#error(faultCode(state), 'notStarted', 'preparing', { vendor: { code: state } }));
  }

  /** A jam that was seen is looked at again: what is printed into it would come out for nobody. Other printers lose no time here. */
  async #isExitFree(link: Link): Promise<Result<void, DeviceError>> {
    if (!this.#exit.isJammed) return ok(undefined);
    const looked = await this.#watchExit(link);
    if (!looked.ok || !this.#exit.isJammed) return looked;
    return err(this.#error('E_MEDIA_JAM', 'notStarted', 'preparing', { mediaAt: 'jammed' }));
  }

  // --- Status -------------------------------------------------------------------------------------------------------------------

  async #identify(link: Link): Promise<Result<void, DeviceError>> {
    this.#wire.reset();
    const droppedBefore = this.#wire.dropped;
    const there = await this.#wire.isThere(link);
    if (!there.ok) {
      const code = this.#wire.dropped > droppedBefore ? 'E_PROTOCOL' : 'E_NO_DEVICE';
      return err(this.#error(code, 'notStarted', 'preparing'));
    }
    const polled = await this.#pollOnce(link);
    if (!polled.ok) return polled;
    const written = await link.write(commands.automaticStatusOn);
    return written.ok ? ok(undefined) : written;
  }

  /** One loop for the whole life: printers say nothing when they are switched off. */
  async #poll(): Promise<void> {
    const { signal } = this.#stop;
    for (await this.#exit.pause(this.#profile.idlePollMs, signal); !signal.aborted; ) {
      // A poll that finds the printer busy is not needed: the job asks for the status itself.
      const poll = (link: Link) => (this.#exit.isOccupied ? this.#watchExit(link) : this.#pollOnce(link));
      if (this.#connection.isUp) await this.#connection.withConnection(poll, { queueMs: 0, priority: 'low' });
      await this.#exit.pause(this.#profile.idlePollMs, signal);
      this.#logDrops();
    }
  }

  async #pollOnce(link: Link): Promise<Result<void, DeviceError>> {
    const bits = await this.#query(link, 'preparing', 'notStarted');
    if (!bits.ok) return bits;
    return await this.#watchExit(link);
  }

  async #watchExit(link: Link): Promise<Result<void, DeviceError>> {
    const seen = await this.#exit.look(link);
    // A printer that is offline need not answer its maker's queries: the next status query tells whether it is there.
    return seen.ok || seen.error === 'silent'
      ? ok(undefined)
      : err(this.#error('E_LINK_LOST', 'notStarted', 'preparing'));
  }

  /** Fresh status. Silence ends the link: it is opened again, and a printer that is back is found so. */
  async #query(link: Link, phase: Phase, outcome: Outcome): Promise<Result<PrinterBits, DeviceError>> {
    const bits: Result<PrinterBits, NoStatus> = await this.#wire.query(link);
    if (bits.ok) {
      this.#seen.seen(bits.value, 'poll');
      return bits;
    }
    if (bits.error === 'silent') link.abandon(new Error('no answer to status query'));
    return err(this.#error(bits.error === 'silent' ? 'E_IO_TIMEOUT' : 'E_LINK_LOST', outcome, phase));
  }

  #evidence(values: Record<string, string | number>): Evidence {
    return { at: new Date(this.#o.clock.wallMs()).toISOString(), values: { printer: this.#seen.state, ...values } };
  }

  // --- Errors -------------------------------------------------------------------------------------------------------------------

  #jobError(report: JobReport, code: ErrorCode, link: Link): DeviceError {
    return deviceError(code, report.outcome, {
      deviceId: this.id,
      phase: report.bytesSent === 0 ? 'preparing' : 'moving',
      epoch: link.epoch,
      vendor: { code: canPrint(report.printer) ? 'no-echo' : report.printer },
      ...(link.signal.aborted ? { cause: link.signal.reason } : {}),
    });
  }

  #aborted({ reason }: AbortSignal): DeviceError {
    return this.#error(reason === 'deadline' ? 'E_TIMEOUT' : 'E_CANCELLED', 'notStarted', 'preparing');
  }

  #error(
    code: ErrorCode,
    outcome: Outcome,
    phase: Phase,
    more: Pick<Partial<DeviceError>, 'vendor' | 'mediaAt'> = {},
  ): DeviceError {
    return deviceError(code, outcome, { deviceId: this.id, phase, epoch: this.#tracker.current.epoch, ...more });
  }

  /** The caller keeps the journal of acts and logs how they ended; here only the wire is logged. */
  #refused(error: DeviceError, job: PrintJob): Result<never, DeviceError> {
    this.#logDrops();
    return err({ ...error, actId: job.actId });
  }

  #logFailure(call: string, error: DeviceError): void {
    const { code, outcome, vendor } = error;
    this.#o.log('device.call.failed', { deviceId: this.id, call, code, outcome, vendor: vendor?.code ?? '' });
    this.#logDrops();
  }

  #logDrops(): void {
    const bytes = this.#wire.dropped - this.#reportedDrops;
    if (bytes === 0) return;
    this.#reportedDrops = this.#wire.dropped;
    this.#o.log('device.frame.dropped', { deviceId: this.id, reason: 'not a reply that was asked for', bytes });
  }
}
