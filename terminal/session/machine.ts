import { raise } from 'xstate';
import { canStart, isOffWith, isServing, unavailableBecause } from './availability.ts';
import { newVisit, type SessionContext } from './context.ts';
import { attentionState } from './machine/attention.ts';
import { boardState, checkState, consentState, foundState, interruptionState, introState } from './machine/fill.ts';
import { homeState } from './machine/home.ts';
import { identifyState, reidentifyState } from './machine/identify.ts';
import { issueCardState } from './machine/issue-card.ts';
import { kit, limit, on, say, set, to } from './machine/kit.ts';
import { leavingState, printSettled } from './machine/leaving.ts';
import { leftModesState } from './machine/left-modes.ts';
import { guideState, helpState, trackerState, viewState } from './machine/look.ts';
import { followLink, pagesMayLie, patch, settle, visitOf } from './machine/moves.ts';
import { personState } from './machine/person.ts';
import { wipe } from './machine/presses.ts';
import { questionState } from './machine/question.ts';
import { rateState } from './machine/rate.ts';
import { restState } from './machine/rest.ts';
import { revealState } from './machine/reveal.ts';
import { sectionsState } from './machine/sections.ts';
import { finishedState, payState, printDocumentState, submitState } from './machine/send.ts';
import { signState } from './machine/sign.ts';
import {
  beginAnew,
  headsetMoved,
  isHelpWanted,
  isSpeechPress,
  languageChosen,
  movesHeadset,
  speechAdjusted,
  speechOff,
  speechOn,
  speechPressed,
  speechTurned,
  turned,
} from './machine/speech.ts';
import { goHome, newContext } from './new-context.ts';
import { partsKept } from './rules/draft.ts';
import { earlyEnd } from './rules/early-end.ts';
import { stepAt } from './rules/visit-steps.ts';

/** Something of somebody's is still here. */
const isCardLeft = (context: SessionContext): boolean => context.pad === 'present' || context.outletCard;

/** Nobody can say any more whether a card lies on the pad, and nothing else is left that somebody could take. */
const isPadBlind = ({ context }: { readonly context: SessionContext }): boolean =>
  context.pad === 'unknown' && !context.outletCard;

const startVisit = on('PRESS', (context, event) => {
  const item = context.items.find((candidate) => event.id === `tile:${candidate.id}`);
  return item === undefined
    ? {}
    : {
        visit: newVisit(event.nonce, item),
        crashed: false,
        endedEarly: null,
        papersLeft: false,
        help: false,
        speechPage: false,
      };
});
/** Starts an item, unless a card lies on the pad or stands at the outlet: then it has to go first (H3, H4). */
const starting = [
  {
    guard: ({ context, event }: { context: SessionContext; event: { readonly id: string } }) =>
      isCardLeft(context) && context.items.some((item) => event.id === `tile:${item.id}` && canStart(context, item)),
    target: '#session.journey.cardLeft',
  },
  { guard: 'startable' as const, target: '#session.journey.visit', actions: startVisit },
] as const;

const takePanel = on('PANEL', (_, event) => ({ panel: event.panel }));

const clean = {
  visit: null,
  notice: null,
  noticeCode: null,
  help: false,
  doubted: false,
  headsetOut: false,
  speechPage: false,
  limit: 'none',
  extensions: 0,
  tapAgain: null,
  sideHint: 'due',
} as const;
/** What a visit that the machine ends leaves to be said on A0. */
const leftBehind = (context: SessionContext) => ({
  papersLeft: pagesMayLie(context),
  endedEarly: earlyEnd(context),
});

/** The devices that an item needs are looked at again before anybody is asked for an ID card (H12). */
const notReady = (context: SessionContext): boolean => {
  const visit = visitOf(context);
  return stepAt(visit)?.page === 'identify' && visit.actor === null && unavailableBecause(context, visit.item) !== null;
};

const isMendingWhole = (context: SessionContext): boolean =>
  visitOf(context).mending !== null && stepAt(visitOf(context))?.page === 'check';

