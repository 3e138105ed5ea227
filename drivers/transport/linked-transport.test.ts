import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import type { LineFault } from './line-damage.ts';
import { LinkedLine, type LinkedLineOptions } from './linked-transport.ts';

async function opened(options: Partial<LinkedLineOptions> = {}) {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, ...options });
  const pieces: number[][] = [];
  const closes: (string | null)[] = [];
  const signal = new AbortController().signal;
  const listener = {
    bytes: (bytes: Uint8Array) => pieces.push([...bytes]),
    closed: (cause?: Error) => closes.push(cause?.message ?? null),
  };
  await line.transport.open(listener, signal);
  return { clock, line, pieces, closes, signal, listener };
}

describe('in-memory line', () => {
  it('cuts, delays and keeps the order', async () => {
    const { clock, line, pieces } = await opened({ chunks: [1, 2], delayMs: 10 });
    line.send(Uint8Array.of(1, 2, 3, 4));
    line.send(Uint8Array.of(5));
    await clock.advance(19);
    expect(pieces).toEqual([[1]]);
    await clock.advance(100);
    expect(pieces).toEqual([[1], [2, 3], [4], [5]]);
    expect(clock.pending).toBe(0);
  });

  it('drops and damages bytes on demand', async () => {
    const { clock, line, pieces } = await opened();
    line.dropNext(1);
    line.corruptNext(2, 0xff);
    line.send(Uint8Array.of(1, 2, 3));
    await clock.advance(1);
    expect(pieces).toEqual([[2, 0xfc]]);
  });

  it('carries bytes to the device only while it is open, and reports the end once', async () => {
    const { clock, line, closes, signal, listener } = await opened();
    const heard: number[] = [];
    const leave = line.onHostBytes((bytes) => heard.push(...bytes));
    await line.transport.write(Uint8Array.of(7), signal);
    await clock.advance(1);
    expect(heard).toEqual([7]);
    leave();
    await expect(line.transport.open(listener, signal)).rejects.toMatchObject({ failure: 'inUse' });
    line.unplug(new Error('pulled'));
    await line.transport.close();
    expect(closes).toEqual(['pulled']);
    await expect(line.transport.write(Uint8Array.of(7), signal)).rejects.toThrow('not open');
    await expect(line.transport.open(listener, signal)).rejects.toMatchObject({ failure: 'absent' });
    line.plug();
    await line.transport.open(listener, signal);
    await line.transport.close();
    expect(closes).toEqual(['pulled', null]);
    expect(line.opens).toBe(2);
  });

  const damaged = async (direction: 'toHost' | 'toDevice', ...faults: readonly LineFault[]) => {
    const rig = await opened();
    const heard: number[][] = [];
    rig.line.onHostBytes((bytes) => heard.push([...bytes]));
    for (const fault of faults) rig.line.inject(direction, fault);
    for (const message of [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)]) {
      if (direction === 'toHost') rig.line.send(message);
      else await rig.line.transport.write(message, rig.signal);
    }
    await rig.clock.advance(99);
    const early = (direction === 'toHost' ? rig.pieces : heard).map((piece) => piece.join(' '));
    await rig.clock.advance(1_000);
    const all = (direction === 'toHost' ? rig.pieces : heard).map((piece) => piece.join(' '));
    expect(rig.clock.pending).toBe(0);
    return { early, all };
  };

  it.each(['toHost', 'toDevice'] as const)('damages what goes %s, each fault once', async (direction) => {
    const all = async (...faults: readonly LineFault[]) => (await damaged(direction, ...faults)).all;
    expect(await all()).toEqual(['1 2 3', '4 5']);
    expect(await all({ kind: 'drop', skip: 1, count: 3 })).toEqual(['1', '5']);
    expect(await all({ kind: 'flip', skip: 3, xor: 0xff })).toEqual(['1 2 3', '251 5']);
    expect(await all({ kind: 'duplicate', skip: 1, count: 9 })).toEqual(['1 2 3 2 3', '4 5']);
    expect(await all({ kind: 'noise', skip: 4, bytes: [7, 7] })).toEqual(['1 2 3', '4 7 7 5']);
    expect(await all({ kind: 'truncate', skip: 1 })).toEqual(['1', '4 5']);
    expect(await all({ kind: 'lose', skip: 0 })).toEqual(['4 5']);
    expect(await all({ kind: 'repeat', skip: 1, ms: 5 })).toEqual(['1 2 3', '4 5', '4 5']);
    expect(await all({ kind: 'lose', skip: 1 }, { kind: 'flip', skip: 0, xor: 1 })).toEqual(['0 2 3']);
  });

  it.each(['toHost', 'toDevice'] as const)(
    'keeps the order %s when it delays, splits and merges',
    async (direction) => {
      expect(await damaged(direction, { kind: 'delay', skip: 1, ms: 100 })).toEqual({
        early: ['1'],
        all: ['1', '2 3', '4 5'],
      });
      expect((await damaged(direction, { kind: 'split', skip: 4, ms: 1 })).early).toEqual(['1 2 3', '4', '5']);
      expect(await damaged(direction, { kind: 'merge', ms: 100 })).toEqual({ early: [], all: ['1 2 3 4 5'] });
    },
  );

  it('lets another device answer in place of the real one', async () => {
    const { clock, line, pieces, signal } = await opened();
    const other = line.replaceDevice((bytes) => other.reply(Uint8Array.of(...bytes, 9)));
    await line.transport.write(Uint8Array.of(1), signal);
    line.send(Uint8Array.of(5));
    await clock.advance(1);
    line.replaceDevice(null);
    line.send(Uint8Array.of(6));
    await clock.advance(1);
    expect(pieces).toEqual([[1, 9], [6]]);
  });

  it('forgets faults that have not hit, and counts those that have', async () => {
    const { clock, line, pieces } = await opened();
    line.inject('toHost', { kind: 'flip', skip: 0, xor: 1 });
    line.send(Uint8Array.of(2));
    line.inject('toHost', { kind: 'drop', skip: 0, count: 5 });
    line.inject('toHost', { kind: 'merge', ms: 500 });
    line.clearFaults();
    line.send(Uint8Array.of(4));
    expect(line.inFlight('toHost')).toBe(2);
    await clock.advance(1);
    expect(line.inFlight('toHost')).toBe(0);
    expect(pieces).toEqual([[3], [4]]);
    expect(line.faultsHit).toBe(1);
  });
});
