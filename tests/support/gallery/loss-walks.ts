import type { SessionEvent } from '../../../terminal/session/events.ts';
import { diligentTouch } from '../../../terminal/session/testing/diligent.ts';
import { card, cardsFound, lossItem, none, readAt } from '../../../terminal/session/testing/session-fixtures.ts';
import { type SessionRig, sessionRig } from '../../../terminal/session/testing/session-rig.ts';

type Look = (r: SessionRig) => void;

const cardRead: SessionEvent = { type: 'CARD_READ', card, at: readAt, verdict: 'good' };
const print = { type: 'PRINT_SETTLED', visitId: 'v1', copy: 0, code: null, unprintable: false } as const;

/** The loss report with everything that can happen on its way: what `every-page` finds by trying every touch, in a second instead of a minute. */
export async function walkLoss(look: Look): Promise<void> {
  const begin = (): SessionRig => {
    const r = sessionRig({ items: [lossItem] });
    r.begin(lossItem.id);
    return r;
  };
  const atPad = (): SessionRig => {
    const r = begin();
    look(r);
    r.press('agree');
    return r;
  };
  const refused = begin();
  refused.press('disagree');
  look(refused);
  await pad(atPad, look);
  const found = (pulled: ReturnType<typeof cardsFound>): SessionRig => {
    const r = atPad();
    r.service.send(cardRead);
    look(r);
    r.service.send({ type: 'PULLED', path: 'hrss.cards', pulled });
    r.service.send({ type: 'PULLS_DONE' });
    look(r);
    return r;
  };
  for (const pulled of [none, { status: 'away' } as const, cardsFound(1, 'cancelled'), cardsFound(6)]) found(pulled);
  const wrong = found(cardsFound(2));
  wrong.press('wrong');
  look(wrong);
  for (const result of [
    { state: 'effective', at: readAt, data: {} },
    { state: 'duplicate', existingReceipt: 'TH0017-261123-0001-0' },
    { state: 'unknown' },
    { state: 'refused', reason: 'someNewReason' },
  ] as const) {
    const r = found(cardsFound(2));
    goOn(r, look);
    r.service.send({ type: 'STORED', receiptNo: 'TH0017-261123-0042-3', messageId: 'm', at: readAt });
    look(r);
    r.service.send({ type: 'RESULT', result });
    look(r);
    r.service.send({ ...print, outcome: 'indeterminate', code: 'E_LINK_LOST' });
    look(r);
    r.service.send({ type: 'PAD', pad: 'present' });
    r.press('finish');
    look(r);
  }
  // Without the hub from the beginning: the report is kept here, and called so.
  const away = sessionRig({ items: [lossItem] });
  away.service.send({ type: 'ONLINE', online: false });
  away.begin(lossItem.id);
  away.press('agree');
  away.service.send(cardRead);
  away.service.send({ type: 'PULLED', path: 'hrss.cards', pulled: { status: 'away' } });
  away.service.send({ type: 'PULLS_DONE' });
  goOn(away, look);
  away.service.send({ type: 'STORED', receiptNo: 'TH0017-261123-0042-3', messageId: 'm', at: readAt });
  look(away);
  const failed = found(cardsFound(2));
  goOn(failed, look);
  failed.service.send({ type: 'STORE_FAILED' });
  look(failed);
  const unknown = found(cardsFound(2));
  goOn(unknown, look);
  unknown.service.send({ type: 'STORE_UNKNOWN' });
  look(unknown);
}

async function pad(atPad: () => SessionRig, look: Look): Promise<void> {
  for (const phase of ['reading', 'liftAndPlaceAgain'] as const) {
    const r = atPad();
    look(r);
    r.service.send({ type: 'READER_PHASE', phase });
    look(r);
  }
  const slow = atPad();
  await slow.clock.advance(31_000);
  look(slow);
  for (const verdict of ['expired', 'damaged'] as const) {
    const r = atPad();
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict });
    look(r);
  }
  for (const code of ['E_LINK_LOST', 'E_MEDIA_INVALID', 'E_TIMEOUT'] as const) {
    const r = atPad();
    r.service.send({ type: 'CARD_FAILED', code });
    look(r);
  }
}

/** From what was found to the commit, as a citizen who fills in what is asked. */
function goOn(r: SessionRig, look: Look): void {
  for (let touches = 0; touches < 30 && !r.name().endsWith('/F1'); touches += 1) {
    look(r);
    const next = diligentTouch(r.service.snapshot(), 1);
    if (next !== null) r.touch(next);
  }
  look(r);
}
