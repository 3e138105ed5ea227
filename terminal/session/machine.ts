import { assign, fromCallback, raise, setup } from 'xstate';
import type { ServiceItem } from '../../contract/catalogue.ts';
import { canStart, noticeForReaderFault } from './availability.ts';
import { defaultModes, type Identity, newVisit, type SessionContext, type TimeLimit, type Visit } from './context.ts';
import { cardLeftNeutralMs, clearedMs, idleDelay, maxExtensions, slowMs, tapHintMs, warnDelay } from './delays.ts';
import type { SessionEvent } from './events.ts';
import {
  advance,
  changeOf,
  chooseOnlyCard,
  hasAnswer,
  limitOfQuestion,
  nextCopy,
  nextTheme,
  nothingToTake,
  patch,
  recordConsent,
  retreat,
  stored,
  visitOf,
} from './moves.ts';
import { openCards, openField, stepAt } from './steps.ts';

/**
 * The session: one pure machine. It decides; everything that touches the world is a named actor or action that the session
 * service provides (`session-service.ts`). Two regions run side by side: `journey` (where the citizen is) and `attention` (is somebody still there).
 */
export interface SessionInput {
  readonly items: readonly ServiceItem[];
  readonly identity: Identity | null;
  readonly crashed: boolean;
  readonly durable: boolean;
}

type Work = Parameters<Parameters<typeof fromCallback<SessionEvent, Visit>>[0]>[0];
/** Default of every actor: does nothing until the service provides the real one. Tests drive the machine by events. */
const idleActor = () => fromCallback<SessionEvent, Visit>((_work: Work) => undefined);

