/** What the long runs (`npm run test:lives`, `test:powercut`, `test:kill`, `test:chaos`, `test:fuzz`, `test:soak`) have in common as programs. */

/** Options that each of them has, for `parseArgs`. */
export const usualOptions = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Prints the help where it is asked for, else runs the program; what it resolves with is the exit code. */
export async function runOrHelp(isHelp: boolean, help: string, main: () => Promise<number>): Promise<void> {
  if (isHelp) process.stdout.write(help);
  else process.exitCode = await main();
}

/** True when each is a whole number from `least`. */
export function areWhole(values: readonly (number | undefined)[], least: number): boolean {
  return values.every((value) => Number.isSafeInteger(value) && (value ?? -1) >= least);
}

/** Says a line of progress or result; with `--json` standard output is for the result alone. */
export function sayer(isJson: boolean): (line: string) => void {
  return (line) => {
    (isJson ? process.stderr : process.stdout).write(`${line}\n`);
  };
}

/** Ends early with what is under way, at the first Ctrl-C; the second one ends the program. */
export function stopOnInterrupt(say: (line: string) => void, underWay: string): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => {
    say(`ending with the ${underWay} under way …`);
    stop.abort();
  });
  return stop.signal;
}

/**
 * @param text a whole number, or `random`
 * @param below what a random seed, from 1 on, is below; a run with `seed + n` must not leave the whole numbers
 * @returns NaN for anything else
 */
export function seedOf(text: string, below = 0x3fff_ffff): number {
  return text === 'random' ? 1 + Math.floor(Math.random() * (below - 1)) : Number(text);
}

/** Wrong usage. @returns the exit code for it */
export function refuse(why: string): number {
  process.stderr.write(`${why}\n`);
  return 2;
}
