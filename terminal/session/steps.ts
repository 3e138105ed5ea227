import type { ItemStep, StepCondition } from '../../contract/catalogue.ts';
import type { SocialSecurityCard } from '../../contract/hub-api.ts';
import type { Visit } from './context.ts';

/** Pure step order of a journey: which page of the item comes next, given what is known. */

/** Cards that can be blocked. */
export function openCards(visit: Visit): readonly SocialSecurityCard[] {
  return visit.found?.kind === 'cards' ? visit.found.cards.filter((card) => card.state === 'normal') : [];
}

export function conditionHolds(condition: StepCondition, visit: Visit): boolean {
  switch (condition) {
    case 'always':
      return true;
    case 'online':
      return visit.found?.kind !== 'away';
    case 'offline':
      return visit.found?.kind === 'away';
    case 'manyCards':
      return openCards(visit).length > 1;
  }
}

function applies(step: ItemStep, visit: Visit): boolean {
  return step.page !== 'question' || conditionHolds(step.when, visit);
}

/** Index of the next page after `from` that applies; `steps.length` = behind the last page. */
export function nextStep(visit: Visit, from: number): number {
  const { steps } = visit.item;
  let index = from + 1;
  for (let step = steps[index]; step !== undefined && !applies(step, visit); step = steps[index]) index += 1;
  return index;
}

/**
 * Index of the page before `from` that a citizen can go back to; -1 = none. Reading the card and fetching are not repeated by going
 * back: consent and identification are never a target once they are done.
 */
export function previousStep(visit: Visit, from: number): number {
  const { steps } = visit.item;
  for (let index = from - 1; index >= 0; index -= 1) {
    const step = steps[index];
    if (step === undefined || step.page === 'consent' || step.page === 'identify') return -1;
    if (applies(step, visit)) return index;
  }
  return -1;
}

export function stepAt(visit: Visit): ItemStep | null {
  return visit.item.steps[visit.step] ?? null;
}

/** "Step n of m" over the pages that this visit will show. */
export function stepPosition(visit: Visit): { readonly n: number; readonly of: number } {
  let n = 0;
  let of = 0;
  for (const [index, step] of visit.item.steps.entries()) {
    if (!applies(step, visit)) continue;
    of += 1;
    if (index <= visit.step) n = of;
  }
  return { n: Math.max(1, n), of };
}

/** The question that is open: that of the current step, or the row of the check page that is being changed. */
export function openField(visit: Visit): string | null {
  if (visit.changing !== null) return visit.changing;
  const step = stepAt(visit);
  return step?.page === 'question' ? step.field : null;
}