export const sessionMachine = setup({
  types: {
    context: {} as SessionContext,
    events: {} as SessionEvent,
    input: {} as SessionInput,
  },
  actors: {
    /** Claims the devices of the item. Sends nothing; failing claims come back as CARD_FAILED. */
    readCard: idleActor(),
    pull: idleActor(),
    store: idleActor(),
    confirm: idleActor(),
  },
  actions: {
    /** Opens the claim and marks the visit as open on disk. */
    openVisit: (_, _params: { visit: Visit }) => undefined,
    /** Starts printing; the answer is PRINT_SETTLED, also when the visit has ended meanwhile. */
    startPrint: (_, _params: { visit: Visit }) => undefined,
    /** Releases devices, drops secrets, replaces the page process. Idempotent. */
    wipe: (_, _params: { reason: 'done' | 'exit' | 'timeout' | 'windowLost' }) => undefined,
    page: raise({ type: 'PAGE' }),
  },
  guards: {
    startable: ({ context, event }) =>
      event.type === 'PRESS' && context.items.some((item) => event.id === `tile:${item.id}` && canStart(context, item)),
    pressed: ({ event }, id: string) => event.type === 'PRESS' && event.id === id,
    atPage: ({ context }, page: string) => stepAt(visitOf(context))?.page === page,
    foundNothing: ({ context }) => visitOf(context).found?.kind === 'none',
    foundOnlyLost: ({ context }) =>
      visitOf(context).found?.kind === 'cards' && openCards(visitOf(context)).length === 0,
    cardLies: ({ context }) => context.pad === 'present',
    canPrintAgain: ({ context, event }) =>
      event.type === 'PRESS' &&
      event.id === 'print' &&
      context.visit?.print.state === 'settled' &&
      context.visit.print.copy < 2 &&
      context.receiptPrinter.availability === 'ready',
    limited: ({ context }) => idleDelay(context) !== null,
    maySay: ({ context }) => context.extensions < maxExtensions,
    changing: ({ context }) => visitOf(context).changing !== null,
    goodMobile: ({ context, event }) =>
      event.type === 'TYPE' && openField(visitOf(context)) === event.name && /^1[3-9]\d{9}$/.test(event.value),
    thisVisit: ({ context, event }) => event.type === 'PRINT_SETTLED' && context.visit?.id === event.visitId,
  },
  delays: {
    idle: ({ context }) => idleDelay(context) ?? 0,
    warn: ({ context }) => warnDelay(context) ?? 0,
    cleared: clearedMs,
    slow: slowMs,
    tapHint: tapHintMs,
    cardLeftNeutral: cardLeftNeutralMs,
  },
}).createMachine({
  id: 'session',
  type: 'parallel',
  context: ({ input }) => ({
    items: input.items,
    identity: input.identity,
    enrolmentCode: null,
    language: 'zh-CN',
    modes: defaultModes,
    online: false,
    durable: input.durable,
    idReader: { availability: 'unavailable', fault: null },
    receiptPrinter: { availability: 'unavailable', fault: null },
    pad: 'unknown',
    crashed: input.crashed,
    visit: null,
    help: false,
    limit: 'none',
    extensions: 0,
    warned: false,
    notice: null,
    noticeCode: null,
  }),
  on: {
    LANGUAGE: { actions: [assign({ language: ({ event }) => event.language }), 'page'] },
    MODE: {
      actions: [
        assign({
          modes: ({ context, event }) =>
            event.mode === 'largeText'
              ? { ...context.modes, largeText: !context.modes.largeText }
              : { ...context.modes, theme: nextTheme(context.modes.theme) },
        }),
        'page',
      ],
    },
    HELP: { actions: [assign({ help: true }), 'page'] },
    ONLINE: { actions: assign({ online: ({ event }) => event.online }) },
    DEVICE: {
      actions: assign(({ event }) =>
        event.role === 'idReader' ? { idReader: event.view } : { receiptPrinter: event.view },
      ),
    },
    PAD: { actions: assign({ pad: ({ event }) => event.pad }) },
    IDENTITY: { actions: assign({ identity: ({ event }) => event.identity, enrolmentCode: null }) },
    ENROLMENT_CODE: { actions: assign({ enrolmentCode: ({ event }) => event.code }) },
    DURABILITY_LOST: { actions: assign({ durable: false }) },
    PRINT_SETTLED: {
      guard: 'thisVisit',
      actions: [
        assign(({ context, event }) =>
          patch(context, {
            print: {
              state: 'settled',
              copy: event.copy,
              outcome: event.outcome,
              code: event.code,
              unprintable: event.unprintable,
            },
          }),
        ),
        'page',
      ],
    },
    PRESS: { guard: { type: 'pressed', params: 'help.close' }, actions: [assign({ help: false }), 'page'] },
  },
  states: {
    journey: {
      initial: 'idle',
      states: {
        idle: {
          entry: [
            assign({ visit: null, notice: null, noticeCode: null, help: false, limit: 'none', extensions: 0 }),
            'page',
          ],
          on: {
            PRESS: {
              guard: 'startable',
              target: 'visit',
              actions: assign(({ context, event }) => {
                const item = context.items.find((candidate) => event.id === `tile:${candidate.id}`);
                return item === undefined ? {} : { visit: newVisit(event.nonce, item), crashed: false, help: false };
              }),
            },
          },
        },
        visit: {
          entry: { type: 'openVisit', params: ({ context }) => ({ visit: visitOf(context) }) },
          on: {
            EXIT: { target: 'cleared', actions: { type: 'wipe', params: { reason: 'exit' } } },
            TIME_UP: { target: 'cleared', actions: { type: 'wipe', params: { reason: 'timeout' } } },
            WINDOW_LOST: { target: 'cleared', actions: { type: 'wipe', params: { reason: 'windowLost' } } },
          },
          initial: 'route',
          states: {
            /** Goes to the page of the current step. */
            route: {
              always: [
                { guard: { type: 'atPage', params: 'consent' }, target: 'consent' },
                { guard: { type: 'atPage', params: 'identify' }, target: 'identify' },
                { guard: { type: 'atPage', params: 'found' }, target: 'found' },
                { guard: { type: 'atPage', params: 'question' }, target: 'question' },
                { guard: { type: 'atPage', params: 'interruption' }, target: 'interruption' },
                { guard: { type: 'atPage', params: 'check' }, target: 'check' },
                { target: 'storing' },
              ],
            },
            consent: {
              entry: [limit('question'), 'page'],
              on: {
                PRESS: [
                  {
                    guard: { type: 'pressed', params: 'agree' },
                    target: 'route',
                    actions: [assign(({ context, event }) => recordConsent(context, event.at)), assign(advance)],
                  },
                  {
                    guard: { type: 'pressed', params: 'disagree' },
                    target: 'notice',
                    actions: assign({ notice: 'consent.refused', noticeCode: null }),
                  },
                ],
              },
            },
            identify: {
              entry: limit('tap'),
              invoke: { src: 'readCard', input: ({ context }) => visitOf(context) },
              initial: 'waiting',
              on: {
                READER_PHASE: [
                  { guard: ({ event }) => event.phase === 'reading', target: '.reading' },
                  { guard: ({ event }) => event.phase === 'liftAndPlaceAgain', target: '.lift' },
                  { target: '.waiting' },
                ],
                CARD_READ: [
                  {
                    guard: ({ event }) => event.verdict === 'expired',
                    target: 'notice',
                    actions: assign({ notice: 'id.expired', noticeCode: null }),
                  },
                  {
                    guard: ({ event }) => event.verdict === 'damaged',
                    target: 'notice',
                    actions: assign({ notice: 'id.data', noticeCode: 'E_DATA_BAD' }),
                  },
                  {
                    target: 'route',
                    actions: [
                      assign(({ context, event }) => patch(context, { card: event.card, identifiedAt: event.at })),
                      assign(advance),
                    ],
                  },
                ],
                CARD_FAILED: {
                  target: 'notice',
                  actions: assign(({ event }) => ({
                    notice: noticeForReaderFault(event.code),
                    noticeCode: event.code,
                  })),
                },
                PRESS: { guard: { type: 'pressed', params: 'end' }, target: 'leaving' },
              },
              states: {
                waiting: { entry: 'page', after: { tapHint: 'hinting' } },
                hinting: { entry: 'page' },
                lift: { entry: 'page' },
                reading: { entry: 'page' },
              },
            },
            found: {
              initial: 'asking',
              states: {
                asking: {
                  entry: [limit('none'), assign(({ context }) => patch(context, { slow: false })), 'page'],
                  invoke: { src: 'pull', input: ({ context }) => visitOf(context) },
                  always: { guard: ({ context }) => visitOf(context).found !== null, target: 'known' },
                  after: { slow: { actions: [assign(({ context }) => patch(context, { slow: true })), 'page'] } },
                  on: {
                    FOUND: {
                      target: 'known',
                      actions: assign(({ context, event }) => patch(context, { found: event.found })),
                    },
                  },
                },
                known: {
                  entry: [limit('personal'), 'page'],
                  always: [
                    {
                      guard: 'foundNothing',
                      target: '#session.journey.visit.notice',
                      actions: assign({ notice: 'found.none', noticeCode: null }),
                    },
                    {
                      guard: 'foundOnlyLost',
                      target: '#session.journey.visit.notice',
                      actions: assign({ notice: 'found.allLost', noticeCode: null }),
                    },
                  ],
                  on: {
                    PRESS: [
                      {
                        guard: { type: 'pressed', params: 'continue' },
                        target: '#session.journey.visit.route',
                        actions: [assign(chooseOnlyCard), assign(advance)],
                      },
                      {
                        guard: { type: 'pressed', params: 'wrong' },
                        target: '#session.journey.visit.notice',
                        actions: assign({ notice: 'found.wrong', noticeCode: null }),
                      },
                      { guard: { type: 'pressed', params: 'end' }, target: '#session.journey.visit.leaving' },
                    ],
                  },
                },
              },
            },
            question: {
              entry: [assign(({ context }) => ({ limit: limitOfQuestion(context) })), 'page'],
              on: {
                CHOOSE: {
                  guard: ({ context, event }) => openField(visitOf(context)) === event.name,
                  actions: [
                    assign(({ context, event }) =>
                      patch(context, {
                        answers: { ...visitOf(context).answers, [event.name]: event.option },
                        fieldError: null,
                      }),
                    ),
                    'page',
                  ],
                },
                TYPE: [
                  {
                    guard: 'goodMobile',
                    target: 'answered',
                    actions: assign(({ context, event }) =>
                      patch(context, {
                        answers: { ...visitOf(context).answers, [event.name]: event.value },
                        fieldError: null,
                      }),
                    ),
                  },
                  { actions: [assign(({ context }) => patch(context, { fieldError: 'error.mobile' })), 'page'] },
                ],
                PRESS: [
                  { guard: ({ event, context }) => event.id === 'continue' && hasAnswer(context), target: 'answered' },
                  {
                    guard: { type: 'pressed', params: 'continue' },
                    actions: [assign(({ context }) => patch(context, { fieldError: 'error.choose' })), 'page'],
                  },
                  { guard: { type: 'pressed', params: 'back' }, target: 'route', actions: assign(retreat) },
                ],
              },
            },
            answered: {
              always: [
                {
                  guard: 'changing',
                  target: 'route',
                  actions: assign(({ context }) => patch(context, { changing: null })),
                },
                { target: 'route', actions: assign(advance) },
              ],
            },
            interruption: {
              entry: [limit('question'), 'page'],
              on: {
                PRESS: [
                  { guard: { type: 'pressed', params: 'continue' }, target: 'route', actions: assign(advance) },
                  { guard: { type: 'pressed', params: 'end' }, target: 'leaving' },
                ],
              },
            },
            check: {
              entry: [limit('personal'), 'page'],
              on: {
                PRESS: [
                  { guard: { type: 'pressed', params: 'submit' }, target: 'storing' },
                  {
                    guard: ({ event, context }) => changeOf(event.id, visitOf(context)) !== null,
                    target: 'question',
                    actions: assign(({ context, event }) =>
                      patch(context, { changing: changeOf(event.id, visitOf(context)), fieldError: null }),
                    ),
                  },
                  { guard: { type: 'pressed', params: 'back' }, target: 'route', actions: assign(retreat) },
                ],
              },
            },
            /** Commits on this machine. Leaving waits for the commit to end: a few milliseconds. */
            storing: {
              entry: [limit('none'), assign(({ context }) => patch(context, { slow: false })), 'page'],
              invoke: { src: 'store', input: ({ context }) => visitOf(context) },
              initial: 'staying',
              states: {
                staying: { on: { EXIT: 'going' } },
                going: {
                  on: {
                    EXIT: {},
                    STORED: {
                      target: '#session.journey.cleared',
                      actions: { type: 'wipe', params: { reason: 'exit' } },
                    },
                    STORE_FAILED: {
                      target: '#session.journey.cleared',
                      actions: { type: 'wipe', params: { reason: 'exit' } },
                    },
                  },
                },
              },
              on: {
                STORED: [
                  {
                    guard: ({ context }) => visitOf(context).found?.kind === 'away' && !context.online,
                    target: 'finished',
                    actions: assign(({ context, event }) =>
                      patch(context, { ...stored(event), result: { state: 'stored' } }),
                    ),
                  },
                  { target: 'confirming', actions: assign(({ context, event }) => patch(context, stored(event))) },
                ],
                STORE_FAILED: { target: 'notice', actions: assign({ notice: 'submit.failed', noticeCode: null }) },
              },
            },
            /** Waits for the hub and the department, 15 s at most; the actor asks again with the same id. */
            confirming: {
              entry: [limit('none'), 'page'],
              invoke: { src: 'confirm', input: ({ context }) => visitOf(context) },
              after: { slow: { actions: [assign(({ context }) => patch(context, { slow: true })), 'page'] } },
              on: {
                ASKED_AGAIN: {
                  actions: [assign(({ context, event }) => patch(context, { attempts: event.attempts })), 'page'],
                },
                DELIVERED: { actions: [assign(({ context }) => patch(context, { delivered: true })), 'page'] },
                RESULT: {
                  target: 'finished',
                  actions: assign(({ context, event }) => patch(context, { result: event.result })),
                },
              },
            },
            finished: {
              entry: [
                assign(({ context }) => patch(context, { print: { state: 'printing', copy: 0 } })),
                { type: 'startPrint', params: ({ context }) => ({ visit: visitOf(context) }) },
              ],
              initial: 'done',
              states: {
                done: {
                  entry: [limit('personal'), 'page'],
                  on: {
                    PRESS: [
                      { guard: { type: 'pressed', params: 'finish' }, target: '#session.journey.visit.leaving' },
                      {
                        guard: 'canPrintAgain',
                        actions: [
                          assign(({ context }) =>
                            patch(context, { print: { state: 'printing', copy: nextCopy(context) } }),
                          ),
                          { type: 'startPrint', params: ({ context }) => ({ visit: visitOf(context) }) },
                          'page',
                        ],
                      },
                    ],
                  },
                },
              },
            },
            notice: {
              entry: [limit('question'), 'page'],
              on: {
                PRESS: [
                  {
                    guard: ({ context, event }) =>
                      event.id === 'retry' &&
                      (context.notice?.startsWith('id.') ?? false) &&
                      context.notice !== 'id.expired',
                    target: 'identify',
                  },
                  {
                    guard: ({ context, event }) => event.id === 'retry' && context.notice === 'submit.failed',
                    target: 'check',
                  },
                  {
                    guard: ({ context, event }) => event.id === 'back' && context.notice === 'found.wrong',
                    target: 'route',
                  },
                  {
                    guard: ({ context, event }) => event.id === 'back' && context.notice === 'consent.refused',
                    target: 'consent',
                  },
                  { guard: { type: 'pressed', params: 'end' }, target: 'leaving' },
                ],
              },
            },
            /** Take your things: ends when the citizen says so and the pad is free, or when time is up. */
            leaving: {
              entry: [limit('leaving'), 'page'],
              always: {
                guard: ({ context }) => nothingToTake(context),
                target: '#session.journey.cleared',
                actions: { type: 'wipe', params: { reason: 'done' } },
              },
              on: {
                PRESS: {
                  guard: ({ event, context }) =>
                    event.id === 'taken' && context.pad !== 'present' && context.visit?.print.state !== 'printing',
                  target: '#session.journey.cleared',
                  actions: { type: 'wipe', params: { reason: 'done' } },
                },
                PAD: {
                  actions: [assign({ pad: ({ event }) => event.pad }), 'page'],
                },
              },
            },
          },
        },
        cleared: {
          entry: [
            assign({
              visit: null,
              notice: null,
              noticeCode: null,
              help: false,
              limit: 'none' as const,
              extensions: 0,
            }),
            'page',
          ],
          after: { cleared: [{ guard: 'cardLies', target: 'cardLeft' }, { target: 'idle' }] },
          // The last page speaks the language of the one who leaves; the next citizen starts from the defaults.
          exit: assign({ modes: defaultModes, language: 'zh-CN' as const }),
        },
        /** An ID card lies on the pad after a visit: no new visit until it is gone (H4, F-12). */
        cardLeft: {
          initial: 'calling',
          entry: 'page',
          always: { guard: ({ context }) => context.pad === 'absent', target: 'idle' },
          states: {
            calling: { after: { cardLeftNeutral: 'neutral' } },
            neutral: { entry: 'page' },
          },
        },
      },
    },
    attention: {
      initial: 'off',
      on: {
        // No `reenter`: it would leave the whole parallel state and restart the journey. An inner target leaves and enters `watching` anyhow.
        PAGE: [{ guard: 'limited', target: '.watching' }, { target: '.off' }],
      },
      states: {
        off: { entry: assign({ warned: false }) },
        watching: {
          entry: assign({ warned: false }),
          after: { idle: 'warned' },
          on: { PRESENT: { target: 'watching', reenter: true } },
        },
        warned: {
          entry: assign({ warned: true }),
          after: { warn: { actions: raise({ type: 'TIME_UP' }) } },
          on: {
            STAY: [
              {
                guard: 'maySay',
                target: 'watching',
                actions: assign({ extensions: ({ context }) => context.extensions + 1 }),
              },
              { actions: raise({ type: 'TIME_UP' }) },
            ],
            FINISH: { actions: raise({ type: 'EXIT' }) },
          },
        },
      },
    },
  },
});

/** Sets the time limit of the page that is being entered. */
function limit(value: TimeLimit) {
  return assign<SessionContext, SessionEvent, undefined, SessionEvent, never>({ limit: value });
}
