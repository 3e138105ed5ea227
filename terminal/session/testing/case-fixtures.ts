import type { CaseView } from '../../../contract/pulls/cases.ts';
import { card, found, none, readAt } from './session-fixtures.ts';
import type { SessionRig } from './session-rig.ts';

/** A case as anybody with the receipt sees it. */
export function caseView(change: Partial<CaseView> = {}): CaseView {
  return {
    receiptNo: 'TH0017-261123-0042-3',
    itemId: 'biz.open',
    level: 'status',
    state: 'needMore',
    matters: [],
    done: 0,
    of: 1,
    submittedOn: '2026-11-20',
    dueOn: null,
    settledAt: null,
    nextZh: '',
    nextEn: '',
    reason: null,
    signers: { signed: 0, of: 0 },
    may: [],
    mine: false,
    rated: false,
    subject: null,
    ...change,
  };
}

/** The city answers everything that the page asks: with this case, else with nothing. */
export function caseFound(r: SessionRig, view: CaseView | null): void {
  for (const { path } of r.service.context().visit?.asking ?? []) {
    const pulled = path === 'case.detail' && view !== null ? found({ case: view }) : none;
    r.service.send({ type: 'PULLED', path, pulled, at: readAt });
  }
  r.service.send({ type: 'PULLS_DONE' });
}

/** The tracker at a case of the citizen's own that may be withdrawn: found by its receipt, opened with the card. */
export function openOwnCase(r: SessionRig): void {
  r.begin('u.progress');
  r.choose('by', 'receipt');
  r.press('continue');
  const view = caseView({ may: ['withdraw'], state: 'accepted' });
  r.service.send({ type: 'SCANNED', text: view.receiptNo });
  caseFound(r, view);
  r.press('continue');
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  caseFound(r, { ...view, level: 'detail', mine: true });
}
