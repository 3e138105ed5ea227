import type { ErrorCode, Outcome } from '../../../contract/device.ts';
import type { DocumentReply } from '../../../contract/hub-services.ts';
import type { DocumentPrinter } from '../../../drivers/document-printer/document-printer.ts';
import type { ClaimManager } from '../../devices/claims.ts';
import { documentAct } from '../../devices/document-act.ts';
import { type HubCallError, isRefusal } from '../../sync/hub-call-error.ts';
import type { HubServices } from '../../sync/hub-services.ts';
import type { Identity, Visit } from '../context.ts';
import { isNothing } from '../machine/moves.ts';
import type { DocumentState } from '../outputs.ts';
import { sentAnswers } from '../rules/answers.ts';
import { stepOf } from '../rules/visit-steps.ts';
import type { SessionWork } from '../session-ports.ts';
import { withFooter } from './document-footer.ts';
import { answerText, type PortDeps, personOf, untilLeft, visitScope } from './port-deps.ts';

export interface DocumentPortOptions {
  readonly printer: () => DocumentPrinter | null;
  readonly claims: ClaimManager;
  readonly identity: () => Identity | null;
}

const claimMs = 5_000;
const maxCopies = 5;
/** contract/hub-services.ts, DocumentRequest. */
const mostReplaced = 10;

/** The masked preview: nothing is issued by it. */
export function previewPort(deps: PortDeps): SessionWork {
  return (visit, send) =>
    untilLeft(async (signal, tell) => {
      const hub = deps.services();
      const request = requestOf(deps, visit, deps.keys.renew(visit.id, 'preview'), true);
      if (hub === null || request === null) return tell({ type: 'DOCUMENT', document: { state: 'away' } });
      const reply = await hub.issueDocument(request, signal);
      tell({ type: 'DOCUMENT', document: reply.ok ? previewed(reply.value) : unanswered(reply.error) });
    }, send);
}

function previewed(reply: DocumentReply): DocumentState {
  if (reply.state === 'preview') return { state: 'preview', reply };
  return { state: 'refused', reason: reply.state === 'noRecord' ? 'noRecord' : (reply.reason ?? 'other') };
}

/** The hub itself said no: asking the same again helps nobody, and "no answer came" would be untrue. */
const unanswered = (error: HubCallError): DocumentState =>
  isRefusal(error) ? { state: 'refused', reason: 'other' } : { state: 'away' };

/**
 * Issues one document for each copy and prints it, page by page. The pages are in memory only and zeroed as soon as the printer has them. A fault at page k is
 * waited for by the driver (90 s, `cureMs`): the keeper refills and the same job goes on; else the job is cancelled, what came out is counted, and the hub
 * voids the code. What left the printer is reported also when the page was left (H11). Nothing is printed twice by itself (H8).
 */
export function printDocumentPort(deps: PortDeps, options: DocumentPortOptions): SessionWork {
  /** Every press of the button is an act of its own: another key, another document. */
  let runs = 0;
  return (visit, send) => {
    runs += 1;
    return untilLeft((signal, tell) => {
      const print = new DocumentPrint(deps, options, visit, runs, signal, (document) =>
        tell({ type: 'DOCUMENT', document }),
      );
      const run = print.run();
      deps.ongoing.add(run);
      return run;
    }, send);
  };
}

interface CopyEnd {
  readonly outcome: Outcome;
  readonly code: ErrorCode | null;
  readonly pagesOut: number | null;
}

class DocumentPrint {
  readonly #deps: PortDeps;
  readonly #o: DocumentPortOptions;
  readonly #visit: Visit;
  readonly #run: number;
  readonly #signal: AbortSignal;
  readonly #tell: (document: DocumentState) => void;

  constructor(
    deps: PortDeps,
    options: DocumentPortOptions,
    visit: Visit,
    run: number,
    signal: AbortSignal,
    tell: (document: DocumentState) => void,
  ) {
    this.#deps = deps;
    this.#o = options;
    this.#visit = visit;
    this.#run = run;
    this.#signal = signal;
    this.#tell = tell;
  }

