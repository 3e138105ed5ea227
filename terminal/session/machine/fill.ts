import { noSections, type PullAsk, type SessionContext, type Visit } from '../context.ts';
import { hadLink, holds } from '../rules/condition.ts';
import { verified } from '../rules/field-types.ts';
import { asking, isPending, stepAsks } from '../rules/pulls.ts';
import { isPullPath } from '../rules/ref.ts';
import { firstOpenField, sectionFields, sectionState, stepOf } from '../rules/visit-steps.ts';
import {
  type AnswerMove,
  afterAnswer,
  afterLookup,
  askedNow,
  backInside,
  onChoose,
  onCodeGood,
  onFieldCard,
  onFrame,
  onPress,
  onType,
} from './answering.ts';
import { boardLets, stoppingBlock } from './found-rules.ts';
import { cardFailed } from './identify.ts';
import { kit, limit, on, say, set, to } from './kit.ts';
import {
  advance,
  type Change,
  isFresh,
  isIrreversible,
  patch,
  recordConsent,
  retreat,
  scopeOfVisit,
  visitOf,
} from './moves.ts';

/** Pages that are read or filled in before anything is sent: B1, B2, D1, board, D2, T1, E0, E1. */

const back = { guard: 'canGoBack', target: to.route, actions: set(retreat) } as const;
const end = { guard: { type: 'pressed', params: 'end' }, target: to.leaving } as const;
const onward = { guard: { type: 'pressed', params: 'continue' }, target: to.route, actions: set(advance) } as const;

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
export const missingAsks = (context: SessionContext): readonly PullAsk[] =>
  stepAsks(scopeOfVisit(context)).filter((ask) => isPending(visitOf(context), ask));

const markAsking = (context: SessionContext): Change =>
  patch(context, { ...asking(visitOf(context), missingAsks(context)), slow: false });

/** What could not be fetched may be asked once more; what was answered stands. */
function forgetFailed(context: SessionContext): Change {
  const { pulls } = visitOf(context);
  const kept = Object.entries(pulls).filter(([, pulled]) => pulled?.status !== 'away' && pulled?.status !== 'timeout');
  return patch(context, { pulls: Object.fromEntries(kept) as Visit['pulls'] });
}

/** What has not reported could not be asked: away, never "none". */
function closeAsking(context: SessionContext): Change {
  const away = missingAsks(context).map((ask) => [ask.path, { status: 'away' as const }]);
  return patch(context, { pulls: { ...visitOf(context).pulls, ...Object.fromEntries(away) }, asking: [] });
}

const keepPull = on('PULLED', (context, { path, pulled }) =>
  patch(context, { pulls: { ...visitOf(context).pulls, [path]: pulled } }),
);

const isQuiet = (context: SessionContext): boolean => {
  const visit = visitOf(context);
  const step = stepOf(visit, 'found');
  if (step === null || step.shown !== false) return false;
  const scope = scopeOfVisit(context);
  const isAway = step.pulls.some((path) => isPullPath(path) && visit.pulls[path]?.status === 'away');
  const warns = (step.blocks ?? []).some((block) => holds(scope, block.when));
  return !warns && (!isAway || (visit.item.offline !== 'LIVE' && step.offlineNotice === undefined));
};

