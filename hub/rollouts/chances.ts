import { failsTooOften } from './halt-rules.ts';

/** So many failures among so many finished machines halt by rule (a). */
export function failuresThatHalt(finished: number): number {
  let failures = 0;
  while (failures <= finished && !failsTooOften(failures, finished)) failures += 1;
  return failures;
}

/** Chance that a release which fails on each machine with this rate is halted once so many have finished: the upper tail of the binomial distribution. */
export function chanceToHalt(finished: number, rate: number): number {
  const needed = failuresThatHalt(finished);
  let below = 0;
  // Terms by their logarithm: (1 − rate)^2500 is beyond a double's range for large rates.
  let term = finished * Math.log1p(-rate);
  for (let failures = 0; failures < needed; failures += 1) {
    below += Math.exp(term);
    term += Math.log((finished - failures) / (failures + 1)) + Math.log(rate / (1 - rate));
  }
  return 1 - below;
}
