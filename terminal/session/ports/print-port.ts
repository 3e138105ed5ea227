import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceError } from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import type { Result } from '../../../contract/result.ts';
import type { Language } from '../../../contract/text.ts';
import type { ReceiptPrinter } from '../../../drivers/receipt-printer/receipt-printer.ts';
import { fillTemplate } from '../../../drivers/receipt-printer/render/fill-template.ts';
import type { Texts } from '../../catalogue/texts.ts';
import { printAct } from '../../devices/print-act.ts';
import type { PrinterUse } from '../../devices/visit-printer.ts';
import { receiptFields } from '../../receipt/receipt-fields.ts';
import { receiptQrPayload } from '../../receipt/receipt-qr.ts';
import type { Store } from '../../store/store.ts';
import type { Identity, Visit } from '../context.ts';
import type { SessionEvent } from '../events.ts';

export interface PrintPortOptions {
  readonly printer: () => ReceiptPrinter | null;
  /** The visit's share in the printer (`VisitGuard.printer`). */
  claim(visitId: string): Promise<Result<PrinterUse, DeviceError>>;
  readonly store: Store;
  readonly texts: Texts;
  readonly log: Log;
  readonly receiptsDir: string;
  readonly cityHotline: string;
  identity(): Identity | null;
  language(): Language;
  sign(text: string): string;
}

/** Payload of a visit's QR, on screen and paper alike; null before there is a number. */
export function visitQrPayload(visit: Visit, sign: (text: string) => string): string | null {
  if (visit.receiptNo === null || visit.result === null) return null;
  return receiptQrPayload({ receiptNo: visit.receiptNo, itemId: visit.item.id, state: visit.result.state }, sign);
}

/** Prints the receipt of a visit; always answers with PRINT_SETTLED, also after the visit has ended (the machine then ignores it). */
export function printPort(options: PrintPortOptions): (visit: Visit, send: (event: SessionEvent) => void) => void {
  return (visit, send) => {
    const copy = visit.print.state === 'printing' ? visit.print.copy : 0;
    const run = async () => {
      const markup = receiptMarkup(visit, copy, options);
      const settled =
        markup === null
          ? { outcome: 'notStarted' as const, code: 'E_INTERNAL' as const, unprintable: false }
          : await printAct(
              { receiptNo: visit.receiptNo ?? '', markup, copy, session: visit.id },
              {
                printer: options.printer(),
                store: options.store,
                log: options.log,
                claim: () => options.claim(visit.id),
              },
            );
      send({ type: 'PRINT_SETTLED', visitId: visit.id, copy, ...settled });
    };
    void run();
  };
}

/** Fills the item's template in the citizen's language; null when it cannot (a template that the catalogue check would have refused). */
function receiptMarkup(visit: Visit, copy: number, options: PrintPortOptions): string | null {
  const identity = options.identity();
  const qrPayload = visitQrPayload(visit, options.sign);
  if (identity === null || qrPayload === null) return null;
  const language = options.language();
  const template = readFileSync(join(options.receiptsDir, `${visit.item.receipt}.${language}.receipt`), 'utf8');
  const fields = receiptFields(visit, {
    texts: options.texts,
    language,
    identity,
    qrPayload,
    copy,
    cityHotline: options.cityHotline,
  });
  const markup = fillTemplate(template, fields);
  return markup.ok ? markup.value : null;
}
