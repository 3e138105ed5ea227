import type { Action } from '../../../contract/blocks/parts.ts';
import type { BlockRule } from '../../../contract/catalogue/step.ts';
import type { Block, Screen } from '../../../contract/screen.ts';
import { canStart } from '../availability.ts';
import type { Visit } from '../context.ts';
import { isUnanswered, relationMayWait } from '../machine/fill.ts';
import {
  boardAnswers,
  boardLets,
  isStopOpen,
  mayGoOnWithout,
  stoppingBlock,
  warnings,
} from '../machine/found-rules.ts';
import { linksOf } from '../machine/moves.ts';
import { hadLink } from '../rules/condition.ts';
import { isPullPath, pulledAt } from '../rules/ref.ts';
import { relationMissing } from '../rules/relation.ts';
import { stepOf } from '../rules/visit-steps.ts';
import { peopleFacts, sectionBlocks } from './facts.ts';
import { backAction, hotlines, notice, type PageKit, page, pageName, scopeFor, stepWords } from './page-kit.ts';

/** D1 while asking: each part of the city by itself. */
export function askingPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  return page('D1', pageName(visit, 'D1-asking'), t(visit.slow ? 'submit.stillWorking' : 'pull.working'), {
    step: stepWords(kit, visit),
    lead: t('pull.working.lead'),
    blocks: [{ type: 'steps', steps: pullSteps(kit, visit) }],
    personal: true,
  });
}

function pullSteps(kit: PageKit, visit: Visit) {
  const paths = (stepOf(visit, 'found')?.pulls ?? []).filter(isPullPath);
  return paths.map((path) => {
    const status = visit.pulls[path]?.status ?? 'asking';
    const state = status === 'asking' ? 'active' : status === 'away' || status === 'timeout' ? 'failed' : 'done';
    return { label: kit.t(`pull.${path}`), state } as const;
  });
}

/** D1: facts with source and date; department data cannot be edited here. */
export function foundPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const step = stepOf(visit, 'found');
  const scope = scopeFor(kit, visit);
  if (step === null) throw new Error('a found page without its step');
  if (!hadLink(scope) || !mayGoOnWithout(scope)) return offlinePage(kit, visit);
  const retry = isUnanswered(visit) ? [kit.action('retry', 'action.retry')] : [];
  const blocks: Block[] = [
    ...warnings(scope).map((rule) => blockNotice(kit, visit, rule)),
    ...peopleFacts(kit, visit),
    ...sectionBlocks(kit, visit, step.sections),
  ];
  // What is shown only because something did not come has found nothing.
  const isGap = step.shown === false && isUnanswered(visit) && warnings(scope).length === 0;
  return page('D1', pageName(visit, 'D1'), t(isGap ? 'found.gap' : (step.title ?? 'found.title')), {
    step: stepWords(kit, visit),
    ...(isGap ? { lead: t('found.gap.lead') } : {}),
    blocks,
    personal: true,
    actions: {
      ...backAction(kit),
      main: kit.action('continue', 'action.continue'),
      other: [...retry, kit.action('wrong', 'action.wrong')],
    },
  });
}

function blockNotice(kit: PageKit, visit: Visit, rule: BlockRule): Block {
  const { values } = kit.refValues(scopeFor(kit, visit), rule.with);
  return notice('attention', kit.t(`${rule.notice}.lead`, values), kit.t(rule.notice, values));
}

/** The hub is away, or no department says what this page is for: say so, and what can be done all the same. */
function offlinePage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const key = stepOf(visit, 'found')?.offlineNotice;
  const scope = scopeFor(kit, visit);
  const mayGoOn = mayGoOnWithout(scope);
  const isRefused = (stepOf(visit, 'found')?.pulls ?? []).some((path) => pulledAt(scope, path)?.status === 'denied');
  const why = !hadLink(scope) ? 'found.none.link.live' : isRefused ? 'found.denied' : 'found.none.department';
  const [end, retry] = [kit.action('end', 'action.end'), kit.action('retry', 'action.retry')];
  if (key === undefined || !mayGoOn) {
    return page('D1', pageName(visit, 'D1-away'), t('found.none.link'), {
      step: stepWords(kit, visit),
      tone: 'attention',
      lead: t(mayGoOn ? 'found.none.link.queue' : why),
      blocks: [hotlines(kit, visit)],
      personal: true,
      actions: mayGoOn
        ? { back: end, main: kit.action('continue', 'action.continue'), other: [retry] }
        : isUnanswered(visit)
          ? { back: end, main: retry }
          : { main: end },
    });
  }
  const option = `${key}.option`;
  return page('D1', pageName(visit, 'D1-offline'), t(key), {
    step: stepWords(kit, visit),
    tone: 'attention',
    lead: t(`${key}.lead`),
    blocks: [hotlines(kit, visit), ...(kit.texts.has(option) ? [notice('waiting', t(option))] : [])],
    personal: true,
    actions: mayLater(visit)
      ? {
          back: kit.action('end', 'action.notNow'),
          main: kit.action('continue', kit.texts.has(`${key}.register`) ? `${key}.register` : 'action.register'),
          equal: true,
        }
      : { ...backAction(kit), main: kit.action('retry', 'action.retry'), other: [kit.action('end', 'action.end')] },
  });
}

