import type { ItemField } from '../../../contract/catalogue/field.ts';
import type { AnswerValue } from '../../../contract/envelope.ts';
import type { RowValue, SessionContext, Visit } from '../context.ts';
import { defaultOf } from '../rules/answers.ts';
import { holds } from '../rules/condition.ts';
import { type AskedField, checkValue, regionLevels } from '../rules/field-types.ts';
import { resolveRef } from '../rules/ref.ts';
import { type Scope, withRow } from '../rules/scope.ts';
import { fieldOf, openField } from '../rules/visit-steps.ts';
import { scopeOfVisit } from './moves.ts';

/**
 * The open question as it stands: which field, in which row, and which part of a field that is asked in parts.
 * `whole` one page; `keep` what is known is shown and may be replaced; a region level, `detail`; `tap`, `name`, `idNumber` of a person; `rows` the list
 * of a repeated group.
 */
export interface Asked {
  readonly field: AskedField;
  readonly scope: Scope;
  readonly value: AnswerValue | undefined;
  readonly part:
    | 'whole'
    | 'keep'
    | (typeof regionLevels)[number]
    | 'detail'
    | 'tap'
    | 'name'
    | 'idNumber'
    | 'rows'
    | 'letters'
    | 'number';
  /** Position of the row that is being filled in; null outside repeated groups. */
  readonly row: number | null;
}

/** The question that stands, down to its part; null = none. */
export function askedNow(context: SessionContext): Asked | null {
  const scope = scopeOfVisit(context);
  const { visit } = scope;
  const field = fieldOf(visit, openField(scope));
  if (field === null) return null;
  const answer = visit.answers[field.key];
  if (field.type !== 'records') {
    return { field, scope, value: answer, part: partOf(scope, field, answer), row: null };
  }
  const { row } = visit.sections;
  if (row === null) return { field, scope, value: answer, part: 'rows', row: null };
  const inRow = withRow(scope, rowInWork(visit));
  const rowField = rowFields(inRow, field)[row.field];
  if (rowField === undefined) return { field, scope, value: answer, part: 'rows', row: null };
  const part =
    rowField.type !== 'person'
      ? 'whole'
      : isPerson(rowInWork(visit)[rowField.key]) && visit.partial._anew === undefined
        ? 'keep'
        : personPart(visit);
  const value = rowInWork(visit)[rowField.key] ?? defaultOf(inRow, rowField);
  return { field: rowField, scope: inRow, value: value as AnswerValue | undefined, part, row: row.index };
}

/** Fields of one row that are asked, in the row that is in work. */
export function rowFields(inRow: Scope, group: ItemField): readonly AskedField[] {
  return (group.fields ?? []).filter((field) => field.type !== 'constant' && !field.fixed && holds(inRow, field.when));
}

/** The row in work, without the marks of half-made persons. */
export function rowInWork(visit: Visit): RowValue {
  return Object.fromEntries(Object.entries(visit.partial).filter(([key]) => !key.startsWith('_')));
}

/** Rows of an answer with a group of fields; none for other answers. */
export function rowsOf(value: AnswerValue | undefined): readonly RowValue[] {
  return Array.isArray(value)
    ? value.filter((row): row is Record<string, string | string[]> => typeof row === 'object')
    : [];
}

function partOf(scope: Scope, field: ItemField, value: AnswerValue | undefined): Asked['part'] {
  const { partial } = scope.visit;
  const isNew = Object.keys(partial).length > 0;
  const isKnown = value !== undefined && checkValue(scope, field, value).ok;
  switch (field.type) {
    case 'person':
      return isKnown && !isNew ? 'keep' : personPart(scope.visit);
    case 'region5':
    case 'address': {
      if (isKnown && !isNew) return 'keep';
      const level = regionLevels.find((candidate) => partial[candidate] === undefined);
      return level ?? (field.type === 'address' ? 'detail' : 'community');
    }
    case 'receiptNo':
      return partial._letters === undefined ? 'letters' : 'number';
    default:
      return 'whole';
  }
}

/** Whether this answer is a person. */
export const isPerson = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && 'idNumber' in value;

/** `_mode: typed` = name and number are typed; else a card is waited for. */
function personPart(visit: Visit): 'tap' | 'name' | 'idNumber' {
  if (visit.partial._mode !== 'typed') return 'tap';
  return visit.partial._name === undefined ? 'name' : 'idNumber';
}

/** Key of the error of the first sum that does not come out. */
export function wrongSumOf(scope: Scope, group: ItemField, rows: readonly RowValue[]): string | null {
  if (rows.length === 0) return null;
  return group.sums?.find((sum) => sumOf(rows, sum.key) !== sumTarget(scope, sum.equals))?.error ?? null;
}

/** Sum of one field over the rows; what is no number counts 0. */
export const sumOf = (rows: readonly RowValue[], key: string): number =>
  rows.reduce((total, row) => total + (typeof row[key] === 'string' ? Number(row[key]) || 0 : 0), 0);

/** What the sum of a group has to be. */
export function sumTarget(scope: Scope, equals: number | { readonly ref: string }): number {
  return typeof equals === 'number' ? equals : Number(resolveRefNumber(scope, equals.ref));
}

function resolveRefNumber(scope: Scope, ref: string): number {
  const value = resolveRef(scope, ref);
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
}
