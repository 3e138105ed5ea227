import { type Static, Type } from 'typebox';
import { canonicalJson } from '../../contract/canonical-json.ts';
import { strict } from '../../contract/closed-shapes.ts';
import { KeptOutcome, type UpdateOutcome } from '../../contract/release/update-outcome.ts';
import { parse } from '../../contract/validate.ts';
import { sha256 } from '../crypto/sha256.ts';

/** Meta key: outcomes of updates that the updater has told and the queue to the hub has not taken yet. No person. */
export const outcomesKey = 'updateOutcomes';
/** Outcomes that wait, as many as an updater keeps; a machine that is never enrolled keeps the newest. */
const mostWaiting = 16;
/** Of those that were taken, hashes: one that is told again is known. */
const mostTaken = 64;

const Kept = Type.Object(
  {
    waiting: Type.Array(KeptOutcome, { maxItems: mostWaiting }),
    taken: Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' }), { maxItems: mostTaken }),
  },
  strict,
);
export type KeptOutcomes = Static<typeof Kept>;

/** What a later release kept is read, too: the updater has dropped what was taken here, and tells none of it again. Only damaged text counts as nothing. */
export function readKept(text: string | null): KeptOutcomes {
  try {
    const read = parse(Kept, JSON.parse(text ?? ''));
    if (read.ok) return read.value;
  } catch {
    // nothing was kept yet
  }
  return { waiting: [], taken: [] };
}

const hashOf = (outcome: UpdateOutcome): string => sha256(canonicalJson(outcome)).toString('hex');

/** With one more; null = it is known. Pure. */
export function withWaiting({ waiting, taken }: KeptOutcomes, outcome: UpdateOutcome): KeptOutcomes | null {
  const hash = hashOf(outcome);
  if (taken.includes(hash) || waiting.some((one) => hashOf(one) === hash)) return null;
  return { waiting: [...waiting, outcome].slice(-mostWaiting), taken };
}

/** Once it is in the queue to the hub. Pure. */
export function withTaken({ waiting, taken }: KeptOutcomes, outcome: UpdateOutcome): KeptOutcomes {
  const hash = hashOf(outcome);
  return {
    waiting: waiting.filter((one) => hashOf(one) !== hash),
    taken: [...taken.filter((one) => one !== hash), hash].slice(-mostTaken),
  };
}
