import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Voice, voices } from './lexicon.ts';
import {
  amountWords,
  atoms,
  dateWords,
  digitWords,
  letterWords,
  numberWords,
  percentWords,
  timeWords,
} from './numbers.ts';

const voice = fc.constantFrom<Voice>(...voices);
const spoken = (words: readonly string[]) => words.join(' ');

describe('numbers in words', () => {
  it.each([
    ['cmn', '0', '零'],
    ['cmn', '12', '十二'],
    ['cmn', '105', '一百 零 五'],
    ['cmn', '110', '一百 一 十'],
    ['cmn', '2026', '二千 零 二十六'],
    ['cmn', '10,010', '一 万 零 一 十'],
    ['cmn', '120000', '十二 万'],
    ['cmn', '-3.05', '负 三 点 零 五'],
    ['yue', '30000', '三 萬'],
    ['en', '1,234.50', '1 thousand 2 hundred 34 point 5 0'],
    ['en', '1000000', '1 million'],
    ['en', '500', '5 hundred'],
  ] as const)('%s reads %s as %s', (of, figures, words) => {
    expect(spoken(numberWords(of, figures))).toBe(words);
  });

  it('joins dates, times, amounts and shares as people say them', () => {
    expect(spoken(dateWords('cmn', '2026', 11, 23))).toBe('二 零 二 六 年 十一月 二十三日');
    expect(spoken(dateWords('en', '2026', 11, 23))).toBe('23 November 20 26');
    expect(spoken(timeWords('cmn', '14', '03'))).toBe('十四 时 三 分');
    expect(spoken(timeWords('en', '14', '00'))).toBe("14 o'clock");
    expect(spoken(amountWords('cmn', '1,200.00'))).toBe('一千 二百 元');
    expect(spoken(percentWords('cmn', '8'))).toBe('百分之 八');
    expect(spoken(percentWords('en', '8'))).toBe('8 percent');
    expect(spoken(letterWords('cmn', 'TH0017-2'))).toBe('T H 零 零 一 七 二');
    expect(spoken(digitWords('en', '020-12'))).toBe('0 2 0 1 2');
  });

  it.each([
    ['1985', '19 85'],
    ['2000', '2 thousand'],
    ['2005', '2 thousand 5'],
    ['2010', '20 10'],
    ['1900', '19 hundred'],
    ['1905', '19 oh 5'],
    ['2100', '21 hundred'],
  ])('says the year %s in English as %s: "20 5" would be heard as twenty-five', (year, words) => {
    expect(spoken(dateWords('en', year, 3))).toBe(`March ${words}`);
  });

  it('needs no recording that the atoms lack', () => {
    const known = new Map(voices.map((of) => [of, new Set(atoms(of))]));
    const all = (of: Voice, words: readonly string[]) => {
      for (const word of words) expect(known.get(of)?.has(word), `${of} ${word}`).toBe(true);
      expect(words.length).toBeGreaterThan(0);
    };
    fc.assert(
      fc.property(voice, fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }), fc.nat(99), (of, n, decimals) => {
        all(of, numberWords(of, String(n)));
        all(of, amountWords(of, `${n}.${String(decimals).padStart(2, '0')}`));
        all(of, percentWords(of, `${decimals}`));
        all(of, dateWords(of, String(1900 + (Math.abs(n) % 200)), 1 + (decimals % 12), 1 + (decimals % 31)));
        all(of, timeWords(of, String(decimals % 24), String(decimals % 60)));
      }),
    );
  });

  it('says each number differently', () => {
    fc.assert(
      fc.property(voice, fc.nat(99_999_999), fc.nat(99_999_999), (of, a, b) => {
        expect(spoken(numberWords(of, String(a))) === spoken(numberWords(of, String(b)))).toBe(a === b);
      }),
    );
  });
});
