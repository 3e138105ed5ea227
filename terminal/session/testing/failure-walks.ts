import { card, cardsFound, documentReply, order, pulled, readAt } from './session-fixtures.ts';
import { type SessionRig, sessionRig, shippedItems, verifyBySms } from './session-rig.ts';
import { syntheticItems } from './synthetic-items.ts';

/** A session with the shipped and the synthetic items, and the stretches of a visit at whose end a failure strikes. */
export const all = [...syntheticItems, ...shippedItems];
export const rig = (missing: NonNullable<Parameters<typeof sessionRig>[0]>['missing'] = []) =>
  sessionRig({ items: all, missing });
export const stored = { type: 'STORED', receiptNo: 'TH0017-261123-0042-3', messageId: 'm1', at: readAt } as const;
export const accepted = { type: 'RESULT', result: { state: 'accepted', dueOn: '2026-12-01', data: {} } } as const;

export function identify(r: SessionRig, item = 'syn.acts') {
  r.begin(item);
  r.press('agree');
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
}

/** To the page that asks for the ID card. */
export function toReader(r: SessionRig, item: string) {
  r.begin(item);
  for (let i = 0; i < 4 && !r.name().includes('/C1'); i += 1) r.press(r.name().endsWith('/B2') ? 'agree' : 'continue');
}

/** To the page of the loss report that shows what was found about the person. */
export function toFound(r: SessionRig, cards = 2) {
  identify(r, 'ss.card.loss');
  for (const event of pulled(cardsFound(cards))) r.service.send(event);
  if (r.name() !== 'ss.card.loss/D1') throw new Error(`not found, but ${r.name()}`);
}

/** To the payment of the synthetic act. */
export function toPay(r: SessionRig) {
  identify(r);
  verifyBySms(r);
  r.service.send({ type: 'PULLED', path: 'hrss.cards', pulled: cardsFound(2) });
  r.service.send({ type: 'PULLS_DONE' });
  for (let i = 0; i < 3; i += 1) r.press('continue');
  r.type('copies', '1');
  r.press('submit');
  r.press('sign');
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  r.service.send({ type: 'SIGNED', digest: 'a'.repeat(64), at: readAt });
}

export function toCard(r: SessionRig) {
  toPay(r);
  r.service.send({ type: 'ORDER', order: { state: 'paid', order: order('paid') } });
  r.service.send(stored);
  r.service.send(accepted);
}

/** To the pages of the synthetic act that come out one after another. `look` is called on each page that comes on the way. */
export function toPrinting(r: SessionRig, look: (r: SessionRig) => void = () => undefined) {
  toCard(r);
  r.service.send({
    type: 'ISSUE',
    card: { state: 'settled', end: 'taken', step: 'present', last4: '1234', refund: false },
  });
  r.press('continue');
  r.service.send({ type: 'RESULT', result: { state: 'effective', at: readAt, data: {} } });
  look(r);
  r.service.send({ type: 'DOCUMENT', document: { state: 'preview', reply: documentReply() } });
  look(r);
  r.press('printDocument');
  look(r);
}
