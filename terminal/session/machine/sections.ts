import { noSections, type SessionContext, type Visit } from '../context.ts';
import type { SessionEvent } from '../events.ts';
import { isAnswered } from '../rules/answers.ts';
import { holds } from '../rules/condition.ts';
import { draftNotice } from '../rules/draft.ts';
import { asking, isPending, lookupAsk } from '../rules/pulls.ts';
import { firstOpenField, sectionFields, sectionState, stepOf } from '../rules/visit-steps.ts';
import { changeOf } from './fill.ts';
import { kit, limit, on, set, to } from './kit.ts';
import { keepPull } from './lists.ts';
import { type Change, isFresh, isIrreversible, patch, scopeOfVisit, visitOf } from './moves.ts';
import { actRefused, back, end, finish, onward } from './presses.ts';

/** T1: the task list. What was filled in is kept at the hub after every section, never on this machine's disk. */
export const sectionsState = kit.createStateConfig({
  initial: 'entering',
  states: {
    entering: {
      always: [
        {
          guard: ({ context }) => mendingSection(context) !== null && !isMended(context),
          target: to.route,
          actions: set((context) => openSection(context, mendingSection(context) ?? '')),
        },
        { guard: ({ context }) => visitOf(context).mending !== null, target: 'mended' },
        { guard: ({ context }) => stepOf(visitOf(context), 'sections')?.draft === true, target: 'saving' },
        { target: 'list' },
      ],
    },
    /** 补正: what was mended stands there once more; only it is sent. */
    mended: {
      entry: [limit('personal'), 'page'],
      on: {
        PRESS: [
          {
            guard: ({ context, event }) => event.id === 'act' && openOfWhole(context) !== null,
            target: to.route,
            actions: set((context) =>
              patch(context, { changing: openOfWhole(context), fieldError: null, partial: {}, page: 0 }),
            ),
          },
          {
            guard: ({ context, event }) => event.id === 'act' && isIrreversible(context) && !isFresh(context, event.at),
            target: to.reidentify,
          },
          { guard: { type: 'pressed', params: 'act' }, target: 'acting' },
          {
            guard: ({ context, event }) => mendable(context, event.id) !== null,
            target: to.route,
            actions: on('PRESS', (context, event) =>
              patch(context, {
                changing: mendable(context, event.id),
                fieldError: null,
                partial: {},
                page: 0,
                query: '',
              }),
            ),
          },
          end,
        ],
      },
    },
    acting: {
      entry: [limit('none'), set((context) => patch(context, { act: 'supplement' })), 'page'],
      invoke: { src: 'act', input: ({ context }) => visitOf(context) },
      on: {
        ACT_DONE: [
          {
            guard: ({ event }) => event.ok,
            target: 'told',
            actions: on('ACT_DONE', (context, { data }) => {
              const { mending } = visitOf(context);
              return mending === null ? {} : patch(context, { mending: { ...mending, open: Number(data.open ?? 0) } });
            }),
          },
          actRefused,
        ],
      },
    },
    told: { entry: [limit('personal'), 'page'], on: { PRESS: finish } },
    refused: {
      entry: [limit('question'), 'page'],
      on: { PRESS: [{ guard: { type: 'pressed', params: 'back' }, target: 'mended' }, finish] },
    },
    saving: {
      entry: [limit('none'), 'page'],
      invoke: { src: 'saveDraft', input: ({ context }) => visitOf(context) },
      on: {
        DRAFT: [
          {
            guard: ({ event }) => event.state === 'saved' && event.answers !== undefined,
            target: 'looking',
            actions: on('DRAFT', (context, event) => resumed(context, event)),
          },
          {
            guard: ({ event }) => event.state === 'saved',
            target: 'list',
            actions: on('DRAFT', (context, event) => patch(context, { draft: event.draft })),
          },
          {
            target: to.notice,
            actions: on('DRAFT', (context, event) => ({
              ...patch(context, { draft: event.draft ?? visitOf(context).draft }),
              notice: draftNotice(visitOf(context), event.state),
              noticeCode: null,
            })),
          },
        ],
      },
    },
    /** What was taken up again is asked anew where the city had to agree: a name that was free last week may be taken. */
    looking: {
      entry: [limit('none'), set((context) => patch(context, asking(visitOf(context), keptLookups(context)))), 'page'],
      always: { guard: ({ context }) => visitOf(context).asking.length === 0, target: 'list' },
      invoke: { src: 'pull', input: ({ context }) => visitOf(context) },
      on: {
        PULLED: { actions: keepPull },
        PULLS_DONE: { target: 'list', actions: set((context) => patch(context, { asking: [] })) },
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

/** The part that is mended; null where the application is a new one, or has no parts. */
const mendingSection = (context: SessionContext): string | null => visitOf(context).mending?.section ?? null;

function isMended(context: SessionContext): boolean {
  const section = mendingSection(context);
  return section !== null && visitOf(context).sections.done.includes(section);
}

/** Where the whole is mended: a question that a change on the page has opened. A part is left only when all of it is answered. */
const openOfWhole = (context: SessionContext): string | null =>
  visitOf(context).mending?.section === null ? firstOpenField(scopeOfVisit(context)) : null;

/** `change:<field>` of a field that is mended. */
function mendable(context: SessionContext, pressId: string): string | null {
  if (visitOf(context).mending?.section === null) return changeOf(pressId, visitOf(context));
  const key = pressId.startsWith('change:') ? pressId.slice('change:'.length) : null;
  const fields = sectionFields(scopeOfVisit(context), mendingSection(context) ?? '');
  return fields.find((field) => field.key === key)?.key ?? null;
}

/** Takes up what was saved. A part is finished where it was then and nothing of it is open now; a picture of a paper is never kept and is taken again. */
function resumed(context: SessionContext, event: Extract<SessionEvent, { type: 'DRAFT' }>): Change {
  const visit = visitOf(context);
  const answers = event.answers ?? {};
  return patch(context, {
    draft: event.draft,
    answers: { ...visit.answers, ...answers },
    touched: [...new Set([...visit.touched, ...Object.keys(answers)])],
    sections: { ...noSections, done: event.done ?? [] },
  });
}

/** Look-ups of answers that came with the draft. */
function keptLookups(context: SessionContext) {
  const scope = scopeOfVisit(context);
  return scope.visit.item.fields.flatMap((field) => {
    if (!isAnswered(scope, field) || !holds(scope, field.when)) return [];
    const ask = lookupAsk(scope, field);
    return ask !== null && isPending(scope.visit, ask) ? [ask] : [];
  });
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

/** Whether every section that applies is filled. */
export function sectionsComplete(context: SessionContext): boolean {
  const scope = scopeOfVisit(context);
  return (stepOf(scope.visit, 'sections')?.sections ?? []).every(
    (section) => !holds(scope, section.when) || sectionState(scope, section.id) === 'done',
  );
}
