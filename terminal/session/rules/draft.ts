import type { ServiceItem } from '../../../contract/catalogue/item.ts';
import type { Visit } from '../context.ts';

/** Drafts of joint applications at the hub. Pure. */

/** Whether what is filled in is kept at the hub on the way. */
export const draftKept = (item: ServiceItem): boolean =>
  item.steps.some((step) => step.page === 'sections' && step.draft === true);

/** Up to which part everything is finished: a part behind an open one does not count, so that nobody is told more than is there. */
export function partsDone({ item, sections }: Pick<Visit, 'item' | 'sections'>): number {
  const step = item.steps.find((candidate) => candidate.page === 'sections');
  const parts = step?.page === 'sections' ? step.sections : [];
  const open = parts.findIndex(({ id }) => !sections.done.includes(id));
  return open < 0 ? parts.length : open;
}

/**
 * Parts that the hub holds of an application that was not sent, and how long: what can be told to somebody who leaves. One that was only taken up again ends when its
 * last save says. null = there is nothing to go on with.
 */
export function partsKept(visit: Visit | null): { readonly parts: number; readonly until: string } | null {
  if (visit === null || !draftKept(visit.item) || visit.receiptNo !== null || visit.mending !== null) return null;
  const { parts = 0, until = '' } = visit.draft ?? {};
  return parts === 0 ? null : { parts, until };
}

/** The draft that is fetched before anything is saved: the one that was chosen to go on with, or the newer one that the hub holds. null = what is here is saved. */
export function draftToFetch({ draft, answers }: Pick<Visit, 'draft' | 'answers'>): string | null {
  if (draft !== null) return draft.isBehind ? draft.draftId : null;
  return typeof answers.draft === 'string' && answers.draft !== '' ? answers.draft : null;
}

/**
 * Which notice tells that a draft was not saved, or not fetched. What the hub does not hold is not told to be kept, and what it may hold not to be lost.
 * @param state as in the event DRAFT
 */
export function draftNotice(visit: Visit, state: string): string {
  if (state !== 'away' && state !== 'refused') return `draft.${state}`;
  if (draftToFetch(visit) !== null) return 'draft.fetch';
  const kept = visit.draft?.parts ?? 0;
  if (kept === 0) return `draft.${state}.nothing`;
  return state === 'away' && kept < partsDone(visit) ? 'draft.away.partly' : `draft.${state}`;
}
