import { describe, expect, it } from 'vitest';
import type { SwitchesReply } from '../contract/hub-services.ts';
import { err, ok } from '../contract/result.ts';
import { type IntakeFacts, intakeClosedBy, watchIntake } from './intake.ts';
import { hubClock } from './store/hub-clock.ts';
import { makeHubSide, submitInput, temporaryStore } from './store/testing/temporary-store.ts';
import { makeClockTrust } from './sync/clock-trust.ts';
import { watchSwitches } from './sync/switches-watch.ts';

const well: IntakeFacts = {
  pending: 0,
  oldestAgeMs: null,
  diskUsed: 0.3,
  isDiskFailing: false,
  hubOffsetMs: 200,
  wentBackMs: 0,
  isKeyRefused: false,
};
const hour = 3_600_000;

describe('intake', () => {
  it.each([
    [{}, null],
    [{ pending: 500 }, null],
    [{ pending: 501 }, 'queue'],
    [{ oldestAgeMs: 24 * hour }, null],
    [{ oldestAgeMs: 24 * hour + 1 }, 'queue'],
    [{ diskUsed: 0.91, pending: 900 }, 'disk'],
    [{ diskUsed: null }, null],
    [{ isDiskFailing: true, isKeyRefused: true }, 'disk'],
    [{ hubOffsetMs: hour + 1 }, 'clock'],
    [{ hubOffsetMs: -hour - 1 }, 'clock'],
    [{ hubOffsetMs: null, wentBackMs: hour + 1 }, 'clock'],
    [{ wentBackMs: hour + 1 }, null], // the hub has told the time since
    [{ hubOffsetMs: null, wentBackMs: 120_000 }, null],
    [{ hubOffsetMs: null, wentBackMs: 120_001 }, 'deadline'],
    [{ wentBackMs: 120_001 }, null],
    [{ isKeyRefused: true }, 'key'],
  ] as const)('%o → %s', (more, expected) => {
    expect(intakeClosedBy({ ...well, ...more })).toBe(expected);
  });

  it('is told once for each change, also that it is open again; a clock that went back over a restart is noticed', async () => {
    using temporary = temporaryStore(null);
    let diskUsed = 0.95;
    const told: unknown[] = [];
    const logged: unknown[] = [];
    const watch = () =>
      watchIntake({
        ...temporary,
        log: (event, fields) => logged.push([event, fields]),
        dataDir: temporary.dir,
        hubOffsetMs: () => null,
        isKeyRefused: () => false,
        report: (closed) => told.push(closed),
        diskUsed: async () => diskUsed,
      });
    const stop = watch();
    await temporary.clock.advance(30_000);
    diskUsed = 0.5;
    await temporary.clock.advance(30_000);
    stop();
    expect(told).toEqual(['disk', null]);
    const changes = ['disk', 'open'].map((state) => ['terminal.intake.changed', { state, pending: 0 }]);
    // The keeper is told before the limit, once.
    expect(logged).toEqual([['store.disk.low', { usedPercent: 95 }], ...changes]);
    temporary.store.meta.set('clock.lastWall', String(temporary.clock.wallMs() + 2 * hour));
    const again = watch();
    await temporary.clock.advance(100);
    again();
    expect(told.at(-1)).toBe('clock');
  });
});

describe('a wall clock that is wrong', () => {
  it('neither ages what waits nor makes it younger, and what is committed carries the difference of that moment', async () => {
    const { identity } = await makeHubSide();
    using temporary = temporaryStore(identity);
    const { store, clock } = temporary;
    const trust = makeClockTrust(clock, (offsetMs) => store.followHub(offsetMs));
    clock.jumpWall(-3 * hour);
    const realMs = clock.wallMs() + 3 * hour;
    trust.observe(new Date(realMs).toISOString(), 0);
    expect((await store.submitCase(submitInput())).ok).toBe(true);
    expect(store.outbox.counts().oldestWallMs).toBe(realMs);
    // While nobody tells the time any more.
    clock.jumpWall(30 * hour);
    expect(store.trustedWallMs()).toBe(realMs);
    expect(hubClock(clock, store).wallMs()).toBe(realMs);
    const second = await store.submitCase(submitInput());
    if (!second.ok) throw new Error(second.error.detail);
    const envelopes = store.outbox.take([second.value.messageId]);
    expect(envelopes.ok && envelopes.value).toMatchObject([{ wallMs: realMs + 27 * hour, hubOffsetMs: -27 * hour }]);
  });
});

describe('switches of the city', () => {
  const reply: SwitchesReply = {
    version: 3,
    phases: ['live'],
    off: [{ item: 'biz.open', reason: 'maintenance' }],
    hubTime: '2026-11-23T06:03:12.000Z',
  };

  it('what was known holds while the hub is away, and after a restart; news come within a minute', async () => {
    using temporary = temporaryStore(null);
    let answer: SwitchesReply | null = reply;
    const told: number[] = [];
    const watch = () =>
      watchSwitches({
        services: () => ({
          switches: async () => (answer === null ? err({ code: 'timeout', detail: '' } as const) : ok(answer)),
        }),
        online: () => true,
        ...temporary,
        report: ({ version }) => told.push(version),
      });
    const first = watch();
    first.now();
    await temporary.clock.advance(100);
    answer = { ...reply, version: 4 };
    await temporary.clock.advance(61_000);
    answer = null;
    await temporary.clock.advance(121_000);
    first.stop();
    expect(told).toEqual([3, 4]);
    const second = watch();
    second.stop();
    expect(told).toEqual([3, 4, 4]);
  });
});
