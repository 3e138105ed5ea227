import { raise } from 'xstate';
import type { SessionContext } from '../context.ts';
import { kit } from './kit.ts';

/** Somebody has proved who they are: by a card, or by the phone of a case whose details stand here (U1). */
export const isSomebodyKnown = ({ visit }: SessionContext): boolean =>
  visit !== null && (visit.actor !== null || visit.caseCode !== null);

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
            guard: ({ context, event }) => event.here && isSomebodyKnown(context),
            target: 'here',
            actions: [kit.assign({ doubted: true }), 'page'],
          },
          { guard: ({ event }) => event.here, target: 'here' },
        ],
      },
    },
  },
});
