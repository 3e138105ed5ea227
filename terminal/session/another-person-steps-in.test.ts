import { describe, expect, it } from 'vitest';
import { personGoneMs } from './delays.ts';
import { followLink, isFresh } from './machine/moves.ts';
import { caseFound, caseView, openOwnCase } from './testing/case-fixtures.ts';
import { diligentTouch } from './testing/diligent.ts';
import { card, otherCard, readAt } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig, verifyBySms } from './testing/session-rig.ts';

/** F-13 of docs/domain/journeys.md §6. The virtual clock of the rig begins at `readAt`. */
const stepsAway = async (r: SessionRig, ms = personGoneMs) => {
  r.service.send({ type: 'PERSON', here: false });
  await r.clock.advance(ms);
  r.service.send({ type: 'PERSON', here: true });
};

function toDetail(r: SessionRig) {
  openOwnCase(r);
  expect(r.name()).toBe('u.progress/U1-detail');
}

function identifiedIn(r: SessionRig, item: string) {
  r.begin(item);
  for (let i = 0; i < 12 && !r.name().endsWith('/C1'); i += 1) {
    const touch = diligentTouch(r.service.snapshot(), 1);
    if (touch !== null) r.touch(touch);
  }
}

/** Somebody acts for another: the card of the other one is waited for. */
function toSecond(r: SessionRig) {
  identifiedIn(r, 'civil.elder.card');
  r.press('proxy');
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  verifyBySms(r);
}

/** A member of the family is asked to lay the own card. */
function toFamily(r: SessionRig) {
  identifiedIn(r, 'prop.search');
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  verifyBySms(r);
  r.press('continue');
  r.choose('withFamily', 'yes');
  r.press('continue');
  r.press('row:add');
}

describe('F-13: another person steps in', () => {
  it('covers what stands there and asks; the same person goes on where they were', async () => {
    const r = sessionRig();
    toDetail(r);
    await stepsAway(r);
    expect(r.name()).toBe('person');
    expect(r.text()).not.toContain('TH0017');
    r.press('person.same');
    expect(r.name()).toBe('u.progress/U1-detail');
  });

  it('a case that was opened by the code to its phone is covered as well: nobody else reads it', async () => {
    const r = sessionRig();
    r.begin('u.progress');
    r.choose('by', 'receipt');
    r.press('continue');
    r.service.send({ type: 'SCANNED', text: caseView().receiptNo });
    caseFound(r, caseView());
    r.press('bySms');
    r.type('last4', '0114');
    r.service.send({ type: 'SMS_SENT', codeId: 'c', to: '*******0114' });
    r.service.send({ type: 'VERIFIED', method: 'sms', assurance: 'sms', at: readAt });
    caseFound(r, caseView({ level: 'detail' }));
    expect(r.name()).toBe('u.progress/U1-detail');
    await stepsAway(r);
    expect(r.name()).toBe('person');
    expect(r.text()).not.toContain('TH0017');
    r.press('person.same');
    expect(r.name()).toBe('u.progress/U1-detail');
  });

  it('an act takes the card once more after that, though it was read a moment ago; a stranger’s card does not do', async () => {
    const r = sessionRig();
    toDetail(r);
    await stepsAway(r);
    r.press('person.same');
    r.press('withdraw');
    r.press('act');
    expect(r.name()).toMatch(/^u\.progress\/C1/);
    expect(r.calls).not.toContain('act');
    r.service.send({ type: 'CARD_READ', card: otherCard, at: '2026-11-23T06:04:00.000Z', verdict: 'good' });
    expect(r.name()).toBe('u.progress/N1-id.other');
    expect(r.calls).not.toContain('act');
    r.press('retry');
    r.press('withdraw');
    r.press('act');
    r.service.send({ type: 'CARD_READ', card, at: '2026-11-23T06:04:10.000Z', verdict: 'good' });
    expect(r.calls).toContain('act');
  });

  it('the next item of the stay does not take the card that was read before the doubt either', async () => {
    const r = sessionRig();
    toDetail(r);
    await stepsAway(r);
    r.press('person.same');
    const context = r.service.context();
    const linked = { ...context, ...followLink(context, 'svc.book', 'n') };
    expect(linked.visit?.item.id).toBe('svc.book');
    expect(isFresh(linked, '2026-11-23T06:04:00.000Z')).toBe(false);
    const undoubted = sessionRig();
    toDetail(undoubted);
    const plain = undoubted.service.context();
    const on = { ...plain, ...followLink(plain, 'svc.book', 'n') };
    expect(isFresh(on, '2026-11-23T06:04:00.000Z')).toBe(true);
  });

  it('who says that it is somebody else finds a cleared machine', async () => {
    const r = sessionRig();
    toDetail(r);
    await stepsAway(r);
    r.press('person.other');
    expect(r.name()).toBe('Z');
    expect(r.service.context().visit).toBeNull();
  });

  it('who only bends down, and who has not been identified, is not asked', async () => {
    const short = sessionRig();
    toDetail(short);
    await stepsAway(short, personGoneMs - 1);
    expect(short.name()).toBe('u.progress/U1-detail');
    const nobody = sessionRig();
    nobody.begin('u.guide');
    await stepsAway(nobody);
    expect(nobody.name()).not.toBe('person');
  });

  it('a card or a code that is held there while it is asked who stands here answers nothing on the page below', async () => {
    const r = sessionRig();
    toDetail(r);
    await stepsAway(r);
    r.press('person.same');
    r.press('withdraw');
    r.press('act');
    expect(r.name()).toMatch(/^u\.progress\/C1/);
    await stepsAway(r);
    const reads = () => r.calls.filter((call) => call === 'readCard').length;
    const before = reads();
    for (const [given, verdict] of [
      [card, 'good'],
      [otherCard, 'good'],
      [otherCard, 'expired'],
      [otherCard, 'damaged'],
    ] as const)
      r.service.send({ type: 'CARD_READ', card: given, at: '2026-11-23T06:05:00.000Z', verdict });
    expect(r.name()).toBe('person');
    expect(r.calls).not.toContain('act');
    expect(reads()).toBe(before + 4);
    r.press('person.same');
    expect(r.name()).toMatch(/^u\.progress\/C1/);
    r.service.send({ type: 'CARD_READ', card, at: '2026-11-23T06:06:00.000Z', verdict: 'good' });
    expect(r.calls).toContain('act');
  });

  it.each([
    ['the card of the one for whom it is', toSecond, 'civil.elder.card/C1-second'],
    ['the card that a question asks for', toFamily, 'prop.search/D2-row-who-tap'],
  ] as const)('%s: laid by whoever was asked who they are, it is none', async (_, walk, page) => {
    const r = sessionRig();
    walk(r);
    expect(r.name()).toBe(page);
    await stepsAway(r);
    expect(r.name()).toBe('person');
    r.service.send({ type: 'CARD_READ', card: otherCard, at: readAt, verdict: 'good' });
    expect(r.name()).toBe('person');
    r.press('person.same');
    expect(r.name()).toBe(page);
    r.service.send({ type: 'CARD_READ', card: otherCard, at: readAt, verdict: 'good' });
    expect(r.name()).not.toBe(page);
  });

  it('the doubt of one visit is none of the next', async () => {
    const r = sessionRig();
    toDetail(r);
    await stepsAway(r);
    r.touch({ kind: 'exit' });
    await r.clock.advance(3_000);
    expect(r.name()).toBe('A0');
    toDetail(r);
  });
});
