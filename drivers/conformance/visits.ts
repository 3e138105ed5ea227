import { runSchedule } from './run-schedule.ts';
import type { Schedule, Step } from './schedule.ts';
import type { Subject } from './subject.ts';

/** Steps that lead somewhere, as a visit does: feed, present, take the card. */
export type Visit = readonly Step[];

/** Longest chain of calls, and how many visits are kept. */
const maxCalls = 4;
const maxVisits = 80;
/** A person acts so long after the call began. */
const personMs = 300;

const known = new WeakMap<Subject, Promise<readonly Visit[]>>();

/**
 * Visits of a device, found by trying without faults: an act that succeeds may be followed by whatever begins to work after it, and a call that waits for a
 * person by whatever a person can do. Random steps alone hardly ever come so far, since most calls are refused at once.
 * @returns found once for each subject; in the last step the last call is still under way, or has just got what it waited for
 */
export function visitsOf(subject: Subject): Promise<readonly Visit[]> {
  const found = known.get(subject) ?? findVisits(subject);
  known.set(subject, found);
  return found;
}

async function findVisits(subject: Subject): Promise<readonly Visit[]> {
  const rig = subject.rig({ random: () => 0.5 });
  rig.stop();
  const visits: Visit[] = [];
  let done: readonly (readonly string[])[] = [[]];
  for (let length = 1; length <= maxCalls; length += 1) {
    const longer: (readonly string[])[] = [];
    for (const chain of done) {
      for (const { name, effect } of rig.calls) {
        if (visits.length >= maxVisits) return visits;
        const calls = [...chain, name];
        const ending = await lastEnding(subject, stepsOf(calls));
        // The same call over and over leads nowhere new.
        if (ending === 'done' && effect !== 'none' && !chain.includes(name)) longer.push(calls);
        if (length > 1 && ending !== 'notStarted') visits.push(stepsOf(calls));
        if (ending === 'done' || ending === 'notStarted') continue;
        for (const move of rig.moves) {
          const steps = [...stepsOf(calls, personMs), now({ do: 'move', name: move.name })];
          if ((await lastEnding(subject, steps)) === 'done') visits.push(steps);
        }
      }
    }
    done = longer;
  }
  return visits;
}

/** Each call waits for the one before. */
function stepsOf(calls: readonly string[], thenMs = 0): Visit {
  return calls.flatMap((name, index) => {
    const isLast = index === calls.length - 1;
    const call = now({ do: 'call', name, journalFails: false }, isLast ? thenMs : 0);
    return isLast ? [call] : [call, now({ do: 'settle' })];
  });
}

function now(deed: Step['deed'], thenMs = 0): Step {
  return { deed, time: 'now', thenMs };
}

async function lastEnding(subject: Subject, visit: Visit): Promise<string> {
  const steps = [...visit, now({ do: 'settle' })];
  const schedule: Schedule = { seed: 1, isEager: false, allowsUndetectable: false, steps, ending: 'close' };
  const { endings } = await runSchedule(subject, schedule);
  return endings.at(-1)?.split(' ').at(-1) ?? 'notStarted';
}
