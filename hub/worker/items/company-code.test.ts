import fc from 'fast-check';
import { expect, test } from 'vitest';
import { usccCheck } from '../../city/numbers.ts';
import { newUscc, organisationCheck } from './biz-open.ts';

test('every company code is right by its check characters, as the known ones are', () => {
  for (const known of ['91440199MA9X00011B', '91440199MA9X0002X3', '91350100M000100Y43']) {
    expect(usccCheck(known.slice(0, 17))).toBe(known.slice(17));
    expect(organisationCheck(known.slice(8, 16))).toBe(known.slice(16, 17));
  }
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 4, maxLength: 4 }), (digits) => {
      const left = [...digits];
      const uscc = newUscc(() => left.pop() ?? 0);
      expect(uscc).toMatch(/^[0-9A-HJ-NPQRTUWXY]{18}$/);
      expect(usccCheck(uscc.slice(0, 17))).toBe(uscc.slice(17));
    }),
  );
});
