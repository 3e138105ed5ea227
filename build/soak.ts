import { parseArgs } from 'node:util';
import { runSessions, type SessionsResult } from '../tests/soak/run-sessions.ts';
import { areWhole, refuse, runOrHelp, sayer, seedOf, stopOnInterrupt, usualOptions } from './long-run.ts';

/** `npm run test:soak`: a machine's life of thousands of visits, looked into again and again. */
const help = `npm run test:soak [-- options]

Runs one terminal service through visits of citizens, one after the other, with random faults (cables, paper, cards, hub, disk, clock, window, restarts), and looks into it again and again: memory,
functions, timers and descriptors of the last quarter must be those of the second. Now and then, and at its end, everything that waits must be at the hub, and ledgers must say what the devices did.

  --sessions N   visits (default 10000)
  --ptys S       on real pseudo-terminals and sockets, the program in a process of its own, S times as fast as on the street (2 to 6; default: all in one process and in simulated time)
  --window M     in the real window instead, by real touches, against a real hub, for M minutes (1 to 600); no faults, one citizen in seven presses the way out
  --seed S       number, or "random" (default 20261129)
  --looks N      looks into the process, at least 8 (default 40)
  --json         one JSON object on stdout at the end; progress goes to stderr
  --help         this text

Ctrl-C ends it with the visit that is under way. Exit code: 0 = nothing was found, 1 = something was, 2 = wrong options.
`;

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '10000' },
    ptys: { type: 'string' },
    window: { type: 'string' },
    seed: { type: 'string', default: '20261129' },
    looks: { type: 'string', default: '40' },
    ...usualOptions,
  },
});

await runOrHelp(values.help, help, main);

async function main(): Promise<number> {
  const say = sayer(values.json);
  const [sessions, looks, speed] = [values.sessions, values.looks, values.ptys ?? '1'].map(Number);
  const seed = seedOf(values.seed);
  if (sessions === undefined || looks === undefined || speed === undefined) return 2;
  if (!areWhole([seed, sessions, looks], 1) || !(speed >= 1 && speed <= 50))
    return refuse('--sessions, --looks and --seed are whole numbers from 1, --ptys a number from 1 to 50');
  if (looks < 8 || looks > sessions) return refuse('--looks is at least 8, and not more than --sessions');
  const signal = stopOnInterrupt(say, 'visit that is');
  if (values.window !== undefined) return await inWindow(Number(values.window), seed, say, signal);
  say(
    `seed ${seed}, ${sessions} visits, ${values.ptys === undefined ? 'simulated time' : `pseudo-terminals, ${speed} times as fast`}`,
  );
  const way = values.ptys === undefined ? 'simulated' : { speed };
  const result = await runSessions({ sessions, seed, way, looks, progress: say, signal });
  if (values.json) process.stdout.write(`${JSON.stringify({ seed, ...result }, null, 2)}\n`);
  else say(report(result, seed));
  return result.problems.length > 0 ? 1 : 0;
}

async function inWindow(minutes: number, seed: number, say: (line: string) => void, signal: AbortSignal) {
  if (!(minutes >= 1 && minutes <= 600)) return refuse('--window is a number from 1 to 600, minutes');
  say(`seed ${seed}, ${minutes} minutes in the real window`);
  // Only here: what drives a window must not stand in the memory that the other ways judge.
  const { runWindowSessions } = await import('../tests/soak/window-sessions.ts');
  const result = await runWindowSessions({ minutes, seed, progress: say, signal });
  const { sessions, done, touches, messages, receipts, slips, problems } = result;
  if (values.json) process.stdout.write(`${JSON.stringify({ seed, ...result }, null, 2)}\n`);
  else {
    say(
      [
        ...result.trends.map(({ name, quarters, ratio }) => `${name}: ${quarters.join(', ')}, ${ratio.toFixed(3)}`),
        `${sessions} visits, ${done} to the last page, ${touches} touches; ${messages} messages and ${receipts} receipts at the hub, ${slips} slips`,
        ...problems,
        problems.length === 0 ? 'nothing found' : `${problems.length} problems`,
      ].join('\n'),
    );
  }
  return problems.length > 0 ? 1 : 0;
}

function report(result: SessionsResult, seed: number): string {
  const { sessions, done, faults, restarts, messages, receipts, slips, cardsTaken, streetHours, seconds } = result;
  const number = (value: number) => Math.round(value).toLocaleString('en');
  return [
    '',
    ...result.trends.map(
      ({ name, quarters, ratio, isFlat }) =>
        `${name.padEnd(14)}  ${quarters.map((value) => number(value).padStart(14)).join('  ')}  ${ratio.toFixed(3)}${isFlat ? '' : '  grows'}`,
    ),
    '',
    `${number(sessions)} visits in ${streetHours.toFixed(1)} hours of the street, ${number(done)} came to their end; ${number(faults)} faults, ${number(restarts)} restarts`,
    `${number(messages)} messages and ${number(receipts)} receipts at the hub, ${number(slips)} slips, ${number(cardsTaken)} cards`,
    ...result.problems,
    `${result.problems.length === 0 ? 'nothing found' : `${result.problems.length} problems`}, seed ${seed}, ${number(seconds)} s`,
  ].join('\n');
}
