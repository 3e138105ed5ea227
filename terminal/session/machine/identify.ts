import { isForOthers } from '../../../contract/catalogue/for-others.ts';
import { noticeForReaderFault } from '../availability.ts';
import type { SessionContext, Visit } from '../context.ts';
import { hadLink } from '../rules/condition.ts';
import { isSubjectsCard } from '../rules/mending.ts';
import { guardianVersion, isMinorAlone, needsGuardian } from '../rules/relation.ts';
import { stepOf } from '../rules/visit-steps.ts';
import { kit, limit, on, say, set, to } from './kit.ts';
import {
  advance,
  againBy,
  identified,
  isActorsCard,
  needsVerification,
  patch,
  recordConsent,
  scopeOfVisit,
  visitOf,
} from './moves.ts';
import { c2States, identify } from './verify.ts';

/** C1 and C2: whose card, and for L2 which of the equal ways of verification. */

/** Whether this item may be done for somebody else. */
export const mayProxy = (visit: Visit): boolean => mayTakeOver(visit) && !visit.identify.proxy;

/** A guardian may take over from a child where the item lets somebody act for another. */
export const mayTakeOver = (visit: Visit): boolean =>
  stepOf(visit, 'identify')?.proxy !== undefined && isForOthers(visit.item);

/** A visit that nobody could verify now may still be taken in where the hub checks the person later (docs/domain/catalogue.md §1.2). */
export function mayBePending(context: SessionContext): boolean {
  const visit = visitOf(context);
  return visit.item.offline === 'QUEUE' && !hadLink(scopeOfVisit(context)) && !visit.identify.proxy;
}

export const readerPhases = {
  initial: 'waiting',
  states: {
    waiting: { entry: 'page', after: { tapHint: 'hinting' } },
    hinting: { entry: 'page' },
    lift: { entry: 'page' },
    reading: { entry: 'page' },
  },
} as const;

/** Reading one card, whoever's it is. The targets of the phases are relative to the state that reads. */
export const phases = [
  { guard: ({ event }: { event: { phase: string } }) => event.phase === 'reading', target: '.reading' },
  { guard: ({ event }: { event: { phase: string } }) => event.phase === 'liftAndPlaceAgain', target: '.lift' },
  { target: '.waiting' },
] as const;

/**
 * F-13: whoever laid this card down was asked who they are, not for a card: it is no answer to the page below. Read anew, since a reader gives one card for one
 * call. Stands before everything else that a card may lead to.
 * @param target the state that reads, seen from itself
 */
export const notAsked = <const Target extends string>(target: Target) =>
  ({
    guard: ({ context }: { context: SessionContext }) => context.doubted,
    target,
    reenter: true,
  }) as const;

/** What ends the reading of any card without a person. */
export const badCard = [
  {
    guard: ({ event }: { event: { verdict: string } }) => event.verdict === 'expired',
    target: to.notice,
    actions: say('id.expired'),
  },
  {
    guard: ({ event }: { event: { verdict: string } }) => event.verdict === 'damaged',
    target: to.notice,
    actions: kit.assign({ notice: 'id.data', noticeCode: 'E_DATA_BAD' }),
  },
] as const;

export const cardFailed = kit.createStateConfig({
  on: {
    CARD_FAILED: {
      target: to.notice,
      actions: on('CARD_FAILED', (_, event) => ({ notice: noticeForReaderFault(event.code), noticeCode: event.code })),
    },
  },
});

