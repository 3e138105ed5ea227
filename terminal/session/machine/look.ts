import { canStart } from '../availability.ts';
import type { PullAsk, SessionContext, Visit, VisitAct } from '../context.ts';
import { holds } from '../rules/condition.ts';
import { asksAgain, isIncomplete } from '../rules/pulls.ts';
import { dataOf, isPullPath } from '../rules/ref.ts';
import { codePull, hasCode } from '../rules/view-code.ts';
import { stepOf } from '../rules/visit-steps.ts';
import { badCard, cardFailed, notAsked, phases, readerPhases } from './identify.ts';
import { canPrint, kit, limit, on, say, set, to } from './kit.ts';
import { keepPull, turning } from './lists.ts';
import {
  advance,
  caseOf,
  identified,
  isActorsCard,
  isFresh,
  mendingOf,
  newSlip,
  patch,
  scopeOfVisit,
  startMending,
  visitOf,
} from './moves.ts';
import { actRefused, back, finish } from './presses.ts';
import { printPress } from './send.ts';
import { cosignStates, signingOf } from './sign.ts';
import { codeAgain, identify, smsTyping } from './verify.ts';

/** Pages of queries and utilities: V1, U1, U3, U4; the rating: `rate.ts`. */

/** The button to the pages behind a view or tracker, where the item names one and it is offered now. */
export function goOf(context: SessionContext) {
  const visit = visitOf(context);
  const go = (stepOf(visit, 'view') ?? stepOf(visit, 'tracker'))?.go;
  return go !== undefined && holds(scopeOfVisit(context), go.when) ? go : null;
}
const goOn = {
  guard: ({ context, event }: { context: SessionContext; event: { readonly id: string } }) =>
    event.id === 'continue' && goOf(context) !== null,
  target: to.route,
  actions: set(advance),
} as const;

/** What is said where a new code was asked for and did not come: key of a text. */
export const codeAway = 'view.code.away';

export const viewState = kit.createStateConfig({
  initial: 'entering',
  on: {
    PRESS: [
      turning,
      { guard: ({ context, event }) => event.id === 'retry' && unansweredAsks(context).length > 0, target: '.asking' },
      goOn,
      back,
      finish,
      { ...printPress, guard: ({ context, event }) => canSlip(context, event.id) },
    ],
  },
  states: {
    /** A department that did not answer is asked once more. */
    asking: {
      entry: [limit('none'), set((context) => patch(context, { asking: unansweredAsks(context) })), 'page'],
      invoke: { src: 'pull', input: ({ context }) => visitOf(context) },
      on: {
        PULLED: { actions: keepPull },
        PULLS_DONE: { target: 'entering', actions: set((context) => patch(context, { asking: [] })) },
      },
    },
    entering: {
      always: [
        { guard: ({ context }) => hasCode(context) && !visitOf(context).codeOver, target: 'code' },
        { target: 'shown' },
      ],
    },
    shown: {
      entry: [limit('personal'), 'page'],
      on: {
        PRESS: {
          guard: ({ context, event }) => event.id === 'newCode' && hasCode(context) && context.online,
          target: 'renewing',
        },
      },
    },
    /** A code stands for its seconds and never again: who comes back to the page asks for a new one. */
    code: {
      entry: [limit('personal'), 'page'],
      after: { code: 'shown' },
      exit: set((context) => (context.visit === null ? {} : patch(context, { codeOver: true }))),
    },
    renewing: {
      entry: [
        limit('none'),
        // What is known stands until there is an answer: a hub that is away has not taken the licence back.
        set((context) => {
          const path = codePull(visitOf(context));
          const asks = path === null ? [] : asksAgain(scopeOfVisit(context), path);
          return patch(context, { asking: asks, fieldError: codeAway });
        }),
        'page',
      ],
      invoke: { src: 'pull', input: ({ context }) => visitOf(context) },
      on: {
        PULLED: {
          guard: ({ event }) => event.pulled.status !== 'away' && event.pulled.status !== 'timeout',
          actions: [keepPull, set((context) => patch(context, { codeOver: false, fieldError: null }))],
        },
        PULLS_DONE: { target: 'entering', actions: set((context) => patch(context, { asking: [] })) },
      },
    },
  },
});

function canSlip(context: SessionContext, id: string): boolean {
  const visit = visitOf(context);
  const slip = (stepOf(visit, 'view') ?? stepOf(visit, 'tracker'))?.slip;
  return id === 'print' && slip !== undefined && !isBareView(context) && canPrint(context, visit);
}

