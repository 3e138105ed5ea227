import fc from 'fast-check';
import type { AbortReason } from '../../contract/device.ts';
import type { LineDirection, LineFault } from '../transport/line-damage.ts';
import type { Subject } from './subject.ts';

/** When a step happens: now, or while the driver is at work – as the n-th message from now passes in one direction. */
export type StepTime = 'now' | { readonly on: 'hostWrite' | 'deviceSend'; readonly count: number };

/** One thing that happens. Calls, faults and moves are named as the rig names them. */
export type StepDeed =
  | { readonly do: 'call'; readonly name: string; readonly journalFails: boolean }
  /** Aborts every call that is under way. */
  | { readonly do: 'abort'; readonly reason: AbortReason }
  | { readonly do: 'line'; readonly direction: LineDirection; readonly fault: LineFault }
  /** Every write to the port fails until the line is plugged in again. */
  | { readonly do: 'unplug' | 'plug' | 'failWrites' }
  | { readonly do: 'fault' | 'cure' | 'move'; readonly name: string }
  /** Nothing happens until every call has settled. */
  | { readonly do: 'settle' };

export interface Step {
  readonly deed: StepDeed;
  readonly time: StepTime;
  /** Milliseconds of virtual time until the next step; 0 = in the same turn. */
  readonly thenMs: number;
}

/** A life of one device, from the start to the close. */
export interface Schedule {
  /** Seed of the rig's own randomness. */
  readonly seed: number;
  /** Calls begin before the device had time to connect. */
  readonly isEager: boolean;
  /** False: no fault is injected that this protocol cannot notice, so that every outcome is compared with the world. */
  readonly allowsUndetectable: boolean;
  readonly steps: readonly Step[];
  /** `heal`: calls settle, everything is repaired, the next citizen is served. `close`: the device is closed in the middle of it all. */
  readonly ending: 'heal' | 'close';
}

/** Every reason for which a flow aborts a call. */
export const abortReasons = [
  'user',
  'deadline',
  'sessionEnd',
  'preempt',
  'shutdown',
] as const satisfies readonly AbortReason[];

/** Longest delay, milliseconds, that a fault puts on bytes. */
export const longestDelayMs = 3_000;
const shortMs = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 60 }) },
  fc.integer({ min: 61, max: longestDelayMs }),
);
const skip = fc.oneof({ weight: 3, arbitrary: fc.nat(8) }, fc.nat(200));

const flip = fc.record({ kind: fc.constant('flip' as const), skip, xor: fc.integer({ min: 1, max: 255 }) });
const delay = fc.record({ kind: fc.constant('delay' as const), skip, ms: shortMs });
const lose = fc.record({ kind: fc.constant('lose' as const), skip: fc.nat(5) });
const repeat = fc.record({ kind: fc.constant('repeat' as const), skip: fc.nat(5), ms: shortMs });

/** A stream of bytes can be cut and joined anywhere. */
const streamFault: fc.Arbitrary<LineFault> = fc.oneof(
  flip,
  delay,
  lose,
  repeat,
  fc.record({ kind: fc.constant('drop' as const), skip, count: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('duplicate' as const), skip, count: fc.integer({ min: 1, max: 20 }) }),
  fc.record({
    kind: fc.constant('noise' as const),
    skip,
    bytes: fc.array(fc.nat(255), { minLength: 1, maxLength: 12 }),
  }),
  fc.record({ kind: fc.constant('truncate' as const), skip }),
  fc.record({ kind: fc.constant('split' as const), skip, ms: shortMs }),
  fc.record({ kind: fc.constant('merge' as const), ms: shortMs }),
);

/** A HID report stays one report: a delay takes the whole next one. */
const reportFault: fc.Arbitrary<LineFault> = fc.oneof(
  flip,
  lose,
  repeat,
  delay.map((fault) => ({ ...fault, skip: 0 })),
);

/** The names that a subject's rig uses; a rig is made for it and thrown away. */
export interface RigNames {
  readonly calls: readonly string[];
  readonly faults: readonly string[];
  readonly moves: readonly string[];
  readonly hasLine: boolean;
}

/** Names of what a schedule may ask of a driver: its calls, faults of its simulator, moves of a citizen. */
export function rigNames(subject: Subject): RigNames {
  const rig = subject.rig({ random: () => 0.5 });
  rig.stop();
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
  return {
    calls: names(rig.calls),
    faults: names(rig.faults),
    moves: names(rig.moves),
    hasLine: rig.line !== null,
  };
}

