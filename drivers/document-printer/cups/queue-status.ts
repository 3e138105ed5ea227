import type { Clock } from '../../../contract/clock.ts';
import type { DeviceStatus, ErrorCode } from '../../../contract/device.ts';
import type { StatusPatch, StatusTracker } from '../../core/status-tracker.ts';
import type { PageEvidence } from '../document-printer.ts';
import type { IppCallError, IppCaller } from '../ipp/ipp-caller.ts';
import { getPrinterAttributes, type IppTarget, type PrinterView, printerView, statusCodes } from '../ipp/operations.ts';
import { evidenceOf, isOfQueue, isOnce, printerState, statusFaults } from './printer-status.ts';

/** Faults of the way to the spooler. */
const linkFaults = ['E_NO_DEVICE', 'E_IO_TIMEOUT', 'E_PROTOCOL', 'E_LINK_LOST'] as const satisfies readonly ErrorCode[];

/** How long a new job's backend may take to tell the printer's state in place of what CUPS remembers. */
const backendStartMs = 3_000;

export interface QueueStatusOptions {
  readonly clock: Clock;
  readonly tracker: StatusTracker;
  /** Names the spooler in the log. */
  readonly place: string;
  readonly queryMs: number;
  readonly stop: AbortSignal;
  /** The printer itself, asked beside the queue. */
  readonly direct: { readonly caller: IppCaller; readonly target: IppTarget } | null;
}

/** What a tracker of a queue starts with. */
export function unknownQueue(clock: Clock): StatusPatch {
  return { paths: { paper: 'unknown' }, supplies: supplies({ paper: 'unknown' }, {}, clock) };
}

/**
 * Turns what spooler and printer tell into the status of the device. CUPS hears of the printer only while a job's backend runs and then remembers the last
 * reasons for ever (measured): on an idle queue they are news of yesterday, hence `direct` and `cured`.
 */
export class QueueStatus {
  readonly #o: QueueStatusOptions;
  #hasBeenUp = false;
  #lastReasons: readonly string[] = [];
  #cured: readonly string[] = [];
  #processingSince: number | null = null;
  #evidence: PageEvidence = 'none';
  #isOnce = false;

  constructor(options: QueueStatusOptions) {
    this.#o = options;
  }

  /** Who counts, by the queue's backend; `none` until the queue was seen. */
  get evidence(): PageEvidence {
    return this.#evidence;
  }

  /** The queue's backend lets a job begin only once. */
  get isOnce(): boolean {
    return this.#isOnce;
  }

  /** A keeper says that what the queue tells now is over. */
  cured(): void {
    this.#cured = this.#lastReasons;
  }

  /** The queue was read. Gives back its view with the printer's own words in place of the queue's memory. */
  async seen(queue: PrinterView): Promise<PrinterView> {
    const view = await this.#fresh(queue);
    if (this.#o.stop.aborted) return view;
    const { tracker, clock } = this.#o;
    const state = printerState(view);
    this.#evidence = evidenceOf(view);
    this.#isOnce = isOnce(view);
    const { current } = tracker;
    const isBack = current.link !== 'up' && current.link !== 'offOrAbsent';
    if (isBack || !this.#hasBeenUp) tracker.opened();
    this.#hasBeenUp = true;
    this.#showFaults(state.faults);
    tracker.set(
      {
        link: state.link,
        condition: state.condition,
        paths: { paper: state.path },
        supplies: supplies(state.supplies, current.supplies, clock),
        via: 'poll',
      },
      state.stoppedBy?.keyword ?? this.#o.place,
    );
    return view;
  }

  /** The spooler does not answer, or answers nonsense: what it said before may no longer hold. */
  unreachable(error: IppCallError): void {
    if (this.#o.stop.aborted) return;
    const { tracker, clock } = this.#o;
    const isNonsense = error.kind === 'garbled' || error.kind === 'http';
    const isQueueMissing = error.kind === 'status' && error.status === statusCodes.notFound;
    this.#showFaults([isNonsense ? 'E_PROTOCOL' : error.kind === 'timeout' ? 'E_IO_TIMEOUT' : 'E_NO_DEVICE']);
    tracker.set(
      {
        link: isNonsense ? 'garbled' : this.#hasBeenUp && !isQueueMissing ? 'lost' : 'absent',
        condition: 'ok',
        paths: { paper: 'unknown' },
        supplies: supplies({ paper: 'unknown' }, tracker.current.supplies, clock),
        via: 'assumed',
      },
      error.detail,
    );
  }

  #showFaults(codes: readonly ErrorCode[]): void {
    const { tracker } = this.#o;
    for (const code of [...linkFaults, ...statusFaults]) if (!codes.includes(code)) tracker.closeFault(code);
    for (const code of codes) tracker.openFault(code);
  }

  async #fresh(view: PrinterView): Promise<PrinterView> {
    const { direct, queryMs, stop } = this.#o;
    this.#lastReasons = view.reasons;
    if (direct === null) return this.#withoutCured(view);
    const reply = await direct.caller.call(getPrinterAttributes(direct.target), { ms: queryMs, signal: stop });
    const own = reply.ok ? printerView(reply.value) : null;
    const ofQueue = view.reasons.filter(isOfQueue);
    if (own === null) return { ...view, reasons: [...ofQueue, 'offline-report'], markers: [] };
    const reasons = [...ofQueue, ...own.reasons.filter((reason) => !isOfQueue(reason))];
    return { ...view, reasons, markers: own.markers };
  }

  /** What a keeper cured stays cured until the queue takes it back, or a job's backend had time to say it again. */
  #withoutCured(view: PrinterView): PrinterView {
    const now = this.#o.clock.monoMs();
    if (view.state !== 'processing') this.#processingSince = null;
    else this.#processingSince ??= now;
    const isBackendHeard = this.#processingSince !== null && now - this.#processingSince >= backendStartMs;
    this.#cured = isBackendHeard ? [] : this.#cured.filter((reason) => view.reasons.includes(reason));
    return { ...view, reasons: view.reasons.filter((reason) => !this.#cured.includes(reason)) };
  }
}

/** The time of a level is that of its change: a status that says the same is the same. */
function supplies(
  levels: Readonly<Record<string, DeviceStatus['supplies'][string]['level']>>,
  known: DeviceStatus['supplies'],
  clock: Clock,
): DeviceStatus['supplies'] {
  return Object.fromEntries(
    Object.entries(levels).map(([name, level]) => {
      const before = known[name];
      const at = new Date(clock.wallMs()).toISOString();
      return [name, before?.level === level ? before : { level, source: 'sensor', at }];
    }),
  );
}
