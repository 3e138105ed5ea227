import { raise } from 'xstate';
import { kit } from './kit.ts';

/** F-13: who stands before the machine. Only a whole going away and coming of somebody is asked about, and only where a person is known. */
export const personState = kit.createStateConfig({
  initial: 'here',
  states: {
    here: { on: { PERSON: { guard: ({ event }) => !event.here, target: 'leaving' } } },
    leaving: {
      after: { personGone: 'gone' },
      on: { PERSON: { guard: ({ event }) => event.here, target: 'here' } },
    },
    gone: {
      after: { nobodyHere: { actions: raise({ type: 'NOBODY' }) } },
      on: {
        // A touch although nobody is seen: the sensor does not see everybody.
        PAGE: { target: 'gone', reenter: true },
        PRESENT: { target: 'gone', reenter: true },
        PERSON: [
          {
            guard: ({ context, event }) => event.here && (context.visit?.actor ?? null) !== null,
            target: 'here',
            actions: [kit.assign({ doubted: true }), 'page'],
          },
          { guard: ({ event }) => event.here, target: 'here' },
        ],
      },
    },
  },
});
