import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { Mutex, type Priority } from './mutex.ts';

/** Occupies the mutex until the returned function is called. */
function hold(mutex: Mutex): () => void {
  let release: () => void = () => undefined;
  void mutex.run(
    () =>
      new Promise<void>((resolve) => {
        release = resolve;
      }),
  );
  return () => release();
}

describe('mutex of a device', () => {
  it('serves in order of arrival, normal before low', async () => {
    const clock = new VirtualClock();
    const mutex = new Mutex(clock);
    const order: string[] = [];
    const release = hold(mutex);
    const add = (name: string, priority: Priority) =>
      mutex.run(
        async () => {
          order.push(name);
        },
        { priority },
      );
    void add('poll 1', 'low');
    void add('act 1', 'normal');
    void add('poll 2', 'low');
    void add('act 2', 'normal');
    await clock.advance(0);
    expect(mutex.waiting).toBe(4);
    release();
    await clock.advance(0);
    expect(order).toEqual(['act 1', 'act 2', 'poll 1', 'poll 2']);
    expect(mutex.isHeld).toBe(false);
  });

  it('gives up at the end of the queue budget and leaves no timer', async () => {
    const clock = new VirtualClock();
    const mutex = new Mutex(clock);
    const release = hold(mutex);
    const { signal } = new AbortController();
    const late = mutex.run(async () => 'ran', { queueMs: 100, signal });
    await clock.advance(100);
    expect(await late).toEqual({ ok: false, error: 'busy' });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(await mutex.run(async () => 'ran', { queueMs: 0 })).toEqual({ ok: false, error: 'busy' });
    release();
    await clock.advance(0);
    expect(await mutex.run(async () => 'ran', { queueMs: 0 })).toEqual({ ok: true, value: 'ran' });
    expect(clock.pending).toBe(0);
  });

  it('lets a waiting caller abort without disturbing the others', async () => {
    const clock = new VirtualClock();
    const mutex = new Mutex(clock);
    const release = hold(mutex);
    const controller = new AbortController();
    const first = mutex.run(async () => 1, { signal: controller.signal, queueMs: 1_000 });
    const second = mutex.run(async () => 2, { queueMs: 1_000 });
    controller.abort('user');
    expect(await first).toEqual({ ok: false, error: 'aborted' });
    release();
    expect(await second).toEqual({ ok: true, value: 2 });
    expect(clock.pending).toBe(0);
    expect(await mutex.run(async () => 3, { signal: controller.signal })).toEqual({ ok: false, error: 'aborted' });
  });

  it('is free again after a throw (C13)', async () => {
    const mutex = new Mutex(new VirtualClock());
    const broken = mutex.run(async () => {
      throw new Error('bug');
    });
    const next = mutex.run(async () => 'works');
    await expect(broken).rejects.toThrow('bug');
    expect(await next).toEqual({ ok: true, value: 'works' });
    expect(mutex.isHeld).toBe(false);
  });
});
