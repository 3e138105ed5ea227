import { describe, expect, it } from 'vitest';
import { languages } from '../../contract/text.ts';
import type { SessionEvent } from './events.ts';
import { bookable } from './testing/booking-fixtures.ts';
import { diligentTouch } from './testing/diligent.ts';
import { accepted, identify, rig, stored, toCard, toFound, toPay } from './testing/failure-walks.ts';
import { card, found, none, order, readAt } from './testing/session-fixtures.ts';
import type { SessionRig } from './testing/session-rig.ts';

/** What A0 says of the visit before; null = nothing. */
function said(r: SessionRig): string | null {
  for (const block of r.service.snapshot().screen.blocks)
    if (block.type === 'notice' && block.title?.key === 'early.title') return block.text.key;
  return null;
}

/** To the commit of a loss report. */
function toStoring(r: SessionRig): void {
  toFound(r, 1);
  for (let i = 0; i < 12 && !r.name().endsWith('/F1'); i += 1) {
    const { main } = r.service.snapshot().screen.actions;
    if (r.name().includes('/C1'))
      r.service.send({ type: 'CARD_READ', card, at: new Date(r.clock.wallMs()).toISOString(), verdict: 'good' });
    else if (main !== undefined) r.press(main.id);
  }
  expect(r.name()).toBe('ss.card.loss/F1');
}

const lost: SessionEvent = { type: 'WINDOW_LOST' };
const idle = async (r: SessionRig) => {
  expect(r.name()).toBe('Z');
  await r.clock.advance(3_000);
  expect(r.name()).toBe('A0');
};

describe('whoever was interrupted finds on A0 what became of it', () => {
  it.each([
    ['is committed', [stored], 'early.stored'],
    ['fails', [{ type: 'STORE_FAILED' }], 'early.unsent'],
    ['breaks off', [{ type: 'STORE_UNKNOWN' }], 'early.unknown'],
  ] as const)('a page lost while the application is being saved waits for the disk: it %s', async (_, events, word) => {
    const r = rig();
    toStoring(r);
    r.service.send(lost);
    expect(r.service.context().visit).not.toBeNull();
    for (const event of events) r.service.send(event);
    await idle(r);
    expect(said(r)).toBe(word);
  });

  it.each([
    ['nothing yet', [], 'early.stored'],
    ['that it was taken', [accepted], 'early.stored'],
    ['that it was refused', [{ type: 'RESULT', result: { state: 'refused', reason: 'other' } }], 'early.unknown'],
    [
      'that it is not taken as it is',
      [{ type: 'RESULT', result: { state: 'unknown', isSetAside: true } }],
      'early.unknown',
    ],
  ] as const)('a page lost behind the commit, when the hub has said %s', async (_, events, word) => {
    const r = rig();
    toStoring(r);
    r.service.send(stored);
    for (const event of events) r.service.send(event);
    r.service.send(lost);
    await idle(r);
    expect(said(r)).toBe(word);
  });

  it('a page lost before anything was sent says so, and that money comes back where some may have been paid', async () => {
    const r = rig();
    toFound(r);
    r.service.send(lost);
    await idle(r);
    expect(said(r)).toBe('early.unsent');
    const paying = rig();
    toPay(paying);
    paying.service.send({ type: 'ORDER', order: { state: 'pending', order: order('pending') } });
    paying.service.send(lost);
    await idle(paying);
    expect(said(paying)).toBe('early.unpaid');
  });

  it('a page lost while a card is on its way inside: once the card has its place, the application is called saved', async () => {
    const r = rig();
    toCard(r);
    r.service.send({ type: 'ISSUE', card: { state: 'working', step: 'write', pinEntered: 6 } });
    r.service.send(lost);
    expect(r.name()).toBe('machine/finishing');
    r.service.send({
      type: 'ISSUE',
      card: { state: 'settled', end: 'captured', step: 'present', last4: null, refund: true },
    });
    await idle(r);
    expect(said(r)).toBe('early.stored');
  });

  it('a booking whose answer nobody heard is called neither done nor undone', async () => {
    const r = rig();
    r.begin('svc.book');
    for (let turn = 0; turn < 60 && !r.name().endsWith('/F1-booking'); turn += 1) {
      if (r.name().includes('/C1')) r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
      for (const { path } of r.service.context().visit?.asking ?? [])
        r.service.send({ type: 'PULLED', path, pulled: bookable[path] === undefined ? none : found(bookable[path]) });
      r.service.send({ type: 'PULLS_DONE' });
      if (r.name().endsWith('/D2-mobileCode'))
        r.service.send({ type: 'VERIFIED', method: 'sms', assurance: 'sms', at: readAt });
      const touch = diligentTouch(r.service.snapshot(), 0);
      if (touch !== null) r.touch(touch);
    }
    expect(r.name()).toBe('svc.book/F1-booking');
    r.service.send(lost);
    await idle(r);
    expect(said(r)).toBe('early.unknown');
  });

  it('the staff that comes in, or a cabinet that is opened, ends it in the same way', async () => {
    for (const [begin, over] of [
      [
        { type: 'DOOR', open: true },
        { type: 'DOOR', open: false },
      ],
      [
        { type: 'SERVICE', on: true },
        { type: 'SERVICE', on: false },
      ],
    ] as const) {
      const r = rig();
      toStoring(r);
      r.service.send(stored);
      r.service.send(begin);
      r.service.send(over);
      await idle(r);
      expect(said(r)).toBe('early.stored');
    }
  });

  it('nothing is said of a visit that asked for nothing, or that its citizen has ended; the next visit clears it; whose it was stands nowhere', async () => {
    const query = rig();
    identify(query, 'ss.card.query');
    query.service.send(lost);
    await idle(query);
    expect(said(query)).toBeNull();
    const left = rig();
    toFound(left);
    left.touch({ kind: 'exit' });
    await idle(left);
    expect(said(left)).toBeNull();
    const r = rig();
    toStoring(r);
    r.service.send(stored);
    r.service.send(lost);
    await idle(r);
    for (const language of languages) {
      r.service.send({ type: 'LANGUAGE', language });
      expect(said(r)).toBe('early.stored');
      expect(r.text()).not.toContain(stored.receiptNo);
    }
    r.begin('ss.card.query');
    r.touch({ kind: 'exit' });
    await idle(r);
    expect(said(r)).toBeNull();
  });
});
