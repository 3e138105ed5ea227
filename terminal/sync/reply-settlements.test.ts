import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Verdict, verdicts } from '../../contract/hub-api.ts';
import { poisonAfter, settlementsOf } from './reply-settlements.ts';

const fresh = () => ({ attempts: 0, othersSucceeded: false });

describe('reply to settlements', () => {
  test('a message that the reply does not name is kept', () => {
    expect(settlementsOf(['a', 'b'], [{ id: 'a', verdict: 'accepted' }], fresh)).toEqual([
      { id: 'a', verdict: 'accepted' },
      { id: 'b', verdict: 'retry', code: 'missing', counted: false },
    ]);
  });

  test('verdicts on what was not sent are ignored, of two the first counts', () => {
    const said: Verdict[] = [
      { id: 'x', verdict: 'accepted' },
      { id: 'a', verdict: 'retry', code: 'busy' },
      { id: 'a', verdict: 'accepted' },
    ];
    expect(settlementsOf(['a'], said, fresh)).toEqual([{ id: 'a', verdict: 'retry', code: 'busy', counted: false }]);
  });

  test('failures count only while others succeed, the twentieth sets aside', () => {
    const of = (attempts: number, othersSucceeded: boolean) =>
      settlementsOf(['a'], [{ id: 'a', verdict: 'retry' }], () => ({ attempts, othersSucceeded }))[0];
    expect(of(500, false)).toEqual({ id: 'a', verdict: 'retry', counted: false });
    expect(of(poisonAfter - 2, true)).toEqual({ id: 'a', verdict: 'retry', counted: true });
    expect(of(poisonAfter - 1, true)).toEqual({ id: 'a', verdict: 'poison' });
  });

  test('any reply: one settlement for each message sent, accepted only where the hub said so', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'));
    const said = fc.array(
      fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'x'), verdict: fc.constantFrom(...verdicts) }),
    );
    fc.assert(
      fc.property(ids, said, (sent, reply) => {
        const settled = settlementsOf(sent, reply, fresh);
        expect(settled.map(({ id }) => id)).toEqual(sent);
        for (const { id, verdict } of settled) {
          if (verdict === 'retry' || verdict === 'poison') continue;
          expect(reply.find((one) => one.id === id)?.verdict).toBe(verdict);
        }
      }),
    );
  });
});
