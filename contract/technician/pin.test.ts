import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codeSigns, isOneTimeCode, normaliseSigns, oneTimeCode, signsOf } from './one-time-code.ts';
import { isGoodPin, newPin } from './pin.ts';
import { fitsPinHash, hashPin, nobodysHash } from './pin-hash.ts';
import { pinHashPattern } from './staff.ts';

it('no run, repeat, short or long PIN is ever taken, whatever its digits', () => {
  const from = fc.integer({ min: 0, max: 9 });
  const length = fc.integer({ min: 6, max: 12 });
  fc.assert(
    fc.property(from, length, fc.constantFrom(1, 9), (start, n, step) => {
      const run = Array.from({ length: n }, (_, i) => (start + i * step) % 10).join('');
      expect(isGoodPin(run)).toBe(false);
    }),
  );
  fc.assert(
    fc.property(fc.array(from, { minLength: 1, maxLength: 3 }), fc.integer({ min: 2, max: 12 }), (part, times) => {
      expect(isGoodPin(part.join('').repeat(times))).toBe(false);
    }),
  );
  for (const pin of ['', '28461', '2846151234567', '28461a', '２８４６１５']) expect(isGoodPin(pin)).toBe(false);
  for (const pin of ['284615', '739504', '615083']) expect(isGoodPin(pin)).toBe(true);
});

it('a PIN of the hub is always one that may be used', () => {
  for (let i = 0; i < 200; i += 1) expect(isGoodPin(newPin())).toBe(true);
});

it('a hash fits its PIN and no other, two of one PIN differ, and what is no hash fits nothing', async () => {
  const [one, two] = [await hashPin('284615'), await hashPin('284615')];
  expect(one).not.toBe(two);
  expect(one).toMatch(new RegExp(pinHashPattern));
  expect(await fitsPinHash('284615', one)).toBe(true);
  expect(await fitsPinHash('284616', one)).toBe(false);
  expect(await fitsPinHash('284615', nobodysHash)).toBe(false);
  // A cost that nobody of ours writes could hold the machine for minutes.
  expect(await fitsPinHash('284615', one.replace('ln=15', 'ln=30'))).toBe(false);
  expect(await fitsPinHash('284615', '')).toBe(false);
});

it('a code answers one challenge of one person in one role at one machine under one secret', () => {
  const eight = fc.array(fc.constantFrom(...codeSigns), { minLength: 8, maxLength: 8 }).map((signs) => signs.join(''));
  const subject = fc.record({
    kiosk: fc.constantFrom('TH0017', 'TH0018'),
    staffId: fc.constantFrom('100001', '200001'),
    role: fc.constantFrom('keeper' as const, 'technician' as const),
    challenge: eight,
  });
  const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(secret, subject, secret, subject, (keyA, a, keyB, b) => {
      const code = oneTimeCode(keyA, a);
      expect(isOneTimeCode(keyA, a, ` ${code.toLowerCase().slice(0, 4)}-${code.slice(4)} `)).toBe(true);
      const isSame = Buffer.from(keyA).equals(Buffer.from(keyB)) && JSON.stringify(a) === JSON.stringify(b);
      expect(isOneTimeCode(keyB, b, code)).toBe(isSame);
    }),
  );
});

it('signs are those that look like nothing else, and what is typed is read as it was said', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 40 }), (bytes) => {
      expect(signsOf(bytes)).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
    }),
  );
  expect(normaliseSigns(' k7qf-93md ')).toBe('K7QF93MD');
});
