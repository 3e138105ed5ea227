import type { Block, BlockOf, Screen } from '../../../contract/screen.ts';
import { cityDay } from '../../../contract/working-days.ts';
import type { Visit } from '../context.ts';
import { recommendable, sectionsComplete } from '../machine/sections.ts';
import { isAnswered } from '../rules/answers.ts';
import { hadLink, holds } from '../rules/condition.ts';
import { feeOf } from '../rules/fee.ts';
import { dateText, moneyText } from '../rules/format.ts';
import { onlyChoice } from '../rules/options.ts';
import { sectionFields, sectionState, stepOf } from '../rules/visit-steps.ts';
import { answerText } from './answer-text.ts';
import { peopleFacts, sectionBlocks } from './facts.ts';
import { backAction, hotlines, notice, type PageKit, page, pageName, scopeFor, stepWords } from './page-kit.ts';

/** E0: what cannot be undone, or is probably not wanted. Two equal buttons. */
export function interruptionPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const step = stepOf(visit, 'interruption');
  if (step === null) throw new Error('an interruption page without its step');
  const scope = scopeFor(kit, visit);
  const { values, personal } = kit.refValues(scope, step.with);
  const lead = `${step.id}.lead`;
  const blocks: Block[] = step.points
    .filter((point) => holds(scope, point.when))
    .map((point) => notice(point.tone, kit.line(scope, point.text), t(point.title)));
  if (step.hotlines) blocks.push(hotlines(kit, visit));
  return page('E0', pageName(visit, isFirst(visit) ? 'E0' : `E0-${step.id}`), t(step.id, values), {
    step: stepWords(kit, visit),
    ...(kit.texts.has(lead) ? { lead: t(lead, values) } : {}),
    blocks,
    personal,
    actions: {
      back: kit.action('end', kit.texts.has(`${step.id}.stop`) ? `${step.id}.stop` : 'action.notNow'),
      main: kit.action('continue', kit.texts.has(`${step.id}.go`) ? `${step.id}.go` : 'action.continue'),
      equal: true,
    },
  });
}

/** The first interruption of an item needs no name of its own. */
const isFirst = (visit: Visit): boolean =>
  visit.item.steps.findIndex((step) => step.page === 'interruption') === visit.step;

/** E1: nothing is sent yet; the button names the act. */
export function checkPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const step = stepOf(visit, 'check');
  if (step === null) throw new Error('a check page without its step');
  const scope = scopeFor(kit, visit);
  const away = !hadLink(scope);
  const offlineLabel = `${step.submitLabel}.offline`;
  const label = away && kit.texts.has(offlineLabel) ? offlineLabel : step.submitLabel;
  const rows = answerRows(kit, visit);
  const people = peopleFacts(kit, visit).map((block) =>
    block.type === 'facts' && block.title?.key === 'found.person' ? { ...block, title: t('check.known') } : block,
  );
  const fee = feeOf(scope);
  return page('E1', pageName(visit, 'E1'), t('check.title'), {
    step: stepWords(kit, visit),
    blocks: [
      ...people,
      ...sectionBlocks(kit, visit, step.sections ?? []),
      ...(rows.length === 0 ? [] : [{ type: 'facts' as const, title: t('check.yours'), rows }]),
      ...(fee === 0 ? [] : [feeFacts(kit, fee)]),
      ...(away ? [notice('waiting', t(offlineKey(kit, visit)))] : []),
    ],
    personal: true,
    actions: { ...backAction(kit), main: kit.action('submit', label) },
  });
}

function feeFacts(kit: PageKit, fee: number): Block {
  const value = kit.value('fee', moneyText(fee));
  return { type: 'facts', rows: [{ id: 'fee', label: kit.t('intro.fee'), value, emphasis: true }] };
}

/** What it means that nothing could be checked: in the item's words, else in general ones. */
function offlineKey(kit: PageKit, visit: Visit): string {
  const found = visit.item.steps.find((step) => step.page === 'found' && step.offlineNotice !== undefined);
  const key = found?.page === 'found' ? `${found.offlineNotice}.option` : '';
  return kit.texts.has(key) ? key : 'check.offline';
}

