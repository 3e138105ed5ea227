import type { SessionContext } from '../context.ts';
import { kit, on } from './kit.ts';

/** Nothing has begun, and the sensor, where there is one, sees nobody. */
const isDeserted = ({ visit, limit, seen }: SessionContext): boolean =>
  visit === null && limit === 'none' && seen !== true;

const awake = { target: 'awake', reenter: true } as const;
const person = on('PERSON', (_, event) => ({ seen: event.here }));

/**
 * Less light for a panel before which nobody stands (docs/domain/screens.md §10). Any touch, key, card or person gives it back at once; the touch does what it
 * does on a bright page, since everything can still be read and people press what they see. What only happens inside the machine wakes nothing; a card that
 * is laid down raises PAGE.
 */
export const restState = kit.createStateConfig({
  initial: 'awake',
  on: {
    PAGE: '.awake',
    PERSON: [{ guard: ({ event }) => event.here, target: '.awake', actions: person }, { actions: person }],
    PRESENT: '.awake',
  },
  states: {
    awake: {
      entry: kit.assign({ resting: false }),
      after: { rest: { guard: ({ context }) => isDeserted(context), target: 'resting' } },
      on: {
        // They have gone: from now on it is counted.
        PERSON: { ...awake, actions: person },
      },
    },
    resting: { entry: kit.assign({ resting: true }) },
  },
});
