import type { Block, BlockOf, Screen } from '../../../contract/screen.ts';
import type { Visit } from '../context.ts';
import { holds } from '../rules/condition.ts';
import { feeOf } from '../rules/fee.ts';
import { moneyText } from '../rules/format.ts';
import { stepOf } from '../rules/visit-steps.ts';
import { notice, type PageKit, page, pageName, scopeFor, stepWords } from './page-kit.ts';

/** B1: what it takes, before anybody is asked for anything. All of it from the item itself. */
export function introPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  return page('B1', pageName(visit, 'B1'), kit.title(visit.item), {
    step: stepWords(kit, visit),
    lead: t('intro.lead'),
    blocks: [introFacts(kit, visit), ...fetched(kit, visit)],
    actions: { back: kit.action('end', 'action.notNow'), main: kit.action('continue', 'action.begin') },
  });
}

/** What an item needs, costs and takes, before it begins. */
export function introFacts(kit: PageKit, visit: Visit): BlockOf<'facts'> {
  const { t } = kit;
  const { item } = visit;
  const materials =
    item.materials.length === 0
      ? item.identity === 'L0'
        ? t('intro.materials.none')
        : t('intro.materials.id')
      : kit.value(
          'materials',
          listOf(
            item.materials.map((key) => t(key).text),
            kit.context.language === 'en' ? [', ', '; '] : ['、', '；'],
          ),
        );
  const { value, unit } = item.sla;
  return {
    type: 'facts',
    rows: [
      {
        id: 'sla',
        label: t('intro.sla'),
        value: kit.first([`intro.sla.${unit}.${value}`, `intro.sla.${unit}`], { n: value }),
      },
      { id: 'materials', label: t('intro.materials'), value: materials },
      { id: 'minutes', label: t('intro.time'), value: t('intro.minutes', { n: item.minutes }) },
      { id: 'fee', label: t('intro.fee'), value: feeWords(kit, visit) },
      { id: 'visits', label: t('intro.visits'), value: t('intro.visits.value', { n: item.visits }) },
    ],
  };
}

/** Words are joined by the light mark; where one of them is a sentence with marks of its own, by the heavy one. */
function listOf(parts: readonly string[], [light, heavy]: readonly [string, string]): string {
  return parts.join(parts.some((part) => /[，：,:]/.test(part)) ? heavy : light);
}

/** Before the questions nobody knows which rule will hold: "free", one amount, or up to the highest. */
function feeWords(kit: PageKit, visit: Visit) {
  const amounts = visit.item.fee.rules.map((rule) => rule.amountFen);
  const highest = Math.max(...amounts);
  if (highest === 0) return kit.t('intro.free');
  if (amounts.length === 1 || feeOf(scopeFor(kit, visit)) === highest) {
    return amounts.every((amount) => amount === highest)
      ? kit.value('fee', moneyText(highest))
      : kit.t('intro.fee.upTo', { amount: moneyText(highest) });
  }
  return kit.t('intro.fee.upTo', { amount: moneyText(highest) });
}

/** What will be asked at the city, by department. */
function fetched(kit: PageKit, visit: Visit): Block[] {
  const scope = scopeFor(kit, visit);
  const found = visit.item.steps.flatMap((step) =>
    step.page === 'found' && holds(scope, step.when) ? step.pulls : [],
  );
  if (found.length === 0) return [];
  const key = `dept.${visit.item.department}`;
  const dept = kit.texts.has(key) ? kit.t(key).text : visit.item.department;
  return [notice('information', kit.t('intro.fetch', { dept }), kit.t('intro.fetch.title'))];
}

/** B2: notice of the item; agreeing and refusing are the same size. */
export function consentPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const key = stepOf(visit, 'consent')?.notice ?? 'consent.refused';
  const hasIntro = visit.item.steps.some((step) => step.page === 'intro');
  return page('B2', pageName(visit, 'B2'), kit.title(visit.item), {
    step: stepWords(kit, visit),
    blocks: [...(hasIntro ? [] : [introFacts(kit, visit)]), notice('information', t(`${key}.lead`), t(key))],
    actions: {
      back: kit.action('disagree', 'action.disagree'),
      main: kit.action('agree', 'action.agree'),
      equal: true,
    },
  });
}
