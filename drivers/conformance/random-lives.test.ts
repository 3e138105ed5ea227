import { describe, expect, it } from 'vitest';
import { checkSchedules, failureText } from './check-schedules.ts';
import { runSchedule } from './run-schedule.ts';
import { abortReasons, rigNames, type Schedule, type Step, type StepDeed } from './schedule.ts';
import { loadSubjects } from './subjects.test-data.ts';

/** Schedules for each driver in `npm test`; `npm run test:lives` runs 10,000 and more of each. `YITIJI_SEED` as for every property test. */
const schedules = 60;
const wanted = process.env.YITIJI_SEED ?? '20261123';
const seed = wanted === 'random' ? Math.floor(Math.random() * 0x7fff_ffff) : Number(wanted);

const subjects = await loadSubjects();

const step = (deed: StepDeed, thenMs = 0): Step => ({ deed, time: 'now', thenMs });
const life = (steps: readonly Step[], more: Partial<Schedule> = {}): Schedule => ({
  seed: 1,
  isEager: false,
  allowsUndetectable: false,
  steps,
  ending: 'heal',
  ...more,
});

describe.each(subjects.map((subject) => ({ name: subject.name, subject })))('$name', ({ subject }) => {
  const names = rigNames(subject);
  const problemsOf = async (schedule: Schedule) => (await runSchedule(subject, schedule)).problems;

  it('calls, faults and moves have names of their own, so that a schedule means one thing', () => {
    for (const list of [names.calls, names.faults, names.moves]) expect(new Set(list).size).toBe(list.length);
    expect(names.calls.length).toBeGreaterThan(0);
  });

  it('C4 C5 C6 C7 C8 C9 C13 C15 hold in random lives of the device', async () => {
    const { failure, calls } = await checkSchedules(subject, { seed, schedules });
    expect(failure === null ? null : failureText(subject.name, failure)).toBeNull();
    expect(calls).toBeGreaterThan(schedules / 2);
  });

  it.each(names.calls)(
    'C4 C8 %s is aborted for every reason at many moments and leaves nothing behind',
    async (name) => {
      for (const reason of abortReasons) {
        for (const afterMs of [0, 1, 40, 700]) {
          const once = [step({ do: 'call', name, journalFails: false }, afterMs), step({ do: 'abort', reason })];
          expect(await problemsOf(life([...once, step({ do: 'settle' })]))).toEqual([]);
          expect(await problemsOf(life(once, { ending: 'close' }))).toEqual([]);
        }
      }
    },
    30_000,
  );

  it.each(names.calls)(
    'C13 C6 %s after a journal that could not be written: nothing moved, and the device serves on',
    async (name) => {
      const twice = [0, 1].flatMap(() => [step({ do: 'call', name, journalFails: true }), step({ do: 'settle' })]);
      expect(await problemsOf(life(twice))).toEqual([]);
    },
  );

  it.each(names.calls)('C4 %s before the device is there, and two at once', async (name) => {
    const both = [0, 1].map(() => step({ do: 'call', name, journalFails: false }));
    expect(await problemsOf(life(both, { isEager: true }))).toEqual([]);
    expect(await problemsOf(life(both, { isEager: true, ending: 'close' }))).toEqual([]);
    const cable = (act: 'unplug' | 'plug') => step({ do: act }, act === 'unplug' ? 100 : 0);
    if (names.hasLine) expect(await problemsOf(life([cable('unplug'), ...both, step({ do: 'settle' })]))).toEqual([]);
  });
});