/** An application can wait in the queue; who only asks gets no answer by waiting. */
const mayLater = (visit: Visit): boolean => visit.item.offline === 'QUEUE';

/** A rule of the item stops the visit here: why, and what helps instead. */
export function blockedPage(kit: PageKit, visit: Visit): Screen {
  const rule = stoppingBlock(scopeFor(kit, visit));
  if (rule === null) throw new Error('a blocked page without its rule');
  const { values } = kit.refValues(scopeFor(kit, visit), rule.with);
  // First of all an answer is asked for again that may end the stop; else its own way on stands first, and nothing is asked in vain.
  const retry = isStopOpen(scopeFor(kit, visit)) ? [kit.action('retry', 'action.retry')] : [];
  const end = kit.action('end', 'action.end');
  const [main, ...other] = [...retry, ...linkActions(kit)];
  return page('N1', pageName(visit, `N1-${rule.notice}`), kit.t(rule.notice, values), {
    step: stepWords(kit, visit),
    tone: 'information',
    lead: kit.t(`${rule.notice}.lead`, values),
    blocks: [hotlines(kit, visit)],
    personal: true,
    actions: main === undefined ? { main: end } : { back: end, main, other },
  });
}

/** The relation of the two is known to nobody: why, and every way on that there is now. */
export function relationPage(kit: PageKit, visit: Visit): Screen {
  const { t, context } = kit;
  const why = relationMissing(scopeFor(kit, visit)) ?? 'relation.none';
  const later = relationMayWait(context);
  const { error } = visit.identify;
  const ways = [
    ...(context.online ? [kit.action('relationVideo', 'relation.video')] : []),
    ...(later ? [kit.action('relationLater', 'action.register')] : []),
    ...(why === 'relation.away' ? [kit.action('retry', 'action.retry')] : []),
    ...linkActions(kit),
  ];
  const [main, ...other] = ways;
  const end = kit.action('end', 'action.end');
  return page('N1', pageName(visit, `N1-${why}`), t(why), {
    step: stepWords(kit, visit),
    tone: 'attention',
    lead: t(later ? `${why}.queue` : `${why}.lead`),
    blocks: [
      ...(error === 'relation.video.failed' ? [notice('attention', t(error))] : []),
      ...peopleFacts(kit, visit),
      hotlines(kit, visit),
    ],
    personal: true,
    actions: main === undefined ? { main: end } : { back: end, main, other },
  });
}

/** Links to other items that work now, each item once. */
export function linkActions(kit: PageKit): readonly Action[] {
  const { context } = kit;
  const seen = new Set<string>();
  return linksOf(context).flatMap((link) => {
    const item = context.items.find((candidate) => candidate.id === link.item);
    if (item === undefined || seen.has(item.id) || !canStart(context, item)) return [];
    seen.add(item.id);
    return [kit.action(`link:${item.id}`, link.label)];
  });
}

/** Eligibility, one line each. */
export function boardPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const step = stepOf(visit, 'board');
  if (step === null) throw new Error('a board page without its step');
  const scope = scopeFor(kit, visit);
  const answers = boardAnswers(scope);
  const passes = boardLets(scope);
  const links = linkActions(kit);
  return page('D1', pageName(visit, passes ? 'D1-board' : 'D1-board-no'), t(step.title), {
    step: stepWords(kit, visit),
    // Whoever may go on although something is not known is not told that all of it holds.
    lead: t(!passes ? 'board.no' : answers.every((answer) => answer === 'yes') ? 'board.lead' : 'board.open'),
    blocks: [
      {
        type: 'board',
        lines: step.lines.map((line, i) => ({
          id: `l${i}`,
          holds: answers[i] ?? 'unknown',
          text: kit.line(scope, line.text),
          ...(answers[i] === 'yes' ? {} : { reason: t(line.reason) }),
        })),
      },
      ...(passes ? [] : [hotlines(kit, visit)]),
    ],
    personal: true,
    actions: {
      ...backAction(kit),
      main: passes ? kit.action('continue', 'action.continue') : kit.action('end', 'action.end'),
      other: [...links],
    },
  });
}