/** True for a byte fault that the subject's protocol cannot notice. */
export function isUndetectable(subject: Subject, deed: StepDeed): boolean {
  return deed.do === 'line' && subject.undetectable?.[deed.direction]?.includes(deed.fault.kind) === true;
}

/**
 * Random lives of a device. fast-check shrinks a failing one to the few steps that matter and prints seed and path, from which it comes back.
 * @param visits steps that lead somewhere (`visits.ts`), strewn in
 * @param maxSteps longest schedule, a visit being one step
 */
export function scheduleOf(
  subject: Subject,
  visits: readonly (readonly Step[])[] = [],
  maxSteps = 25,
): fc.Arbitrary<Schedule> {
  const deed = deedOf(subject, rigNames(subject));
  const time: fc.Arbitrary<StepTime> = fc.oneof(
    { weight: 3, arbitrary: fc.constant('now' as const) },
    {
      weight: 2,
      arbitrary: fc.record({
        on: fc.constantFrom('hostWrite' as const, 'deviceSend' as const),
        count: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 5, max: 30 })),
      }),
    },
  );
  const thenMs = fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 50 }) },
    { weight: 2, arbitrary: fc.integer({ min: 51, max: 2_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 2_001, max: 15_000 }) },
  );
  const single = fc.record({ deed, time, thenMs }).map((step): readonly Step[] => [step]);
  const visit = (steps: readonly Step[]) =>
    thenMs.map((waitMs) =>
      steps.map((step, index) => (index === steps.length - 1 ? { ...step, thenMs: waitMs } : step)),
    );
  const part =
    visits.length === 0
      ? single
      : fc.oneof({ weight: 6, arbitrary: single }, { weight: 1, arbitrary: fc.oneof(...visits.map(visit)) });
  return fc.record({
    seed: fc.noShrink(fc.nat(0x7fff_ffff)),
    isEager: fc.nat(4).map((n) => n === 4),
    allowsUndetectable: fc.nat(3).map((n) => n === 3),
    steps: fc.array(part, { minLength: 1, maxLength: maxSteps }).map((parts) => parts.flat()),
    ending: fc.nat(4).map((n) => (n === 4 ? ('close' as const) : ('heal' as const))),
  });
}

function deedOf(subject: Subject, names: RigNames): fc.Arbitrary<StepDeed> {
  const weighted: { weight: number; arbitrary: fc.Arbitrary<StepDeed> }[] = [];
  const named = (weight: number, act: 'fault' | 'cure' | 'move', list: readonly string[]) => {
    if (list.length === 0) return;
    weighted.push({ weight, arbitrary: fc.constantFrom(...list).map((name) => ({ do: act, name })) });
  };
  weighted.push({
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      name: fc.constantFrom(...names.calls),
      journalFails: fc.nat(9).map((n) => n === 9),
    }),
  });
  weighted.push({
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('abort' as const), reason: fc.constantFrom(...abortReasons) }),
  });
  weighted.push({ weight: 2, arbitrary: fc.constant({ do: 'settle' as const }) });
  named(4, 'fault', names.faults);
  named(2, 'cure', names.faults);
  named(4, 'move', names.moves);
  if (names.hasLine) {
    const fault = subject.framing === 'reports' ? reportFault : streamFault;
    weighted.push({
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('line' as const),
        direction: fc.constantFrom('toHost' as const, 'toHost' as const, 'toDevice' as const),
        fault,
      }),
    });
    weighted.push({
      weight: 2,
      arbitrary: fc.constantFrom('unplug' as const, 'plug' as const).map((act) => ({ do: act })),
    });
    weighted.push({ weight: 1, arbitrary: fc.constant({ do: 'failWrites' as const }) });
  }
  return fc.oneof(...weighted);
}

/** A schedule in words, one line a step, for a failure report. */
export function scheduleText(schedule: Schedule): string {
  const { seed, isEager, allowsUndetectable, ending } = schedule;
  const head = [`rig seed ${seed}`, isEager ? 'calls before it is up' : '', allowsUndetectable ? 'any byte fault' : ''];
  const steps = schedule.steps.map(({ deed, time, thenMs }) => {
    const { do: act, ...rest } = deed;
    const words = Object.values(rest).map((value) =>
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    );
    const when = time === 'now' ? '' : ` at ${time.on} ${time.count}`;
    return `  ${act} ${words.join(' ')}${when}${thenMs > 0 ? `, then ${thenMs} ms` : ''}`;
  });
  return [head.filter((word) => word !== '').join(', '), ...steps, `  end: ${ending}`].join('\n');
}
