import type { ItemField } from '../../../../contract/catalogue/field.ts';
import type { AnswerValue } from '../../../../contract/envelope.ts';
import { wrongSumOf } from '../../../session/machine/asked.ts';
import { defaultOf, isRequired } from '../../../session/rules/answers.ts';
import { boundAt, holds } from '../../../session/rules/condition.ts';
import { addDays, addMonths } from '../../../session/rules/dates.ts';
import { type AskedField, checkValue, dateLimits, regionLevels, verified } from '../../../session/rules/field-types.ts';
import { takeable } from '../../../session/rules/options.ts';
import { resolveRef } from '../../../session/rules/ref.ts';
import { regionChoices } from '../../../session/rules/regions.ts';
import { type Scope, withRow } from '../../../session/rules/scope.ts';
import { daysAround } from './sample-pulls.ts';
import type { ItemTests, Test } from './tests-of-item.ts';

/** Entries of a pulled list that are tried as answers. */
const maxEntries = 4;

/**
 * Answers that a citizen could give to a field, one of each kind that something looks at later; `undefined` = skipped. Empty = nobody can answer it.
 */
export function answersOf(scope: Scope, tests: ItemTests, field: ItemField): readonly (AnswerValue | undefined)[] {
  const looked = [...tests.tests].flatMap(([place, list]) => (place === `answer/${field.key}` ? list : []));
  const byEntry = [...tests.tests.keys()].some((place) => place.startsWith(`chosen/${field.key}`));
  const byPart = [...tests.tests.keys()].some((place) => place.startsWith(`answer/${field.key}/`));
  const given = [
    ...new Map(
      candidates(scope, field, looked, byEntry, byPart).map((value) => [JSON.stringify(value), value]),
    ).values(),
  ];
  const good = given.filter((value) => fits(scope, field, value));
  const skip = isRequired(scope, field) ? [] : [undefined];
  return [...good, ...skip];
}

function fits(scope: Scope, field: ItemField, value: AnswerValue): boolean {
  if (field.type === 'select' || field.type === 'yesno')
    return typeof value === 'string' && takeable(scope, field).includes(value);
  if (!checkValue(scope, field, value).ok) return false;
  return field.type !== 'records' || !Array.isArray(value) || wrongSumOf(scope, field, value as never) === null;
}

function candidates(
  scope: Scope,
  field: ItemField,
  looked: readonly Test[],
  byEntry: boolean,
  byPart: boolean,
): readonly AnswerValue[] {
  const known = scope.visit.answers[field.key] ?? defaultOf(scope, field);
  switch (field.type) {
    case 'select':
    case 'yesno':
      return codes(scope, field, looked, byEntry);
    case 'multi':
      return sets(scope, field, looked);
    case 'consent':
      return holds(scope, field.required) ? ['yes'] : ['yes', 'no'];
    case 'int':
    case 'money':
    case 'percent':
      return [...first(known), ...numbers(field, looked)];
    case 'date':
    case 'month':
      return [...first(known), ...dates(scope, field, looked)];
    case 'region5':
    case 'address':
      return [...first(known), ...regions(scope, field)];
    case 'person': {
      const { actor } = scope.visit;
      const self = actor === null ? [] : [{ name: actor.name, idNumber: actor.idNumber, by: 'card' }];
      const others = [...first(known), otherPerson(field.key, 0)];
      return byPart ? [...others, ...self] : others;
    }
    case 'records':
      return records(scope, field, looked);
    default:
      return [...first(known), ...words(field)];
  }
}

const first = (value: AnswerValue | undefined): readonly AnswerValue[] => (value === undefined ? [] : [value]);

function codes(scope: Scope, field: ItemField, looked: readonly Test[], byEntry: boolean): readonly string[] {
  const offered = takeable(scope, field);
  if (field.options !== undefined) return byEntry ? offered.slice(0, maxEntries) : offered.slice(0, 2);
  const named = new Set(looked.flatMap((test) => (test.kind === 'in' ? test.values.map(String) : [])));
  const others = offered.filter((code) => !named.has(code));
  // Two that nobody tells apart are one; equality with something else tells all apart.
  return looked.some((test) => test.kind === 'same')
    ? offered
    : [...offered.filter((code) => named.has(code)), ...others.slice(0, 1)];
}

function sets(scope: Scope, field: ItemField, looked: readonly Test[]): readonly AnswerValue[] {
  const offered = takeable(scope, field);
  if (offered.length === 0) return [];
  const least = Math.max(field.min ?? 1, 1);
  const max = field.max ?? 64;
  const named = looked
    .flatMap((test) => (test.kind === 'includes' ? [test.value] : []))
    .filter((code) => offered.includes(code));
  const pad = (start: readonly string[]) =>
    [...start, ...offered.filter((code) => !start.includes(code))].slice(0, Math.max(least, start.length));
  const without = offered.filter((code) => !named.includes(code));
  const out = [pad(offered.slice(0, 1)), ...named.map((code) => pad([code])), offered.slice(0, max)];
  if (without.length >= least) out.push(without.slice(0, least));
  return out;
}

