import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isReceiptNumber, receiptNumber } from './receipt-number.ts';

describe('receipt number', () => {
  test.each([
    ['TH0017', '261123', 42, 'TH0017-261123-0042-3'],
    ['PY0003', '261123', 1, 'PY0003-261123-0001-5'],
    ['ZC0120', '270101', 9999, 'ZC0120-270101-9999-9'],
    ['LW0001', '261231', 100, 'LW0001-261231-0100-5'],
  ])('%s on %s, number %i is %s', (kiosk, day, seq, text) => {
    expect(receiptNumber(kiosk, day, seq)).toBe(text);
    expect(isReceiptNumber(text)).toBe(true);
  });

  test('every wrong digit is noticed', () => {
    const seqs = fc.integer({ min: 1, max: 9999 });
    fc.assert(
      fc.property(seqs, fc.integer({ min: 0, max: 11 }), fc.integer({ min: 1, max: 9 }), (seq, place, add) => {
        const right = receiptNumber('TH0017', '261123', seq);
        const places = [...right].flatMap((c, i) => (i > 1 && /\d/.test(c) ? [i] : []));
        const at = places[place] ?? 0;
        const wrong = right.slice(0, at) + ((Number(right[at]) + add) % 10) + right.slice(at + 1);
        expect(isReceiptNumber(wrong)).toBe(false);
      }),
    );
  });

  test('numbers that do not fit four digits are refused, not wrapped', () => {
    for (const seq of [0, 10_000, 1.5, Number.NaN])
      expect(() => receiptNumber('TH0017', '261123', seq)).toThrow(/1 to 9999/);
    expect(() => receiptNumber('T00017', '261123', 1)).toThrow(/kiosk code/);
    expect(() => receiptNumber('TH0017', '26112', 1)).toThrow(/yymmdd/);
  });
});
