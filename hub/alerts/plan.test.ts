import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AlertCode } from '../../contract/alerts/catalogue.ts';
import { alertLimits } from './limits.ts';
import { planSigns, type SignState } from './plan.ts';
import type { Sign } from './signs.ts';

const slow: Sign = { code: 'paperLow', subject: 'receiptPrinter.paper', value: null };
const fast: Sign = { code: 'durabilityFailed', subject: '', value: null };
const beatMs = 60_000;

/** A machine that beats once a minute, and what the hub makes of it; as the tables keep it. */
class Model {
  readonly states = new Map<string, SignState>();
  #nowMs = 1_000_000;

  /** @returns what opened and ended with this heartbeat */
  beat(signs: readonly Sign[], afterMs = beatMs): readonly string[] {
    this.#nowMs += afterMs;
    const news: string[] = [];
    for (const act of planSigns(signs, [...this.states.values()], { heardMs: this.#nowMs, nowMs: this.#nowMs })) {
      const { code, subject } = 'sign' in act ? act.sign : act;
      const key = `${code}:${subject}`;
      const state = this.states.get(key);
      if (act.act === 'open') {
        this.states.set(key, { code, subject, isOpen: true, turningMs: null });
        news.push(`+${code}`);
      } else if (act.act === 'resolve') {
        this.states.delete(key);
        news.push(`-${code}`);
      } else if (act.act === 'wait') {
        this.states.set(key, { code, subject, isOpen: state?.isOpen ?? false, turningMs: this.#nowMs });
      } else if (act.act === 'forget') {
        if (state?.isOpen === true) this.states.set(key, { ...state, turningMs: null });
        else this.states.delete(key);
      }
    }
    return news;
  }

  isOpen(code: AlertCode): boolean {
    return [...this.states.values()].some((state) => state.code === code && state.isOpen);
  }
}

test('paper that is low for one heartbeat is nobody’s work; for three it is, and it is over after three without it', () => {
  const machine = new Model();
  expect(machine.beat([slow])).toEqual([]);
  expect(machine.beat([])).toEqual([]);
  expect(machine.beat([slow])).toEqual([]);
  expect(machine.beat([slow])).toEqual([]);
  expect(machine.beat([slow])).toEqual(['+paperLow']);
  expect(machine.beat([])).toEqual([]);
  expect(machine.beat([slow])).toEqual([]);
  expect(machine.beat([])).toEqual([]);
  expect(machine.beat([])).toEqual([]);
  expect(machine.beat([])).toEqual(['-paperLow']);
});

test('what may not wait opens with its first heartbeat and ends with the first without it', () => {
  const machine = new Model();
  expect(machine.beat([fast])).toEqual(['+durabilityFailed']);
  expect(machine.beat([fast])).toEqual([]);
  expect(machine.beat([])).toEqual(['-durabilityFailed']);
});

test('a machine that falls silent with a sign proves nothing by standing still', () => {
  const heardMs = 1_000_000;
  const waiting: SignState = { ...slow, isOpen: false, turningMs: heardMs };
  expect(planSigns([slow], [waiting], { heardMs, nowMs: heardMs + 10 * beatMs })).toEqual([]);
});

test('whatever a machine says: nothing opens that was not said for as long as it must be, nothing ends that is said, and a repeated call changes nothing', () => {
  const beats = fc.array(
    fc.record({ slow: fc.boolean(), fast: fc.boolean(), afterMs: fc.integer({ min: 10_000, max: 90_000 }) }),
    {
      minLength: 1,
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(beats, (said) => {
      const machine = new Model();
      let saidMs: number | null = null;
      let goneMs: number | null = null;
      let nowMs = 0;
      for (const one of said) {
        nowMs += one.afterMs;
        saidMs = one.slow ? (saidMs ?? nowMs) : null;
        goneMs = one.slow ? null : (goneMs ?? nowMs);
        const signs = [...(one.slow ? [slow] : []), ...(one.fast ? [fast] : [])];
        const news = machine.beat(signs, one.afterMs);
        if (news.includes('+paperLow')) expect(nowMs - (saidMs ?? nowMs)).toBeGreaterThanOrEqual(alertLimits.settleMs);
        if (news.includes('-paperLow')) expect(nowMs - (goneMs ?? nowMs)).toBeGreaterThanOrEqual(alertLimits.settleMs);
        // And the other way round: what has stood long enough is there, what has been gone long enough is not.
        if (saidMs !== null && nowMs - saidMs >= alertLimits.settleMs) expect(machine.isOpen('paperLow')).toBe(true);
        if (goneMs !== null && nowMs - goneMs >= alertLimits.settleMs) expect(machine.isOpen('paperLow')).toBe(false);
        expect(machine.isOpen('durabilityFailed')).toBe(one.fast);
        expect(machine.beat(signs, 0)).toEqual([]);
      }
    }),
  );
});
