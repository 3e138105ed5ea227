import { raise } from 'xstate';
import type { SessionContext, TapAgain } from '../context.ts';
import { isEased } from '../delays.ts';
import { kit, on, set } from './kit.ts';
import { cover, isActorsCard, partyOf, patch, visitOf } from './moves.ts';

/**
 * Is somebody still there (docs/domain/screens.md §6)? Each page has its limit; a warning stands before anything ends; whoever has said ten times that they
 * are still there lays the card of the visit down once more, behind which everything stands as it was (WCAG 2.2.1).
 */

/** Pages that may go on behind a fresh tap. Those that wait for a card themselves, and the one that says what to take along, may not. */
const goesOn: readonly SessionContext['limit'][] = ['public', 'question', 'personal', 'typing', 'pay'];

/** Somebody was identified here, and can be once more: the reader works, and the page does not use it itself. */
export const mayTapAgain = ({ visit, limit, devices }: SessionContext): boolean =>
  visit !== null &&
  visit.actor !== null &&
  visit.identify.who === 'actor' &&
  // Who signs beside the actor has another card.
  visit.signer === null &&
  goesOn.includes(limit) &&
  devices.idReader.availability !== 'unavailable';

const isTapDue = (context: SessionContext): boolean => context.tapAgain !== null && mayTapAgain(context);

const tap = (tapAgain: TapAgain | null) => kit.assign({ tapAgain });

export const attentionState = kit.createStateConfig({
  initial: 'off',
  on: {
    // No `reenter`: it would leave the whole parallel state and restart the journey. An inner target leaves and enters `watching` anyhow.
    PAGE: [
      { guard: ({ context }) => isTapDue(context), target: '.tapAgain' },
      { guard: 'limited', target: '.watching' },
      { target: '.off' },
    ],
  },
  states: {
    off: { entry: kit.assign({ warned: false }) },
    watching: {
      entry: kit.assign({ warned: false }),
      after: { idle: 'warned' },
      on: {
        PRESENT: { target: 'watching', reenter: true },
        SPEECH: { guard: 'isSpeaking', target: 'watching', reenter: true },
        NOBODY: { guard: ({ context }) => !isEased(context), target: 'warned' },
      },
    },
    warned: {
      // What was uncovered is covered again before the warning is laid over it.
      entry: [kit.assign({ warned: true }), set(cover)],
      after: { warn: { actions: raise({ type: 'TIME_UP' }) } },
      on: {
        STAY: [
          {
            guard: 'maySay',
            target: 'watching',
            actions: set((context) => ({ extensions: context.extensions + 1 })),
          },
          { guard: ({ context }) => mayTapAgain(context), target: 'tapAgain' },
          { actions: raise({ type: 'TIME_UP' }) },
        ],
        // Any key, any touch (docs/domain/screens.md §6).
        PRESENT: { actions: raise({ type: 'STAY' }) },
        FINISH: { actions: raise({ type: 'EXIT' }) },
      },
    },
    /** The page is covered until the card lies on the pad; without it the visit ends as it would have. */
    tapAgain: {
      entry: [kit.assign({ warned: false }), tap('waiting')],
      after: { tapAgain: { actions: raise({ type: 'TIME_UP' }) } },
      on: {
        // A reply that comes meanwhile changes the page behind, not what is asked here.
        PAGE: [
          { guard: ({ context }) => mayTapAgain(context) },
          { guard: 'limited', target: 'watching' },
          { target: 'off' },
        ],
        PRESS: { guard: { type: 'pressed', params: 'tapAgain.end' }, actions: raise({ type: 'EXIT' }) },
      },
      initial: 'reading',
      states: {
        reading: {
          invoke: { src: 'readCard', input: ({ context }) => visitOf(context) },
          on: {
            READER_PHASE: [
              { guard: ({ event }) => event.phase === 'reading', actions: tap('reading') },
              { guard: ({ event }) => event.phase === 'liftAndPlaceAgain', actions: tap('lift') },
            ],
            CARD_READ: [
              {
                guard: ({ context, event }) => isActorsCard(context, event.card) && event.verdict === 'good',
                target: '#session.attention.watching',
                actions: on('CARD_READ', (context, event) => ({
                  ...identifiedAgain(context, event),
                  extensions: 0,
                  tapAgain: null,
                })),
              },
              {
                guard: ({ context, event }) => isActorsCard(context, event.card),
                target: 'reading',
                reenter: true,
                actions: tap('unreadable'),
              },
              { target: 'reading', reenter: true, actions: tap('other') },
            ],
            CARD_FAILED: { target: 'stopped', actions: tap('failed') },
          },
        },
        stopped: {
          on: {
            PRESS: { guard: { type: 'pressed', params: 'tapAgain.retry' }, target: 'reading', actions: tap('waiting') },
          },
        },
      },
    },
  },
});

/** The same card once more: who stands here is known anew from this moment; how well stays as it was. */
function identifiedAgain(context: SessionContext, read: Parameters<typeof partyOf>[0]): Partial<SessionContext> {
  const { actor } = visitOf(context);
  if (actor === null) return {};
  const { level, verified } = actor;
  return patch(context, { actor: { ...partyOf(read), level, verified } });
}
