import { kit, limit, on, to } from './kit.ts';
import { isNothing, isUntold, nothingToTake, patch, visitOf } from './moves.ts';

/** What became of a slip, also where its page was left meanwhile. */
export const printSettled = on('PRINT_SETTLED', (context, { copy, outcome, code, unprintable }) =>
  patch(context, { print: { state: 'settled', copy, outcome, code, unprintable } }),
);

const cleared = { target: to.cleared, actions: { type: 'wipe', params: { reason: 'done' } } } as const;

/** Take your things: ends when the citizen says so and the pad is free, or when time is up. */
export const leavingState = kit.createStateConfig({
  entry: [limit('leaving'), 'page'],
  always: [
    // Nobody goes without the page that says what became of the application.
    { guard: ({ context }) => isUntold(visitOf(context)), target: to.finished },
    { guard: ({ context }) => nothingToTake(context), ...cleared },
  ],
  on: {
    PRESS: {
      guard: ({ event, context }) =>
        event.id === 'taken' && context.pad !== 'present' && context.visit?.print.state !== 'printing',
      ...cleared,
    },
    PAD: { actions: [on('PAD', (_, event) => ({ pad: event.pad })), 'page'] },
    /** The paper that was waited for does not come: the number is shown once more, to be kept in another way. */
    PRINT_SETTLED: {
      guard: ({ context, event }) =>
        context.visit?.id === event.visitId && isNothing(event.outcome) && context.visit.result !== null,
      target: to.finished,
      actions: printSettled,
    },
  },
});
