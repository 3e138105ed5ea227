import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waitCodes } from '../../contract/update-gate.ts';
import {
  type GateEvent,
  type GateState,
  leaseLimitMs,
  type Moment,
  openedGate,
  outageOf,
  stepGate,
  untilNextLook,
} from './gate.ts';
import { type GateFacts, reasonsAgainst } from './reasons.ts';
import { always, forbidding, nobody } from './testing/facts.test-data.ts';
import { isInWindow, untilWindowTurns } from './window.ts';

/** 03:00 in the city. */
const night = Date.parse('2026-11-27T19:00:00.000Z');
const at = (monoMs: number, facts: GateFacts = nobody, more: Partial<Moment> = {}): Moment => ({
  ...{ monoMs, wallMs: night + monoMs, facts, rules: always, newLeaseId: `lease-${monoMs}` },
  ...more,
});
const ask = (caller = 'a', more: Partial<Extract<GateEvent, { type: 'ask' }>> = {}) =>
  ({ type: 'ask', caller, livesMs: 30_000, estimateMs: 120_000, isOverdue: false, ...more }) as const;

describe('reasons', () => {
  it('each fact forbids by itself, under its own code; together they are all named', () => {
    for (const [code, fact] of forbidding) {
      expect(reasonsAgainst({ ...nobody, ...fact }, always, night, false)).toEqual([code]);
      expect(reasonsAgainst({ ...nobody, ...fact }, always, night, true)).toEqual([code]);
    }
    expect(reasonsAgainst(nobody, always, night, false)).toEqual([]);
    const all = new Set([...forbidding.map(([code]) => code), 'window.closed', 'freeze.period', 'lease.held']);
    expect(all).toEqual(new Set(waitCodes));
  });

  it('hours are the city’s; over midnight; missed windows open any hour, a frozen day none', () => {
    const rules = { ...always, window: { from: '02:00', to: '05:00' } };
    const hour = (time: string) => Date.parse(`2026-11-28T${time}:00+08:00`);
    for (const [time, isIn] of [
      ['01:59', false],
      ['02:00', true],
      ['04:59', true],
      ['05:00', false],
      ['14:00', false],
    ] as const) {
      expect(isInWindow(rules, hour(time)), time).toBe(isIn);
      expect(reasonsAgainst(nobody, rules, hour(time), false)).toEqual(isIn ? [] : ['window.closed']);
      expect(reasonsAgainst(nobody, rules, hour(time), true)).toEqual([]);
    }
    const late = { ...always, window: { from: '22:30', to: '04:00' } };
    expect(['22:29', '22:30', '00:00', '03:59', '04:00'].map((time) => isInWindow(late, hour(time)))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    const frozen = { ...always, freeze: [{ from: '2026-11-27', to: '2026-11-28' }] };
    const ends = ['2026-11-26T23:59', '2026-11-27T00:00', '2026-11-28T23:59', '2026-11-29T00:00'];
    const isFrozen = ends.map(
      (end) => reasonsAgainst(nobody, frozen, Date.parse(`${end}:00+08:00`), true).length === 1,
    );
    expect(isFrozen).toEqual([false, true, true, false]);
  });

  it('until the window turns, nothing about it turns', () => {
    const time = fc.integer({ min: 0, max: 1439 }).map((minute) => {
      const two = (n: number) => String(n).padStart(2, '0');
      return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
    });
    fc.assert(
      fc.property(
        time,
        time,
        fc.integer({ min: 0, max: 2 ** 41 }),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (from, to, wallMs, part) => {
          const rules = { ...always, window: { from, to } };
          const turnsInMs = untilWindowTurns(rules, wallMs);
          expect(turnsInMs).toBeGreaterThan(0);
          expect(turnsInMs).toBeLessThanOrEqual(86_400_000);
          const later = wallMs + Math.floor(turnsInMs * part);
          expect(isInWindow(rules, later)).toBe(isInWindow(rules, wallMs));
        },
      ),
    );
  });
});

describe('lease', () => {
  it('an ask waits with its reasons, is told when they change, and is granted when the last one goes', () => {
    const visit = { ...nobody, journey: 'visit', openActs: 1 } as const;
    const asked = stepGate(openedGate, ask(), at(0, visit));
    expect(asked.effects).toEqual([{ type: 'waiting', caller: 'a', reasons: ['visit.open', 'act.open'] }]);
    const same = stepGate(asked.state, { type: 'look' }, at(1000, visit));
    expect(same.effects).toEqual([]);
    const less = stepGate(same.state, { type: 'look' }, at(2000, { ...visit, openActs: 0 }));
    expect(less.effects).toEqual([{ type: 'waiting', caller: 'a', reasons: ['visit.open'] }]);
    const free = stepGate(less.state, { type: 'look' }, at(3000));
    expect(free.effects).toMatchObject([{ type: 'granted', caller: 'a', lease: { endsInMs: 30_000 } }]);
    expect(outageOf(free.state, 3000)).toEqual({ minutes: 2 });
    expect(outageOf(free.state, 3000 + 60_000)).toEqual({ minutes: 1 });
    // Longer than estimated: no time is named that nobody knows.
    expect(outageOf(free.state, 3000 + 120_000)).toEqual({ minutes: null });
  });

  it('an ask whose connection has gone is never granted; a lease whose holder has gone ends by its time only', () => {
    const asked = stepGate(openedGate, ask(), at(0, { ...nobody, isDoorOpen: true }));
    const gone = stepGate(asked.state, { type: 'gone', caller: 'a' }, at(1));
    expect(gone.state).toEqual(openedGate);
    const held = stepGate(openedGate, ask(), at(0));
    const left = stepGate(held.state, { type: 'gone', caller: 'a' }, at(1));
    expect(left.state.lease).not.toBeNull();
    expect(stepGate(left.state, { type: 'look' }, at(29_999)).state.lease).not.toBeNull();
    const over = stepGate(left.state, { type: 'look' }, at(30_000));
    expect(over.effects).toEqual([{ type: 'ended', leaseId: 'lease-0', how: 'expired' }]);
    expect(outageOf(over.state, 30_000)).toBeNull();
  });

  it('an updater that hangs and renews for ever gives the machine back at the limit', () => {
    let { state } = stepGate(openedGate, ask(), at(0));
    for (let now = 20_000; now < leaseLimitMs; now += 20_000) {
      const renewed = stepGate(state, { type: 'renew', leaseId: 'lease-0' }, at(now));
      expect(renewed.answer.ok).toBe(true);
      state = renewed.state;
    }
    const over = stepGate(state, { type: 'renew', leaseId: 'lease-0' }, at(leaseLimitMs));
    expect(over.answer).toEqual({ ok: false, error: 'unknownLease' });
    expect(over.effects).toEqual([{ type: 'ended', leaseId: 'lease-0', how: 'limit' }]);
  });

  it('renewing and releasing name the lease: a foreign or ended one does nothing', () => {
    const held = stepGate(openedGate, ask(), at(0));
    for (const type of ['renew', 'release'] as const) {
      const foreign = stepGate(held.state, { type, leaseId: 'other' }, at(1));
      expect(foreign.answer).toEqual({ ok: false, error: 'unknownLease' });
      expect(foreign.state).toEqual(held.state);
    }
    const released = stepGate(held.state, { type: 'release', leaseId: 'lease-0' }, at(1));
    expect(released.state.lease).toBeNull();
    expect(stepGate(released.state, { type: 'renew', leaseId: 'lease-0' }, at(2)).answer.ok).toBe(false);
  });

  it('whatever happens: never granted against a fact, never two at once, every lease ends in its time, asks are answered', () => {
    const facts = fc
      .array(fc.constantFrom(...forbidding), { maxLength: 2 })
      .map((chosen): GateFacts => Object.assign({ ...nobody }, ...chosen.map(([, fact]) => fact)));
    const caller = fc.constantFrom('a', 'b', 'c');
    const leaseId = fc.nat({ max: 400 }).map((n) => `lease-${n * 1000}`);
    const event: fc.Arbitrary<GateEvent> = fc.oneof(
      fc.record({
        type: fc.constant('ask' as const),
        caller,
        livesMs: fc.integer({ min: 2_000, max: 120_000 }),
        estimateMs: fc.option(fc.integer({ min: 1_000, max: 3_600_000 })),
        isOverdue: fc.boolean(),
      }),
      fc.record({ type: fc.constant('gone' as const), caller }),
      fc.record({ type: fc.constant('renew' as const), leaseId }),
      fc.record({ type: fc.constant('release' as const), leaseId }),
      fc.constant({ type: 'look' as const }),
    );
    const steps = fc.array(fc.tuple(event, facts, fc.integer({ min: 0, max: 40 }), fc.boolean()), { maxLength: 60 });
    const rules = { ...always, window: { from: '02:00', to: '05:00' } };
    fc.assert(
      fc.property(steps, (script) => {
        let state: GateState = openedGate;
        let monoMs = 0;
        let heldSince = 0;
        for (const [happens, known, seconds, isDay] of script) {
          monoMs += seconds * 1000;
          const wallMs = (isDay ? night + 8 * 3_600_000 : night) + monoMs;
          // Half of the renewals name the lease that is held.
          const named =
            happens.type === 'renew' && state.lease !== null && isDay
              ? { ...happens, leaseId: state.lease.id }
              : happens;
          const moment = at(monoMs, known, { wallMs, rules });
          const before = state;
          const step = stepGate(before, named, moment);
          state = step.state;
          const granted = step.effects.filter((effect) => effect.type === 'granted');
          expect(granted.length).toBeLessThanOrEqual(1);
          for (const { caller: to } of granted) {
            const asked =
              named.type === 'ask' && named.caller === to ? named : before.asks.find((one) => one.caller === to);
            expect(asked).toBeDefined();
            expect(reasonsAgainst(known, rules, wallMs, asked?.isOverdue === true)).toEqual([]);
            const isFree = before.lease === null || step.effects.some(({ type }) => type === 'ended');
            expect(isFree).toBe(true);
            heldSince = monoMs;
          }
          if (named.type === 'ask') {
            const own = step.effects.filter((effect) => effect.type !== 'ended' && effect.caller === named.caller);
            expect(own).toHaveLength(1);
          }
          if (state.lease === null) continue;
          expect(state.lease.endsAtMs).toBeGreaterThan(monoMs);
          expect(state.lease.endsAtMs).toBeLessThanOrEqual(heldSince + leaseLimitMs);
          // Somebody looks in time.
          const lookInMs = untilNextLook(state, moment);
          expect(lookInMs).not.toBeNull();
          expect(monoMs + (lookInMs ?? Number.POSITIVE_INFINITY)).toBeLessThanOrEqual(Math.ceil(state.lease.endsAtMs));
        }
      }),
    );
  });
});
