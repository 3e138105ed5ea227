import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardContentPattern } from './staff.ts';
import { cardDigest, cardMark, isSameMark, newCardContent } from './staff-card.ts';

const isContent = new RegExp(cardContentPattern);
const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
const content = fc.stringMatching(new RegExp(cardContentPattern));

describe('a staff card', () => {
  it('has another mark at every machine, and two cards never share one', () => {
    fc.assert(
      fc.property(secret, secret, content, content, (here, there, one, two) => {
        const mark = cardMark(here, cardDigest(one));
        expect(isSameMark(mark, cardMark(here, cardDigest(` ${one}\n`)))).toBe(true);
        expect(isSameMark(mark, cardMark(here, cardDigest(two)))).toBe(one === two);
        expect(isSameMark(mark, cardMark(there, cardDigest(one)))).toBe(Buffer.from(here).equals(Buffer.from(there)));
        // Nothing of what stands on it can be read from its mark.
        expect(mark).toMatch(/^[0-9a-f]{64}$/);
        expect(mark).not.toContain(one);
      }),
    );
  });

  it('that the hub makes has 26 random signs without I, O, 0 and 1', () => {
    expect(newCardContent()).toMatch(/^YTK1:[2-9A-HJ-NP-Z]{26}$/);
    expect(newCardContent()).not.toBe(newCardContent());
    expect(isContent.test(newCardContent())).toBe(true);
  });

  it('says neither too little nor what no code says', () => {
    const refused = ['', '1234567', ' 12345678', '12345678 ', '1234\n5678', '职工证12345678', 'x'.repeat(201)];
    expect(refused.filter((text) => isContent.test(text))).toEqual([]);
    expect(['04A1B2C3D4E5F6', '4400-0012 3456', 'x'.repeat(200)].every((text) => isContent.test(text))).toBe(true);
  });
});
