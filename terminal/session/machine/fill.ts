import type { PullAsk, SessionContext, Visit } from '../context.ts';
import { holds } from '../rules/condition.ts';
import { asking, isIncomplete, isPending, stepAsks } from '../rules/pulls.ts';
import { isPullPath } from '../rules/ref.ts';
import { relationMissing } from '../rules/relation.ts';
import { firstOpenField, stepOf } from '../rules/visit-steps.ts';
import { boardLets, isStopOpen, mayGoOnWithout, stoppingBlock } from './found-rules.ts';
import { kit, limit, on, say, set, to } from './kit.ts';
import { keepPull } from './lists.ts';
import { advance, type Change, isFresh, isIrreversible, patch, recordConsent, scopeOfVisit, visitOf } from './moves.ts';
import { back, end, finish, onward } from './presses.ts';
import { identify } from './verify.ts';

/** Pages that are read or filled in before anything is sent: B1, B2, D1, board, D2, T1, E0, E1. */

export const introState = kit.createStateConfig({
  entry: [limit('public'), 'page'],
  on: { PRESS: [onward, end] },
});

export const consentState = kit.createStateConfig({
  entry: [limit('question'), 'page'],
  on: {
    PRESS: [
      {
        guard: { type: 'pressed', params: 'agree' },
        target: to.route,
        actions: [
          on('PRESS', (context, event) => {
            const step = stepOf(visitOf(context), 'consent');
            return step === null ? {} : recordConsent(context, 'item', step.textVersion, event.at);
          }),
          set(advance),
        ],
      },
      { guard: { type: 'pressed', params: 'disagree' }, target: to.notice, actions: say('consent.refused') },
    ],
  },
});

/** Pulls of the open step that nobody has answered yet. */
const missingAsks = (context: SessionContext): readonly PullAsk[] =>
  stepAsks(scopeOfVisit(context)).filter((ask) => isPending(visitOf(context), ask));

const markAsking = (context: SessionContext): Change =>
  patch(context, { ...asking(visitOf(context), missingAsks(context)), slow: false });

/** What could not be fetched may be asked once more; what was answered stands. */
function forgetFailed(context: SessionContext): Change {
  const { pulls } = visitOf(context);
  const kept = Object.entries(pulls).filter(([, pulled]) => !isIncomplete(pulled?.status));
  return patch(context, { pulls: Object.fromEntries(kept) as Visit['pulls'] });
}

/** What has not reported could not be asked: away, never "none". */
function closeAsking(context: SessionContext): Change {
  const away = missingAsks(context).map((ask) => [ask.path, { status: 'away' as const }]);
  return patch(context, { pulls: { ...visitOf(context).pulls, ...Object.fromEntries(away) }, asking: [] });
}

const isQuiet = (context: SessionContext): boolean => {
  const visit = visitOf(context);
  const step = stepOf(visit, 'found');
  if (step !== null && visit.mending !== null) return true;
  if (step === null || step.shown !== false) return false;
  const scope = scopeOfVisit(context);
  const isAway = step.pulls.some((path) => isPullPath(path) && visit.pulls[path]?.status === 'away');
  const warns = (step.blocks ?? []).some((block) => holds(scope, block.when));
  return !warns && (!isAway || (visit.item.offline !== 'LIVE' && step.offlineNotice === undefined));
};

/** The case that is asked for now waits in this machine's own queue, and the hub has not said anything of it. Whoever went back may ask for another one. */
function isQueuedHere(context: SessionContext): boolean {
  const { queued, pulls, item } = visitOf(context);
  if (queued === null || !item.steps.some((step) => step.page === 'tracker')) return false;
  const isThis = ({ path, params }: PullAsk) => path === 'case.detail' && params.receiptNo === queued.receiptNo;
  return stepAsks(scopeOfVisit(context)).some(isThis) && pulls['case.detail']?.status !== 'found';
}

/** The register could not be asked: what the hub takes in later it also checks later. */
export const relationMayWait = (context: SessionContext): boolean =>
  visitOf(context).item.offline === 'QUEUE' && relationMissing(scopeOfVisit(context)) === 'relation.away';

/** Whether somebody of the city has not answered, or not all, what the open page asks. */
export const isUnanswered = (visit: Visit): boolean =>
  (stepOf(visit, 'found')?.pulls ?? []).some((path) => isPullPath(path) && isIncomplete(visit.pulls[path]?.status));

/** Nobody is stopped for good by an answer that was lost. */
const askAgain = {
  guard: ({ context, event }: { context: SessionContext; event: { readonly id: string } }) =>
    event.id === 'retry' && isStopOpen(scopeOfVisit(context)),
  target: 'asking',
  actions: set(forgetFailed),
} as const;

