import { noSections, type SessionContext, type Visit } from '../context.ts';
import { rateFields } from '../rules/visit-steps.ts';
import { kit, limit, on, set, to } from './kit.ts';
import { patch, scopeOfVisit, visitOf } from './moves.ts';
import { finish } from './presses.ts';

const levelField = (context: SessionContext) => rateFields(scopeOfVisit(context))[0];
/** With a good level the rating is complete at one touch; questions follow only where the item asks them. */
const hasMore = (visit: Visit, context: SessionContext): boolean =>
  rateFields({ context, visit }).slice(1).length > 0 && !visit.sections.done.includes('rate');

/** G2: five faces, 跳过 of the same size; closes itself. Never stands in the way of leaving. */
export const rateState = kit.createStateConfig({
  initial: 'entering',
  states: {
    entering: {
      always: [
        { guard: ({ context }) => visitOf(context).sections.done.includes('rate'), target: 'sending' },
        { target: 'faces' },
      ],
    },
    faces: {
      entry: [limit('none'), 'page'],
      after: { rate: to.leaving },
      on: {
        PRESENT: { target: 'faces', reenter: true },
        SPEECH: { guard: 'isSpeaking', target: 'faces', reenter: true },
        CHOOSE: {
          guard: ({ context, event }) => levelField(context)?.key === event.name && /^[1-5]$/.test(event.option),
          target: 'chosen',
          actions: on('CHOOSE', (context, event) => {
            const visit = visitOf(context);
            return patch(context, {
              answers: { ...visit.answers, [event.name]: event.option },
              touched: [...visit.touched.filter((key) => key !== event.name), event.name],
            });
          }),
        },
        PRESS: { guard: { type: 'pressed', params: 'skip' }, target: to.leaving },
      },
    },
    chosen: {
      always: [
        {
          guard: ({ context }) => hasMore(visitOf(context), context),
          target: to.route,
          actions: set((context) => patch(context, { sections: { ...noSections, open: 'rate', field: 1 } })),
        },
        { target: 'sending' },
      ],
    },
    sending: {
      entry: [limit('none'), set((context) => patch(context, { act: 'rate' })), 'page'],
      invoke: { src: 'act', input: ({ context }) => visitOf(context) },
      on: {
        ACT_DONE: [
          { guard: ({ event }) => event.ok, target: 'thanks' },
          { target: 'notTaken', actions: on('ACT_DONE', (_, event) => ({ notice: `rate.${event.reason}` })) },
        ],
        PRESS: { guard: { type: 'pressed', params: 'skip' }, target: to.leaving },
      },
    },
    thanks: { entry: 'page', after: { thanks: to.leaving }, on: { PRESS: finish } },
    notTaken: { entry: 'page', after: { thanks: to.leaving }, on: { PRESS: finish } },
  },
});
