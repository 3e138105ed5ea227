import { randomUUID } from 'node:crypto';
import { type DeviceError, deviceError, type ErrorCode, type Evidence, type Outcome } from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import { err } from '../../contract/result.ts';
import type { ReceiptPrinter } from '../../drivers/receipt-printer/receipt-printer.ts';
import type { Store } from '../store/store.ts';

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

/**
 * One print as a journalled act: `intended` is durable before the printer is asked, `sent` before the first byte leaves, the outcome after. Nothing is
 * repeated here, whatever the outcome. Printing never decides about the application (H2).
 */
export async function printAct(
  request: PrintRequest,
  { printer, store, log }: { readonly printer: ReceiptPrinter | null; readonly store: Store; readonly log: Log },
): Promise<PrintSettled> {
  if (printer === null) return { outcome: 'notStarted', code: 'E_NO_DEVICE', unprintable: false };
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
  const printed = await print(request, actId, printer, store);
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
async function print(
  { markup, copy }: PrintRequest,
  actId: string,
  printer: ReceiptPrinter,
  store: Store,
): ReturnType<ReceiptPrinter['print']> {
  let refusal: DeviceError | null = null;
  const sent = (before: Evidence) => {
    try {
      store.acts.sent(actId, before);
    } catch (cause) {
      const at = { deviceId: printer.id, phase: 'preparing', epoch: printer.status().epoch, actId } as const;
      refusal = deviceError('E_INTERNAL', 'notStarted', { ...at, vendor: { code: 'journal' } });
      throw cause;
    }
  };
  try {
    return await printer.print({ actId, markup, copy }, { hooks: { sent } });
  } catch (thrown) {
    // Only our own hook may throw.
    if (refusal === null) throw thrown;
    return err(refusal);
  }
}

/**
 * Settles what a crash or power cut left open: `intended` never left this machine; `sent` is reconciled from the printer's evidence, without motion.
 * Called at boot before the printer is offered to anybody.
 */
export async function reconcilePrints({
  printer,
  store,
  log,
}: {
  readonly printer: ReceiptPrinter | null;
  readonly store: Store;
  readonly log: Log;
}): Promise<void> {
  for (const act of store.acts.unsettled()) {
    const { outcome, evidence } =
      act.state === 'intended'
        ? { outcome: 'notStarted' as const, evidence: null }
        : printer === null || act.evidenceBefore === null
          ? { outcome: 'indeterminate' as const, evidence: null }
          : await printer.reconcile(act.evidenceBefore);
    const settled = await store.acts.settle(act.id, outcome, evidence, 'reconcile');
    log('act.print.settled', {
      actId: act.id,
      deviceId: act.deviceId,
      outcome,
      by: settled.ok ? 'reconcile' : settled.error.code,
    });
  }
}
