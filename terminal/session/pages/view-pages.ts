import type { Tone } from '../../../contract/blocks/parts.ts';
import { type CaseView, isFinalCase, type Matter } from '../../../contract/pulls/cases.ts';
import type { Block, BlockOf, Screen } from '../../../contract/screen.ts';
import type { Language } from '../../../contract/text.ts';
import { qrModules } from '../../receipt/receipt-qr.ts';
import type { Visit } from '../context.ts';
import { canPrint } from '../machine/kit.ts';
import {
  caseActs,
  codeAway,
  goOf,
  isBareView,
  isCaseAway,
  isUnopened,
  mayBySms,
  unansweredAsks,
} from '../machine/look.ts';
import { caseOf, mendingOf } from '../machine/moves.ts';
import { dateText } from '../rules/format.ts';
import { resolveIn } from '../rules/line.ts';
import { needsMending } from '../rules/mending.ts';
import { codeEnds, hasCode } from '../rules/view-code.ts';
import { stepOf } from '../rules/visit-steps.ts';
import { actPage, last4Page } from './case-pages.ts';
import { peopleFacts, sectionBlocks } from './facts.ts';
import { linkActions } from './found-pages.ts';
import { smsPage } from './identify-pages.ts';
import { backAction, hotlines, notice, type PageKit, page, pageName, scopeFor, stepWords } from './page-kit.ts';
import { slipNotice } from './result-pages.ts';
import { cosignPage, signingPage } from './sign-pages.ts';

/** V1: what was found, what can be done with it. The last page of a query unless the item names a button that goes on. */
export function viewPage(kit: PageKit, visit: Visit, state: string): Screen {
  const { t } = kit;
  const step = stepOf(visit, 'view');
  if (step === null) throw new Error('a view page without its step');
  if (state === 'asking')
    return page('V1', pageName(visit, 'V1-asking'), t('pull.working'), { lead: t('pull.working.lead') });
  const retry = unansweredAsks(kit.context).length > 0 ? [kit.action('retry', 'action.retry')] : [];
  const go = goOf(kit.context);
  const finish = kit.action('finish', 'action.finish');
  const hidesCode = hasCode(kit.context) && state !== 'code';
  const fresh = hidesCode && state === 'shown' && kit.context.online ? [kit.action('newCode', 'view.code.new')] : [];
  return page('V1', pageName(visit, hidesCode ? 'V1-code-over' : 'V1'), t(step.title), {
    step: stepWords(kit, visit),
    blocks: [
      ...peopleFacts(kit, visit),
      ...sectionBlocks(kit, visit, step.sections),
      ...codeBlocks(kit, visit, state),
      ...(visit.print.state === 'none' ? [] : [slipNotice(kit, visit)]),
    ],
    personal: true,
    actions: {
      ...backAction(kit),
      main: go === null ? finish : kit.action('continue', go.label),
      other: [
        ...retry,
        ...fresh,
        ...slipAction(kit, visit, step.slip),
        ...linkActions(kit),
        ...(go === null ? [] : [finish]),
      ],
    },
  });
}

/** The code with its time while that runs; afterwards the word that it is over, never the code. */
function codeBlocks(kit: PageKit, visit: Visit, state: string): Block[] {
  const { t, context } = kit;
  const ref = stepOf(visit, 'view')?.qr;
  const code = ref === undefined ? null : resolveIn(scopeFor(kit, visit), ref, context.language);
  if (typeof code !== 'string') return [];
  if (state === 'renewing') return [notice('waiting', t('view.code.renewing'))];
  if (state !== 'code') {
    const away = visit.fieldError === codeAway ? [notice('waiting', t(codeAway))] : [];
    return [notice('information', t('view.code.over.text'), t('view.code.over')), ...away];
  }
  const endsAt = codeEnds(context);
  return [
    {
      type: 'code',
      qr: { ...qrModules(code), label: t('view.code') },
      caption: t('view.code.caption'),
      ...(endsAt === null ? {} : { endsAt }),
    },
  ];
}

