import { expect, it } from 'vitest';
import { slipsOf } from '../receipt/slips.ts';
import { newVisit, type Result, type Visit } from './context.ts';
import { linksOf } from './machine/moves.ts';
import { diligentTouch } from './testing/diligent.ts';
import { card, otherCard, party, readAt } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig, shippedItems, verifyBySms } from './testing/session-rig.ts';
import { answerWork, samplePulled } from './testing/world.ts';

const context = sessionRig().service.context();
const item = shippedItems.find(({ id }) => id === 'svc.book');
const book = (result: Result, more: Partial<Visit> = {}): Visit => {
  if (item === undefined) throw new Error('no bookings');
  return newVisit('v', item, { actor: party, step: item.steps.length, result, ...more });
};
const links = (visit: Visit) => linksOf({ ...context, visit }).map((link) => link.item);
const made = { bookingNo: 'YY26120112345678', place: 'x', date: '2026-12-01', from: '09:00', to: '09:30', window: '3' };
const standing = book({ state: 'effective', at: readAt, data: made }, { receiptNo: made.bookingNo });
const givenBack = book(
  { state: 'effective', at: readAt, data: { receiptNo: made.bookingNo, open: '0' } },
  { receiptNo: made.bookingNo, answers: { action: 'cancel' }, touched: ['action'] },
);

it('where nothing was booked there is nothing to rate: a booking that was refused, or of which nobody knows', () => {
  expect(links(book({ state: 'refused', reason: 'full' }))).not.toContain('u.rate');
  expect(links(book({ state: 'unknown' }))).not.toContain('u.rate');
  expect(links(standing)).toContain('u.rate');
});

it('a booking that was given back has no code: nobody is told to scan what is not there, on page or paper', () => {
  const sign = () => 'A'.repeat(86);
  expect(slipsOf(context, standing, sign).map(({ stem, qr }) => [stem, qr !== ''])).toEqual([['appointment', true]]);
  expect(slipsOf(context, givenBack, sign).map(({ stem, qr }) => [stem, qr])).toEqual([['case', '']]);
});

/** 无房证明: the family is to be looked up, too, and one of them has laid the card and said who they are. */
function toAgreement(r: SessionRig): void {
  r.begin('prop.search');
  for (let i = 0; i < 12 && !r.name().endsWith('/C1'); i += 1) {
    const touch = diligentTouch(r.service.snapshot(), 1);
    if (touch !== null) r.touch(touch);
  }
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  verifyBySms(r);
  r.press('continue');
  r.choose('withFamily', 'yes');
  r.press('continue');
}
function member(r: SessionRig, number: string, says: 'agree' | 'disagree'): void {
  r.press('row:add');
  r.service.send({ type: 'CARD_READ', card: { ...otherCard, number }, at: readAt, verdict: 'good' });
  r.choose('relation', 'child');
  r.press('continue');
  expect(r.name()).toBe('prop.search/D2-row-agree');
  r.press(says);
  expect(r.name()).toBe('prop.search/D2-family-rows');
}

it('a member of the family who does not agree is left out, is told so calmly, and is not looked up; the others are', () => {
  const r = sessionRig();
  toAgreement(r);
  const said = () =>
    r.service
      .snapshot()
      .screen.blocks.flatMap((block) => (block.type === 'notice' ? [`${block.tone} ${block.text.key}`] : []));
  member(r, otherCard.number, 'disagree');
  expect(said()).toEqual(['information records.none', 'information records.notAgreed']);
  expect(JSON.stringify(r.service.context().visit?.answers)).not.toContain(otherCard.number);
  member(r, '440199201007010016', 'agree');
  expect(said()).toEqual([]);
  member(r, otherCard.number, 'disagree');
  expect(said()).toEqual(['information records.notAgreed']);
  const family = JSON.stringify(r.service.context().visit?.answers.family);
  expect(family).toContain('440199201007010016');
  expect(family).not.toContain(otherCard.number);
  // Whoever agreed before and takes it back is left out as well.
  r.press('row:edit:0');
  for (let i = 0; i < 6 && r.name() !== 'prop.search/D2-row-agree'; i += 1) r.press('continue');
  r.press('disagree');
  expect(r.service.context().visit?.answers.family).toBeUndefined();
  r.press('back');
  expect(r.name()).toBe('prop.search/D2-withFamily');
});

it('whoever does not agree to what cannot be left out is told calmly that nothing was done, and may think again', () => {
  const r = sessionRig();
  const to = (page: string) => {
    for (let step = 1; step < 90 && r.name() !== `med.res.stop/${page}`; step += 1) {
      answerWork(r, 1, (path) => samplePulled(path, 1));
      const touch = r.name() === `med.res.stop/${page}` ? null : diligentTouch(r.service.snapshot(), 0);
      if (touch !== null) r.touch(touch);
    }
    expect(r.name()).toBe(`med.res.stop/${page}`);
  };
  r.begin('med.res.stop');
  to('D2-confirm');
  r.press('disagree');
  expect([r.name(), r.service.snapshot().screen.tone]).toEqual(['med.res.stop/N1-consent.refused', 'information']);
  expect(r.service.snapshot().screen.heading.text).toBe('您没有同意，这项业务没有办理');
  r.press('back');
  expect(r.name()).toBe('med.res.stop/D2-confirm');
  // Agreed, and then not after all: what was said before does not count.
  r.press('agree');
  expect(r.name()).toBe('med.res.stop/E1');
  r.press('change:confirm');
  r.press('disagree');
  expect(r.service.context().visit?.answers.confirm).toBeUndefined();
  r.press('end');
  expect(r.calls).not.toContain('store');
});