  async run(): Promise<void> {
    const hub = this.#deps.services();
    const printer = this.#o.printer();
    if (hub === null) return this.#tell({ state: 'away' });
    const { document, id } = this.#visit;
    if (document.state === 'settled' && document.outcome === 'done') {
      this.#deps.log('document.reprint.asked', { session: id, documents: document.documents.join(' ') });
    }
    this.#tell({ state: 'issuing' });
    // Readiness first: a code that is issued and not printed is void.
    const claim =
      printer === null
        ? null
        : await this.#o.claims.claim([printer.id], {
            owner: this.#visit.id,
            purpose: this.#visit.item.id,
            waitMs: claimMs,
            priority: 'customer',
            signal: this.#signal,
          });
    if (printer === null || claim?.ok !== true) {
      this.#notReady(printer === null ? 'E_NO_DEVICE' : 'E_CLAIM_BUSY');
      return;
    }
    try {
      await this.#copies(hub, printer);
    } finally {
      claim.value.release();
    }
  }

  async #copies(hub: HubServices, printer: DocumentPrinter): Promise<void> {
    const copies = copiesOf(this.#visit);
    /** Copies that a try before this one has brought out whole are not printed a second time. */
    const whole = this.#visit.reprint.whole.slice(0, copies - 1);
    const first = whole.length;
    const documents = [...whole];
    let pagesBefore = 0;
    let last: DocumentReply | null = null;
    for (let copy = first; copy < copies; copy += 1) {
      const issued = await this.#issue(hub, copy);
      if (!('documentId' in issued)) {
        // Copies before this one are out: "nothing was printed" would be untrue.
        if (last === null) this.#tell(issued);
        else {
          const of = last.pages * (copies - first);
          this.#settle('partial', { pagesOut: pagesBefore, of, code: null, reply: last, documents, whole });
        }
        return;
      }
      last = issued;
      documents.push(issued.documentId);
      const of = issued.pages * (copies - first);
      const printing = (page: number) => this.#tell({ state: 'printing', page: pagesBefore + page, of, reply: issued });
      printing(0);
      const end = await this.#copy(hub, printer, issued, copy, printing);
      const pagesOut = end.pagesOut === null ? null : pagesBefore + end.pagesOut;
      if (end.outcome === 'done') whole.push(issued.documentId);
      if (end.outcome !== 'done' || copy === copies - 1) {
        const outcome = pagesBefore > 0 && isNothing(end.outcome) ? 'partial' : end.outcome;
        return this.#settle(outcome, { pagesOut, of, code: end.code, reply: issued, documents, whole });
      }
      pagesBefore += issued.pages;
    }
  }

  /** The document of one copy, or why there is none. */
  async #issue(hub: HubServices, copy: number): Promise<DocumentReply | DocumentState> {
    const key = this.#deps.keys.of(this.#visit.id, `document ${this.#run} ${copy}`);
    const request = requestOf(this.#deps, this.#visit, key, false);
    if (request === null) return { state: 'away' };
    const { replaces } = this.#visit.reprint;
    const reply = await hub.issueDocument(
      replaces.length === 0 ? request : { ...request, replaces: replaces.slice(-mostReplaced) },
      this.#signal,
    );
    if (!reply.ok) return unanswered(reply.error);
    return reply.value.state === 'issued' ? reply.value : previewed(reply.value);
  }

  #settle(outcome: Outcome, end: Omit<Extract<DocumentState, { state: 'settled' }>, 'state' | 'outcome'>): void {
    this.#tell({ state: 'settled', outcome, ...end });
  }

  async #copy(
    hub: HubServices,
    printer: DocumentPrinter,
    issued: DocumentReply,
    copy: number,
    onPage: (page: number) => void,
  ): Promise<CopyEnd> {
    const { store, log, secrets } = this.#deps;
    const act = {
      documentId: issued.documentId,
      pages: issued.pages,
      copy,
      receiptNo: this.#visit.receiptNo,
      session: this.#visit.id,
    };
    const pdf = await this.#pages(hub, issued);
    if (pdf === null) {
      // Issued, but its pages never came: the hub must hear that nothing was printed.
      await documentAct({ ...act, pdf: new Uint8Array(0) }, { printer: null, store, log });
      return { outcome: 'notStarted', code: 'E_DATA_BAD', pagesOut: 0 };
    }
    try {
      return await documentAct({ ...act, pdf }, { printer, store, log }, { signal: this.#signal, onPage });
    } finally {
      secrets.drop(pdf);
    }
  }

  async #pages(hub: HubServices, { documentId, printNo }: DocumentReply): Promise<Uint8Array | null> {
    const { secrets, clock } = this.#deps;
    const fetched = await hub.documentPdf(documentId, this.#signal);
    if (!fetched.ok) return null;
    const plain = secrets.keep(fetched.value);
    const kiosk = this.#o.identity()?.kiosk ?? '';
    const stamped = await withFooter(plain, { kiosk, printedAt: cityMinute(clock.wallMs()), printNo });
    secrets.drop(plain);
    return stamped === null ? null : secrets.keep(stamped);
  }

  #notReady(code: ErrorCode): void {
    const { document } = this.#visit;
    const reply = 'reply' in document ? document.reply : null;
    this.#tell(
      reply === null
        ? { state: 'away' }
        : { state: 'settled', outcome: 'notStarted', pagesOut: 0, of: reply.pages, code, reply, documents: [] },
    );
  }
}

function requestOf(deps: Pick<PortDeps, 'context'>, visit: Visit, key: string, preview: boolean) {
  const step = stepOf(visit, 'printDocument');
  const party = visit.subject ?? visit.actor;
  if (step === null || party === null) return null;
  const answers = { ...sentAnswers(visitScope(deps, visit)) };
  return { key, document: step.document, itemId: visit.item.id, person: personOf(party), answers, preview };
}

function copiesOf(visit: Visit): number {
  const field = stepOf(visit, 'printDocument')?.copies;
  const copies = field === undefined ? 1 : Number(answerText(visit, field));
  return Number.isInteger(copies) && copies >= 1 ? Math.min(copies, maxCopies) : 1;
}

/** `2026-11-23 14:03` in the city. */
function cityMinute(wallMs: number): string {
  return new Date(wallMs + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}
