import fc from 'fast-check';
import type { IntentBody } from '../../../contract/intent.ts';
import type { PullPath } from '../../../contract/pulls/pulls.ts';
import type { Pulled } from '../context.ts';
import type { SessionEvent } from '../events.ts';
import { diligentTouch } from './diligent.ts';
import { allowedAfter, anyWorldEvent } from './session-fixtures.ts';
import type { SessionRig } from './session-rig.ts';
import { answerWork, samplePulled } from './world.ts';

/** A walk through an item: what is drawn at each step (null = something happens around the citizen), and the events for that. */
export type Walk = readonly [script: readonly (number | null)[], events: readonly SessionEvent[]];

export const walks: fc.Arbitrary<Walk> = fc.tuple(
  fc.array(fc.option(fc.nat(), { freq: 12 }), { minLength: 20, maxLength: 90 }),
  fc.array(anyWorldEvent, { minLength: 12, maxLength: 12 }),
);
/** The same walks in every run; `YITIJI_SEED=random` draws others. */
export const walkSeed = 20261123;
export const walksPerItem = 10;

/**
 * Walks: mostly a citizen who goes on and a city that answers; now and then anything that the page offers, or something that happens around it. A touch that
 * a page offers and the session refuses throws.
 * @param look   called wherever the walk comes by
 * @param answer what the departments say
 */
export function walkItem(
  r: SessionRig,
  itemId: string,
  [script, events]: Walk,
  look: (r: SessionRig) => void,
  answer: (path: PullPath, draw: number) => Pulled = samplePulled,
): void {
  let at = 0;
  r.begin(itemId);
  for (const step of script) {
    if (step === null) {
      const event = events[at++ % events.length];
      if (event !== undefined) r.service.send(event);
    } else if (step % 7 === 0) {
      const offers = allowedAfter(r.service.snapshot());
      const chosen = offers[Math.floor(step / 7) % Math.max(1, offers.length)];
      if (chosen !== undefined) touch(r, chosen);
    } else {
      answerWork(r, step, answer);
      look(r);
      const next = diligentTouch(r.service.snapshot(), step);
      if (next !== null) touch(r, next);
    }
    look(r);
  }
}

function touch(r: SessionRig, body: IntentBody): void {
  const before = r.name();
  const touched = r.touch(body);
  if (!touched.ok) throw new Error(`${before}: ${JSON.stringify(body)} was offered and refused: ${touched.error}`);
}
