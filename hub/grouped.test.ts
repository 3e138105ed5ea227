import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../contract/virtual-clock.ts';
import { grouped, Overloaded } from './grouped.ts';

const nextTurn = () => new Promise((settle) => setImmediate(settle));

describe('grouped', () => {
  test('whatever comes, each is answered with its own result, once, and one key never twice at a time', async () => {
    const calls = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), n: fc.nat(), turns: fc.nat({ max: 3 }) }), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(
        calls,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 6 }),
        async (list, atOnce, atMost) => {
          const inside = new Set<string>();
          const done: string[] = [];
          const order = new Map<string, number[]>();
          const call = grouped<{ key: string; n: number; at: number }, string>({
            async run(items) {
              expect(items.length).toBeLessThanOrEqual(atMost);
              for (const { key } of items) {
                expect(inside.has(key)).toBe(false);
                inside.add(key);
              }
              await nextTurn();
              for (const { key, at } of items) {
                inside.delete(key);
                order.set(key, [...(order.get(key) ?? []), at]);
              }
              return items.map(({ key, n, at }) => `${key}${n}/${at}`);
            },
            ...{ atMost, atOnce, waitingAtMost: 1000, key: ({ key }) => key },
          });
          const answers: Promise<string>[] = [];
          for (const [at, { key, n, turns }] of list.entries()) {
            answers.push(call({ key, n, at }));
            for (let turn = 0; turn < turns; turn += 1) await nextTurn();
          }
          done.push(...(await Promise.all(answers)));
          expect(done).toEqual(list.map(({ key, n }, at) => `${key}${n}/${at}`));
          for (const ats of order.values()) expect(ats).toEqual([...ats].sort((a, b) => a - b));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('one bad item costs the others of its group nothing; a database that is away fails them all, asked once', async () => {
    const groups: number[] = [];
    const call = grouped<number, number>({
      async run(items) {
        groups.push(items.length);
        if (items.includes(13)) throw new Error('bad');
        if (items.includes(99)) throw Object.assign(new Error('gone'), { code: 'CONNECTION_CLOSED' });
        return items.map((item) => item * 2);
      },
      ...{ atMost: 10, atOnce: 1, waitingAtMost: 10 },
    });
    const some = await Promise.allSettled([call(1), call(13), call(3)]);
    expect(some.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([2, 'failed', 6]);
    expect(groups).toEqual([3, 1, 1, 1]);
    const all = await Promise.allSettled([call(1), call(99)]);
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(groups).toEqual([3, 1, 1, 1, 2]);
  });

  test('the first never waits, the next ones come together after the pause, and a hub that stops waits for nothing', async () => {
    const clock = new VirtualClock();
    const stopping = new AbortController();
    const groups: number[][] = [];
    const call = grouped<number, null>({
      async run(items) {
        groups.push([...items]);
        return items.map(() => null);
      },
      ...{ atMost: 10, atOnce: 1, waitingAtMost: 100, pause: { clock, ms: 250, stop: stopping.signal } },
    });
    await call(1);
    const later = [call(2), call(3)];
    await nextTurn();
    expect(groups).toEqual([[1]]);
    await clock.advance(250);
    await Promise.all(later);
    expect(groups).toEqual([[1], [2, 3]]);
    const last = call(4);
    await nextTurn();
    expect(groups).toHaveLength(2);
    stopping.abort();
    await last;
    expect(groups).toEqual([[1], [2, 3], [4]]);
  });

  test('more than may wait is refused at once', async () => {
    let release: () => void = () => undefined;
    const call = grouped<number, null>({
      run: (items) => new Promise((settle) => (release = () => settle(items.map(() => null)))),
      ...{ atMost: 1, atOnce: 1, waitingAtMost: 1 },
    });
    const first = call(1);
    await nextTurn();
    const others = [call(2), call(3)];
    await expect(call(4)).rejects.toBeInstanceOf(Overloaded);
    release();
    await first;
    await nextTurn();
    release();
    await others[0];
    await nextTurn();
    release();
    await others[1];
  });
});