const slipAction = (kit: PageKit, visit: Visit, slip: string | undefined) =>
  slip !== undefined && !isBareView(kit.context) && canPrint(kit.context, visit)
    ? [kit.action('print', 'action.slip')]
    : [];

const toneOfCase = (state: string): Tone | 'idle' => {
  if (state === 'done' || state === 'ready') return 'done';
  if (state === 'needMore' || state === 'refused' || state === 'expired') return 'attention';
  if (state === 'withdrawn') return 'information';
  return state === 'waiting' ? 'idle' : 'waiting';
};

/** U1: the whole as a bar, matters as lanes, what comes next, what may be done. */
export function trackerPage(kit: PageKit, visit: Visit, state: string): Screen {
  const { t, context } = kit;
  const view = caseOf(context);
  const finish = kit.action('finish', 'action.finish');
  if (view === null) {
    // Who could not be asked has not said that there is none.
    const isAway = isCaseAway(context);
    return page('U1', pageName(visit, isAway ? 'U1-away' : 'U1-none'), t(isAway ? 'track.away' : 'track.none'), {
      step: stepWords(kit, visit),
      tone: isAway ? 'waiting' : 'information',
      lead: t(isAway ? 'track.away.lead' : 'track.none.lead'),
      blocks: [hotlines(kit, visit)],
      actions: isAway
        ? { ...backAction(kit), main: kit.action('retry', 'action.retry'), other: [finish] }
        : { ...backAction(kit), main: finish },
    });
  }
  if (state === 'last4') return last4Page(kit, visit);
  if (state === 'smsCode') return smsPage(kit, visit);
  if (state === 'opening') {
    return page('U1', pageName(visit, 'U1-asking'), t('pull.working'), { lead: t('pull.working.lead') });
  }
  if (state === 'toSign') return cosignPage(kit, visit);
  if (state === 'signing') return signingPage(kit, visit);
  if (state !== 'shown') return actPage(kit, visit, state);
  const item = context.items.find((candidate) => candidate.id === view.itemId);
  const isEnglish = context.language === 'en';
  const date = (day: string) => dateText(day.slice(0, 10), context.language);
  const due = expectedOn(view);
  const rows: BlockOf<'facts'>['rows'] = [
    { id: 'no', label: t('receipt.number'), value: kit.value('receiptNo', view.receiptNo) },
    {
      id: 'item',
      label: t('track.item'),
      // Sensitive services stand there under their neutral name: others may look on.
      value:
        item === undefined
          ? t('track.item.other')
          : kit.texts.localised(context.language, `item.${item.id}.title`, item.receiptTitle ?? item.title),
    },
    ...(view.subject == null
      ? []
      : [{ id: 'subject', label: t('found.subject'), value: kit.personal('name', view.subject.name) }]),
    { id: 'submitted', label: t('track.submitted'), value: kit.value('date', date(view.submittedOn)) },
    ...(due === null ? [] : [{ id: 'due', label: t('track.due'), value: kit.value('date', date(due)) }]),
  ];
  const nextWords = isEnglish ? view.nextEn : view.nextZh;
  // What the citizen has to do stands above the table, which may be longer than the screen.
  const needs = view.matters.filter(needsMending).map((matter) => (isEnglish ? matter.titleEn : matter.titleZh));
  const go = goOf(context);
  const acts = caseActs(context);
  const step = stepOf(visit, 'tracker');
  // Whoever is asked to sign, or for what is missing, came for that.
  const asked = acts.includes('sign')
    ? kit.action('sign', 'action.sign')
    : acts.includes('supplement') && mendingOf(context) !== null
      ? kit.action('mend', 'action.supplement')
      : null;
  return page('U1', pageName(visit, `U1-${view.level}`), caseWord(kit, view.state, view), {
    step: stepWords(kit, visit),
    tone: toneOfCase(view.state) === 'idle' ? 'waiting' : (toneOfCase(view.state) as Tone),
    ...(needs.length === 0 ? {} : { lead: t('track.needs', { what: needs.join(isEnglish ? ', ' : '、') }) }),
    blocks: [
      ...(isUnopened(visit) ? [notice('waiting', t('track.bySms.away'))] : []),
      { type: 'facts', rows },
      ...(view.matters.length === 0
        ? []
        : [
            {
              type: 'lanes' as const,
              done: view.done,
              of: view.of,
              lanes: view.matters.map((matter, i) => lane(kit, matter, view.matters.slice(0, i))),
            },
          ]),
      ...(nextWords === '' ? [] : [notice('information', kit.value('next', nextWords), t('track.next'))]),
      ...(visit.print.state === 'none' ? [] : [slipNotice(kit, visit)]),
    ],
    personal: view.level === 'detail',
    actions: {
      ...backAction(kit),
      main: asked ?? (go === null ? finish : kit.action('continue', go.label)),
      other: [
        ...(mayBySms(context) ? [kit.action('bySms', 'track.bySms')] : []),
        ...(acts.includes('withdraw') ? [kit.action('withdraw', 'action.withdraw')] : []),
        ...(view.may.includes('print') ? slipAction(kit, visit, step?.slip) : []),
        ...(view.mine && view.level === 'detail' ? linkActions(kit) : []),
        ...(go === null && asked === null ? [] : [finish]),
      ],
    },
  });
}

