import type { ItemField } from '../../../contract/catalogue/field.ts';
import type { AnswerValue } from '../../../contract/envelope.ts';
import { isRealDay } from '../../../contract/id-number.ts';
import type { Visit } from '../context.ts';
import { holds } from './condition.ts';
import { addDays, isDateLimit, limitAt } from './dates.ts';
import { type AskedField, checkValue } from './field-types.ts';
import { onlyChoice, takeable } from './options.ts';
import { descend, resolveList, resolveRef } from './ref.ts';
import type { Scope } from './scope.ts';

/** Conditions of one answer may depend on another; an item whose answers chase each other settles at what it has after this many rounds. */
const maxRounds = 8;

/**
 * The answers as they stand by the rules: those whose `when` has ended or whose choice is no longer offered are dropped, what the citizen did not
 * touch follows its default, and a choice with one possibility is taken. Pure; the same visit gives the same answers.
 */
export function settleAnswers(scope: Scope): Visit['answers'] {
  let { visit } = scope;
  for (let round = 0; round < maxRounds; round += 1) {
    const answers = settleOnce({ ...scope, visit });
    if (answers === visit.answers || JSON.stringify(answers) === JSON.stringify(visit.answers)) return visit.answers;
    visit = { ...visit, answers };
  }
  return visit.answers;
}

function settleOnce(scope: Scope): Visit['answers'] {
  let { visit } = scope;
  for (const field of visit.item.fields) {
    const value = settledValue({ ...scope, visit }, field);
    if (value === visit.answers[field.key]) continue; // nearly always: copying all answers for every field is what a touch would wait for
    const { [field.key]: _old, ...others } = visit.answers;
    visit = { ...visit, answers: value === undefined ? others : { ...others, [field.key]: value } };
  }
  return visit.answers;
}

function settledValue(scope: Scope, field: AskedField): AnswerValue | undefined {
  if (!holds(scope, field.when)) return undefined;
  const { visit } = scope;
  const current = visit.answers[field.key];
  if (visit.touched.includes(field.key) && !isFixed(field)) return stillOffered(scope, field, current);
  const value = stillOffered(scope, field, defaultOf(scope, field)) ?? onlyChoice(scope, field) ?? undefined;
  // What another item brought along stands until a default of this item says otherwise.
  return value ?? stillOffered(scope, field, current);
}

const isFixed = (field: AskedField): boolean => field.type === 'constant' || field.fixed === true;

/** The default in this visit, written as an answer; `undefined` where there is none now. */
export function defaultOf(scope: Scope, field: AskedField): AnswerValue | undefined {
  const share = shareOf(scope, field);
  if (share !== null) return String(share);
  const given: ItemField['default'] =
    field.defaults?.find((candidate) => holds(scope, candidate.when))?.is ?? field.default;
  if (given === undefined) return undefined;
  if (typeof given === 'string') {
    const unit = field.type === 'date' ? 'day' : field.type === 'month' ? 'month' : null;
    return unit !== null && isDateLimit(given) ? limitAt(given, scope.context.today, unit, 'min') : given;
  }
  if (Array.isArray(given)) return given;
  const known = resolveRef(scope, given.ref) ?? (given.or === undefined ? undefined : resolveRef(scope, given.or));
  const answer = asAnswer(known, field);
  if (given.plusDays === undefined) return answer;
  return typeof answer === 'string' && isRealDay(answer) ? addDays(answer, given.plusDays) : undefined;
}

/** The part of an amount that falls to a row, in whole fen; null where the field is no share or its parts are not known yet. */
function shareOf(scope: Scope, field: AskedField): number | null {
  if (field.shareOf === undefined) return null;
  const ratio = Number(resolveRef(scope, field.shareOf.ratio) ?? Number.NaN);
  const whole = Number(resolveRef(scope, field.shareOf.whole) ?? Number.NaN);
  // Amounts of companies pass 2^53 when multiplied: whole numbers of any size.
  return Number.isSafeInteger(ratio) && Number.isSafeInteger(whole)
    ? Number((BigInt(ratio) * BigInt(whole) + 5_000n) / 10_000n)
    : null;
}

function asAnswer(value: unknown, field: AskedField): AnswerValue | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.every((part) => typeof part === 'string') ? value : undefined;
  if (field.type !== 'person' || value === undefined) return undefined;
  const { name, idNumber } = value as { readonly name?: unknown; readonly idNumber?: unknown };
  return typeof name === 'string' && typeof idNumber === 'string' ? { name, idNumber } : undefined;
}

/** A choice that is not offered (any more) is no answer; of several, those that are offered stay. */
function stillOffered(scope: Scope, field: AskedField, value: AnswerValue | undefined): AnswerValue | undefined {
  if (value === undefined || (field.type !== 'select' && field.type !== 'multi')) return value;
  // While the city has not said what there is, a choice that was made before stands.
  if (field.options !== undefined && resolveList(scope, field.options.from) === undefined) return value;
  const offered = takeable(scope, field);
  if (typeof value === 'string') return offered.includes(value) ? value : undefined;
  if (!Array.isArray(value)) return undefined;
  const kept = value.filter((code): code is string => typeof code === 'string' && offered.includes(code));
  return kept.length === 0 && value.length > 0 ? undefined : kept;
}

/** Whether a field has an answer that may be sent. */
export function isAnswered(scope: Scope, field: AskedField): boolean {
  const value = scope.visit.answers[field.key];
  return value !== undefined && checkValue(scope, field, value).ok;
}

/** Whether the field must have an answer in this visit. */
export const isRequired = (scope: Scope, field: AskedField): boolean =>
  holds(scope, field.when) && holds(scope, field.required);

/** Key of the error that stands against an answer because of several answers together; null = none. */
export function wrongBecause(scope: Scope, field: AskedField): string | null {
  const share = shareOf(scope, field);
  const value =
    typeof scope.visit.answers[field.key] === 'string'
      ? scope.visit.answers[field.key]
      : descend(scope.row, [field.key]);
  if (share !== null && typeof value === 'string' && field.shareOf !== undefined) {
    if (Math.abs(Number(value) - share) > field.shareOf.within) return field.shareOf.error;
  }
  return field.wrongWhen?.find((rule) => holds(scope, rule.when))?.error ?? null;
}

/** Answers that go out: those whose field applies and whose value may stand. Codes of typed messages are never among them. */
export function sentAnswers(scope: Scope): Visit['answers'] {
  const sent: Record<string, AnswerValue> = {};
  for (const field of scope.visit.item.fields) {
    const value = scope.visit.answers[field.key];
    if (value !== undefined && holds(scope, field.when) && isAnswered(scope, field)) sent[field.key] = value;
  }
  return sent;
}
