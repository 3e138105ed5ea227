import { err, ok } from '../../contract/result.ts';
import type { FaceVerifier } from './face-verifier.ts';
import { jpegBrightness } from './jpeg-brightness.ts';

/** Blocks of a covered lens or a blank wall differ by less; of a person before a wall by far more. Brightness 0–255. */
const demonstrationRules = { minDeviation: 12, minMean: 30, maxMean: 235, minSide: 64 } as const;

/**
 * Stands in for a matcher where none is fitted: looks whether the frame is a picture at all and compares **nobody with anybody**. It says so itself:
 * `assurance` is `demonstration`, in the record and on the screen. Deterministic, so that journeys can be tested.
 * @param answer `byPicture`: the rules decide; `noMatch`: every good picture is refused, for tests and for showing the other ways
 */
export function demonstrationVerifier(answer: 'byPicture' | 'noMatch' = 'byPicture'): FaceVerifier {
  return {
    assurance: 'demonstration',
    needsPhoto: false,
    verify: async (frame) => {
      const seen = jpegBrightness(frame);
      if (seen === null) return err('notAPicture');
      const { minDeviation, minMean, maxMean, minSide } = demonstrationRules;
      const isLarge = Math.min(seen.width, seen.height) >= minSide;
      const isLit = seen.mean >= minMean && seen.mean <= maxMean;
      if (!isLarge || !isLit || seen.deviation < minDeviation) return ok('badFrame');
      return ok(answer === 'noMatch' ? 'noMatch' : 'match');
    },
  };
}
