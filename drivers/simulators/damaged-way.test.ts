import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { type CableFaultWord, cableFault, DamagedWay } from './damaged-way.ts';

/** Two messages of three bytes, `betweenMs` apart, through a cable with one fault. */
async function through(word: CableFaultWord | null, skip: number, betweenMs = 10) {
  const clock = new VirtualClock();
  const arrived: { readonly at: number; readonly bytes: readonly number[] }[] = [];
  const startMs = clock.monoMs();
  let cuts = 0;
  const way = new DamagedWay(
    clock,
    (bytes) => arrived.push({ at: clock.monoMs() - startMs, bytes: [...bytes] }),
    () => {
      cuts += 1;
    },
  );
  if (word !== null) way.inject(cableFault(word, skip));
  const armed = way.waiting;
  way.pass(Uint8Array.of(1, 2, 3));
  await clock.advance(betweenMs);
  way.pass(Uint8Array.of(4, 5, 6));
  await clock.advance(2_000);
  return { way, clock, arrived, cuts, armed, all: arrived.flatMap(({ bytes }) => bytes) };
}

describe('a damaged cable', () => {
  it('without a fault nothing is changed and nothing waits', async () => {
    const { arrived, armed } = await through(null, 0);
    expect(armed).toBe(0);
    expect(arrived).toEqual([
      { at: 0, bytes: [1, 2, 3] },
      { at: 10, bytes: [4, 5, 6] },
    ]);
  });

  it.each([
    ['drop', 1, [1, 3, 4, 5, 6]],
    ['flip', 4, [1, 2, 3, 4, 1, 6]],
    ['duplicate', 1, [1, 2, 2, 3, 4, 5, 6]],
    ['noise', 3, [1, 2, 3, 0xff, 0x00, 0x55, 0xaa, 0x02, 0x06, 0x03, 0x80, 4, 5, 6]],
    ['truncate', 1, [1, 4, 5, 6]],
    ['lose', 1, [1, 2, 3]],
    ['repeat', 0, [1, 2, 3, 1, 2, 3, 4, 5, 6]],
    ['cut', 4, [1, 2, 3, 4]],
  ] as const)('%s strikes once, where it was set', async (word, skip, expected) => {
    const { all, armed, way, cuts } = await through(word, skip);
    expect(all).toEqual(expected);
    expect([armed, way.waiting, cuts]).toEqual([1, 0, word === 'cut' ? 1 : 0]);
  });

  it('what was late does not overtake: the order of bytes stays', async () => {
    expect((await through('delay', 1)).arrived).toEqual([
      { at: 0, bytes: [1] },
      { at: 400, bytes: [2, 3] },
      { at: 400, bytes: [4, 5, 6] },
    ]);
    expect((await through('split', 2, 100)).arrived).toEqual([
      { at: 0, bytes: [1, 2] },
      { at: 40, bytes: [3] },
      { at: 100, bytes: [4, 5, 6] },
    ]);
    expect((await through('merge', 0)).arrived).toEqual([{ at: 150, bytes: [1, 2, 3, 4, 5, 6] }]);
  });

  it('a cut cable passes nothing until it is plugged in again, and what was under way is lost', async () => {
    const { way, clock, arrived } = await through('cut', 2);
    way.pass(Uint8Array.of(7));
    way.inject(cableFault('delay', 0));
    way.reset();
    way.pass(Uint8Array.of(8));
    way.reset();
    await clock.advance(2_000);
    expect(arrived).toEqual([{ at: 0, bytes: [1, 2] }]);
    expect(clock.pending).toBe(0);
    way.pass(Uint8Array.of(9));
    expect(arrived.at(-1)?.bytes).toEqual([9]);
  });
});