function numbers(field: AskedField, looked: readonly Test[]): readonly string[] {
  const limits = looked.flatMap((test) => (test.kind === 'size' ? test.limits : []));
  const least = field.min ?? (field.type === 'int' ? 1 : 100);
  const around = limits.flatMap((limit) => [limit - 1, limit, limit + 1]);
  return [least, ...around, ...(limits.length > 0 && field.max !== undefined ? [field.max] : [])].map(String);
}

function dates(scope: Scope, field: AskedField, looked: readonly Test[]): readonly string[] {
  const unit = field.type === 'month' ? 'month' : 'day';
  const { min, max } = dateLimits(scope, field, unit);
  const limits = looked.flatMap((test) => (test.kind === 'date' ? test.limits : []));
  const around = limits.flatMap((limit) => {
    const at = boundAt(scope, limit, unit, 'min') ?? limit;
    return daysAround(at, scope.context.today, unit === 'month' ? { pattern: '^[0-9]{4}-[0-9]{2}$' } : {});
  });
  const today = scope.context.today;
  const near = unit === 'day' ? [today, addDays(max, 0), min] : [today.slice(0, 7), addMonths(max, 0), min];
  return [...around, ...near];
}

/** A region down to the last level, taking the first of each; nothing where the city's list is not there. */
function regions(scope: Scope, field: AskedField): readonly AnswerValue[] {
  const chosen: Record<string, string> = {};
  for (const level of regionLevels) {
    const [choice] = regionChoices(scope, chosen, level);
    if (choice === undefined) return [];
    chosen[level] = choice.code;
  }
  return [{ ...chosen, names: 'x', ...(field.type === 'address' ? { detail: '1 号' } : {}) }];
}

/** Synthetic people (440199), one for each place in a form, so that nobody is two of them by accident. */
const otherPerson = (key: string, index: number): Record<string, string> => ({
  name: '某',
  idNumber: `440199-${key}-${index}`,
  by: 'card',
});

function records(scope: Scope, field: ItemField, looked: readonly Test[]): readonly AnswerValue[] {
  const least = Math.max(field.min ?? 1, 1);
  const isCounted = looked.some((test) => test.kind === 'count');
  const counts = isCounted ? [...new Set([least, least + 1])] : [least];
  return counts.filter((count) => count <= (field.max ?? 64)).map((count) => rows(scope, field, count) as AnswerValue);
}

function rows(scope: Scope, field: ItemField, count: number): readonly Record<string, AnswerValue>[] {
  const left = new Map(
    (field.sums ?? []).map((sum) => [
      sum.key,
      Number(typeof sum.equals === 'number' ? sum.equals : resolveRef(scope, sum.equals.ref)),
    ]),
  );
  return Array.from({ length: count }, (_, index) => {
    const row: Record<string, AnswerValue> = {};
    for (const cell of field.fields ?? []) {
      const inRow = withRow(scope, row);
      if (!holds(inRow, cell.when)) continue;
      const rest = left.get(cell.key);
      const share = rest === undefined ? undefined : index === count - 1 ? rest : Math.floor(rest / (count - index));
      const value =
        share === undefined ? (defaultOf(inRow, cell) ?? candidates(inRow, cell, [], false, false)[0]) : String(share);
      if (rest !== undefined && share !== undefined) left.set(cell.key, rest - share);
      if (value !== undefined)
        row[cell.key] = cell.type === 'person' ? otherPerson(`${field.key}.${cell.key}`, index) : value;
    }
    return row;
  });
}

/** Written values that stand for what people type. Synthetic. */
function words(field: AskedField): readonly string[] {
  const length = Math.max(field.min ?? 1, 1);
  switch (field.type) {
    case 'mobile':
      return [`138${String(hash(field.key)).padStart(8, '0').slice(-8)}`];
    case 'idno':
      return ['440199199203150026'];
    case 'uscc':
      return ['91350100M000100Y43'];
    case 'bankacct':
      return [
        '6222020000000000',
        '6222020000000001',
        '6222020000000002',
        '6222020000000003',
        '6222020000000004',
        '6222020000000005',
        '6222020000000006',
        '6222020000000007',
        '6222020000000008',
        '6222020000000009',
      ];
    case 'receiptNo':
      return ['TH0017-261123-0042-3'];
    case 'sms6':
      return [verified];
    case 'digits':
      return ['1'.repeat(length)];
    case 'text':
      return ['字', 'A', '1', 'a'].map((letter) => letter.repeat(length));
    case 'name':
      return ['某'];
    default:
      return ['given'];
  }
}

const hash = (key: string): number =>
  [...key].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 99_999_999, 7);
