import type { SessionContext } from '../context.ts';
import { fieldOf, openField } from '../rules/visit-steps.ts';
import { type Asked, rowsOf } from './asked.ts';
import { type Change, patch, scopeOfVisit, visitOf } from './moves.ts';

/** What is said on the list of rows behind a person who did not agree: key of a text. No mistake of anybody. */
export const notAgreed = 'records.notAgreed';

/**
 * An agreement without which it does not go on was not given: the service is not done, and the page says that (`consent.refused`). What a department asks for once more (补正)
 * goes on all the same, only not from here.
 */
export function notGiven(context: SessionContext, { field, row }: Asked): Change {
  if (row !== null) return withoutRow(context, row);
  const visit = visitOf(context);
  if (visit.mending !== null) return patch(context, { fieldError: 'error.consent' });
  // Whoever agreed before and has second thoughts has not agreed.
  const { [field.key]: _before, ...answers } = visit.answers;
  return { ...patch(context, { answers, fieldError: null }), notice: 'consent.refused', noticeCode: null };
}

/** Who is named in a row and does not agree to it is not in it, and nothing of them is kept; the others are. */
function withoutRow(context: SessionContext, index: number): Change {
  const visit = visitOf(context);
  const group = fieldOf(visit, openField(scopeOfVisit(context)));
  if (group === null) return {};
  const { [group.key]: rows, ...others } = visit.answers;
  const left = rowsOf(rows).filter((_, i) => i !== index);
  return patch(context, {
    answers: left.length === 0 ? others : { ...others, [group.key]: left.map((row) => ({ ...row })) },
    sections: { ...visit.sections, row: null },
    partial: {},
    fieldError: notAgreed,
    page: 0,
  });
}
