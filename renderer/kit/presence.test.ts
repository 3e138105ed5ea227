import fc from 'fast-check';
import { expect, test } from 'vitest';
import { presenceEveryMs, tellsPresence } from './presence.ts';

test('the first touch is told at once', () => expect(tellsPresence(null, 0)).toBe(true));

test('told touches stand at least five seconds apart, and none waits longer', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60_000)), (touches) => {
      let last: number | null = null;
      for (const at of touches.toSorted((a, b) => a - b)) {
        if (tellsPresence(last, at)) {
          if (last !== null) expect(at - last).toBeGreaterThanOrEqual(presenceEveryMs);
          last = at;
        } else if (last !== null) expect(at - last).toBeLessThan(presenceEveryMs);
      }
    }),
  );
});
