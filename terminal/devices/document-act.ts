import { randomUUID } from 'node:crypto';
import { deviceError, type ErrorCode, type Evidence, type Outcome } from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import type { DocumentPrinter } from '../../drivers/document-printer/document-printer.ts';
import type { DocumentRow, Store } from '../store/store.ts';
import type { ClaimManager } from './claims.ts';
import { isJournalledAsSent, withSentHook } from './sent-hook.ts';
import { logThrown } from './settle-device.ts';

export interface DocumentActRequest {
  /** The hub's id: what does not come out whole is voided there. */
  readonly documentId: string;
  /** In memory only; the caller zeroes it. */
  readonly pdf: Uint8Array;
  readonly pages: number;
  readonly copy: number;
  readonly receiptNo: string | null;
  readonly session: string | null;
}

export interface DocumentSettled {
  readonly outcome: Outcome;
  readonly code: ErrorCode | null;
  /** Sides that came out, a lower limit; null = nobody counts on this unit. */
  readonly pagesOut: number | null;
}

export interface DocumentActDeps {
  readonly printer: DocumentPrinter | null;
  readonly store: Store;
  readonly log: Log;
}

/**
 * One print of a hub document as a journalled act: `intended` is durable before the printer is asked, `sent` before the first byte leaves, the outcome
 * after, together with the message that tells the hub. Nothing is printed a second time here, whatever the outcome. A document that was issued and
 * never reached the journal is reported as well, since its code is out.
 * @param o.signal before the first byte nothing happens; afterwards the job is cancelled and what came out is counted
 */
export async function documentAct(
  request: DocumentActRequest,
  deps: DocumentActDeps,
  o: { readonly signal?: AbortSignal; readonly onPage?: (page: number, of: number) => void } = {},
): Promise<DocumentSettled> {
  const { printer, store, log } = deps;
  const { documentId, pdf, pages, copy, receiptNo, session } = request;
  const actId = randomUUID();
  const deviceId = printer?.id ?? 'documentPrinter';
  const intended = store.acts.intend({
    id: actId,
    kind: 'document',
    deviceId,
    documentId,
    pages,
    copy,
    receiptNo,
    session,
  });
  if (!intended.ok) return { outcome: 'notStarted', code: 'E_INTERNAL', pagesOut: 0 };
  log('act.print.intended', { actId, deviceId });
  if (printer === null) {
    await settle(actId, deviceId, { outcome: 'notStarted', code: 'E_NO_DEVICE', pagesOut: 0 }, null, 'reply', deps);
    return { outcome: 'notStarted', code: 'E_NO_DEVICE', pagesOut: 0 };
  }
  const sent = (before: Evidence) =>
    isJournalledAsSent(store, actId, before)
      ? null
      : deviceError('E_INTERNAL', 'notStarted', {
          ...{ deviceId, phase: 'preparing', epoch: printer.status().epoch, actId, vendor: { code: 'journal' } },
        });
  const printed = await withSentHook(sent, (hooks) =>
    printer.print(
      { actId, pdf, pages },
      {
        hooks,
        ...(o.signal === undefined ? {} : { signal: o.signal }),
        ...(o.onPage === undefined ? {} : { onPage: o.onPage }),
      },
    ),
  );
  if (printed.ok) {
    const settled: DocumentSettled = { outcome: 'done', code: null, pagesOut: printed.value.pagesOut };
    await settle(actId, deviceId, settled, printed.value.after, 'reply', deps);
    return settled;
  }
  const { code, outcome, vendor } = printed.error;
  const { pagesOut = null, after = null } = 'pagesOut' in printed.error ? printed.error : {};
  log('device.call.failed', { deviceId, call: 'printDocument', code, outcome, vendor: vendor?.code ?? '' });
  const nothingSent = outcome === 'notStarted' || outcome === 'notDone';
  const settled: DocumentSettled = { outcome, code, pagesOut: nothingSent ? 0 : pagesOut };
  await settle(actId, deviceId, settled, after, 'reply', deps);
  return settled;
}

/**
 * Settles what a crash or power cut left open, under a claim that is taken before this returns, so nobody prints before it is done: `intended` never left this machine; `sent` is looked up in
 * the spooler, which cancels what waits there. A spooler that is away is waited for: what it would print later lies before somebody else. What did not come out whole is voided by the hub.
 * What throws on the way ends this and not the service: the printer stays claimed, out of service, until the program starts anew.
 * @param signal ends the wait; what is open stays open for the next start
 */
export async function reconcileDocuments({
  claims,
  signal,
  ...deps
}: DocumentActDeps & { readonly claims: ClaimManager; readonly signal?: AbortSignal }): Promise<void> {
  const { printer, store } = deps;
  const open = store.acts.unsettledDocuments();
  if (open.length === 0) return;
  const request = { owner: 'boot', purpose: 'reconcile', waitMs: 0, priority: 'recovery' } as const;
  const claimed = printer === null ? null : await claims.claim([printer.id], request);
  if (claimed?.ok === false) return;
  try {
    await settleOpen(open, deps, signal);
  } catch (error) {
    logThrown(error, printer?.id ?? 'documentPrinter', deps.log);
    return;
  }
  claimed?.value.release();
}

async function settleOpen(
  open: readonly DocumentRow[],
  deps: DocumentActDeps,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const act of open) {
    const verdict = await verdictOf(act, deps.printer, signal);
    if (verdict === null) return;
    const { outcome, evidence } = verdict;
    const pagesOut = outcome === 'done' ? act.pages : outcome === 'indeterminate' || outcome === 'partial' ? null : 0;
    await settle(act.id, act.deviceId, { outcome, code: null, pagesOut }, evidence, 'reconcile', deps);
  }
}

/** Null = stopped before the spooler has said it. */
async function verdictOf(act: DocumentRow, printer: DocumentPrinter | null, signal: AbortSignal | undefined) {
  if (act.state === 'intended') return { outcome: 'notStarted' as const, evidence: null };
  if (printer === null || act.evidenceBefore === null) return { outcome: 'indeterminate' as const, evidence: null };
  return await printer.reconcile(act.evidenceBefore, signal);
}

async function settle(
  actId: string,
  deviceId: string,
  { outcome, pagesOut }: DocumentSettled,
  after: Parameters<Store['acts']['settle']>[2],
  by: 'reply' | 'reconcile',
  { store, log }: DocumentActDeps,
): Promise<void> {
  const settled = await store.acts.settle(actId, outcome, after, by, { pagesOut });
  log('act.print.settled', { actId, deviceId, outcome, by: settled.ok ? by : settled.error.code });
}
