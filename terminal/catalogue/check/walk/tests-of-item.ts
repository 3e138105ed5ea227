import type { Condition } from '../../../../contract/catalogue/condition.ts';
import type { ItemField } from '../../../../contract/catalogue/field.ts';
import type { ServiceItem } from '../../../../contract/catalogue/item.ts';
import { type ConditionUse, type RowSource, usesOf } from '../item-uses.ts';

/** How a condition looks at one value. Limits are as they stand in the item. */
export type Test =
  | { readonly kind: 'in'; readonly values: readonly (string | number | boolean)[] }
  | { readonly kind: 'has' }
  | { readonly kind: 'includes'; readonly value: string }
  | { readonly kind: 'count' | 'size'; readonly limits: readonly number[] }
  | { readonly kind: 'date'; readonly limits: readonly string[] }
  /** Equal to something else; `fixed`: the other side follows an answer or a person, so that one value is enough to be equal and unequal. */
  | { readonly kind: 'same'; readonly fixed: boolean };

/** Everything that decides the way of a visit, sorted by what it looks at. */
export interface ItemTests {
  /** Tests by place; entries of lists stand as `*`, `chosen/KEY/x` also as the entry of its list. */
  readonly tests: ReadonlyMap<string, readonly Test[]>;
  /** Statuses of pulls that some condition names. */
  readonly statuses: ReadonlyMap<string, readonly string[]>;
  readonly devices: readonly string[];
  /** Conditions over the entries of a list, by the reference of the list. */
  readonly rows: ReadonlyMap<string, readonly Condition[]>;
}

/** Everything that the conditions of an item look at: values of answers and pulls, devices, statuses, rows. */
export function testsOf(item: ServiceItem): ItemTests {
  const tests = new Map<string, Test[]>();
  const statuses = new Map<string, string[]>();
  const devices = new Set<string>();
  const rows = new Map<string, Condition[]>();
  const push = <T>(map: Map<string, T[]>, key: string, value: T) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [value]);
    else list.push(value);
  };
  const add = (place: string, test: Test) => {
    push(tests, place, test);
    const entry = entryOfChosen(item, place);
    if (entry !== null) push(tests, entry, test);
  };
  const walk = ({ condition, row }: Pick<ConditionUse, 'condition' | 'row'>): void => {
    if (typeof condition === 'string' || 'link' in condition) return;
    if ('all' in condition) for (const part of condition.all) walk({ condition: part, row });
    else if ('any' in condition) for (const part of condition.any) walk({ condition: part, row });
    else if ('not' in condition) walk({ condition: condition.not, row });
    else if ('pull' in condition) for (const status of condition.is) push(statuses, condition.pull, status);
    else if ('device' in condition) devices.add(condition.device);
    else if ('has' in condition) add(placeOf(condition.has, row), { kind: 'has' });
    else if ('in' in condition) add(placeOf(condition.ref, row), { kind: 'in', values: condition.in });
    else if ('includes' in condition) add(placeOf(condition.ref, row), { kind: 'includes', value: condition.includes });
    else if ('among' in condition) {
      add(placeOf(condition.ref, row), { kind: 'same', fixed: isGiven(condition.among) });
      add(placeOf(condition.among, row), { kind: 'same', fixed: isGiven(condition.ref) });
    } else if ('count' in condition) {
      add(placeOf(condition.count, row), { kind: 'count', limits: numbers(condition.min, condition.max) });
    } else if ('size' in condition) {
      add(placeOf(condition.size, row), { kind: 'size', limits: numbers(condition.min, condition.max) });
      for (const limit of [condition.min, condition.max]) {
        if (typeof limit === 'string') add(placeOf(limit, row), { kind: 'size', limits: [] });
      }
    } else if ('date' in condition) {
      const limits = [condition.min, condition.max].filter((limit) => limit !== undefined);
      add(placeOf(condition.date, row), { kind: 'date', limits });
    } else if ('same' in condition) {
      const [left, right] = condition.same;
      add(placeOf(left, row), { kind: 'same', fixed: isGiven(right) });
      add(placeOf(right, row), { kind: 'same', fixed: isGiven(left) });
    } else {
      const inner = 'some' in condition ? condition.some : condition.every;
      const of = placeOf(condition.of, row);
      add(of, { kind: 'count', limits: [1] });
      push(rows, of, inner);
      walk({ condition: inner, row: { kind: 'entry', of: condition.of, outer: row } });
    }
  };
  for (const use of usesOf(item).conditions) {
    if (/\/(some|every)$/.test(use.path)) continue; // walked with the condition around it
    if (use.row?.kind === 'entry' && decides(use.path)) push(rows, placeOf(use.row.of, use.row.outer), use.condition);
    if (decides(use.path)) walk(use);
  }
  for (const rule of item.fee.rules) walk({ condition: rule.when, row: null });
  for (const field of [...item.fields, ...item.fields.flatMap((group) => group.fields ?? [])]) {
    if (field.options !== undefined) add(field.options.from, { kind: 'count', limits: [1, 2] });
    for (const ref of defaultRefs(field)) add(ref, { kind: 'has' });
  }
  return { tests, statuses, devices: [...devices], rows };
}

