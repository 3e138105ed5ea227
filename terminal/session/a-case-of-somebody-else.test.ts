import { describe, expect, it } from 'vitest';
import { maskName } from '../../contract/mask.ts';
import type { CaseView } from '../../contract/pulls/cases.ts';
import { caseFound, caseView } from './testing/case-fixtures.ts';
import { card, otherCard, readAt } from './testing/session-fixtures.ts';
import { sessionRig, verifyBySms } from './testing/session-rig.ts';

/** 补正 by whoever applied for somebody else: the pages are about the one for whom it is, and about nobody else. */
const subject = { name: maskName(otherCard.name), idLast4: otherCard.number.slice(-4) };

/** @param isTold false: a hub of an earlier release, which does not say for whom a case is */
function toCase(change: Partial<CaseView>, isTold = true) {
  const r = sessionRig();
  const known = { itemId: 'med.res.stop', state: 'needMore' } as const;
  r.begin('u.progress');
  r.choose('by', 'receipt');
  r.press('continue');
  r.service.send({ type: 'SCANNED', text: caseView().receiptNo });
  caseFound(r, caseView(known));
  r.press('continue');
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  expect(r.service.context().visit?.asking[0]?.params.subject).toBe('yes');
  const { subject: whom, ...view } = caseView({
    ...known,
    level: 'detail',
    mine: true,
    may: ['supplement'],
    ...change,
  });
  caseFound(r, isTold && whom !== undefined ? { ...view, subject: whom } : view);
  expect(r.name()).toBe('u.progress/U1-detail');
  return r;
}

describe('补正 for somebody else', () => {
  it('takes the card of the one for whom it is, and what the city knows of that one', () => {
    const r = toCase({ subject });
    expect(r.text()).toContain(subject.name);
    r.press('mend');
    verifyBySms(r);
    expect(r.name()).toBe('med.res.stop/C1-second');
    r.service.send({ type: 'CARD_READ', card: otherCard, at: readAt, verdict: 'good' });
    const { visit } = r.service.context();
    expect(visit).toMatchObject({ actor: { name: card.name }, subject: { name: otherCard.name } });
    expect(visit?.asked['med.arrears']).toContain(otherCard.number);
  });

  it('somebody who is not the one for whom it is stands in no page of it', () => {
    const r = toCase({ subject });
    r.press('mend');
    verifyBySms(r);
    const third = { ...otherCard, name: '周敏', number: '440199199001010033' };
    r.service.send({ type: 'CARD_READ', card: third, at: readAt, verdict: 'good' });
    expect(r.name()).toBe('med.res.stop/N1-mend.notSubject');
    expect(r.service.context().visit?.subject).toBeNull();
    r.press('retry');
    expect(r.name()).toBe('med.res.stop/C1-second');
  });

  it('a hub that cannot say for whom it is leads to a window where somebody may have acted for another, and nowhere else', () => {
    expect(toCase({}).press('mend').ok).toBe(true);
    const r = toCase({}, false);
    expect(r.press('mend').ok).toBe(false);
    expect(r.text()).toContain('link:svc.book');
    expect(toCase({ itemId: 'id.resperm.endorse' }, false).press('mend').ok).toBe(true);
  });
});
