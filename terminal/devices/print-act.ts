import { randomUUID } from 'node:crypto';
import { type DeviceError, deviceError, type ErrorCode, type Evidence, type Outcome } from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import type { Result } from '../../contract/result.ts';
import { untilStatus } from '../../drivers/core/until-status.ts';
import type { ReceiptPrinter } from '../../drivers/receipt-printer/receipt-printer.ts';
import type { PrintRow, Store } from '../store/store.ts';
import type { ClaimManager } from './claims.ts';
import { isJournalledAsSent, withSentHook } from './sent-hook.ts';
import { logThrown } from './settle-device.ts';
import type { PrinterUse } from './visit-printer.ts';

export interface PrintRequest {
  readonly receiptNo: string;
  readonly markup: string;
  /** 0 = first print; n = 补打 n. */
  readonly copy: number;
  readonly session: string | null;
}

export interface PrintSettled {
  readonly outcome: Outcome;
  readonly code: ErrorCode | null;
  readonly unprintable: boolean;
}

export interface PrintDeps {
  readonly printer: ReceiptPrinter | null;
  readonly store: Store;
  readonly log: Log;
  /** The claim under which it prints; nothing is journalled before it is given. Without it, as for a tool that is alone with the printer, nobody is asked. */
  readonly claim?: () => Promise<Result<PrinterUse, DeviceError>>;
}

/**
 * One print as a journalled act: `intended` is durable before the printer is asked, `sent` before the first byte leaves, the outcome after. Nothing is
 * repeated here, whatever the outcome. Printing never decides about the application (H2).
 * When the claim ends before the first byte (the visit is over while the printer was waited for) nothing is printed: `notStarted`, E_CANCELLED. A print
 * that has begun ends by itself.
 */
export async function printAct(request: PrintRequest, deps: PrintDeps): Promise<PrintSettled> {
  const { printer, claim } = deps;
  if (printer === null) return { outcome: 'notStarted', code: 'E_NO_DEVICE', unprintable: false };
  if (claim === undefined) return await journalledPrint(request, printer, deps);
  const claimed = await claim();
  if (!claimed.ok) {
    const { code, outcome, vendor } = claimed.error;
    deps.log('device.call.failed', { deviceId: printer.id, call: 'print', code, outcome, vendor: vendor?.code ?? '' });
    return { outcome: 'notStarted', code, unprintable: false };
  }
  try {
    return await journalledPrint(request, printer, deps, claimed.value.signal);
  } finally {
    claimed.value.release();
  }
}

async function journalledPrint(
  request: PrintRequest,
  printer: ReceiptPrinter,
  { store, log }: PrintDeps,
  signal?: AbortSignal,
): Promise<PrintSettled> {
  const actId = randomUUID();
  const intended = store.acts.intend({
    id: actId,
    kind: 'print',
    deviceId: printer.id,
    receiptNo: request.receiptNo,
    copy: request.copy,
    session: request.session,
  });
  if (!intended.ok) return { outcome: 'notStarted', code: 'E_INTERNAL', unprintable: false };
  log('act.print.intended', { actId, deviceId: printer.id });
  const printed = await print(request, actId, printer, store, signal);
  const outcome: Outcome = printed.ok ? 'done' : printed.error.outcome;
  const settled = await store.acts.settle(actId, outcome, printed.ok ? printed.value.after : null, 'reply');
  log('act.print.settled', { actId, deviceId: printer.id, outcome, by: settled.ok ? 'reply' : settled.error.code });
  if (!printed.ok) {
    const { code, vendor } = printed.error;
    log('device.call.failed', { deviceId: printer.id, call: 'print', code, outcome, vendor: vendor?.code ?? '' });
    return { outcome, code, unprintable: false };
  }
  return { outcome, code: null, unprintable: printed.value.unprintable.length > 0 };
}

