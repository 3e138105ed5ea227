import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { hostRig } from './host-rig.test-data.ts';
import type { HostListener } from './native-host.ts';

const signal = new AbortController().signal;

function ears() {
  const heard: { pushed: unknown[]; ended: string[] } = { pushed: [], ended: [] };
  const listener: HostListener = {
    push: (value) => heard.pushed.push(value),
    ended: (cause) => heard.ended.push(cause.message),
  };
  return { heard, listener };
}

/** Outcome of a promise without waiting for it. */
function watch(promise: Promise<unknown>): { outcome: string | null } {
  const seen: { outcome: string | null } = { outcome: null };
  promise.then(
    () => {
      seen.outcome = 'resolved';
    },
    (cause: unknown) => {
      seen.outcome = cause instanceof Error ? cause.message : String(cause);
    },
  );
  return seen;
}

async function opened(rig: ReturnType<typeof hostRig>, clock: VirtualClock, spec: string) {
  const { heard, listener } = ears();
  const opening = rig.host.open('serial', spec, listener, signal);
  await clock.advance(10);
  return { heard, channel: await opening };
}

describe('channels', () => {
  it('carry pushes, requests and answers in order; nothing starts before the first open', async () => {
    const clock = new VirtualClock();
    const rig = hostRig(clock);
    expect(rig.host.pid).toBeNull();
    const { heard, channel } = await opened(rig, clock, 'a');
    for (let i = 0; i < 100; i += 1) rig.last().channels.get('a')?.push(Uint8Array.of(i));
    const calls = Promise.all([1, 2, 3].map((n) => channel.call({ n })));
    await clock.advance(10);
    expect(heard.pushed).toEqual(Array.from({ length: 100 }, (_, i) => Uint8Array.of(i)));
    expect(await calls).toEqual([{ echo: { n: 1 } }, { echo: { n: 2 } }, { echo: { n: 3 } }]);
    await channel.close();
    expect(rig.host.channelCount + rig.last().server.channelCount).toBe(0);
    expect(heard.ended).toEqual([]);
    await expect(channel.call(1)).rejects.toThrow('not open');
    await rig.host.close();
    expect(clock.pending).toBe(0);
  });

  it('zero what crossed on the side of the process', async () => {
    const clock = new VirtualClock();
    const rig = hostRig(clock);
    const { heard } = await opened(rig, clock, 'a');
    const bytes = Uint8Array.of(1, 2, 3);
    rig.last().channels.get('a')?.push({ report: bytes });
    expect(bytes).toEqual(Uint8Array.of(0, 0, 0));
    await clock.advance(10);
    expect(heard.pushed).toEqual([{ report: Uint8Array.of(1, 2, 3) }]);
    await rig.host.close();
  });

  it('end by themselves: told once, and the place is free again', async () => {
    const clock = new VirtualClock();
    const rig = hostRig(clock);
    const { heard, channel } = await opened(rig, clock, 'a');
    const call = watch(channel.call(1));
    rig.last().hangs.add('call');
    const hanging = watch(channel.call(2));
    await clock.advance(1);
    rig.last().channels.get('a')?.ended(new Error('pulled'));
    rig.last().channels.get('a')?.ended(new Error('pulled again'));
    await clock.advance(10);
    expect(heard.ended).toEqual(['pulled']);
    expect([call.outcome, hanging.outcome]).toEqual(['resolved', 'pulled']);
    expect(rig.last().server.channelCount + rig.host.channelCount).toBe(0);
    await rig.host.close();
  });

  it('abort while opening: settles with the reason once the process has let go', async () => {
    const clock = new VirtualClock();
    const rig = hostRig(clock);
    const controller = new AbortController();
    const opening = watch(rig.host.open('serial', 'a', ears().listener, controller.signal));
    controller.abort(new Error('given up'));
    await clock.advance(10);
    expect(opening.outcome).toBe('given up');
    expect(rig.host.channelCount).toBe(0);
    await rig.host.close();
  });

  it('a service that is not there is a typed failure', async () => {
    const clock = new VirtualClock();
    const rig = hostRig(clock);
    await expect(rig.host.open('pcsc', {}, ears().listener, signal)).rejects.toMatchObject({ failure: 'failed' });
    await rig.host.close();
  });
});