/** Day on which a case is expected to be decided. Whatever has ended, or waits for the citizen, is expected on no day. */
export const expectedOn = ({ state, dueOn }: Pick<CaseView, 'state' | 'dueOn'>): string | null =>
  isFinalCase(state) || state === 'needMore' ? null : dueOn;

/** How a case stands, in the words of the language. */
export function caseWord(
  kit: PageKit,
  state: string,
  view: {
    readonly done: number;
    readonly of: number;
    readonly reason: string | null;
    readonly signers: { readonly signed: number; readonly of: number };
  },
) {
  const reason = view.reason === null ? '' : kit.first([`refusal.${view.reason}`, 'refusal.other']).text;
  // Who may only see the status is not told the reason. Whether entries are there to be used again only the hub knows: it says so in `next`.
  const isBare = state === 'refused' && view.reason === null;
  return kit.t(isBare ? `case.${state}.bare` : `case.${state}`, {
    n: view.done,
    m: view.of,
    k: view.signers.signed,
    of: view.signers.of,
    reason,
  });
}

/** What the department has made and hands out; nothing before it is there. */
function handedOut({ state, documentZh, documentEn }: Matter, language: Language): string | null {
  if (state !== 'ready' && state !== 'done') return null;
  return language === 'en' ? documentEn : documentZh;
}

/** @param before lanes above: where several things wait at one place, that is said once */
function lane(kit: PageKit, matter: Matter, before: readonly Matter[]): BlockOf<'lanes'>['lanes'][number] {
  const { t, context } = kit;
  const { daysUsed, daysAllowed } = matter;
  const hasDays = daysUsed !== null && daysAllowed !== null;
  const dept = `dept.${matter.department}`;
  const place = before.some(({ pickup }) => pickup === matter.pickup) ? null : matter.pickup;
  const reason = matter.reason === null ? null : kit.first([`refusal.${matter.reason}`, 'refusal.other']).text;
  const note =
    reason ?? ([handedOut(matter, context.language), place].filter((part) => part !== null).join(' · ') || null);
  const day = matter.settledAt ?? (matter.state === 'waiting' ? null : matter.dueAt);
  const dated = kit.texts.has(`matter.${matter.state}.date`) ? day : null;
  return {
    id: matter.matterId,
    title: kit.value('matter', context.language === 'en' ? matter.titleEn : matter.titleZh),
    department: kit.texts.has(dept) ? t(dept) : kit.value('department', matter.department),
    tone: toneOfCase(matter.state),
    state: t(`matter.${matter.state}`),
    ...(dated === null
      ? {}
      : { date: t(`matter.${matter.state}.date`, { date: dateText(dated.slice(0, 10), context.language) }) }),
    ...(hasDays ? { days: t('track.days', { n: daysUsed, m: daysAllowed }) } : {}),
    ...(hasDays && daysAllowed > 0 ? { used: Math.min(1, daysUsed / daysAllowed) } : {}),
    ...(note === null ? {} : { note: kit.value('note', note) }),
  };
}
