import type { CaseView } from '../../contract/pulls/cases.ts';
import { newVisit, type SessionContext, type Visit } from '../session/context.ts';
import { numberInForce, stateInCode } from '../session/rules/number-in-force.ts';
import { resolveRef } from '../session/rules/ref.ts';
import { scopeOf } from '../session/rules/scope.ts';
import { stepOf } from '../session/rules/visit-steps.ts';
import { receiptQrPayload } from './receipt-qr.ts';

/** One piece of paper: which template, whose values, which QR. */
export interface Slip {
  /** Stem in `kiosk-config/receipts`: `<stem>.<language>.receipt`. */
  readonly stem: string;
  readonly visit: Visit;
  /** Content of its QR; empty where it has none. */
  readonly qr: string;
  /** What the paper is about, where that is not the application of the visit. */
  readonly about:
    | { readonly kind: 'receipt' | 'facts' | 'guide' }
    | { readonly kind: 'case'; readonly view: CaseView }
    | { readonly kind: 'signer'; readonly name: string; readonly idLast4: string; readonly until: string };
}

/**
 * What one press of 打印 puts on paper: on a page that offers a slip that slip, for absent signers one each, else the receipt of the application. Empty:
 * there is nothing to print (yet). Pure.
 */
export function slipsOf(context: SessionContext, visit: Visit, sign: (text: string) => string): readonly Slip[] {
  const kiosk = context.identity?.kiosk ?? '';
  const ownQr = visitQrPayload(visit, kiosk, sign);
  if (stepOf(visit, 'sign') !== null) {
    return absentSigners(visit).map(({ name, idLast4, phoneCode }) => ({
      stem: 'signer',
      visit,
      qr: phoneCode,
      about: { kind: 'signer', name, idLast4, until: visit.draft?.until ?? '' },
    }));
  }
  if (stepOf(visit, 'guide') !== null) {
    const item = context.items.find((candidate) => candidate.id === visit.answers.guide);
    if (item === undefined) return [];
    return [{ stem: 'checklist', visit: newVisit(visit.id, item), qr: '', about: { kind: 'guide' } }];
  }
  const tracker = stepOf(visit, 'tracker');
  if (tracker?.slip !== undefined) {
    const view = resolveRef(scopeOf(context, visit), tracker.case);
    if (!isCase(view)) return [];
    const { receiptNo, itemId, state } = view;
    const qr = receiptQrPayload({ receiptNo, itemId, state }, kiosk, sign);
    return [{ stem: caseStem(tracker.slip, view), visit, qr, about: { kind: 'case', view } }];
  }
  const slip = stepOf(visit, 'view')?.slip;
  if (slip !== undefined) return [{ stem: slip, visit, qr: ownQr ?? '', about: { kind: 'facts' } }];
  if (ownQr === null) return [];
  return [{ stem: receiptStem(visit), visit, qr: isFoundByCode(visit) ? ownQr : '', about: { kind: 'receipt' } }];
}

/** Whether the number of the visit is found, or shown, by its code: a booking that was given back is nowhere any more. */
export const isFoundByCode = (visit: Pick<Visit, 'item' | 'result'>): boolean =>
  visit.item.receipt !== 'appointment' || isBooking(visit);

/** Nobody is sent to collect what is not there: of such a case the receipt is printed once more. */
function caseStem(slip: string, { state, matters }: CaseView): string {
  const isReady = state === 'ready' || matters.some((matter) => matter.state === 'ready');
  return slip === 'pickup' && !isReady ? 'case' : slip;
}

/** Signers of a joint application who have not signed yet. */
const absentSigners = (visit: Visit) => (visit.draft?.signers ?? []).filter((signer) => !signer.signed);

const isCase = (value: unknown): value is CaseView =>
  typeof value === 'object' && value !== null && 'receiptNo' in value && 'matters' in value;

/** A booking that stands has a slip with place and time; one that was given back or refused is told like any other act. */
const receiptStem = (visit: Visit): string =>
  visit.item.receipt === 'appointment' && !isBooking(visit) ? 'case' : visit.item.receipt;

/** Whether the visit has made a booking, which stands. */
export function isBooking({ item, result }: Pick<Visit, 'item' | 'result'>): boolean {
  const data = result !== null && 'data' in result ? result.data : {};
  return item.receipt === 'appointment' && data.date !== undefined;
}

/** Payload of a visit's QR, on screen and paper alike; null before there is a number. */
export function visitQrPayload(visit: Visit, kiosk: string, sign: (text: string) => string): string | null {
  const receiptNo = numberInForce(visit);
  const { item, result } = visit;
  if (receiptNo === null || result === null) return null;
  return receiptQrPayload({ receiptNo, itemId: item.id, state: stateInCode(result) }, kiosk, sign);
}