const sectionPulls = (visit: Visit) =>
  (stepOf(visit, 'view')?.sections ?? []).map(({ pull }) => pull).filter(isPullPath);

/** What the open view is about and nobody has answered, or not all: the questions of before, once more. */
export function unansweredAsks(context: SessionContext): readonly PullAsk[] {
  const visit = visitOf(context);
  const open = [...new Set(sectionPulls(visit))].filter((path) => isIncomplete(visit.pulls[path]?.status));
  return open.flatMap((path) => asksAgain(scopeOfVisit(context), path));
}

/** Nobody has said anything of what the open view is about: there is nothing to put on paper. */
export function isBareView(context: SessionContext): boolean {
  const visit = visitOf(context);
  const paths = sectionPulls(visit);
  return paths.length > 0 && paths.every((path) => dataOf(visit.pulls[path]) == null);
}

/** The case shows its status only, nobody was identified, and the hub can be asked; also once more, where a code was right and the case did not come. */
export function mayBySms(context: SessionContext): boolean {
  const visit = visitOf(context);
  const view = caseOf(context);
  const isOpen = visit.caseCode === null || isUnopened(visit);
  return view?.level === 'status' && visit.actor === null && isOpen && context.online;
}

/** Nobody could be asked about the case: that is not to say that there is none. */
export function isCaseAway(context: SessionContext): boolean {
  const status = visitOf(context).pulls['case.detail']?.status;
  return caseOf(context) === null && (status === 'away' || status === 'timeout');
}

/** The code of the citizen was right, and nobody answered when the case was asked for with it. */
export const isUnopened = ({ caseCode, identify: { error } }: Visit): boolean =>
  caseCode !== null && error === unopened;
const unopened = 'track.bySms.away';

const acts: Readonly<Record<string, VisitAct>> = { withdraw: 'withdraw' };

/** What the case allows, and what this machine can do of it. */
export function caseActs(context: SessionContext): readonly string[] {
  const view = caseOf(context);
  if (view === null || !view.mine || view.level !== 'detail') return [];
  const has = (id: string) => context.items.some((item) => item.id === id && canStart(context, item));
  return view.may.filter((act) => {
    if (act === 'supplement') return has(view.itemId);
    if (act === 'rate') return has('u.rate');
    if (act === 'book') return has('svc.book');
    if (act === 'sign') return context.online && signingOf(context) !== null;
    return act === 'withdraw' && context.online;
  });
}