/** References from which a field takes its default. */
export function defaultRefs(field: Pick<ItemField, 'default' | 'defaults'>): readonly string[] {
  return [field.default, ...(field.defaults ?? []).map((rule) => rule.is)].flatMap((given) => {
    if (given === undefined || typeof given === 'string' || !('ref' in given)) return [];
    const { ref, or } = given as { readonly ref: string; readonly or?: string };
    return or === undefined ? [ref] : [ref, or];
  });
}

/** Rows of fact sheets, links and wordings decide what is shown, not where a visit goes. */
const decides = (path: string): boolean =>
  !/\/(sections\/\d+\/(when|where|rows)|points\/|links\/|slip)/.test(
    path.replace(/^(\/steps\/\d+)\/sections\/(\d+)\/when$/, '$1/task'),
  ) && !/^\/(next|resultVariants)\//.test(path);

const isGiven = (ref: string): boolean => /^(answer|actor|subject|today)(\/|$)/.test(ref);

const numbers = (...limits: readonly (number | string | undefined)[]): readonly number[] =>
  limits.filter((limit) => typeof limit === 'number');

/** A row is the entry `*` of its list. */
function placeOf(ref: string, row: RowSource | null): string {
  if (ref !== 'row' && !ref.startsWith('row/')) return ref;
  if (row === null) return ref;
  const list = row.kind === 'record' ? `answer/${row.field}` : placeOf(row.of, row.outer);
  return `${list}/*${ref.slice('row'.length)}`;
}

function entryOfChosen(item: ServiceItem, place: string): string | null {
  const [, key, rest = ''] = /^chosen\/([A-Za-z0-9]+)(\/.+)?$/.exec(place) ?? [];
  const from = item.fields.find((field) => field.key === key)?.options?.from;
  return from === undefined || rest === '' ? null : `${from}/*${rest}`;
}

/** References that a condition reads, the lists of its rows included. */
export function refsOf(condition: Condition | undefined): readonly string[] {
  if (condition === undefined || typeof condition === 'string' || 'link' in condition || 'device' in condition)
    return [];
  if ('all' in condition) return condition.all.flatMap(refsOf);
  if ('any' in condition) return condition.any.flatMap(refsOf);
  if ('not' in condition) return refsOf(condition.not);
  if ('pull' in condition) return [`pull/${condition.pull}`];
  if ('has' in condition) return [condition.has];
  if ('in' in condition || 'includes' in condition) return [condition.ref];
  if ('among' in condition) return [condition.ref, condition.among];
  if ('count' in condition) return [condition.count];
  if ('size' in condition) return [condition.size, ...texts(condition.min, condition.max)];
  if ('date' in condition) return [condition.date, ...texts(condition.min, condition.max)];
  if ('same' in condition) return condition.same;
  return [condition.of, ...refsOf('some' in condition ? condition.some : condition.every)];
}

const texts = (...limits: readonly (number | string | undefined)[]): readonly string[] =>
  limits.filter((limit) => typeof limit === 'string').filter((limit) => limit.includes('/'));

/** Whether a condition asks for the link or a device. */
export function mentions(condition: Condition | undefined, what: 'link' | 'device'): boolean {
  if (condition === undefined || typeof condition === 'string') return false;
  if ('all' in condition) return condition.all.some((part) => mentions(part, what));
  if ('any' in condition) return condition.any.some((part) => mentions(part, what));
  if ('not' in condition) return mentions(condition.not, what);
  if ('some' in condition) return mentions(condition.some, what);
  if ('every' in condition) return mentions(condition.every, what);
  return what in condition;
}
