import type { ItemField } from '../../../contract/catalogue/field.ts';
import type { ItemStep, StepOf, StepPage } from '../../../contract/catalogue/step.ts';
import type { Visit } from '../context.ts';
import { isAnswered, isRequired, wrongBecause } from './answers.ts';
import { holds } from './condition.ts';
import { feeOf } from './fee.ts';
import { onlyChoice } from './options.ts';
import { isPending, lookupAsk } from './pulls.ts';
import type { Scope } from './scope.ts';

/** Order of the pages of an item, given what is known. Pure. */

/** The step at which the visit stands; null = past its end. */
export function stepAt(visit: Visit): ItemStep | null {
  return visit.item.steps[visit.step] ?? null;
}

/** The current step, where it is of this page. */
export function stepOf<P extends StepPage>(visit: Visit, page: P): StepOf<P> | null {
  const step = stepAt(visit);
  return step?.page === page ? (step as StepOf<P>) : null;
}

/** The field of this key; null = the item has none. */
export function fieldOf(visit: Visit, key: string | null): ItemField | null {
  return visit.item.fields.find((field) => field.key === key) ?? null;
}

/** 补正 asks who it is, fetches what is needed, and opens the part that was named; where there are no parts, every question once more. */
const mendingPages: ReadonlySet<StepPage> = new Set(['identify', 'found', 'sections']);
const mendingWholePages: ReadonlySet<StepPage> = new Set(['identify', 'found', 'question', 'check']);
function isMendingPage({ mending }: Visit, page: StepPage): boolean {
  return (mending?.section === null ? mendingWholePages : mendingPages).has(page);
}

/** Whether a step has a page in this visit. */
export function applies(scope: Scope, step: ItemStep): boolean {
  if (!holds(scope, step.when)) return false;
  if (scope.visit.mending !== null && !isMendingPage(scope.visit, step.page)) return false;
  switch (step.page) {
    case 'question': {
      const field = fieldOf(scope.visit, step.field);
      return field !== null && holds(scope, field.when) && onlyChoice(scope, field) === null;
    }
    case 'pay':
      return feeOf(scope) > 0 && scope.visit.order.state !== 'paid';
    case 'rate':
      return scope.visit.receiptNo === null; // behind an application it is offered by the done page
    default:
      return true;
  }
}

/** Index of the next page after `from`; `steps.length` = behind the last page. */
export function nextStep(scope: Scope, from: number): number {
  const { steps } = scope.visit.item;
  let index = from + 1;
  for (let step = steps[index]; step !== undefined && !applies(scope, step); step = steps[index]) index += 1;
  return index;
}

/** Pages behind which nobody goes back: what was agreed, read, paid, sent or made is not undone by 上一步. */
const doors: ReadonlySet<StepPage> = new Set(['identify', 'sign', 'pay', 'submit', 'issueCard', 'printDocument']);

/** Index of the page before `from` that can be shown again; -1 = none. Fetching is not repeated: a found page stands as it was. */
export function previousStep(scope: Scope, from: number): number {
  const { steps } = scope.visit.item;
  for (let index = from - 1; index >= 0; index -= 1) {
    const step = steps[index];
    if (step === undefined || doors.has(step.page)) return -1;
    if (step.page === 'consent' || (step.page === 'found' && step.shown === false)) continue;
    if (applies(scope, step)) return index;
  }
  return -1;
}

/** "Step n of m" over the pages that this visit will show, as far as is known now. */
export function stepPosition(scope: Scope): { readonly n: number; readonly of: number } {
  let n = 0;
  let of = 0;
  for (const [index, step] of scope.visit.item.steps.entries()) {
    if (!applies(scope, step) && index !== scope.visit.step) continue;
    of += 1;
    if (index <= scope.visit.step) n = of;
  }
  return { n: Math.max(1, n), of: Math.max(1, of) };
}

/** Key of the field whose page is open: a row being changed, a field of the open section, or the current question. */
export function openField(scope: Scope): string | null {
  const { visit } = scope;
  if (visit.changing !== null) return visit.changing;
  const step = stepAt(visit);
  if (step?.page === 'question') return step.field;
  if ((step?.page !== 'sections' && step?.page !== 'rate') || visit.sections.open === null) return null;
  return sectionFields(scope, visit.sections.open)[visit.sections.field]?.key ?? null;
}

/** Fields of one section that are asked now. */
export function sectionFields(scope: Scope, id: string): readonly ItemField[] {
  if (stepAt(scope.visit)?.page === 'rate') return rateFields(scope);
  const section = stepOf(scope.visit, 'sections')?.sections.find((candidate) => candidate.id === id);
  return (section?.fields ?? []).flatMap((key) => {
    const field = fieldOf(scope.visit, key);
    if (field === null || field.type === 'constant' || field.fixed === true || !holds(scope, field.when)) return [];
    // One possibility is no question; it is taken, as on a page of its own.
    return onlyChoice(scope, field) === null ? [field] : [];
  });
}

/** Questions of a rating, the faces first; the case is known and not asked. */
export const rateFields = (scope: Scope): readonly ItemField[] =>
  scope.visit.item.fields.filter(
    (field) => field.type !== 'constant' && field.type !== 'receiptNo' && !field.fixed && holds(scope, field.when),
  );

/** State of one section of the task list. */
export function sectionState(scope: Scope, id: string): 'notStarted' | 'blocked' | 'inProgress' | 'done' {
  const step = stepOf(scope.visit, 'sections');
  const section = step?.sections.find((candidate) => candidate.id === id);
  if (section === undefined) return 'blocked';
  const open = section.needs.some((need) => {
    const needed = step?.sections.find((candidate) => candidate.id === need);
    return needed !== undefined && holds(scope, needed.when) && sectionState(scope, need) !== 'done';
  });
  if (open) return 'blocked';
  const fields = sectionFields(scope, id);
  const isComplete = fields.every((field) => !isOpen(scope, field));
  if (scope.visit.sections.done.includes(id) && isComplete) return 'done';
  return scope.visit.sections.done.includes(id) || fields.some((field) => scope.visit.touched.includes(field.key))
    ? 'inProgress'
    : 'notStarted';
}

/** Still to be answered, or answered in a way that does not fit the others. */
export function isOpen(scope: Scope, field: ItemField): boolean {
  if (!holds(scope, field.when)) return false;
  const isGiven = isAnswered(scope, field);
  if (isGiven && wrongBecause(scope, field) !== null) return true;
  const lookup = isGiven ? lookupAsk(scope, field) : null;
  if (lookup !== null && isPending(scope.visit, lookup)) return true;
  return isRequired(scope, field) && !isGiven;
}

/** Keys that some page of the item asks in this visit. */
function askedFields(scope: Scope): readonly string[] {
  return scope.visit.item.steps.flatMap((step) => {
    if (!holds(scope, step.when)) return [];
    if (step.page === 'question') return [step.field];
    if (step.page !== 'sections') return [];
    return step.sections.flatMap((section) => (holds(scope, section.when) ? section.fields : []));
  });
}

/** The first required field that a page asks and that has no answer now: a change on the check page can open one. */
export function firstOpenField(scope: Scope): string | null {
  const asked = askedFields(scope);
  return (
    scope.visit.item.fields.find(
      (field) =>
        asked.includes(field.key) && isOpen(scope, field) && !['sign', 'pin', 'pay', 'constant'].includes(field.type),
    )?.key ?? null
  );
}