/** A journal that does not take the act refuses the print: nothing was sent, and a full disk must not end the visit under way. */
function print(
  { markup, copy }: PrintRequest,
  actId: string,
  printer: ReceiptPrinter,
  store: Store,
  signal: AbortSignal | undefined,
): ReturnType<ReceiptPrinter['print']> {
  const sent = (before: Evidence) => {
    const at = { deviceId: printer.id, phase: 'preparing', epoch: printer.status().epoch, actId } as const;
    // The last moment before the first byte, whatever the driver looked at.
    if (signal?.aborted) return deviceError('E_CANCELLED', 'notStarted', at);
    if (isJournalledAsSent(store, actId, before)) return null;
    return deviceError('E_INTERNAL', 'notStarted', { ...at, vendor: { code: 'journal' } });
  };
  return withSentHook(sent, (hooks) =>
    printer.print({ actId, markup, copy }, { hooks, ...(signal === undefined ? {} : { signal }) }),
  );
}

/**
 * Settles what a crash or power cut left open: `intended` never left this machine; `sent` is reconciled from the printer's evidence, without motion.
 * The claim is taken before this returns, so nobody prints before it is done. A printer that is away is waited for: its evidence is worth nothing then,
 * and an act that is settled `unknown` is never looked at again. The printer is told where the slip before did not come out whole.
 * What throws on the way ends this and not the service: the printer stays claimed, out of service, until the program starts anew.
 * @param signal ends the wait; what is open stays open for the next start
 */
export async function reconcilePrints({
  printer,
  claims,
  store,
  log,
  signal,
}: {
  readonly printer: ReceiptPrinter | null;
  readonly claims: ClaimManager;
  readonly store: Store;
  readonly log: Log;
  readonly signal?: AbortSignal;
}): Promise<void> {
  const deps = { store, log };
  if (printer === null) {
    for (const act of store.acts.unsettled()) await settleOpen(act, 'indeterminate', null, deps);
    return;
  }
  const request = { owner: 'boot', purpose: 'reconcile', waitMs: 0, priority: 'recovery' } as const;
  const claimed = await claims.claim([printer.id], request);
  if (!claimed.ok) return;
  try {
    await settleByEvidence(printer, deps, signal);
  } catch (error) {
    logThrown(error, printer.id, log);
    return;
  }
  claimed.value.release();
}

async function settleByEvidence(
  printer: ReceiptPrinter,
  deps: Pick<PrintDeps, 'store' | 'log'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  // Paper outlives this program: what hangs at the knife of a slip that was settled long ago would come out with the next one, in somebody else's hand.
  if (deps.store.acts.isSlipUnfinished(printer.id)) printer.recallUnfinished();
  const open = deps.store.acts.unsettled();
  // There is one slip at an exit: of the last print that left this machine, never of one before it.
  const last = open.findLast(({ state }) => state === 'sent');
  for (const act of open) {
    if (act !== last || act.evidenceBefore === null) {
      await settleOpen(act, 'indeterminate', null, deps);
      continue;
    }
    const seen = await evidenceWithLink(printer, act.evidenceBefore, signal);
    if (seen === null) return;
    await settleOpen(act, seen.outcome, seen.evidence, deps);
  }
}

/** Null = aborted while the printer was away. */
async function evidenceWithLink(printer: ReceiptPrinter, before: Evidence, signal: AbortSignal | undefined) {
  for (;;) {
    if (!(await untilStatus(printer, ({ link }) => link === 'up', signal))) return null;
    const { epoch } = printer.status();
    const seen = await printer.reconcile(before);
    const after = printer.status();
    // Lost meanwhile: it did not answer what it was asked.
    if (seen.outcome !== 'indeterminate' || (after.link === 'up' && after.epoch === epoch)) return seen;
  }
}

/** `intended` is `notStarted`, whatever the caller concluded. */
async function settleOpen(
  { id: actId, deviceId, state }: PrintRow,
  concluded: Outcome,
  evidence: Evidence | null,
  { store, log }: Pick<PrintDeps, 'store' | 'log'>,
): Promise<void> {
  const outcome = state === 'intended' ? 'notStarted' : concluded;
  const settled = await store.acts.settle(actId, outcome, evidence, 'reconcile');
  log('act.print.settled', { actId, deviceId, outcome, by: settled.ok ? 'reconcile' : settled.error.code });
}