export const foundState = kit.createStateConfig({
  initial: 'asking',
  states: {
    asking: {
      entry: [limit('none'), set(markAsking), 'page'],
      invoke: { src: 'pull', input: ({ context }) => visitOf(context) },
      always: { guard: ({ context }) => missingAsks(context).length === 0, target: 'known' },
      after: { slow: { actions: [set((context) => patch(context, { slow: true })), 'page'] } },
      on: {
        PULLED: {
          actions: [keepPull, 'page'],
        },
        QUEUED: {
          actions: on('QUEUED', (context, { receiptNo, n, at }) => patch(context, { queued: { receiptNo, n, at } })),
        },
        PULLS_DONE: {
          target: 'known',
          actions: set(closeAsking),
        },
      },
    },
    known: {
      always: [
        { guard: ({ context }) => isQueuedHere(context), target: 'queued' },
        {
          guard: ({ context }) => stoppingBlock(scopeOfVisit(context)) !== null && visitOf(context).mending === null,
          target: 'blocked',
        },
        { guard: ({ context }) => relationMissing(scopeOfVisit(context)) !== null, target: 'relation' },
        { guard: ({ context }) => isQuiet(context), target: to.route, actions: set(advance) },
        { target: 'shown' },
      ],
    },
    blocked: {
      entry: [limit('question'), 'page'],
      on: { PRESS: [askAgain, end] },
    },
    /** The hub does not know the case (yet), this machine does: it is in its own queue. */
    queued: {
      entry: [limit('personal'), 'page'],
      on: { PRESS: [finish, back] },
    },
    /** Nobody acts for another whose relation is known to nobody: a clerk looks at it, or a window does; while nobody can be asked it is filed as open. */
    relation: {
      entry: [limit('question'), 'page'],
      on: {
        PRESS: [
          {
            guard: ({ context, event }) => event.id === 'relationVideo' && context.online,
            target: 'relationVideo',
          },
          {
            guard: ({ context, event }) => event.id === 'relationLater' && relationMayWait(context),
            target: 'known',
            actions: set((context) => patch(context, { relation: 'unproven' })),
          },
          {
            guard: ({ context, event }) =>
              event.id === 'retry' && relationMissing(scopeOfVisit(context)) === 'relation.away',
            target: 'asking',
            actions: set(forgetFailed),
          },
          end,
        ],
      },
    },
    relationVideo: {
      entry: [limit('none'), set((context) => identify(context, { method: 'video', error: null })), 'page'],
      invoke: { src: 'verifyVideo', input: ({ context }) => visitOf(context) },
      on: {
        VERIFIED: { target: 'known', actions: set((context) => patch(context, { relation: 'clerk' })) },
        NOT_VERIFIED: {
          target: 'relation',
          actions: set((context) => identify(context, { error: 'relation.video.failed' })),
        },
        PRESS: { guard: { type: 'pressed', params: 'back' }, target: 'relation' },
      },
    },
    shown: {
      entry: [limit('personal'), 'page'],
      on: {
        PRESS: [
          {
            ...onward,
            guard: ({ context, event }) => event.id === 'continue' && mayGoOnWithout(scopeOfVisit(context)),
          },
          { guard: { type: 'pressed', params: 'wrong' }, target: to.notice, actions: say('found.wrong') },
          { guard: { type: 'pressed', params: 'retry' }, target: 'asking', actions: set(forgetFailed) },
          back,
          end,
        ],
      },
    },
  },
});

export const boardState = kit.createStateConfig({
  entry: [limit('personal'), 'page'],
  on: {
    PRESS: [
      { ...onward, guard: ({ context, event }) => event.id === 'continue' && boardLets(scopeOfVisit(context)) },
      back,
      end,
    ],
  },
});

export const interruptionState = kit.createStateConfig({
  entry: [limit('question'), 'page'],
  on: { PRESS: [onward, back, end] },
});

/** `change:<field>` of the check page; null when that row cannot be changed. */
export function changeOf(pressId: string, visit: Visit): string | null {
  const key = pressId.startsWith('change:') ? pressId.slice('change:'.length) : null;
  const field = visit.item.fields.find((candidate) => candidate.key === key);
  return field === undefined || field.type === 'constant' || field.fixed === true ? null : field.key;
}

export const checkState = kit.createStateConfig({
  entry: [limit('personal'), 'page'],
  on: {
    PRESS: [
      {
        guard: ({ context, event }) => event.id === 'submit' && firstOpenField(scopeOfVisit(context)) !== null,
        target: to.route,
        actions: set((context) =>
          patch(context, { changing: firstOpenField(scopeOfVisit(context)), fieldError: null, partial: {}, page: 0 }),
        ),
      },
      {
        guard: ({ context, event }) => event.id === 'submit' && isIrreversible(context) && !isFresh(context, event.at),
        target: to.reidentify,
      },
      { guard: { type: 'pressed', params: 'submit' }, target: to.route, actions: set(advance) },
      {
        guard: ({ event, context }) => changeOf(event.id, visitOf(context)) !== null,
        target: to.route,
        actions: on('PRESS', (context, event) =>
          patch(context, {
            changing: changeOf(event.id, visitOf(context)),
            fieldError: null,
            partial: {},
            page: 0,
            query: '',
          }),
        ),
      },
      back,
    ],
  },
});
