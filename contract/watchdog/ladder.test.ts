import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Climb,
  climb,
  freshLadder,
  type LadderState,
  ladderFigures,
  type Moment,
  type Rung,
  rungLimits,
  rungs,
  type WatchReason,
  watchReasons,
  watchReasonWords,
} from './ladder.ts';

const everything: ReadonlySet<Rung> = new Set(rungs);
const moment = (atMs: number, more: Partial<Moment> = {}): Moment => ({
  ...{ atMs, isIdle: true, isActing: false, can: everything },
  ...more,
});

/** The same reason again and again, a second between two. */
function climbed(reason: WatchReason, times: number, more: Partial<Moment> = {}): readonly Climb[] {
  let state = freshLadder;
  return Array.from({ length: times }, (_, n) => {
    const next = climb(state, reason, moment(n * 1_000, more));
    state = next.state;
    return next.climb;
  });
}
const rungsOf = (climbs: readonly Climb[]) => climbs.map((one) => (one.do === 'step' ? one.rung : one.do));

describe('ladder', () => {
  it('climbs from a reload to the picture that says out of service, and restarts the machine once on the way', () => {
    expect(rungsOf(climbed('pageDied', 10))).toEqual([
      ...['reloadPage', 'newWindow', 'newWindow', 'newWindow', 'newWindow'],
      ...['restartShell', 'restartMachine', 'outOfService', 'outOfService', 'outOfService'],
    ]);
  });

  it('never reloads a page by the process that hangs', () => {
    expect(rungsOf(climbed('pageHangs', 1))).toEqual(['newWindow']);
  });

  it('disturbs nobody for memory that is only full', () => {
    expect(rungsOf(climbed('pageFull', 2, { isIdle: false }))).toEqual(['wait', 'wait']);
    expect(rungsOf(climbed('terminalFull', 1))).toEqual(['restartTerminal']);
    expect(rungsOf(climbed('graphicsFull', 3))).toEqual(['restartGraphics', 'restartGraphics', 'restartShell']);
  });

  it('ends no program while paper or a card moves, unless that program is dead already', () => {
    expect(climbed('terminalFull', 1, { isActing: true })).toEqual([{ do: 'wait', for: 'act' }]);
    expect(climbed('shellFull', 1, { isActing: true })).toEqual([{ do: 'wait', for: 'act' }]);
    expect(rungsOf(climbed('terminalSilent', 1, { isActing: true }))).toEqual(['restartTerminal']);
    expect(rungsOf(climbed('pageDied', 1, { isActing: true }))).toEqual(['reloadPage']);
  });

  it('waits longer before each further try of one rung', () => {
    const pauses = climbed('terminalDied', 8).map((one) => (one.do === 'step' ? one.afterMs : -1));
    expect(pauses).toEqual([0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000]);
  });

  it('begins at the first rung again after an hour without any reason, and not a moment before', () => {
    const first = climb(freshLadder, 'pageDied', moment(0)).state;
    const early = climb(first, 'pageDied', moment(ladderFigures.healthyAfterMs - 1)).climb;
    const late = climb(first, 'pageDied', moment(ladderFigures.healthyAfterMs)).climb;
    expect(rungsOf([early, late])).toEqual(['newWindow', 'reloadPage']);
  });

  it('restarts a machine once in six hours, however healthy the hours between were', () => {
    let state: LadderState = freshLadder;
    const seen: string[] = [];
    for (const hour of [0, 2, 4, 5.9, 7]) {
      for (let n = 0; n < 3; n += 1) {
        const next = climb(state, 'shellLoops', moment(hour * 3_600_000 + n));
        state = next.state;
        if (n === 2) seen.push(...rungsOf([next.climb]));
      }
    }
    expect(seen).toEqual(['restartMachine', 'outOfService', 'outOfService', 'outOfService', 'restartMachine']);
  });

  it('passes over what the asker cannot do, and only notes what nobody can mend', () => {
    const window: ReadonlySet<Rung> = new Set(['reloadPage', 'newWindow']);
    expect(new Set(rungsOf(climbed('pageDied', 30, { can: window })))).toEqual(new Set(['reloadPage', 'newWindow']));
    expect(rungsOf(climbed('clockJumped', 1))).toEqual(['note']);
    expect(rungsOf(climbed('terminalDied', 1, { can: window }))).toEqual(['note']);
  });

  const aMoment = fc.record({
    reason: fc.constantFrom(...watchReasonWords),
    passedMs: fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 8 * 3_600_000 })),
    isIdle: fc.boolean(),
    isActing: fc.boolean(),
  });

  it('keeps its limits, its order and its patience in whatever happens', () => {
    fc.assert(
      fc.property(fc.array(aMoment, { maxLength: 120 }), (events) => {
        let state = freshLadder;
        let atMs = 0;
        const taken: { readonly rung: Rung; readonly atMs: number }[] = [];
        for (const { reason, passedMs, isIdle, isActing } of events) {
          atMs += passedMs;
          const next = climb(state, reason, moment(atMs, { isIdle, isActing }));
          state = next.state;
          if (next.climb.do !== 'step') continue;
          const { rung, afterMs } = next.climb;
          const { climbs, when } = watchReasons[reason];
          expect(climbs).toContain(rung);
          expect(when === 'idle' && !isIdle).toBe(false);
          expect(afterMs).toBeLessThanOrEqual(ladderFigures.maxPauseMs);
          const { times, withinMs } = rungLimits[rung];
          const before = taken.filter((step) => step.rung === rung && atMs - step.atMs < withinMs).length;
          // Beyond its limit only where the reason knows no higher rung.
          if (before >= times) expect(climbs.at(-1)).toBe(rung);
          taken.push({ rung, atMs });
        }
        // What is remembered has an end.
        expect(state.steps.length).toBeLessThanOrEqual(events.length);
      }),
    );
  });

  it('remembers only what still counts', () => {
    let state = freshLadder;
    for (let day = 0; day < 365; day += 1) state = climb(state, 'pageDied', moment(day * 86_400_000)).state;
    expect(state.steps.length).toBe(1);
  });
});