describe('a dead process', () => {
  it('is noticed by its silence; everybody is told once; the next open starts another', async () => {
    const clock = new VirtualClock();
    const rig = hostRig(clock);
    const a = await opened(rig, clock, 'a');
    const b = await opened(rig, clock, 'b');
    rig.last().hangs.add('call');
    const call = watch(a.channel.call(1, { limitMs: 0 }));
    await clock.advance(60_000);
    expect(rig.processes.length).toBe(1);
    rig.last().hang();
    const opening = watch(rig.host.open('serial', 'c', ears().listener, signal));
    await clock.advance(2_900);
    expect(a.heard.ended).toEqual([]);
    await clock.advance(1_200);
    const why = 'the native host died: no sign of life for 3000 ms';
    expect([a.heard.ended, b.heard.ended]).toEqual([[why], [why]]);
    expect([call.outcome, opening.outcome]).toEqual([why, why]);
    expect(rig.last().isKilled).toBe(true);
    expect(rig.logged).toEqual([
      { id: 'device.native.died', fields: { host: 'native', reason: 'no sign of life for 3000 ms', restarts: 1 } },
    ]);
    await a.channel.close();
    const again = watch(rig.host.open('serial', 'a', ears().listener, signal));
    await clock.advance(1_000);
    expect(again.outcome).toBe('resolved');
    expect(rig.processes.length).toBe(2);
    await rig.host.close();
    expect(clock.pending).toBe(0);
  });

  it.each([
    ['close', 2_100, 'a port did not close within 2000 ms'],
    ['call', 10_100, 'no answer to a call within 10000 ms'],
  ] as const)('a hanging %s while the event loop lives is death too', async (what, ms, reason) => {
    const clock = new VirtualClock();
    const rig = hostRig(clock);
    const { channel, heard } = await opened(rig, clock, 'a');
    rig.last().hangs.add(what);
    const call = watch(what === 'close' ? channel.close() : channel.call(1));
    await clock.advance(ms);
    expect(call.outcome).toBe(what === 'close' ? 'resolved' : `the native host died: ${reason}`);
    expect(heard.ended.length).toBe(what === 'close' ? 0 : 1);
    expect(rig.logged).toMatchObject([{ fields: { reason } }]);
    await rig.host.close();
    expect(clock.pending).toBe(0);
  });

  it('a hanging open that is given up ends the process, so that its thread holds nothing', async () => {
    const clock = new VirtualClock();
    const rig = hostRig(clock);
    await opened(rig, clock, 'a');
    rig.last().hangs.add('open');
    const controller = new AbortController();
    const opening = watch(rig.host.open('serial', 'b', ears().listener, controller.signal));
    await clock.advance(9_000);
    controller.abort(new Error('given up'));
    await clock.advance(2_100);
    expect(opening.outcome).toBe('given up');
    expect(rig.logged.length).toBe(1);
    await rig.host.close();
  });

  it.each([
    ['not a message', 'hello'],
    ['an unknown type', { type: 'boo' }],
    ['a channel that is no number', { type: 'push', channel: 'x', value: 1 }],
    ['an error without a failure', { type: 'ended', channel: 1, error: { message: 'x' } }],
  ])('%s from it is death', async (_what, value) => {
    const clock = new VirtualClock();
    const rig = hostRig(clock);
    const { heard } = await opened(rig, clock, 'a');
    rig.last().sendRaw(value);
    await clock.advance(10);
    expect(heard.ended.length).toBe(1);
    expect(rig.last().isKilled).toBe(true);
    await rig.host.close();
  });

  it('pauses grow with each death and begin anew after a long life', async () => {
    const clock = new VirtualClock();
    const rig = hostRig(clock);
    const pauses: number[] = [];
    for (let i = 0; i < 9; i += 1) {
      const startMs = clock.monoMs();
      const opening = watch(rig.host.open('serial', i, ears().listener, signal));
      while (opening.outcome === null) await clock.advance(50);
      pauses.push(clock.monoMs() - startMs);
      if (i === 7) await clock.advance(61_000);
      rig.last().exit('SIGSEGV');
      await clock.advance(0);
    }
    expect(pauses).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 100]);
    expect(rig.host.restarts).toBe(9);
    expect(rig.logged.at(-1)).toMatchObject({ fields: { reason: 'SIGSEGV', restarts: 9 } });
    await rig.host.close();
    expect(clock.pending).toBe(0);
  });

  it('300 deaths and restarts leave no timer, no channel and no listener behind (C8)', async () => {
    const clock = new VirtualClock();
    const rig = hostRig(clock, { backOffFirstMs: 1, backOffMaxMs: 1 });
    const pending = new Set<number>();
    const controller = new AbortController();
    for (let i = 0; i < 300; i += 1) {
      const { heard, listener } = ears();
      const opening = rig.host.open('serial', 'a', listener, controller.signal);
      await clock.advance(5);
      const channel = await opening;
      const call = watch(channel.call(i));
      await clock.advance(0);
      expect(call.outcome).toBe('resolved');
      pending.add(clock.pending);
      rig.last().exit('SIGSEGV');
      await clock.advance(0);
      expect(heard.ended.length).toBe(1);
    }
    expect(pending.size).toBe(1);
    expect(rig.host.channelCount).toBe(0);
    expect(getEventListeners(controller.signal, 'abort').length).toBe(0);
    await rig.host.close();
    expect(clock.pending).toBe(0);
  });

  it('closed: ends the process, refuses what comes later, ends a waiting open', async () => {
    const clock = new VirtualClock();
    const rig = hostRig(clock);
    const { heard } = await opened(rig, clock, 'a');
    rig.last().exit('SIGSEGV');
    await clock.advance(0);
    const waiting = watch(rig.host.open('serial', 'b', ears().listener, signal));
    await rig.host.close();
    await rig.host.close();
    await clock.advance(0);
    expect(waiting.outcome).toBe('the native host was closed');
    expect(heard.ended).toEqual(['the native host died: SIGSEGV']);
    await expect(rig.host.open('serial', 'c', ears().listener, signal)).rejects.toThrow('was closed');
    expect(clock.pending).toBe(0);
  });
});

describe('a slow process', () => {
  it('is not dead: silence shorter than the limit, again and again', async () => {
    const clock = new VirtualClock();
    const rig = hostRig(clock);
    const { heard } = await opened(rig, clock, 'a');
    for (let i = 0; i < 20; i += 1) {
      rig.last().hang();
      await clock.advance(2_000);
      rig.last().wake();
      await clock.advance(1_500);
    }
    expect(heard.ended).toEqual([]);
    await rig.host.close();
  });

  it('is not dead when it was this process that could not run', async () => {
    const clock = new SleepyClock();
    const rig = hostRig(clock);
    const { heard } = await opened(rig, clock, 'a');
    for (let i = 0; i < 5; i += 1) {
      clock.oversleep(30_000);
      await clock.advance(1_500);
    }
    expect(heard.ended).toEqual([]);
    rig.last().hang();
    await clock.advance(8_000);
    expect(heard.ended.length).toBe(1);
    await rig.host.close();
  });
});

/** Time that jumps while no timer can run, as when a process is stopped or starved. */
class SleepyClock extends VirtualClock {
  #lostMs = 0;
  override monoMs(): number {
    return super.monoMs() + this.#lostMs;
  }
  oversleep(ms: number): void {
    this.#lostMs += ms;
  }
}
