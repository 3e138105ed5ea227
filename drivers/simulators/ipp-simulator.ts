import type { Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { AttributeReader, attributes } from '../document-printer/ipp/attributes.ts';
import {
  decodeIpp,
  encodeIpp,
  groupTags,
  type IppAttribute,
  type IppGroup,
  type IppMessage,
} from '../document-printer/ipp/codec.ts';
import type { IppFailure, IppPort } from '../document-printer/ipp/ipp-port.ts';
import {
  isFinal,
  jobStates,
  type OperationName,
  operationIds,
  statusCodes,
} from '../document-printer/ipp/operations.ts';
import { pdfPages } from '../document-printer/pdf-pages.ts';
import { IppPrinterWorld, type IppWorldOptions, type WorldJob } from './ipp-printer-world.ts';

/** What may happen to one exchange. */
export type ExchangeFault =
  /** The request never arrives; the connection ends. */
  | { readonly kind: 'dropRequest' }
  /** The request is done, the reply is lost. */
  | { readonly kind: 'loseReply' }
  /** Nothing comes back, and the connection stays open. `isDone`: whether the request was done. */
  | { readonly kind: 'silence'; readonly isDone: boolean }
  | { readonly kind: 'http'; readonly status: number }
  /** Instead of IPP. */
  | { readonly kind: 'garbage'; readonly bytes: Uint8Array }
  /** The reply breaks off. */
  | { readonly kind: 'half' }
  /** The reply of another request. */
  | { readonly kind: 'wrongId' }
  | { readonly kind: 'late'; readonly ms: number }
  | { readonly kind: 'status'; readonly status: number };

export interface IppSimulatorOptions extends IppWorldOptions {
  readonly clock: Clock;
  readonly queue?: string;
  /** There and back. */
  readonly latencyMs?: number;
}

/** What comes back, and how much later than usual. */
interface Answer {
  readonly lateMs: number;
  readonly result: Result<Uint8Array, IppFailure>;
}

/**
 * A print server with one queue and one printer, in the time of a `Clock`: real IPP bytes, no sockets. Stands where `ipp-client.ts` stands.
 */
export class IppSimulator implements IppPort {
  readonly id = 'ipp-simulator';
  readonly world: IppPrinterWorld;
  readonly #o: IppSimulatorOptions;
  readonly #faults: { readonly fault: ExchangeFault; readonly operation: OperationName | null }[] = [];
  readonly #log: OperationName[] = [];
  readonly #listeners = new Set<(operation: OperationName) => void>();
  #reach: 'up' | 'absent' | 'refused' = 'up';
  #isDeaf = false;
  #errorPolicy = 'stop-printer';
  #isClass = false;
  #open = 0;

  constructor(options: IppSimulatorOptions) {
    this.#o = options;
    this.world = new IppPrinterWorld(options);
  }

  /** Operations that arrived, in order. */
  get operations(): readonly OperationName[] {
    return this.#log;
  }

  /** Exchanges that are open now: 0 when nobody waits. */
  get openExchanges(): number {
    return this.#open;
  }

  /** Told of each operation before it is done. */
  onOperation(hear: (operation: OperationName) => void): void {
    this.#listeners.add(hear);
  }

  setReach(reach: 'up' | 'absent' | 'refused'): void {
    this.#reach = reach;
  }

  /** Takes every request and answers none. */
  setDeaf(isDeaf: boolean): void {
    this.#isDeaf = isDeaf;
  }

  setQueueKind(o: { readonly errorPolicy?: string; readonly isClass?: boolean }): void {
    this.#errorPolicy = o.errorPolicy ?? this.#errorPolicy;
    this.#isClass = o.isClass ?? this.#isClass;
  }

  /** The next exchange (of this operation) goes wrong, once. */
  failNext(fault: ExchangeFault, operation: OperationName | null = null): void {
    this.#faults.push({ fault, operation });
  }

  /** Forgets faults that have not happened yet. */
  clearFaults(): void {
    this.#faults.length = 0;
    this.#reach = 'up';
    this.#isDeaf = false;
  }

  /** The spooler dies and is back after `downMs`. */
  crash(downMs: number): void {
    this.#reach = 'refused';
    this.world.crash();
    this.#o.clock.after(downMs, () => {
      this.#reach = 'up';
    });
  }

  post(request: Uint8Array, document: Uint8Array | null, signal: AbortSignal): Promise<Result<Uint8Array, IppFailure>> {
    if (signal.aborted) return Promise.resolve(err(failure('aborted', false)));
    this.#open += 1;
    return new Promise((resolve) => {
      let isSettled = false;
      const cancels: (() => void)[] = [];
      const settle = (result: Result<Uint8Array, IppFailure>) => {
        if (isSettled) return;
        isSettled = true;
        this.#open -= 1;
        for (const cancel of cancels) cancel();
        signal.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onAbort = () => settle(err(failure('aborted', true)));
      signal.addEventListener('abort', onAbort, { once: true });
      const half = (this.#o.latencyMs ?? 4) / 2;
      const later = (ms: number, fn: () => void) => cancels.push(this.#o.clock.after(ms, fn));
      later(half, () => {
        if (this.#reach !== 'up') return settle(err(failure(this.#reach, false)));
        if (this.#isDeaf) return;
        const answer = this.#exchange(request, document);
        if (answer !== null) later(half + answer.lateMs, () => settle(answer.result));
      });
    });
  }

  /** Null = nothing ever comes back. */
  #exchange(request: Uint8Array, document: Uint8Array | null): Answer | null {
    const decoded = decodeIpp(request);
    if (!decoded.ok) return { lateMs: 0, result: err({ ...failure('http', true), http: 400 }) };
    const { message } = decoded.value;
    const operation = operationOf(message.code);
    const fault = this.#takeFault(operation);
    const before = fault === null ? undefined : this.#refuse(fault, message);
    if (before !== undefined) return before;
    const reply =
      operation === null
        ? this.#reply(message, statusCodes.operationNotSupported, [])
        : this.#do(operation, message, document);
    switch (fault?.kind) {
      case 'silence':
        return null;
      case 'loseReply':
        return { lateMs: 0, result: err(failure('lost', true)) };
      case 'half':
        return { lateMs: 0, result: ok(reply.subarray(0, Math.floor(reply.length / 2))) };
      case 'garbage':
        return { lateMs: 0, result: ok(fault.bytes) };
      case 'wrongId':
        return { lateMs: 0, result: ok(this.#reply({ ...message, requestId: message.requestId + 1 }, 0, [])) };
      default:
        return { lateMs: fault?.kind === 'late' ? fault.ms : 0, result: ok(reply) };
    }
  }

  /** Faults that come before the request is done; undefined = it is done. */
  #refuse(fault: ExchangeFault, message: IppMessage): Answer | null | undefined {
    switch (fault.kind) {
      case 'dropRequest':
        return { lateMs: 0, result: err(failure('lost', true)) };
      case 'http':
        return { lateMs: 0, result: err({ ...failure('http', true), http: fault.status }) };
      case 'status':
        return { lateMs: 0, result: ok(this.#reply(message, fault.status, [])) };
      case 'silence':
        return fault.isDone ? undefined : null;
      default:
        return undefined;
    }
  }

  #takeFault(operation: OperationName | null): ExchangeFault | null {
    const index = this.#faults.findIndex((entry) => entry.operation === null || entry.operation === operation);
    return index === -1 ? null : (this.#faults.splice(index, 1)[0]?.fault ?? null);
  }

  #do(operation: OperationName, message: IppMessage, document: Uint8Array | null): Uint8Array {
    this.#log.push(operation);
    for (const hear of this.#listeners) hear(operation);
    const asked = new AttributeReader(message.groups.find(({ tag }) => tag === groupTags.operation));
    const uri = asked.text('printer-uri') ?? '';
    if (!uri.endsWith(`/printers/${this.#o.queue ?? 'A4'}`)) return this.#reply(message, statusCodes.notFound, []);
    const user = asked.text('requesting-user-name') ?? '';
    const job = this.world.job(asked.number('job-id') ?? 0);
    switch (operation) {
      case 'Get-Printer-Attributes':
        return this.#reply(message, statusCodes.ok, [{ tag: groupTags.printer, attributes: this.#printer() }]);
      case 'Create-Job': {
        if (!this.world.isAccepting) return this.#reply(message, statusCodes.notAcceptingJobs, []);
        return this.#jobs(message, [this.world.create(asked.text('job-name') ?? '', user)]);
      }
      case 'Send-Document': {
        if (job === null) return this.#reply(message, statusCodes.notFound, []);
        if (isFinal(job.state)) return this.#reply(message, statusCodes.notPossible, []);
        const pages = document === null ? null : pdfPages(document);
        if (pages === null) return this.#reply(message, statusCodes.documentFormatNotSupported, []);
        this.world.receive(job, pages);
        return this.#jobs(message, [job]);
      }
      case 'Cancel-Job': {
        if (job === null) return this.#reply(message, statusCodes.notFound, []);
        if (job.user !== user) return this.#reply(message, statusCodes.notAuthorized, []);
        if (asked.boolean('purge-job') === true) this.world.remove(job);
        else if (!this.world.cancel(job)) return this.#reply(message, statusCodes.notPossible, []);
        return this.#reply(message, statusCodes.ok, []);
      }
      case 'Get-Job-Attributes':
        return job === null ? this.#reply(message, statusCodes.notFound, []) : this.#jobs(message, [job]);
      case 'Get-Jobs': {
        const wantsEnded = asked.text('which-jobs') === 'completed';
        return this.#jobs(
          message,
          this.world.jobs.filter(({ state }) => isFinal(state) === wantsEnded),
        );
      }
    }
  }

  #printer(): readonly IppAttribute[] {
    const { world } = this;
    const state = world.isQueueStopped ? 5 : world.isProcessing ? 4 : 3;
    return [
      attributes.enum('printer-state', state),
      attributes.keyword('printer-state-reasons', ...world.reasons),
      attributes.boolean('printer-is-accepting-jobs', world.isAccepting),
      attributes.integer('queued-job-count', world.jobs.filter((job) => !isFinal(job.state)).length),
      attributes.name('printer-error-policy', this.#errorPolicy),
      attributes.enum('printer-type', this.#isClass ? 1 : 0),
    ];
  }

  #jobs(message: IppMessage, jobs: readonly WorldJob[]): Uint8Array {
    const groups = jobs.map((job) => ({ tag: groupTags.job, attributes: this.#jobAttributes(job) }));
    return this.#reply(message, statusCodes.ok, groups);
  }

  #jobAttributes(job: WorldJob): readonly IppAttribute[] {
    const state = Object.entries(jobStates).find(([, name]) => name === job.state)?.[0];
    return [
      attributes.integer('job-id', job.id),
      attributes.name('job-name', job.name),
      attributes.name('job-originating-user-name', job.user),
      attributes.enum('job-state', Number(state)),
      attributes.keyword('job-state-reasons', 'none'),
      attributes.integer('number-of-documents', job.documents),
      ...(this.#o.counts === 'none' ? [] : [attributes.integer('job-impressions-completed', job.counted)]),
      job.processingAt === null
        ? attributes.noValue('time-at-processing')
        : attributes.integer('time-at-processing', job.processingAt),
    ];
  }

  #reply(request: IppMessage, status: number, groups: readonly IppGroup[]): Uint8Array {
    const head = {
      tag: groupTags.operation,
      attributes: [
        attributes.charset('attributes-charset', 'utf-8'),
        attributes.language('attributes-natural-language', 'en'),
      ],
    };
    return encodeIpp({ version: 0x0200, code: status, requestId: request.requestId, groups: [head, ...groups] });
  }
}

function operationOf(code: number): OperationName | null {
  const entry = Object.entries(operationIds).find(([, id]) => id === code);
  return entry === undefined ? null : (entry[0] as OperationName);
}

function failure(kind: IppFailure['kind'], mayHaveArrived: boolean): IppFailure {
  return { kind, mayHaveArrived, detail: kind };
}