/** Without the city a LIVE item has nothing to go on with; the others take what the citizen says. */
export const mayGoOnWithout = (context: SessionContext): boolean =>
  visitOf(context).item.offline !== 'LIVE' || hadLink(scopeOfVisit(context));

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
        PULLS_DONE: {
          target: 'known',
          actions: set(closeAsking),
        },
      },
    },
    known: {
      always: [
        {
          guard: ({ context }) => stoppingBlock(scopeOfVisit(context)) !== null,
          target: 'blocked',
        },
        { guard: ({ context }) => isQuiet(context), target: to.route, actions: set(advance) },
        { target: 'shown' },
      ],
    },
    blocked: {
      entry: [limit('question'), 'page'],
      on: { PRESS: [end] },
    },
    shown: {
      entry: [limit('personal'), 'page'],
      on: {
        PRESS: [
          { ...onward, guard: ({ context, event }) => event.id === 'continue' && mayGoOnWithout(context) },
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

/** Both outcomes of a touch: a page that is finished, and one that stays with a choice made or an error. */
const answeredBy = (move: (context: SessionContext, event: never) => AnswerMove) => {
  const of = move as (context: SessionContext, event: unknown) => AnswerMove;
  const change = kit.assign(({ context, event }) => of(context, event).change);
  return [
    {
      guard: ({ context, event }: { context: SessionContext; event: unknown }) => of(context, event).isDone,
      target: '.answered' as const,
      actions: change,
    },
    {
      guard: ({ context, event }: { context: SessionContext; event: unknown }) => of(context, event).looks,
      target: '.looking' as const,
      actions: change,
    },
    { actions: [change, 'page' as const] },
  ];
};

const turnPage = (context: SessionContext, event: { readonly id: string }): Change => {
  const step = event.id === 'page:next' ? 1 : event.id === 'page:previous' ? -1 : 0;
  return patch(context, { page: Math.max(0, visitOf(context).page + step) });
};

/** Pages of lists and tables, on every page that has them. */
export const turning = {
  guard: ({ event }: { event: { readonly id: string } }) => event.id.startsWith('page:'),
  actions: [on('PRESS', turnPage), 'page' as const],
};
export const searching = {
  actions: [on('SEARCH', (context, event) => patch(context, { query: event.query, page: 0 })), 'page' as const],
};

const isTap = (context: SessionContext): boolean => askedNow(context)?.part === 'tap';
const isCode = (context: SessionContext): boolean => askedNow(context)?.field.type === 'sms6';
/** Whether the open field may be scanned instead of typed. */
export const mayScan = (context: SessionContext): boolean =>
  askedNow(context)?.field.scan === true && context.devices.qrScanner.availability !== 'unavailable';

/** Number inside a receipt's QR (`terminal/receipt/receipt-qr.ts`), or a number printed alone; null = not a receipt of ours. */
export function scannedNumber(text: string): string | null {
  const match = /^(?:YTJ1:)?([A-Z]{2}\d{4}-\d{6}-\d{4}-\d)(?::|$)/.exec(text.trim());
  return match?.[1] ?? null;
}

export const questionState = kit.createStateConfig({
  entry: set((context) => {
    const asked = askedNow(context);
    const typing = ['text', 'name', 'idno', 'uscc', 'mobile', 'digits', 'bankacct', 'money', 'percent', 'sms6'];
    if (asked === null) return {};
    if (typing.includes(asked.field.type)) return { limit: 'typing' };
    return { limit: asked.field.options?.personal === true ? 'personal' : 'question' };
  }),
  initial: 'entering',
  on: {
    CHOOSE: answeredBy((context, event: { readonly name: string; readonly option: string }) =>
      onChoose(context, event.name, event.option),
    ),
    TYPE: answeredBy((context, event: { readonly name: string; readonly value: string }) =>
      onType(context, event.name, event.value),
    ),
    FRAME: [
      {
        guard: ({ context, event }) => onFrame(context, event.name).change.visit !== undefined,
        actions: [
          { type: 'frame', params: ({ context, event }) => ({ visit: visitOf(context), jpeg: event.jpeg }) },
          on('FRAME', (context, event) => onFrame(context, event.name).change),
          'page',
        ],
      },
    ],
    SEARCH: searching,
    SCANNED: answeredBy((context, event: { readonly text: string }) => {
      const asked = askedNow(context);
      if (asked === null || !mayScan(context)) return { change: {}, isDone: false, looks: false };
      const text = asked.field.type === 'receiptNo' ? scannedNumber(event.text) : event.text.slice(0, 200);
      if (text !== null) return onType(context, asked.field.key, text);
      return { change: patch(context, { fieldError: 'error.notReceipt' }), isDone: false, looks: false };
    }),
    PRESS: [
      turning,
      {
        guard: ({ context, event }) => event.id === 'back' && backInside(context) !== null,
        target: '.entering',
        actions: set((context) => backInside(context) ?? {}),
      },
      back,
      {
        guard: ({ context, event }) => onPress(context, event.id, event.at).isDone,
        target: '.answered',
        actions: on('PRESS', (context, event) => onPress(context, event.id, event.at).change),
      },
      {
        guard: ({ context, event }) => onPress(context, event.id, event.at).looks,
        target: '.looking',
        actions: on('PRESS', (context, event) => onPress(context, event.id, event.at).change),
      },
      {
        guard: ({ context, event }) => onPress(context, event.id, event.at).change.visit !== undefined,
        target: '.entering',
        actions: on('PRESS', (context, event) => onPress(context, event.id, event.at).change),
      },
    ],
  },
  states: {
    entering: {
      entry: 'page',
      always: [
        { guard: ({ context }) => isTap(context), target: 'tap' },
        { guard: ({ context }) => isCode(context), target: 'code' },
        { guard: ({ context }) => mayScan(context), target: 'scanning' },
        { target: 'plain' },
      ],
    },
    plain: { always: { guard: ({ context }) => isTap(context), target: 'tap' } },
    /** The city is asked about the answer: a name that must be free, a phrase that must exist. */
    looking: {
      entry: 'page',
      invoke: { src: 'pull', input: ({ context }) => visitOf(context) },
      on: {
        PULLED: { actions: keepPull },
        PULLS_DONE: [
          {
            guard: ({ context }) => afterLookup(context).isDone,
            target: 'answered',
            actions: set((context) => afterLookup(context).change),
          },
          { target: 'entering', actions: set((context) => afterLookup(context).change) },
        ],
        CHOOSE: {},
        TYPE: {},
      },
    },
    scanning: { invoke: { src: 'scan', input: ({ context }) => visitOf(context) } },
    /** Somebody's card answers the question. */
    tap: {
      entry: [
        set((context) =>
          patch(context, {
            identify: { ...visitOf(context).identify, who: 'field', field: askedNow(context)?.field.key ?? null },
          }),
        ),
        'page',
      ],
      invoke: { src: 'readCard', input: ({ context }) => visitOf(context) },
      exit: set((context) =>
        context.visit === null
          ? {}
          : patch(context, { identify: { ...context.visit.identify, who: 'actor', field: null } }),
      ),
      on: {
        CARD_READ: [
          {
            guard: ({ context, event }) => event.verdict === 'good' && onFieldCard(context, event.card).isDone,
            target: 'answered',
            actions: on('CARD_READ', (context, event) => onFieldCard(context, event.card).change),
          },
          {
            actions: [
              on('CARD_READ', (context, event) => {
                if (event.verdict === 'expired') return patch(context, { fieldError: 'id.expired' });
                if (event.verdict === 'damaged') return patch(context, { fieldError: 'id.data' });
                return onFieldCard(context, event.card).change;
              }),
              'page',
            ],
          },
        ],
        ...cardFailed.on,
      },
    },
    /** Six digits that the hub sent: it also says whether they are right. */
    code: {
      entry: [
        set((context) =>
          patch(context, {
            identify: {
              ...visitOf(context).identify,
              who: 'field',
              field: askedNow(context)?.field.key ?? null,
              sms: null,
            },
          }),
        ),
        'page',
      ],
      invoke: { src: 'verifySms', input: ({ context }) => visitOf(context) },
      exit: set((context) =>
        context.visit === null
          ? {}
          : patch(context, { identify: { ...context.visit.identify, who: 'actor', field: null, sms: null } }),
      ),
      on: {
        SMS_SENT: {
          actions: [
            on('SMS_SENT', (context, event) =>
              patch(context, {
                identify: { ...visitOf(context).identify, sms: { codeId: event.codeId, to: event.to } },
                fieldError: null,
              }),
            ),
            'page',
          ],
        },
        TYPE: [
          {
            guard: ({ context, event }) =>
              askedNow(context)?.field.key === event.name && /^\d{6}$/.test(event.value.trim()),
            actions: {
              type: 'typed',
              params: ({ context, event }) => ({ visit: visitOf(context), value: event.value.trim() }),
            },
          },
          { actions: [set((context) => patch(context, { fieldError: 'error.sms6' })), 'page'] },
        ],
        VERIFIED: {
          guard: ({ context }) => onCodeGood(context, verified).isDone,
          target: 'answered',
          actions: set((context) => onCodeGood(context, verified).change),
        },
        NOT_VERIFIED: {
          actions: [
            on('NOT_VERIFIED', (context, event) =>
              patch(context, { fieldError: event.why === 'retry' ? 'error.sms6' : `verify.sms.${event.why}` }),
            ),
            'page',
          ],
        },
        PRESS: { guard: { type: 'pressed', params: 'resend' }, target: 'code', reenter: true },
      },
    },
    answered: { always: { target: to.route, actions: set(afterAnswer) } },
  },
});

/** T1: the task list. What was filled in is kept at the hub after every section, never on this machine's disk. */
export const sectionsState = kit.createStateConfig({
  initial: 'entering',
  states: {
    entering: {
      always: [
        { guard: ({ context }) => stepOf(visitOf(context), 'sections')?.draft === true, target: 'saving' },
        { target: 'list' },
      ],
    },
    saving: {
      entry: [limit('none'), 'page'],
      invoke: { src: 'saveDraft', input: ({ context }) => visitOf(context) },
      on: {
        DRAFT: [
          {
            guard: ({ event }) => event.state === 'saved',
            target: 'list',
            actions: on('DRAFT', (context, event) => resumed(context, event.draft, event.answers)),
          },
          {
            target: to.notice,
            actions: on('DRAFT', (context, event) => ({
              ...patch(context, { draft: event.draft ?? visitOf(context).draft }),
              notice: `draft.${event.state}`,
              noticeCode: null,
            })),
          },
        ],
      },
    },
    list: {
      entry: [limit('question'), 'page'],
      on: {
        PRESS: [
          {
            guard: ({ context, event }) =>
              event.id.startsWith('task:') && canOpen(context, event.id.slice('task:'.length)),
            target: to.route,
            actions: on('PRESS', (context, event) => openSection(context, event.id.slice('task:'.length))),
          },
          {
            guard: ({ context, event }) => event.id === 'recommended' && recommendable(context).length > 0,
            target: 'entering',
            actions: set((context) => {
              const { sections } = visitOf(context);
              const done = [...new Set([...sections.done, ...recommendable(context)])];
              return patch(context, { sections: { ...sections, done } });
            }),
          },
          { ...onward, guard: ({ context, event }) => event.id === 'continue' && sectionsComplete(context) },
          back,
          end,
        ],
      },
    },
  },
});

function resumed(context: SessionContext, draft: Visit['draft'], answers: Visit['answers'] | undefined): Change {
  const visit = visitOf(context);
  if (answers === undefined) return patch(context, { draft });
  const next = patch(context, {
    draft,
    answers: { ...visit.answers, ...answers },
    touched: [...new Set([...visit.touched, ...Object.keys(answers)])],
  });
  const merged = visitOf({ ...context, ...next });
  const scope = scopeOfVisit({ ...context, ...next });
  const done = (stepOf(merged, 'sections')?.sections ?? []).flatMap((section) => {
    const isBegun = section.fields.some((key) => answers[key] !== undefined);
    return isBegun && sectionState({ ...scope, visit: withDone(merged, section.id) }, section.id) === 'done'
      ? [section.id]
      : [];
  });
  return patch({ ...context, ...next }, { sections: { ...noSections, done } });
}

const withDone = (visit: Visit, id: string): Visit => ({
  ...visit,
  sections: { ...visit.sections, done: [...visit.sections.done, id] },
});

const canOpen = (context: SessionContext, id: string): boolean => sectionState(scopeOfVisit(context), id) !== 'blocked';

function openSection(context: SessionContext, id: string): Change {
  const { sections } = visitOf(context);
  // A section in which nothing is asked now is finished by looking at it.
  if (sectionFields(scopeOfVisit(context), id).length === 0) {
    return patch(context, { sections: { ...sections, done: [...new Set([...sections.done, id])] } });
  }
  return patch(context, {
    sections: { ...noSections, open: id, done: sections.done },
    partial: {},
    fieldError: null,
    page: 0,
  });
}

/** Sections that their defaults fill completely: 用推荐设置. */
export function recommendable(context: SessionContext): readonly string[] {
  const scope = scopeOfVisit(context);
  const all = stepOf(scope.visit, 'sections')?.sections ?? [];
  return all.flatMap((section) => {
    if (section.recommended !== true || !holds(scope, section.when)) return [];
    const state = sectionState(scope, section.id);
    if (state === 'blocked' || state === 'done') return [];
    const filled = { ...scope, visit: withDone(scope.visit, section.id) };
    return sectionState(filled, section.id) === 'done' ? [section.id] : [];
  });
}

export function sectionsComplete(context: SessionContext): boolean {
  const scope = scopeOfVisit(context);
  return (stepOf(scope.visit, 'sections')?.sections ?? []).every(
    (section) => !holds(scope, section.when) || sectionState(scope, section.id) === 'done',
  );
}

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
