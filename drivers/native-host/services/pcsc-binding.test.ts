import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { CardInterface, ContextInterface, ReaderInterface } from 'smartcard';
import { describe, expect, it, vi } from 'vitest';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import type { PcscFailure, ReaderState } from '../../smart-card/pcsc/pcsc-port.ts';
import { PcscBinding, reasonOfText } from './pcsc-binding.ts';

const name = 'Virtual PCD 00 00';
const inserted = (count: number) => (count << 16) | 0x20;
const empty = (count: number) => (count << 16) | 0x10;

/** The package as far as it is used, moved by hand. */
function fakeModule() {
  const world = {
    isRunning: true,
    state: empty(0),
    contexts: 0,
    open: 0,
    connect: async (_share: number, _protocols: number): Promise<CardInterface> => card,
    transmit: async (_apdu: Uint8Array): Promise<Buffer> => Buffer.from([0x90, 0x00]),
    disconnects: [] as number[],
    /** Ends the wait under way. */
    news: (_failure?: Error): void => undefined,
  };
  const card = {
    transmit: (apdu: Uint8Array) => world.transmit(apdu),
    disconnect: (how: number) => void world.disconnects.push(how),
  } as unknown as CardInterface;
  class Context {
    constructor() {
      if (!world.isRunning) throw new Error('PC/SC service not running');
      world.contexts += 1;
      world.open += 1;
    }
    listReaders(): readonly ReaderInterface[] {
      const reader = { name, state: world.state, atr: null, connect: (s: number, p: number) => world.connect(s, p) };
      return [reader as ReaderInterface];
    }
    waitForChange(): Promise<unknown> {
      return new Promise((resolve, reject) => {
        world.news = (failure) => (failure === undefined ? resolve([]) : reject(failure));
      });
    }
    cancel(): void {
      world.news();
    }
    close(): void {
      world.open -= 1;
    }
  }
  return { world, module: { Context: Context as unknown as new () => ContextInterface } };
}

async function opened() {
  const { world, module } = fakeModule();
  const clock = new VirtualClock();
  const port = new PcscBinding({ module, clock });
  const pictures: (readonly ReaderState[])[] = [];
  const closed: PcscFailure[] = [];
  const result = await port.open(
    { readers: (readers) => pictures.push(readers), closed: (cause) => closed.push(cause) },
    new AbortController().signal,
  );
  expect(result.ok).toBe(true);
  return { world, clock, port, pictures, closed };
}

