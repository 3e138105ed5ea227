import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idCheckCharacter, isRealDay, normaliseIdNumber, parseIdNumber } from './id-number.ts';

interface Vector {
  readonly name: string;
  readonly text: string;
  readonly hex: string;
  readonly expect: { readonly valid: boolean; readonly reason?: string } & Readonly<Record<string, unknown>>;
}
const { vectors }: { readonly vectors: readonly Vector[] } = JSON.parse(
  readFileSync(new URL('./vectors/id-numbers.json', import.meta.url), 'utf8'),
);
const today = '2026-11-23';

describe('identity numbers', () => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
    const { valid, reason, ...fields } = vector.expect;
    const bytes = Uint8Array.from(vector.hex.split(' ').filter(Boolean), (pair) => Number.parseInt(pair, 16));
    expect(new TextDecoder().decode(bytes)).toBe(vector.text);
    const parsed = parseIdNumber(vector.text, today);
    if (valid) expect(parsed).toMatchObject({ ok: true, value: fields });
    else expect(parsed).toEqual({ ok: false, error: reason });
  });

  it('finds every single wrong digit', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[1-6]\d{5}19[0-9]{2}0[1-9]1\d\d{3}$/),
        fc.nat(16),
        fc.integer({ min: 1, max: 9 }),
        (first17, at, by) => {
          const number = first17 + idCheckCharacter(first17);
          const digit = (Number(number.charAt(at)) + by) % 10;
          const wrong = number.slice(0, at) + String(digit) + number.slice(at + 1);
          expect(parseIdNumber(number, today).ok).toBe(true);
          expect(parseIdNumber(wrong, today)).toMatchObject({ ok: false, error: 'check' });
        },
      ),
    );
  });

  it('never throws and normalises once and for all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const parsed = parseIdNumber(text, today);
        if (parsed.ok) expect(normaliseIdNumber(parsed.value.normalised)).toBe(parsed.value.normalised);
        else expect(['format', 'check', 'date', 'future']).toContain(parsed.error);
      }),
    );
  });

  it('knows the days of the calendar', () => {
    expect(['2000-02-29', '1900-02-28', '0099-12-31'].map(isRealDay)).toEqual([true, true, true]);
    expect(['1900-02-29', '2023-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '20260401'].map(isRealDay)).toEqual(
      Array(6).fill(false),
    );
  });
});
