import { existsSync, readFileSync } from 'node:fs';
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
import type { Identity, SessionContext, Visit } from '../context.ts';
import type { SessionEvent } from '../events.ts';
import { stepOf } from '../rules/visit-steps.ts';

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
  context(): SessionContext;
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
  const slip = slipOf(visit);
  const qrPayload = visitQrPayload(visit, options.sign) ?? (slip === null ? null : '');
  if (identity === null || qrPayload === null) return null;
  const language = options.language();
  const stem = slip ?? visit.item.receipt;
  const template = templateText(join(options.receiptsDir, `${stem}.${language}.receipt`));
  if (template === null) return null;
  const fields = receiptFields(template, visit, {
    texts: options.texts,
    context: options.context(),
    language,
    identity,
    qrPayload,
    copy,
    cityHotline: options.cityHotline,
  });
  const markup = fillTemplate(template, fields);
  return markup.ok ? markup.value : null;
}

/** Null when it is not there: the catalogue check would have refused that, and no print is worth a stopped program. */
function templateText(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Template of the slip that the open page offers; null = the receipt of the application. */
function slipOf(visit: Visit): string | null {
  return stepOf(visit, 'view')?.slip ?? stepOf(visit, 'tracker')?.slip ?? null;
}
