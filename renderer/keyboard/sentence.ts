import type { Candidate } from './candidates.ts';
import { type Dictionary, stepAt, weightSteps, wordsAt } from './dictionary/packed.ts';
import { walkWhole } from './dictionary/walk.ts';

/** Weights of the list add up to about one in a hundred thousand: taken off the cost of each word, so that it is the logarithm of its share. */
const commonCost = 80;

interface Way {
  readonly cost: number;
  readonly text: string;
  readonly reading: string;
}

/**
 * The likeliest row of words that uses up all letters (wozhuzaitianhe → 我住在天河), or null where they cannot be read to their end. Cheapest way through the
 * letters; each word costs the less the oftener it is written.
 */
export function sentenceOf(dictionary: Dictionary, typed: string): Candidate | null {
  const ways: (Way | undefined)[] = Array.from({ length: typed.length + 1 }, () => undefined);
  ways[0] = { cost: 0, text: '', reading: '' };
  for (let at = 0; at < typed.length; at += 1) {
    const way = ways[at];
    if (way === undefined) continue;
    walkWhole(dictionary, typed, at, (found) => {
      const [first] = wordsAt(dictionary, found.node, found.depth);
      if (first === undefined || !found.whole) return;
      const cost = way.cost + weightSteps - commonCost - stepAt(dictionary, found.node, 0);
      if (cost >= (ways[found.uses]?.cost ?? Number.POSITIVE_INFINITY)) return;
      ways[found.uses] = {
        cost,
        text: way.text + first,
        reading: way.reading === '' ? found.reading : `${way.reading} ${found.reading}`,
      };
    });
  }
  const last = ways[typed.length];
  return last === undefined ? null : { text: last.text, uses: typed.length, reading: last.reading };
}
