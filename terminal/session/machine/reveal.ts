import { kit, on, set } from './kit.ts';
import { cover, patch } from './moves.ts';

/** Hidden tiles: one at a time, for 10 s, covered by every change of page. */
export const revealState = kit.createStateConfig({
  initial: 'covered',
  on: {
    PAGE: '.covered',
    COMPANY: { target: '.covered', actions: on('COMPANY', (_, event) => ({ company: event.here })) },
    PRESS: {
      guard: ({ context, event }) => context.visit !== null && !context.company && event.id.startsWith('reveal:'),
      target: '.shown',
      actions: on('PRESS', (context, event) => patch(context, { revealed: event.id.slice('reveal:'.length) })),
    },
  },
  states: {
    covered: { entry: set(cover) },
    shown: { after: { reveal: 'covered' } },
  },
});
