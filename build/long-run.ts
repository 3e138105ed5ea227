/** What the long runs (`npm run test:lives`, `test:powercut`, `test:kill`, `test:chaos`) have in common as programs. */

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
 * @param below what a random seed is below; a run with `seed + n` must not leave the whole numbers
 * @returns NaN for anything else
 */
export function seedOf(text: string, below = 0x3fff_ffff): number {
  return text === 'random' ? Math.floor(Math.random() * below) : Number(text);
}

/** Wrong usage. @returns the exit code for it */
export function refuse(why: string): number {
  process.stderr.write(`${why}\n`);
  return 2;
}
