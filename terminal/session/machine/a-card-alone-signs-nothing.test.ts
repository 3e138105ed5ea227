import { describe, expect, it } from 'vitest';
import { idleDelay, maxExtensions } from '../delays.ts';
import { card, draft, otherCard } from '../testing/session-fixtures.ts';
import { type SessionRig, sessionRig, shippedItems } from '../testing/session-rig.ts';
import { everyAct, everySection, syntheticItems } from '../testing/synthetic-items.ts';
import { againBy, isRecent } from './moves.ts';

const all = [...syntheticItems, ...shippedItems];
const now = (r: SessionRig) => new Date(r.clock.wallMs()).toISOString();

function verifySms(r: SessionRig) {
  r.press('method:sms');
  r.service.send({ type: 'SMS_SENT', codeId: 'c', to: '138****8000' });
  r.service.send({ type: 'VERIFIED', method: 'sms', assurance: 'sms', at: now(r) });
}

function start(r: SessionRig, item: string) {
  r.begin(item);
  r.press('agree');
  r.service.send({ type: 'CARD_READ', card, at: now(r), verdict: 'good' });
  verifySms(r);
}

/** To the page of the other signers of the synthetic joint application. */
function toOthers(r: SessionRig) {
  start(r, everySection.id);
  const { visit } = r.service.context();
  if (visit === null) throw new Error('no visit');
  const save = () => r.service.send({ type: 'DRAFT', draft: draft(false), state: 'saved' });
  save();
  r.press('task:first');
  r.choose('role', 'lost');
  r.press('continue');
  save();
  r.press('task:second');
  if (r.name().includes('D2-')) r.type('heads', '1');
  save();
  r.press('task:third');
  r.press('row:add');
  r.choose('who', 'known:0');
  r.press('continue');
  save();
  r.press('continue');
  r.press('submit');
  // What was changed on the check page is kept before it is signed.
  save();
  r.press('sign');
  r.service.send({ type: 'CARD_READ', card, at: now(r), verdict: 'good' });
  r.service.send({ type: 'SIGNED', digest: 'a'.repeat(64), at: now(r) });
}

describe('signing of a joint application', () => {
  it('the card of a further signer alone signs nothing: one of the equal ways comes between card and signature', () => {
    const r = sessionRig({ items: all });
    toOthers(r);
    expect(r.name()).toBe('syn.sections/E2-others');
    r.press('sign');
    r.service.send({ type: 'CARD_READ', card: otherCard, at: now(r), verdict: 'good' });
    expect(r.name()).toBe('syn.sections/C2-signer');
    expect(r.calls.filter((call) => call === 'sign')).toHaveLength(1);
    verifySms(r);
    expect(r.name()).toBe('syn.sections/E2-signing');
    expect(r.service.context().visit?.signer).toMatchObject({
      idNumber: otherCard.number,
      level: 'L2',
      verified: { method: 'sms' },
    });
    expect(r.service.context().visit?.actor?.idNumber).toBe(card.number);
    r.service.send({ type: 'DRAFT', draft: draft(true), state: 'saved' });
    r.service.send({ type: 'SIGNED', digest: 'b'.repeat(64), at: now(r) });
    expect(r.name()).toBe('syn.sections/E2-others');
    expect(r.service.context().visit?.signer).toBeNull();
  });

  it('a signature beside costs the one who acts nothing: their card is asked for after ten extensions, and no visit ends there', async () => {
    const r = sessionRig({ items: all });
    toOthers(r);
    r.press('sign');
    r.service.send({ type: 'CARD_READ', card: otherCard, at: now(r), verdict: 'good' });
    verifySms(r);
    r.service.send({ type: 'DRAFT', draft: draft(true), state: 'saved' });
    r.service.send({ type: 'SIGNED', digest: 'b'.repeat(64), at: now(r) });
    expect(r.name()).toBe('syn.sections/E2-others');
    for (let i = 0; i <= maxExtensions; i += 1) {
      await r.clock.advance(idleDelay(r.service.context()) ?? 0);
      r.touch({ kind: 'stay' });
    }
    expect(r.name()).toBe('tap-again');
    r.service.send({ type: 'CARD_READ', card, at: now(r), verdict: 'good' });
    expect(r.name()).toBe('syn.sections/E2-others');
  });

  it('while somebody signs beside, nobody is asked for the card of the one who acts', async () => {
    const r = sessionRig({ items: all });
    toOthers(r);
    r.press('sign');
    r.service.send({ type: 'CARD_READ', card: otherCard, at: now(r), verdict: 'good' });
    for (let i = 0; i <= maxExtensions && r.name() === 'syn.sections/C2-signer'; i += 1) {
      await r.clock.advance(idleDelay(r.service.context()) ?? 0);
      r.touch({ kind: 'stay' });
    }
    expect(r.name()).toBe('Z');
  });

  it('a card that has expired or was not read whole is not called somebody else’s, and can be laid down again', () => {
    const r = sessionRig({ items: all });
    toOthers(r);
    const lay = (given: typeof card, verdict: 'expired' | 'damaged') => {
      r.press('sign');
      r.service.send({ type: 'CARD_READ', card: given, at: now(r), verdict });
      const name = r.name();
      r.press('retry');
      return name;
    };
    expect(lay(otherCard, 'expired')).toBe('syn.sections/N1-sign.expired');
    expect(lay(otherCard, 'damaged')).toBe('syn.sections/N1-sign.unreadable');
    expect(r.name()).toBe('syn.sections/E2-others');
  });

  it('a signature whose answer never came is not told as "not signed": the hub may have it', () => {
    const r = sessionRig({ items: all });
    toOthers(r);
    const sign = (why: 'away' | 'failed') => {
      r.press('sign');
      r.service.send({ type: 'CARD_READ', card: otherCard, at: now(r), verdict: 'good' });
      verifySms(r);
      r.service.send({ type: 'NOT_VERIFIED', method: 'sms', why });
      const name = r.name();
      r.press('retry');
      return name;
    };
    expect(sign('away')).toBe('syn.sections/N1-sign.unknown');
    expect(sign('failed')).toBe('syn.sections/N1-sign.failed');
    expect(r.name()).toBe('syn.sections/E2-others');
  });

  it('a signer who does not want any of the ways goes back to the others, nothing signed, and may use the phone', () => {
    const r = sessionRig({ items: all });
    toOthers(r);
    r.press('sign');
    r.service.send({ type: 'CARD_READ', card: otherCard, at: now(r), verdict: 'good' });
    r.press('back');
    expect(r.name()).toBe('syn.sections/E2-others');
    expect(r.service.context().visit?.signer).toBeNull();
  });
});

