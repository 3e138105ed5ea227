import { describe, expect, it } from 'vitest';
import { newVisit } from '../context.ts';
import { card, cardsFound, lossItem } from '../testing/session-fixtures.ts';
import { submitBody } from './submit-port.ts';

const at = '2026-11-23T06:03:40.000Z';
const visit = { ...newVisit('v', lossItem), card, identifiedAt: at };

describe('only the chosen card', () => {
  it('is named to the department', () => {
    const body = submitBody({ ...visit, found: cardsFound(2), answers: { ...visit.answers, card: 'card-2' } }, at);
    expect(body).toMatchObject({ offline: false, answers: { action: 'report', cardId: 'card-2', reason: 'lost' } });
  });

  it('a lost choice is never sent as "all my cards"', () => {
    expect(submitBody({ ...visit, found: cardsFound(2) }, at)).toBeNull();
  });

  it('offline no card can be shown, so the department decides', () => {
    const body = submitBody(
      { ...visit, found: { kind: 'away' }, answers: { ...visit.answers, mobile: '13800138000' } },
      at,
    );
    expect(body).toMatchObject({ offline: true, answers: { cardId: null, mobile: '13800138000' } });
  });

  it('nobody is named who was not read from a card', () => {
    expect(submitBody({ ...visit, card: null, found: cardsFound(1) }, at)).toBeNull();
  });
});
