import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideLoss, decideUndo, isSameName, type KnownCard } from './rules.ts';

const normal = (cardId: string): KnownCard => ({ cardId, state: 'normal', receiptNo: null });
const lost = (cardId: string, receiptNo: string | null): KnownCard => ({ cardId, state: 'formalLoss', receiptNo });
const report = { receiptNo: 'R1', name: '王一', cardId: 'a' as string | null };

test('a card in use is blocked, and only the one that was meant', () => {
  expect(decideLoss(report, '王一', [normal('a'), normal('b')])).toEqual({ kind: 'block', cardIds: ['a'] });
});

test('without a chosen card all cards in use are blocked', () => {
  const cards = [normal('a'), lost('b', 'R0'), normal('c')];
  expect(decideLoss({ ...report, cardId: null }, '王一', cards)).toEqual({ kind: 'block', cardIds: ['a', 'c'] });
});

test('a second report of the same card gets the first receipt', () => {
  expect(decideLoss(report, '王一', [lost('a', 'R0')])).toEqual({ kind: 'existing', receiptNo: 'R0' });
});

test('the same report again is no second report', () => {
  expect(decideLoss(report, '王一', [lost('a', 'R1')])).toEqual({ kind: 'alreadyThis' });
});

test('a card reported elsewhere is refused, because there is no receipt of ours to show', () => {
  expect(decideLoss(report, '王一', [lost('a', null)])).toEqual({ kind: 'refused', reason: 'alreadyBlocked' });
});

test('wrong name, unknown number, foreign card and no card at all are refused with their reasons', () => {
  expect(decideLoss(report, '王二', [normal('a')])).toEqual({ kind: 'refused', reason: 'personUnknown' });
  expect(decideLoss(report, null, [])).toEqual({ kind: 'refused', reason: 'personUnknown' });
  expect(decideLoss(report, '王一', [normal('b')])).toEqual({ kind: 'refused', reason: 'cardUnknown' });
  expect(decideLoss({ ...report, cardId: null }, '王一', [])).toEqual({ kind: 'refused', reason: 'cardUnknown' });
});

test('a loss by phone is made formal, a card that is not in use is no card to block', () => {
  const temporary: KnownCard = { cardId: 'a', state: 'tempLoss', receiptNo: null };
  expect(decideLoss(report, '王一', [temporary])).toEqual({ kind: 'block', cardIds: ['a'] });
  for (const state of ['expired', 'cancelled', 'inProduction'] as const) {
    expect(decideLoss(report, '王一', [{ cardId: 'a', state, receiptNo: null }])).toMatchObject({
      reason: 'cardUnknown',
    });
  }
});

test('only a blocked card that was not replaced can be taken back', () => {
  const wish = { name: '王一', cardId: 'a' };
  const blocked = { ...lost('a', 'R0'), replaced: false };
  expect(decideUndo(wish, '王一', [blocked])).toEqual({ kind: 'unblock', cardId: 'a' });
  expect(decideUndo({ ...wish, cardId: null }, '王一', [blocked])).toEqual({ kind: 'unblock', cardId: 'a' });
  const twice = [blocked, { ...blocked, cardId: 'b' }];
  expect(decideUndo({ ...wish, cardId: null }, '王一', twice)).toMatchObject({ reason: 'cardUnknown' });
  expect(decideUndo(wish, '王一', [{ ...blocked, replaced: true }])).toMatchObject({ reason: 'cardReplaced' });
  expect(decideUndo(wish, '王一', [{ ...normal('a'), replaced: false }])).toMatchObject({ reason: 'notBlocked' });
  expect(decideUndo(wish, '王二', [blocked])).toMatchObject({ reason: 'personUnknown' });
});

test('applying a report twice never blocks more than applying it once', () => {
  const cards = fc.uniqueArray(
    fc.record({
      cardId: fc.constantFrom('a', 'b', 'c', 'd'),
      state: fc.constantFrom(
        'normal',
        'inactive',
        'tempLoss',
        'formalLoss',
        'expired',
        'cancelled',
        'inProduction',
      ) as fc.Arbitrary<KnownCard['state']>,
      receiptNo: fc.constantFrom(null, 'R0', 'R1'),
    }),
    { selector: (card) => card.cardId },
  );
  fc.assert(
    fc.property(cards, fc.constantFrom('a', 'b', null), (known, cardId) => {
      const wanted = { ...report, cardId };
      const first = decideLoss(wanted, '王一', known);
      if (first.kind !== 'block') return;
      const after = known.map((card) => (first.cardIds.includes(card.cardId) ? lost(card.cardId, 'R1') : card));
      expect(decideLoss(wanted, '王一', after).kind).toBe('alreadyThis');
    }),
  );
});

test('a name that the chip had to cut still belongs to its owner; a short beginning does not', () => {
  const long = '阿卜杜热西提·阿卜力米提·吾斯曼江·买合苏提托合提';
  expect(isSameName(long, long.slice(0, 15))).toBe(true);
  expect(isSameName(long, long.slice(0, 6))).toBe(false);
  expect(isSameName('王一', '王一  ')).toBe(true);
  expect(isSameName('王一', '王')).toBe(false);
});
