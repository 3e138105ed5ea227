import { noLog } from '../../../contract/log.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { StatusTracker } from '../../../drivers/core/status-tracker.ts';
import type { ReceiptPrinter } from '../../../drivers/receipt-printer/receipt-printer.ts';

/** Only what an act uses; anything else would be a bug of the caller. Its link is up until the test says otherwise on `tracker`. */
export function printerThat(
  print: ReceiptPrinter['print'],
  reconcile?: ReceiptPrinter['reconcile'],
): ReceiptPrinter & { readonly tracker: StatusTracker } {
  const tracker = new StatusTracker({ id: 'receiptPrinter', clock: new VirtualClock(), log: noLog });
  tracker.set({ link: 'up' });
  const unexpected = () => {
    throw new Error('not part of a print');
  };
  return {
    tracker,
    id: 'receiptPrinter',
    status: () => tracker.current,
    onStatus: (listener) => tracker.onStatus(listener),
    capabilities: unexpected,
    start: unexpected,
    close: unexpected,
    refresh: unexpected,
    print,
    awaitTaken: unexpected,
    retract: unexpected,
    warmUp: unexpected,
    recallUnfinished: () => undefined,
    reconcile: reconcile ?? unexpected,
    preview: unexpected,
  };
}
