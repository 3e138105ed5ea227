import type { Block, Screen } from '../../../contract/screen.ts';
import type { Visit } from '../context.ts';
import { caseOf } from '../machine/moves.ts';
import { sectionFields, stepOf } from '../rules/visit-steps.ts';
import { answerRows } from './check-pages.ts';
import { peopleFacts } from './facts.ts';
import { backAction, hotlines, notice, type PageKit, page, pageName, scopeFor, stepWords } from './page-kit.ts';
import { clockTime } from './result-pages.ts';

/** Around the tracker: seeing a case by its mobile number, what waits in the own queue, 补正 and 撤回. */

/** Instead of the ID card: the end of the number that was given with the application. Whether it is right is said by the message that comes. */
export function last4Page(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const { error } = visit.identify;
  return page('U1', pageName(visit, 'U1-last4'), t('track.last4'), {
    step: stepWords(kit, visit),
    lead: t('track.last4.lead'),
    blocks: [
      {
        type: 'digits',
        name: 'last4',
        label: t('track.last4.label'),
        maxLength: 4,
        groups: [4],
        allowX: false,
        submit: kit.action('continue', 'action.continue'),
        ...(error === null ? {} : { error: t(error) }),
      },
    ],
    personal: true,
    actions: { back: kit.action('back', 'action.back') },
  });
}

/** J7 offline: what this machine itself knows of an application that it has taken in. Not delivered is not told as anything more. */
export function queuedPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const { queued } = visit;
  if (queued === null) throw new Error('a page about the queue without a place in it');
  return page('U1', pageName(visit, 'U1-queued'), t('progress.queued', { n: queued.n }), {
    step: stepWords(kit, visit),
    tone: 'waiting',
    lead: t('progress.queued.lead', { time: clockTime(queued.at) }),
    blocks: [
      {
        type: 'facts',
        rows: [{ id: 'no', label: t('receipt.number'), value: kit.value('receiptNo', queued.receiptNo) }],
      },
      hotlines(kit, visit),
    ],
    actions: { ...backAction(kit), main: kit.action('finish', 'action.finish') },
  });
}

/** 补正: the part as it will be sent, each row changeable; then what became of it. */
export function mendPage(kit: PageKit, visit: Visit, state: string): Screen {
  const { t } = kit;
  if (state !== 'mended') return actPage(kit, visit, state);
  const scope = scopeFor(kit, visit);
  const section = stepOf(visit, 'sections')?.sections.find(({ id }) => id === visit.mending?.section);
  const isWhole = visit.mending?.section === null;
  const rows = answerRows(kit, visit).filter(({ id }) => isWhole || section?.fields.includes(id) === true);
  const asked = new Set(
    isWhole ? rows.map(({ id }) => id) : sectionFields(scope, section?.id ?? '').map(({ key }) => key),
  );
  return page('E1', pageName(visit, 'E1-mend'), t('check.title'), {
    step: stepWords(kit, visit),
    lead: t(isWhole ? 'track.supplement.whole' : 'track.supplement.lead'),
    blocks: [
      ...peopleFacts(kit, visit),
      {
        type: 'facts',
        title: section === undefined ? t('check.yours') : t(section.title),
        rows: rows.map(({ change, ...row }) => (change !== undefined && asked.has(row.id) ? { ...row, change } : row)),
      },
    ],
    personal: true,
    actions: { back: kit.action('end', 'action.notNow'), main: kit.action('act', 'track.supplement.go'), equal: true },
  });
}

/** Which application the act is about: number and neutral name. */
function whichCase(kit: PageKit, visit: Visit): Block[] {
  const { t, context } = kit;
  const view = caseOf(context);
  const receiptNo = view?.receiptNo ?? visit.mending?.receiptNo;
  if (receiptNo === undefined) return [];
  const item = view === null ? visit.item : context.items.find((candidate) => candidate.id === view.itemId);
  const title =
    item === undefined
      ? t('track.item.other')
      : kit.texts.localised(context.language, `item.${item.id}.title`, item.receiptTitle ?? item.title);
  return [
    {
      type: 'facts',
      rows: [
        { id: 'item', label: t('track.item'), value: title },
        { id: 'no', label: t('receipt.number'), value: kit.value('receiptNo', receiptNo) },
      ],
    },
  ];
}

/** 撤回: asked once more, done at the hub, told as the hub said it. */
export function actPage(kit: PageKit, visit: Visit, state: string): Screen {
  const { t, context } = kit;
  const act = visit.act ?? 'withdraw';
  if (state === 'asking') {
    return page('E0', pageName(visit, `E0-${act}`), t(`track.${act}`), {
      lead: t(`track.${act}.lead`),
      blocks: whichCase(kit, visit),
      actions: { back: kit.action('back', 'action.notNow'), main: kit.action('act', `track.${act}.go`), equal: true },
    });
  }
  if (state === 'acting') {
    return page('F1', pageName(visit, `F1-${act}`), t('submit.working'), { lead: t('submit.lead') });
  }
  const finish = kit.action('finish', 'action.finish');
  if (state === 'told') {
    const isLast = act === 'sign' && (visit.draft?.signers ?? []).every(({ signed }) => signed);
    const open = visit.mending?.open ?? 0;
    return page('F2', pageName(visit, `F2-${act}`), t(`track.${act}.done`), {
      tone: 'done',
      lead: t(isLast ? 'track.sign.done.last' : `track.${act}.done.lead`),
      blocks: [
        ...whichCase(kit, visit),
        ...(open > 0
          ? [notice('attention', t('track.supplement.more.text'), t('track.supplement.more', { n: open }))]
          : []),
      ],
      actions: { main: finish },
    });
  }
  // Without an answer nobody here knows whether it was done.
  const isUnknown = ['act.unknown', 'act.sign.away'].includes(context.notice ?? '');
  const title = isUnknown ? 'track.act.unknown' : act === 'sign' ? 'sign.failed' : 'track.act.refused';
  return page('N1', pageName(visit, `N1-${act}`), t(title), {
    tone: isUnknown ? 'waiting' : 'attention',
    // Why it was not taken, in words of this act where it has some.
    lead: kit.first([(context.notice ?? '').replace(/^act\./, `act.${act}.`), context.notice ?? '', 'act.other']),
    blocks: [hotlines(kit, visit)],
    actions: { back: kit.action('back', 'action.back'), main: finish },
  });
}