export const trackerState = kit.createStateConfig({
  initial: 'shown',
  states: {
    shown: {
      entry: [limit('personal'), 'page'],
      on: {
        PRESS: [
          goOn,
          {
            guard: ({ context, event }) => acts[event.id] !== undefined && caseActs(context).includes(event.id),
            target: 'asking',
            actions: on('PRESS', (context, event) => patch(context, { act: acts[event.id] ?? null })),
          },
          {
            guard: ({ context, event }) =>
              event.id === 'mend' && caseActs(context).includes('supplement') && mendingOf(context) !== null,
            target: '#session.journey.visit',
            reenter: true,
            actions: on('PRESS', (context, event) => startMending(context, event.nonce)),
          },
          {
            guard: ({ context, event }) => event.id === 'sign' && caseActs(context).includes('sign'),
            target: 'toSign',
          },
          {
            guard: ({ context, event }) => event.id === 'bySms' && mayBySms(context) && isUnopened(visitOf(context)),
            target: 'opening',
          },
          { guard: ({ context, event }) => event.id === 'bySms' && mayBySms(context), target: 'last4' },
          { guard: ({ context, event }) => event.id === 'retry' && isCaseAway(context), target: 'opening' },
          { ...printPress, guard: ({ context, event }) => canSlip(context, event.id) },
          back,
          finish,
        ],
      },
    },
    ...cosignStates,
    /** Instead of the ID card: the end of the mobile number that the case knows, then the code that is sent there. */
    last4: {
      entry: [limit('typing'), 'page'],
      on: {
        TYPE: [
          {
            guard: ({ event }) => event.name === 'last4' && /^\d{4}$/.test(event.value),
            target: 'smsCode',
            actions: on('TYPE', (context, event) => identify(context, { last4: event.value, error: null })),
          },
          { actions: [set((context) => identify(context, { error: 'error.last4' })), 'page'] },
        ],
        PRESS: {
          guard: { type: 'pressed', params: 'back' },
          target: 'shown',
          actions: set((context) => identify(context, { last4: null, error: null })),
        },
      },
    },
    smsCode: {
      entry: [limit('typing'), set((context) => identify(context, { sms: null, error: null })), 'page'],
      invoke: { src: 'verifySms', input: ({ context }) => visitOf(context) },
      on: {
        ...smsTyping.on,
        VERIFIED: {
          target: 'opening',
          actions: set((context) => patch(context, { caseCode: visitOf(context).identify.sms?.codeId ?? null })),
        },
        NOT_VERIFIED: [
          ...codeAgain,
          {
            target: 'last4',
            actions: on('NOT_VERIFIED', (context, event) => identify(context, { error: `verify.sms.${event.why}` })),
          },
        ],
        PRESS: { guard: { type: 'pressed', params: 'back' }, target: 'last4' },
      },
    },
    opening: {
      entry: [
        limit('none'),
        set((context) => patch(context, { asking: asksAgain(scopeOfVisit(context), 'case.detail') })),
        set((context) => identify(context, { error: null })),
        'page',
      ],
      invoke: { src: 'pull', input: ({ context }) => visitOf(context) },
      on: {
        // What is known stays, unless there is more: a hub that is away has not taken the case back.
        PULLED: [
          {
            guard: ({ context, event }) => event.pulled.status === 'found' || caseOf(context) === null,
            actions: keepPull,
          },
          { actions: set((context) => identify(context, { error: unopened })) },
        ],
        PULLS_DONE: {
          target: 'shown',
          actions: set((context) => patch(context, { asking: [] })),
        },
      },
    },
    asking: {
      entry: [limit('question'), 'page'],
      on: {
        PRESS: [
          { guard: ({ context, event }) => event.id === 'act' && !isFresh(context, event.at), target: 'tapAgain' },
          { guard: { type: 'pressed', params: 'act' }, target: 'acting' },
          {
            guard: { type: 'pressed', params: 'back' },
            target: 'shown',
            actions: set((context) => patch(context, { act: null })),
          },
        ],
      },
    },
    /** What cannot be undone takes a tap that is not older than three minutes (H15). */
    tapAgain: {
      ...readerPhases,
      entry: limit('tap'),
      invoke: { src: 'readCard', input: ({ context }) => visitOf(context) },
      on: {
        READER_PHASE: phases,
        CARD_READ: [
          notAsked('tapAgain'),
          ...badCard,
          {
            guard: ({ context, event }) => !isActorsCard(context, event.card),
            target: to.notice,
            actions: say('id.other'),
          },
          {
            target: 'acting',
            actions: on('CARD_READ', identified),
          },
        ],
        ...cardFailed.on,
        PRESS: [
          { guard: { type: 'pressed', params: 'back' }, target: 'asking' },
          { guard: { type: 'pressed', params: 'end' }, target: to.leaving },
        ],
      },
    },
    acting: {
      entry: [limit('none'), 'page'],
      invoke: { src: 'act', input: ({ context }) => visitOf(context) },
      on: {
        ACT_DONE: [{ guard: ({ event }) => event.ok, target: 'told' }, actRefused],
      },
    },
    told: { entry: [limit('personal'), 'page'], on: { PRESS: finish } },
    refused: {
      entry: [limit('question'), 'page'],
      on: {
        PRESS: [
          {
            guard: { type: 'pressed', params: 'back' },
            target: 'shown',
            actions: set((context) => ({ ...patch(context, { act: null }), notice: null })),
          },
          finish,
        ],
      },
    },
  },
});

/** U3: what a service needs, without anybody identified; the list is searched like the home page. */
export const guideState = kit.createStateConfig({
  initial: 'list',
  states: {
    list: {
      entry: [limit('public'), 'page'],
      on: {
        SEARCH: {
          actions: [on('SEARCH', (context, event) => patch(context, { query: event.query, page: 0 })), 'page'],
        },
        PRESS: [
          turning,
          {
            guard: ({ context, event }) => context.items.some((item) => event.id === `guide:${item.id}`),
            target: 'item',
            actions: on('PRESS', (context, event) =>
              patch(context, {
                ...newSlip(visitOf(context)),
                answers: { ...visitOf(context).answers, guide: event.id.slice('guide:'.length) },
              }),
            ),
          },
          finish,
        ],
      },
    },
    item: {
      entry: [limit('public'), 'page'],
      on: {
        PRESS: [
          { guard: { type: 'pressed', params: 'back' }, target: 'list' },
          { ...printPress, guard: 'canPrintAgain' },
          finish,
        ],
      },
    },
  },
});

export const helpState = kit.createStateConfig({
  entry: [limit('public'), 'page'],
  on: { PRESS: [back, finish] },
});
