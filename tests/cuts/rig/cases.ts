import type { CaseView, Matter } from '../../../contract/pulls/cases.ts';
import { receiptNumber } from '../../../contract/receipt-number.ts';

/** A receipt that this machine gave earlier: what somebody types who asks for progress. */
const olderReceipt = (kiosk: string): string => receiptNumber(kiosk, '261120', 7);

/** A finished case that may be rated. */
export function caseOf(kiosk: string): CaseView {
  return {
    receiptNo: olderReceipt(kiosk),
    itemId: 'ss.card.loss',
    level: 'detail',
    state: 'done',
    matters: [],
    done: 1,
    of: 1,
    submittedOn: '2026-11-20',
    dueOn: null,
    settledAt: '2026-11-20T03:00:00.000Z',
    nextZh: '已办结',
    nextEn: 'Done',
    reason: null,
    signers: { signed: 0, of: 0 },
    may: ['rate'],
    mine: true,
    rated: false,
  };
}

/** A joint application whose five matters are on their way. */
export function jointCase(kiosk: string): CaseView {
  const matter = (matterId: string, state: Matter['state']): Matter => ({
    matterId,
    titleZh: `事项${matterId}`,
    titleEn: `Matter ${matterId}`,
    department: 'gz.amr',
    state,
    daysUsed: 0,
    daysAllowed: 1,
    startedAt: null,
    dueAt: null,
    settledAt: null,
    documentZh: null,
    documentEn: null,
    reason: null,
    section: null,
    pickup: null,
  });
  return {
    ...caseOf(kiosk),
    itemId: 'joint.track',
    state: 'inProgress',
    matters: [matter('1', 'done'), matter('2', 'inProgress'), matter('3', 'waiting')],
    done: 1,
    of: 3,
    settledAt: null,
    nextZh: '办理中',
    nextEn: 'In progress',
    may: [],
  };
}