describe('the smartcard package', () => {
  it('still throws the texts that are told apart here', () => {
    const packageFile = createRequire(import.meta.url).resolve('smartcard');
    const table = readFileSync(join(dirname(packageFile), '../../src/pcsc_errors.h'), 'utf8');
    for (const text of Object.keys(reasonOfText)) expect(table).toContain(`return "${text}";`);
  });

  it('gives the first picture at once, and another one only for news', async () => {
    const { world, clock, port, pictures } = await opened();
    world.news();
    await clock.advance(0);
    expect(pictures).toEqual([[{ name, card: null }]]);
    world.state = inserted(1);
    world.news();
    await clock.advance(0);
    expect(pictures.at(-1)).toEqual([{ name, card: { insertion: 1, atr: null } }]);
    await port.close();
    expect(world.open).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('a card that was swapped within one wait is another one', async () => {
    const { world, clock, port, pictures } = await opened();
    for (const count of [1, 3]) {
      world.state = inserted(count);
      world.news();
      await clock.advance(0);
    }
    expect(pictures.slice(1).map(([reader]) => reader?.card?.insertion)).toEqual([1, 3]);
    await port.close();
  });

  it('a service that goes away is told once, and nothing comes after it', async () => {
    const { world, clock, port, closed } = await opened();
    world.news(new Error('Communication error'));
    await clock.advance(10_000);
    expect(closed).toEqual([{ reason: 'noService', detail: 'Communication error' }]);
    await port.close();
    expect(clock.pending).toBe(0);
  });

  it('a service that hangs is noticed', async () => {
    const { world, clock, port, closed } = await opened();
    await clock.advance(6_000);
    expect(closed).toMatchObject([{ reason: 'noService' }]);
    world.news();
    await port.close();
  });

  it('a service that does not run fails the opening', async () => {
    const { world, module } = fakeModule();
    world.isRunning = false;
    const port = new PcscBinding({ module, clock: new VirtualClock() });
    const listener = { readers: () => undefined, closed: () => undefined };
    expect(await port.open(listener, new AbortController().signal)).toMatchObject({ error: { reason: 'noService' } });
    await port.close();
  });
});

describe('a card', () => {
  it('is taken for this program alone, and powered down afterwards', async () => {
    const { world, port } = await opened();
    const asked: [number, number][] = [];
    const connect = world.connect;
    world.connect = (share, protocols) => {
      asked.push([share, protocols]);
      return connect(share, protocols);
    };
    const card = await port.connect(name);
    if (!card.ok) throw new Error(card.error.detail);
    expect(asked).toEqual([[1, 3]]);
    expect(await port.transmit(card.value, Uint8Array.of(0, 0xa4, 0, 0))).toEqual({
      ok: true,
      value: Uint8Array.of(0x90, 0x00),
    });
    await port.disconnect(card.value);
    expect(world.disconnects).toEqual([2]);
    expect(await port.transmit(card.value, Uint8Array.of(0, 0xa4, 0, 0))).toMatchObject({
      error: { reason: 'removed' },
    });
    await port.close();
    expect(world.open).toBe(0);
  });

  it('that is silent to T=1 gets a second try with T=0; a mute one leaves no context behind', async () => {
    const { world, port } = await opened();
    const connect = world.connect;
    world.connect = async (share, protocols) => {
      if (protocols === 3) throw new Error('Card is unresponsive');
      return connect(share, protocols);
    };
    expect((await port.connect(name)).ok).toBe(true);
    world.connect = async () => {
      throw new Error('Card is unresponsive');
    };
    expect(await port.connect(name)).toMatchObject({ error: { reason: 'mute' } });
    expect(await port.connect('No Such Reader')).toMatchObject({ error: { reason: 'noReader' } });
    await port.close();
    expect(world.open).toBe(0);
  });

  it('that is just being powered when the port closes is let go, not held against everybody by nobody', async () => {
    const { world, port, clock } = await opened();
    const connect = world.connect;
    let powered: () => void = () => undefined;
    world.connect = async (share, protocols) => {
      await new Promise<void>((resolve) => {
        powered = resolve;
      });
      return connect(share, protocols);
    };
    const connecting = port.connect(name);
    const isClosed = vi.fn();
    const closing = port.close().then(isClosed);
    await clock.advance(0);
    expect(isClosed).not.toHaveBeenCalled();
    powered();
    await Promise.all([connecting, closing]);
    expect(world.disconnects).toEqual([2]);
    expect(world.open).toBe(0);
  });

  it('an empty answer and an unknown text are failures, and a release waits for the command under way', async () => {
    const { world, port, clock } = await opened();
    const card = await port.connect(name);
    if (!card.ok) throw new Error(card.error.detail);
    world.transmit = async () => Buffer.alloc(0);
    expect(await port.transmit(card.value, new Uint8Array(4))).toMatchObject({ error: { reason: 'noAnswer' } });
    world.transmit = async () => {
      throw new Error('Transaction failed');
    };
    expect(await port.transmit(card.value, new Uint8Array(4))).toMatchObject({ error: { reason: 'failed' } });
    let answer: (bytes: Buffer) => void = () => undefined;
    world.transmit = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const slow = port.transmit(card.value, new Uint8Array(4));
    const released = port.disconnect(card.value);
    await clock.advance(0);
    expect(world.disconnects).toEqual([]);
    answer(Buffer.from([0x90, 0x00]));
    expect((await slow).ok).toBe(true);
    await released;
    expect(world.disconnects).toEqual([2]);
    await port.close();
  });
});
