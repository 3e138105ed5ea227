import type { SessionContext, Visit } from '../context.ts';
import { feeOf } from '../rules/fee.ts';
import { kit, limit, on, say, set, to } from './kit.ts';
import { advance, patch, scopeOfVisit, visitOf } from './moves.ts';
import { wipeAfter, wipeLost } from './send.ts';

/** The card on the spot: made, handed out, followed until the department has said what became of it. */

const isPaid = (context: SessionContext): boolean =>
  feeOf(scopeOfVisit(context)) === 0 || visitOf(context).order.state === 'paid';

/** Motions of a card that has left the hopper are never left alone: the page is blank, the visit ends when the card has (custody rule). */
const cardMoves = (context: SessionContext): boolean => {
  const { card } = visitOf(context);
  return card.state === 'offered' || (card.state === 'working' && card.step !== 'pin' && card.step !== 'reserve');
};

const isLeftAtExit = ({ card }: Visit): boolean => card.state === 'settled' && card.end === 'leftAtExit';
const lostSight = (card: Visit['card']): Visit['card'] =>
  card.state === 'settled' ? { ...card, end: 'unknown' } : card;
const isTaken = ({ card }: Visit): boolean => card.state === 'settled' && card.end === 'taken';

/** Blank until the card has its place; then the visit ends as it would have before. */
const hiddenUntil = (wiped: typeof wipeAfter) =>
  kit.createStateConfig({
    entry: 'page',
    after: { finishing: wiped },
    on: {
      EXIT: {},
      WINDOW_LOST: {},
      ISSUE: { guard: ({ event }) => event.card.state === 'settled', ...wiped },
    },
  });

export const issueCardState = kit.createStateConfig({
  initial: 'checking',
  states: {
    checking: {
      always: [{ guard: ({ context }) => !isPaid(context), target: 'refused' }, { target: 'working' }],
    },
    refused: {
      entry: say('card.notPaid'),
      always: to.notice,
    },
    working: {
      entry: [limit('none'), 'page'],
      invoke: { src: 'issueCard', input: ({ context }) => visitOf(context) },
      initial: 'shown',
      states: {
        shown: {
          on: {
            EXIT: { guard: ({ context }) => cardMoves(context), target: 'hidden' },
            WINDOW_LOST: { guard: ({ context }) => cardMoves(context), target: 'lost' },
          },
        },
        hidden: hiddenUntil(wipeAfter),
        lost: hiddenUntil(wipeLost),
      },
      on: {
        ISSUE: [
          {
            // Nobody stands there any more: what became of the card is said and printed without a touch.
            guard: ({ event }) => event.card.state === 'settled' && event.card.end === 'captured',
            target: 'following',
            actions: on('ISSUE', (context, event) => patch(context, { card: event.card })),
          },
          {
            guard: ({ event }) => event.card.state === 'settled',
            target: 'settled',
            actions: on('ISSUE', (context, event) => patch(context, { card: event.card })),
          },
          { actions: [on('ISSUE', (context, event) => patch(context, { card: event.card })), 'page'] },
        ],
      },
    },
    settled: {
      entry: [limit('personal'), 'page'],
      on: {
        PRESS: [
          {
            guard: ({ context, event }) => event.id === 'continue' && isTaken(visitOf(context)),
            target: 'following',
          },
          { guard: { type: 'pressed', params: 'continue' }, target: to.route, actions: set(advance) },
        ],
        /** It is gone from the outlet: into a hand, or into a bin that somebody has emptied. The hub hears which from the journal. */
        OUTLET: {
          guard: ({ context, event }) => !event.hasCard && isLeftAtExit(visitOf(context)),
          target: 'following',
          actions: on('OUTLET', (context, event) => ({
            outletCard: event.hasCard,
            ...patch(context, { card: lostSight(visitOf(context).card) }),
          })),
        },
      },
    },
    /** A card takes effect only by the department's word (H10). */
    following: {
      entry: [limit('none'), 'page'],
      invoke: { src: 'followCard', input: ({ context }) => visitOf(context) },
      on: {
        RESULT: {
          target: to.route,
          actions: on('RESULT', (context, event) =>
            advance({ ...context, ...patch(context, { result: event.result }) }),
          ),
        },
      },
    },
  },
});
