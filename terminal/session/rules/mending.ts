import type { ServiceItem } from '../../../contract/catalogue/item.ts';
import type { IdCard } from '../../../contract/id-card.ts';
import { maskName } from '../../../contract/mask.ts';
import type { CaseView, Matter } from '../../../contract/pulls/cases.ts';
import { notIdentifying, type Visit } from '../context.ts';

/** 补正: what is mended in a case, and for whom. Pure. */

/** A department asks for a part of the form once more; the rest of the application is not touched by that. */
export const needsMending = ({ state, section }: Matter): boolean =>
  section !== null && (state === 'needMore' || state === 'refused');

/** The part of the item that a department named, or all of an item without parts; null = this machine does not know the part. */
export function partToMend({ receiptNo, matters, subject }: CaseView, { steps }: ServiceItem): Visit['mending'] {
  const parts = steps.flatMap((step) => (step.page === 'sections' ? step.sections : []));
  const whole = parts.length === 0 && steps.some(({ page }) => page === 'check');
  const named = matters.find(needsMending)?.section;
  const section = whole ? null : parts.find(({ id }) => id === named)?.id;
  return section === undefined ? null : { receiptNo, section, ...(subject == null ? {} : { subject }) };
}

/** For whom a case is that was applied for by somebody else is known by a card, as it was then. */
export const subjectOf = ({ subject }: NonNullable<Visit['mending']>): Partial<Visit> =>
  subject === undefined ? {} : { subject: null, relation: null, identify: { ...notIdentifying, proxy: true } };

/** Whether this is the card of the one for whom the case is that is mended. */
export function isSubjectsCard({ mending }: Pick<Visit, 'mending'>, { name, number }: IdCard): boolean {
  const subject = mending?.subject;
  return subject === undefined || (maskName(name) === subject.name && number.slice(-4) === subject.idLast4);
}
