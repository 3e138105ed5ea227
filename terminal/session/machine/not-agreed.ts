import type { SessionContext } from '../context.ts';
import { fieldOf, openField } from '../rules/visit-steps.ts';
import { rowsOf } from './asked.ts';
import { type Change, patch, scopeOfVisit, visitOf } from './moves.ts';

/** What is said on the list of rows behind a person who did not agree: key of a text. No mistake of anybody. */
export const notAgreed = 'records.notAgreed';

/** Who is named in a row and does not agree to it is not in it, and nothing of them is kept; the others are. */
export function withoutRow(context: SessionContext, index: number): Change {
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
