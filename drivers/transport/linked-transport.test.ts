import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
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
});