export const identifyState = kit.createStateConfig({
  initial: 'entering',
  states: {
    entering: {
      always: [
        {
          guard: ({ context }) => {
            const { actor, identify: open } = visitOf(context);
            return actor === null && open.who === 'actor';
          },
          target: 'card',
        },
        { guard: ({ context }) => isMinorAlone(visitOf(context), context.today), target: 'minor' },
        { guard: ({ context }) => needsVerification(visitOf(context)), target: 'choose' },
        {
          guard: ({ context }) => visitOf(context).identify.proxy && visitOf(context).subject === null,
          target: 'remove',
        },
        { guard: ({ context }) => needsGuardian(visitOf(context), context.today), target: 'guardian' },
        { target: to.route },
      ],
    },
    /** A child alone: who can apply, and how; nobody is verified in vain. The guardian takes over with the own card. */
    minor: {
      entry: [limit('question'), 'page'],
      on: {
        PRESS: [
          {
            guard: ({ context, event }) => event.id === 'proxy' && mayTakeOver(visitOf(context)),
            target: 'entering',
            actions: set((context) => ({
              ...patch(context, {
                actor: null,
                identify: { ...visitOf(context).identify, who: 'actor', proxy: mayProxy(visitOf(context)) },
              }),
            })),
          },
          { guard: { type: 'pressed', params: 'end' }, target: to.leaving },
        ],
      },
    },
    /** What is processed about a child under 14 takes the guardian's agreement on a page of its own. */
    guardian: {
      entry: [limit('question'), 'page'],
      on: {
        PRESS: [
          {
            guard: { type: 'pressed', params: 'agree' },
            target: 'entering',
            actions: on('PRESS', (context, event) => recordConsent(context, 'guardian', guardianVersion, event.at)),
          },
          { guard: { type: 'pressed', params: 'disagree' }, target: to.leaving },
        ],
      },
    },
    card: {
      ...readerPhases,
      entry: limit('tap'),
      invoke: { src: 'readCard', input: ({ context }) => visitOf(context) },
      on: {
        READER_PHASE: phases,
        CARD_READ: [
          notAsked('card'),
          ...badCard,
          {
            target: 'entering',
            actions: on('CARD_READ', identified),
          },
        ],
        ...cardFailed.on,
        PRESS: [
          { guard: { type: 'pressed', params: 'end' }, target: to.leaving },
          {
            guard: ({ context, event }) => event.id === 'proxy' && mayProxy(visitOf(context)),
            actions: [set((context) => identify(context, { proxy: true })), 'page'],
          },
          {
            guard: { type: 'pressed', params: 'myself' },
            actions: [set((context) => identify(context, { proxy: false })), 'page'],
          },
        ],
      },
    },
    ...c2States,
    choose: {
      ...c2States.choose,
      on: {
        PRESS: [
          ...c2States.choose.on.PRESS,
          {
            guard: ({ context, event }) => event.id === 'pending' && mayBePending(context),
            target: 'verified',
            actions: set((context) => patch(context, { identityPending: true })),
          },
          {
            guard: ({ context, event }) => event.id === 'proxy' && mayProxy(visitOf(context)),
            actions: [set((context) => identify(context, { proxy: true })), 'page'],
          },
          {
            guard: { type: 'pressed', params: 'myself' },
            target: 'entering',
            actions: set((context) => identify(context, { proxy: false })),
          },
        ],
      },
    },
    verified: { always: 'entering' },
    /** Two cards are never on the pad together: the first goes before the second is asked for. */
    remove: {
      entry: [limit('tap'), set((context) => identify(context, { who: 'subject' })), 'page'],
      always: { guard: ({ context }) => context.pad === 'absent', target: 'second' },
      on: { PRESS: { guard: { type: 'pressed', params: 'end' }, target: to.leaving } },
    },
    second: {
      ...readerPhases,
      entry: limit('tap'),
      invoke: { src: 'readCard', input: ({ context }) => visitOf(context) },
      on: {
        READER_PHASE: phases,
        CARD_READ: [
          notAsked('second'),
          ...badCard,
          // Read anew: a reader gives one card for one call.
          { guard: ({ context, event }) => isActorsCard(context, event.card), target: 'second.lift', reenter: true },
          {
            guard: ({ context, event }) => !isSubjectsCard(visitOf(context), event.card),
            target: to.notice,
            actions: say('mend.notSubject'),
          },
          {
            target: 'entering',
            actions: on('CARD_READ', identified),
          },
        ],
        ...cardFailed.on,
        PRESS: { guard: { type: 'pressed', params: 'end' }, target: to.leaving },
      },
    },
  },
});

/**
 * A fresh tap of the same card before what cannot be undone (H15); another card changes nothing. For an act of L2 the face or the SMS is asked once more too,
 * where that is older than the limit.
 */
export const reidentifyState = kit.createStateConfig({
  initial: 'tap',
  states: {
    tap: {
      ...readerPhases,
      entry: [limit('tap'), set((context) => identify(context, { who: 'actor', faceFailures: 0, error: null }))],
      invoke: { src: 'readCard', input: ({ context }) => visitOf(context) },
      on: {
        READER_PHASE: phases,
        CARD_READ: [
          notAsked('tap'),
          ...badCard,
          {
            guard: ({ context, event }) => !isActorsCard(context, event.card),
            target: to.notice,
            actions: say('id.other'),
          },
          {
            guard: ({ context, event }) => againBy(context, event.at) === 'face' && event.noFace === true,
            target: 'choose',
            actions: on('CARD_READ', identified),
          },
          {
            guard: ({ context, event }) => againBy(context, event.at) === 'face',
            target: 'face',
            actions: on('CARD_READ', identified),
          },
          {
            guard: ({ context, event }) => againBy(context, event.at) === 'sms',
            target: 'sms',
            actions: on('CARD_READ', identified),
          },
          {
            target: 'verified',
            actions: on('CARD_READ', identified),
          },
        ],
        ...cardFailed.on,
        PRESS: [
          { guard: { type: 'pressed', params: 'back' }, target: to.route },
          { guard: { type: 'pressed', params: 'end' }, target: to.leaving },
        ],
      },
    },
    ...c2States,
    verified: {
      always: [
        // 补正 is handed in from the page that shows it.
        { guard: ({ context }) => visitOf(context).mending !== null, target: '#session.journey.visit.sections.acting' },
        { target: to.route, actions: set(advance) },
      ],
    },
  },
});
