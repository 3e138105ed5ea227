import { describe, expect, it } from 'vitest';
import { ok } from '../../../contract/result.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import type { CardDispenser } from '../../../drivers/card-dispenser/card-dispenser.ts';
import type { IoBoard } from '../../../drivers/io-board/io-board.ts';
import type { SessionEvent } from '../events.ts';
import type { CachedList, ReferenceCache } from './reference-cache.ts';
import { watchPort } from './watch-port.ts';

const place = {
  placeId: 'PY0003',
  nameZh: '番禺 03 号机',
  nameEn: 'Panyu 03',
  district: '番禺区',
  address: '测试路 3 号',
  phone: '020-0',
  distanceM: 900,
  hours: '24h',
  capabilities: ['idReader'],
};
const list = (asOf: string): CachedList => ({
  path: 'ref.kiosks',
  params: {},
  source: 'gz.data',
  asOf,
  data: { kiosks: [place] },
});

function world(answers: () => boolean, kept: CachedList | null) {
  const clock = new VirtualClock(Date.parse('2026-11-23T06:00:00.000Z'));
  const events: SessionEvent[] = [];
  const asked: number[] = [];
  const stored: CachedList[] = [];
  let position: ReturnType<CardDispenser['position']> = 'none';
  const listeners = new Set<() => void>();
  const waiting = new Set<() => void>();
  const dispenser = {
    position: () => position,
    onStatus: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as CardDispenser;
  const cache = { get: () => kept, put: (given: CachedList) => void stored.push(given) } as unknown as ReferenceCache;
  const watch = watchPort({
    dispenser: () => dispenser,
    ioBoard: () => null,
    cache,
    clock,
    onOnline: (listener) => {
      waiting.add(listener);
      return () => waiting.delete(listener);
    },
    client: () => ({
      pull: () => {
        asked.push(clock.monoMs());
        const { source, asOf, data } = list('2026-11-23');
        return Promise.resolve(
          answers()
            ? ok({ status: 'found' as const, source, asOf, data, hubTime: '2026-11-23T06:00:00.000Z' })
            : ({ ok: false, error: { code: 'unreachable', detail: '' } } as const),
        );
      },
    }),
  });
  return {
    clock,
    events,
    asked,
    stored,
    start: () => watch((event) => events.push(event)),
    card: (now: typeof position) => {
      position = now;
      for (const listener of listeners) listener();
    },
    listeners,
    online: () => {
      for (const listener of waiting) listener();
    },
  };
}
const kiosks = (events: readonly SessionEvent[]) =>
  events.flatMap((event) => (event.type === 'KIOSKS' ? [event.kiosks.asOf] : []));

describe('between visits', () => {
  it('the last list of machines stands at once, also without the hub; a hub that comes back is asked again soon', async () => {
    let isThere = false;
    const w = world(() => isThere, list('2026-10-01'));
    const stop = w.start();
    await w.clock.advance(10);
    expect(kiosks(w.events)).toEqual(['2026-10-01']);
    isThere = true;
    await w.clock.advance(61_000);
    expect(kiosks(w.events)).toEqual(['2026-10-01', '2026-11-23']);
    expect(w.stored).toHaveLength(1);
    // A fresh list is not asked for every minute.
    const before = w.asked.length;
    await w.clock.advance(3_600_000);
    expect(w.asked.length).toBe(before);
    stop();
  });

  it('the hub is back: asked at once, not a minute later; with a fresh list it is not asked again', async () => {
    let isThere = false;
    const w = world(() => isThere, null);
    const stop = w.start();
    await w.clock.advance(10);
    expect(kiosks(w.events)).toEqual([]);
    isThere = true;
    w.online();
    await w.clock.advance(10);
    expect(kiosks(w.events)).toEqual(['2026-11-23']);
    w.online();
    await w.clock.advance(10);
    expect(w.asked).toHaveLength(2);
    stop();
  });

  it('a list that does not fit is no list', async () => {
    const w = world(() => false, { ...list('2026-10-01'), data: { kiosks: 'near' } });
    const stop = w.start();
    await w.clock.advance(10);
    expect(kiosks(w.events)).toEqual([]);
    stop();
  });

  it('a card at the outlet is told when it comes and when it goes, once each; one whose place nobody knows is not', () => {
    const w = world(() => false, null);
    const stop = w.start();
    for (const position of ['inside', 'exit', 'exit', 'none', 'unknown'] as const) w.card(position);
    expect(w.events.filter(({ type }) => type === 'OUTLET')).toEqual([
      { type: 'OUTLET', hasCard: true },
      { type: 'OUTLET', hasCard: false },
    ]);
    stop();
    expect(w.listeners.size).toBe(0);
  });
});

it('F-13: the presence sensor is told as it changes; one that cannot say anything changes nothing', () => {
  const events: SessionEvent[] = [];
  let state: 'present' | 'absent' | 'unknown' = 'unknown';
  const listeners = new Set<(change: { contact: 'presence' | 'door'; state: 'present' }) => void>();
  const stop = watchPort({
    dispenser: () => null,
    ioBoard: () =>
      ({
        contact: () => state,
        onContact: (listener: (change: { contact: 'presence' | 'door'; state: 'present' }) => void) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      }) as unknown as IoBoard,
    client: () => null,
    cache: { get: () => null } as unknown as ReferenceCache,
    clock: new VirtualClock(0),
    onOnline: () => () => undefined,
  })((event) => events.push(event));
  const tell = (next: typeof state, contact: 'presence' | 'door' = 'presence') => {
    state = next;
    for (const listener of listeners) listener({ contact, state: 'present' });
  };
  tell('present');
  tell('unknown');
  tell('present', 'door');
  tell('absent');
  expect(events).toEqual([
    { type: 'PERSON', here: true },
    { type: 'PERSON', here: false },
  ]);
  stop();
  expect(listeners.size).toBe(0);
});
