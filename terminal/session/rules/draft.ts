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

/** Parts that the hub holds of an application that was not sent: what can be told to somebody who leaves. null = there is nothing to go on with. */
export function partsKept(visit: Visit | null): number | null {
  if (visit === null || !draftKept(visit.item) || visit.receiptNo !== null || visit.mending !== null) return null;
  const parts = visit.draft?.parts ?? 0;
  return parts === 0 ? null : parts;
}