describe('H15: before what cannot be undone', () => {
  function toCheck(r: SessionRig) {
    start(r, everyAct.id);
    for (const { path } of r.service.context().visit?.asking ?? []) {
      const cards = [1, 2].map((n) => ({ cardId: `c${n}`, last4: `000${n}` }));
      r.service.send({
        type: 'PULLED',
        path,
        pulled: { status: 'found', source: 'gz.hrss', asOf: '2026-11-23', data: { cards, pendingReceipt: null } },
      });
    }
    r.service.send({ type: 'PULLS_DONE' });
    for (let i = 0; i < 3; i += 1) r.press('continue');
    r.type('copies', '1');
    expect(r.name()).toBe('syn.acts/E1');
  }
  const later = async (r: SessionRig, ms: number) => {
    for (let passed = 0; passed < ms; passed += 20_000) {
      await r.clock.advance(20_000);
      r.touch({ kind: 'present' });
    }
  };

  it('an SMS older than three minutes is asked for again, not only the card: who stands here may be another', async () => {
    const r = sessionRig({ items: all });
    toCheck(r);
    await later(r, 200_000);
    r.press('submit');
    expect(r.name()).toBe('syn.acts/C1-again');
    r.service.send({ type: 'CARD_READ', card, at: now(r), verdict: 'good' });
    expect(r.name()).toBe('syn.acts/C2-sms-asking');
    // A fresh tap that ends here has proved nothing.
    r.press('back');
    expect(r.name()).toBe('syn.acts/C2');
    verifySms(r);
    expect(r.name()).toBe('syn.acts/E2');
  });

  it('a clock that is set back in the middle of a visit makes no identification young', () => {
    const visit = { doubtedAt: null };
    expect(isRecent(visit, '2026-11-23T06:03:12.000Z', '2026-11-23T06:06:12.000Z')).toBe(true);
    expect(isRecent(visit, '2026-11-23T06:03:12.000Z', '2026-11-23T05:03:12.000Z')).toBe(false);
  });

  it('within the three minutes nobody is asked anything twice', () => {
    const r = sessionRig({ items: all });
    toCheck(r);
    r.press('submit');
    expect(r.name()).toBe('syn.acts/E2');
  });

  it('a clerk or a PIN is not asked twice: the tap is enough', async () => {
    const r = sessionRig({ items: all });
    r.begin(everyAct.id);
    r.press('agree');
    r.service.send({ type: 'CARD_READ', card, at: now(r), verdict: 'good' });
    r.press('method:video');
    r.service.send({ type: 'VERIFIED', method: 'video', assurance: 'clerk', at: now(r) });
    const { visit } = r.service.context();
    expect(visit?.actor?.verified?.method).toBe('video');
    r.service.send({ type: 'PULLS_DONE' });
    await later(r, 200_000);
    expect(againBy(r.service.context(), now(r))).toBeNull();
  });
});

it('上一步 before the first question of a part leads to the list of parts, not to a page without a question', () => {
  const r = sessionRig({ items: all });
  start(r, everySection.id);
  r.service.send({ type: 'DRAFT', draft: draft(false), state: 'saved' });
  r.press('task:first');
  expect(r.name()).toBe('syn.sections/D2-role');
  r.press('back');
  r.service.send({ type: 'DRAFT', draft: draft(false), state: 'saved' });
  expect(r.name()).toBe('syn.sections/T1');
});