const atPage = <const P extends Parameters<typeof pageGuard>[0]>(page: P) => ({ guard: pageGuard(page), target: page });
function pageGuard(page: NonNullable<ReturnType<typeof stepAt>>['page']) {
  return { type: 'atPage', params: page } as const;
}

/**
 * The session: one pure machine that runs every item of the catalogue from its data. It decides; everything that touches the world is a named actor or
 * action that the session service provides (`session-service.ts`). Regions side by side: `journey` (where the citizen is), `attention` (is somebody
 * still there), `person` (is it still the same person), `leftModes` (did somebody leave them at the idle page), `rest` (may the panel give less light) and `reveal` (is a hidden value uncovered). How an item runs: README.md in this folder.
 */
export const sessionMachine = kit.createMachine({
  id: 'session',
  type: 'parallel',
  context: ({ input }) => newContext(input),
  on: {
    LANGUAGE: {
      actions: [on('LANGUAGE', (context, event) => languageChosen(context, event.language)), 'page'],
    },
    MODE: {
      actions: [
        on('MODE', (context, event) =>
          event.mode === 'speech' ? speechTurned(context) : { modes: turned(context.modes, event.mode) },
        ),
        'page',
      ],
    },
    SPEECH: { actions: on('SPEECH', (context, event) => speechAdjusted(context, event.act)) },
    KEYS: { guard: ({ context }) => !context.keys, actions: [kit.assign({ keys: true }), 'page'] },
    HELP: [
      // Whoever cannot see the page of help asks for it a second time.
      { guard: ({ context }) => isHelpWanted(context), actions: [set(speechOn), 'page'] },
      { actions: [kit.assign({ help: true, speechPage: false }), 'page'] },
    ],
    ONLINE: { actions: on('ONLINE', (_, event) => ({ online: event.online })) },
    DEVICE: [
      {
        guard: ({ context, event }) => movesHeadset(context, event),
        actions: [on('DEVICE', (context, event) => headsetMoved(context, event.view)), 'page'],
      },
      {
        actions: on('DEVICE', (context, event) => ({
          devices: { ...context.devices, [event.capability]: event.view },
        })),
      },
    ],
    PAD: [
      // Somebody is there: the panel gives its light back.
      {
        guard: ({ context, event }) => context.resting && (event.pad === 'present' || event.pad === 'reading'),
        actions: [on('PAD', (_, event) => ({ pad: event.pad })), 'page'],
      },
      { actions: on('PAD', (_, event) => ({ pad: event.pad })) },
    ],
    OUTLET: { actions: on('OUTLET', (_, event) => ({ outletCard: event.hasCard })) },
    KIOSKS: { actions: on('KIOSKS', (_, event) => ({ kiosks: event.kiosks })) },
    IDENTITY: { actions: on('IDENTITY', (_, event) => ({ identity: event.identity, enrolmentCode: null })) },
    ENROLMENT_CODE: { actions: on('ENROLMENT_CODE', (_, event) => ({ enrolmentCode: event.code })) },
    CLOSED_ITEMS: { actions: on('CLOSED_ITEMS', (_, event) => ({ closedItems: event.items })) },
    SWITCHES: { actions: on('SWITCHES', (_, event) => ({ switches: event.switches })) },
    INTAKE: { actions: on('INTAKE', (_, event) => ({ intakeClosed: event.closed })) },
    DOOR: { actions: on('DOOR', (_, event) => ({ doorOpen: event.open })) },
    SERVICE: { actions: on('SERVICE', (_, event) => ({ service: event.on })) },
    FAULT_NOTICE: { actions: on('FAULT_NOTICE', (_, event) => ({ faultNotice: event.notice })) },
    PAPERS_GONE: { actions: kit.assign({ papersLeft: false }) },
    /** F-17: it begins on the idle page only, and may end anywhere. */
    OUTAGE: { guard: ({ event }) => event.outage === null, actions: kit.assign({ outage: null }) },
    EQUIPMENT: { actions: on('EQUIPMENT', (_, event) => ({ equipment: event.equipment })) },
    PANEL: { actions: takePanel },
    TODAY: { actions: on('TODAY', (_, event) => ({ today: event.today })) },
    DURABILITY_LOST: { actions: kit.assign({ durable: false }) },
    PRINT_SETTLED: { guard: 'thisVisit', actions: [printSettled, 'page'] },
    PRESS: [
      { guard: { type: 'pressed', params: 'help.close' }, actions: [kit.assign({ help: false }), 'page'] },
      {
        guard: ({ context, event }) => isSpeechPress(context, event.id),
        actions: [on('PRESS', (context, event) => speechPressed(context, event.id)), 'page'],
      },
      {
        guard: ({ context, event }) => context.doubted && event.id === 'person.same',
        actions: [
          on('PRESS', (context, event) => ({ ...patch(context, { doubtedAt: event.at }), doubted: false })),
          'page',
        ],
      },
      {
        guard: ({ context, event }) => context.doubted && event.id === 'person.other',
        actions: raise({ type: 'EXIT' }),
      },
      {
        guard: ({ context, event }) => context.headsetOut && event.id === 'headset.speaker',
        actions: [set(speechOn), 'page'],
      },
      {
        guard: ({ context, event }) => context.headsetOut && event.id === 'headset.silent',
        actions: [set(speechOff), 'page'],
      },
    ],
  },
  states: {
    journey: {
      initial: 'idle',
      states: {
        idle: {
          entry: [kit.assign({ ...clean, home: goHome, partsKept: null }), 'page'],
          on: {
            PRESS: [
              {
                guard: ({ context, event }) => event.id === 'start' && isServing(context),
                target: 'home',
              },
              ...starting,
            ],
            OUTAGE: {
              // Who works at the machine is not overtaken by an update either.
              guard: ({ context, event }) => event.outage === null || !context.service,
              actions: on('OUTAGE', (context, { outage }) => ({
                outage,
                help: context.outage === null ? false : context.help,
                speechPage: context.outage === null ? false : context.speechPage,
              })),
            },
          },
        },
        home: {
          ...homeState,
          on: {
            ...homeState.on,
            PRESS: [...starting, ...homeState.on.PRESS],
            EXIT: { target: 'idle', actions: set(beginAnew) },
            TIME_UP: { target: 'idle', actions: set(beginAnew) },
            WINDOW_LOST: 'idle',
            DOOR: { target: 'idle', actions: on('DOOR', (_, event) => ({ doorOpen: event.open })) },
            SERVICE: { target: 'idle', actions: on('SERVICE', (_, event) => ({ service: event.on })) },
            FAULT_NOTICE: {
              target: 'idle',
              actions: on('FAULT_NOTICE', (_, event) => ({ faultNotice: event.notice })),
            },
            /** F-15: nobody can press anything here any more. */
            PANEL: [
              { guard: ({ event, context }) => isOffWith(context, event.panel), target: 'idle', actions: takePanel },
              { actions: takePanel },
            ],
          },
        },
        visit: {
          entry: { type: 'openVisit', params: ({ context }) => ({ visit: visitOf(context) }) },
          on: {
            EXIT: wipe('exit'),
            TIME_UP: wipe('timeout'),
            WINDOW_LOST: wipe('windowLost'),
            /** F-18: the cabinet is open. */
            DOOR: [
              {
                guard: ({ event }) => event.open,
                target: to.cleared,
                actions: [
                  set((context) => ({ doorOpen: true, ...leftBehind(context) })),
                  { type: 'wipe', params: { reason: 'door' } },
                ],
              },
              { actions: kit.assign({ doorOpen: false }) },
            ],
            /** H14: nothing of a citizen stands on the screen when the staff comes in. */
            SERVICE: [
              {
                guard: ({ event }) => event.on,
                target: to.cleared,
                actions: [
                  set((context) => ({ service: true, ...leftBehind(context) })),
                  { type: 'wipe', params: { reason: 'service' } },
                ],
              },
              { actions: kit.assign({ service: false }) },
            ],
            PRESS: {
              guard: 'linked',
              target: 'visit',
              reenter: true,
              actions: on('PRESS', (context, event) =>
                followLink(context, event.id.slice('link:'.length), event.nonce),
              ),
            },
          },
          initial: 'route',
          states: {
            /** Goes to the page of the current step. */
            route: {
              entry: set((context) => ({ ...settle(context), notice: null, noticeCode: null })),
              always: [
                { guard: 'changing', target: 'question' },
                { guard: ({ context }) => visitOf(context).sections.open !== null, target: 'question' },
                // 补正 ends on the check page of its own.
                { guard: ({ context }) => isMendingWhole(context), target: 'sections' },
                { guard: ({ context }) => notReady(context), target: 'notice', actions: say('item.notReady') },
                atPage('intro'),
                atPage('consent'),
                atPage('identify'),
                atPage('found'),
                atPage('board'),
                atPage('question'),
                atPage('sections'),
                atPage('interruption'),
                atPage('check'),
                atPage('sign'),
                atPage('pay'),
                atPage('submit'),
                atPage('issueCard'),
                atPage('printDocument'),
                atPage('view'),
                atPage('tracker'),
                atPage('rate'),
                atPage('guide'),
                { guard: pageGuard('help'), target: 'helping' },
                { guard: 'hasResult', target: 'finished' },
                { target: 'leaving' },
              ],
            },
            intro: introState,
            consent: consentState,
            identify: identifyState,
            reidentify: reidentifyState,
            found: foundState,
            board: boardState,
            question: questionState,
            sections: sectionsState,
            interruption: interruptionState,
            check: checkState,
            sign: signState,
            pay: payState,
            submit: submitState,
            issueCard: issueCardState,
            printDocument: printDocumentState,
            finished: finishedState,
            view: viewState,
            tracker: trackerState,
            rate: rateState,
            guide: guideState,
            helping: helpState,
            /** Something did not work, or is not possible now. Trying again enters the page of the step anew. */
            notice: {
              entry: [limit('question'), 'page'],
              on: {
                PRESS: [
                  {
                    guard: ({ context, event }) =>
                      (event.id === 'retry' || event.id === 'back') && context.notice !== 'id.expired',
                    target: 'route',
                  },
                  { guard: { type: 'pressed', params: 'end' }, target: 'leaving' },
                ],
              },
            },
            leaving: leavingState,
          },
        },
        cleared: {
          entry: [set(({ visit }) => ({ partsKept: partsKept(visit) })), kit.assign(clean), 'page'],
          after: { cleared: [{ guard: 'cardLies', target: 'cardLeft' }, { target: 'idle' }] },
          // The last page speaks the language of the one who leaves; the next citizen starts from the defaults.
          exit: set(beginAnew),
        },
        /** An ID card lies on the pad, or a card stands at the outlet: no new visit until it is gone (H4, F-12). */
        cardLeft: {
          initial: 'calling',
          entry: [kit.assign({ help: false, speechPage: false, limit: 'none' }), 'page'],
          always: { guard: ({ context }) => context.pad === 'absent' && !context.outletCard, target: 'idle' },
          states: {
            calling: { always: { guard: isPadBlind, target: 'blind' }, after: { cardLeftNeutral: 'neutral' } },
            neutral: { entry: 'page', always: { guard: isPadBlind, target: 'blind' } },
            /** The reader is gone, and may be for weeks: whoever takes the card now is seen by nobody. One that comes back looks at the pad first, and what lies there then holds the machine again. */
            blind: {
              entry: 'page',
              always: { guard: ({ context }) => !isPadBlind({ context }), target: 'neutral' },
              after: { cardUnseen: '#session.journey.idle' },
            },
          },
        },
      },
    },
    attention: attentionState,
    person: personState,
    leftModes: leftModesState,
    rest: restState,
    reveal: revealState,
  },
});