/** What was answered only to fetch answers of before: it is no part of the application. */
const fetchesDraft = (visit: Visit, key: string): boolean =>
  key === 'draft' && visit.item.steps.some((step) => step.page === 'sections' && step.draft === true);

/** Everything that the citizen said or that was taken by default, each row changeable where it may be. */
export function answerRows(kit: PageKit, visit: Visit): BlockOf<'facts'>['rows'] {
  const scope = scopeFor(kit, visit);
  return visit.item.fields.flatMap((field) => {
    const value = visit.answers[field.key];
    const isShown =
      !['sign', 'pin', 'pay'].includes(field.type) &&
      !fetchesDraft(visit, field.key) &&
      (field.type !== 'constant' || field.list !== undefined);
    if (value === undefined || !isShown || !holds(scope, field.when) || !isAnswered(scope, field)) return [];
    const canChange = field.type !== 'constant' && field.fixed !== true && onlyChoice(scope, field) === null;
    return [
      {
        id: field.key,
        label: kit.t(field.label),
        value: {
          ...kit.personal(field.key, answerText(kit, scope, field, value)),
          ...(field.speak === undefined ? {} : { speak: field.speak }),
        },
        ...(canChange ? { change: kit.action(`change:${field.key}`, 'action.change') } : {}),
      },
    ];
  });
}

/** What was filled in goes to the hub: after each part, and once more before it is signed. */
export function savingPage(kit: PageKit, visit: Visit, name: 'T1-saving' | 'E2-saving'): Screen {
  return page(name === 'T1-saving' ? 'T1' : 'E2', pageName(visit, name), kit.t('tasks.saving'), {
    step: stepWords(kit, visit),
    lead: kit.t('tasks.saving.lead'),
  });
}

/** T1: sections with few states; one can be opened. */
export function sectionsPage(kit: PageKit, visit: Visit, state: string): Screen {
  const { t } = kit;
  const step = stepOf(visit, 'sections');
  if (step === null) throw new Error('a task list without its step');
  if (state === 'saving') return savingPage(kit, visit, 'T1-saving');
  if (state === 'looking') {
    return page('T1', pageName(visit, 'T1-asking'), t('pull.working'), { lead: t('pull.working.lead') });
  }
  const scope = scopeFor(kit, visit);
  const shown = step.sections.filter((section) => holds(scope, section.when));
  const tasks: BlockOf<'tasks'>['tasks'] = shown.map((section) => {
    const taskState = sectionState(scope, section.id);
    const count = sectionFields(scope, section.id).length;
    return {
      id: section.id,
      title: t(section.title),
      detail: t('tasks.detail', { n: count }),
      state: taskState,
      word: t(`tasks.${taskState}`),
    };
  });
  const complete = sectionsComplete(kit.context);
  const recommended = recommendable(kit.context).length > 0 ? [kit.action('recommended', 'tasks.recommended')] : [];
  const draft = visit.draft;
  return page('T1', pageName(visit, 'T1'), t('tasks.title'), {
    step: stepWords(kit, visit),
    lead: t('tasks.lead'),
    blocks: [
      { type: 'tasks', tasks },
      ...(draft === null
        ? []
        : [
            notice(
              'information',
              t('tasks.saved', { until: dateText(cityDay(Date.parse(draft.until)), kit.context.language) }),
            ),
          ]),
    ],
    personal: true,
    actions: {
      ...backAction(kit),
      main: complete ? kit.action('continue', 'action.continue') : kit.action(nextTask(tasks), 'tasks.next'),
      other: recommended,
    },
  });
}

/** The button leads to the first section that can be filled in. */
const nextTask = (tasks: BlockOf<'tasks'>['tasks']): string => {
  const open = tasks.find((task) => task.state === 'notStarted' || task.state === 'inProgress');
  return open === undefined ? 'end' : `task:${open.id}`;
};
