import type { DeviceError } from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import type { Result } from '../../../contract/result.ts';
import type { Language } from '../../../contract/text.ts';
import type { ReceiptPrinter } from '../../../drivers/receipt-printer/receipt-printer.ts';
import { fillTemplate } from '../../../drivers/receipt-printer/render/fill-template.ts';
import type { Texts } from '../../catalogue/texts.ts';
import { type PrintSettled, printAct } from '../../devices/print-act.ts';
import type { PrinterUse } from '../../devices/visit-printer.ts';
import { readTemplate } from '../../receipt/read-template.ts';
import { slipFields } from '../../receipt/slip-fields.ts';
import { type Slip, slipsOf } from '../../receipt/slips.ts';
import type { Store } from '../../store/store.ts';
import type { Identity, SessionContext, Visit } from '../context.ts';
import type { SessionEvent } from '../events.ts';
import { isNothing } from '../machine/moves.ts';
import { numberInForce } from '../rules/number-in-force.ts';
import type { Ongoing } from './ongoing.ts';

export interface PrintPortOptions {
  readonly printer: () => ReceiptPrinter | null;
  /** The visit's share in the printer (`VisitGuard.printer`). */
  claim(visitId: string): Promise<Result<PrinterUse, DeviceError>>;
  readonly ongoing: Ongoing;
  readonly store: Store;
  readonly texts: Texts;
  readonly log: Log;
  readonly receiptsDir: string;
  cityHotline(): string;
  identity(): Identity | null;
  language(): Language;
  context(): SessionContext;
  sign(text: string): string;
}

/** Prints what the open page offers; always answers with one PRINT_SETTLED, also after the visit has ended (the machine then ignores it). */
export function printPort(options: PrintPortOptions): (visit: Visit, send: (event: SessionEvent) => void) => void {
  return (visit, send) => {
    const copy = visit.print.state === 'printing' ? visit.print.copy : 0;
    const run = async () => {
      let settled: PrintSettled = { outcome: 'notStarted', code: 'E_INTERNAL', unprintable: false };
      for (const [index, slip] of slipsOf(options.context(), visit, options.sign).entries()) {
        const one = await printSlip(slip, copy, options);
        settled = index === 0 ? one : worse(settled, one);
        if (one.outcome !== 'done') break; // what is out of paper for one is out of paper for the next
      }
      send({ type: 'PRINT_SETTLED', visitId: visit.id, copy, ...settled });
    };
    options.ongoing.add(run());
  };
}

async function printSlip(slip: Slip, copy: number, options: PrintPortOptions): Promise<PrintSettled> {
  const markup = slipMarkup(slip, copy, options);
  if (markup === null) return { outcome: 'notStarted', code: 'E_INTERNAL', unprintable: false };
  const { visit, about } = slip;
  return await printAct(
    {
      receiptNo: about.kind === 'case' ? about.view.receiptNo : (numberInForce(visit) ?? ''),
      markup,
      copy,
      session: visit.id,
    },
    {
      printer: options.printer(),
      store: options.store,
      log: options.log,
      claim: () => options.claim(visit.id),
    },
  );
}

/** Of several slips: some are out where one came and the next did not. */
function worse(before: PrintSettled, now: PrintSettled): PrintSettled {
  const unprintable = before.unprintable || now.unprintable;
  if (now.outcome === 'done') return { ...before, unprintable };
  return { outcome: isNothing(now.outcome) ? 'partial' : now.outcome, code: now.code, unprintable };
}

/** Fills the template in the citizen's language; null when it cannot (a template that the catalogue check would have refused). */
function slipMarkup(slip: Slip, copy: number, options: PrintPortOptions): string | null {
  const identity = options.identity();
  if (identity === null) return null;
  const language = options.language();
  const template = readTemplate(options.receiptsDir, slip.stem, language);
  if (template === null) return null;
  const fields = slipFields(template, slip, {
    texts: options.texts,
    context: options.context(),
    language,
    identity,
    qrPayload: slip.qr,
    copy,
    cityHotline: options.cityHotline(),
  });
  const markup = fillTemplate(template, fields);
  return markup.ok ? markup.value : null;
}
