import type { Condition } from '../../../../contract/catalogue/condition.ts';
import { isReference, type PullPath } from '../../../../contract/pulls/pulls.ts';
import { holds, isThere } from '../../../session/rules/condition.ts';
import { addDays, addMonths, isDateLimit, limitAt } from '../../../session/rules/dates.ts';
import { descend } from '../../../session/rules/ref.ts';
import { type Scope, withRow } from '../../../session/rules/scope.ts';
import { mayBeNull, notNull, pullShape, type Shape } from '../value-shape.ts';
import { type ItemTests, refsOf, type Test } from './tests-of-item.ts';

/** More variants than this of one object are not multiplied out but varied one property at a time. */
const maxProduct = 24;
/** Kinds of rows that a list is made of. */
const maxRowKinds = 8;

/**
 * Data that the city could answer a pull with, made from its schema: every value that a condition tells apart stands in one of them, lists have none, one
 * or two entries. What no condition looks at is the same everywhere.
 */
export function samplesOf(scope: Scope, tests: ItemTests, path: PullPath): readonly unknown[] {
  if (path === 'ref.regions') return [{ regions }];
  const samples = variants({ scope, tests }, pullShape(path), `pull/${path}`, path);
  // A reference list that came has entries; where it did not come, it is away.
  return isReference(path) ? samples.filter((data) => !Object.values(data as object).some(isEmptyList)) : samples;
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
const region = (code: string, parent: string | null) => ({ code, parent, nameZh: code, nameEn: code });
/** One way down to a community, two districts to choose from. */
const regions = [
  region('440000', null),
  region('440100', '440000'),
  region('440103', '440100'),
  region('440106', '440100'),
  region('440103001', '440103'),
  region('440103001001', '440103001'),
];

interface Source {
  readonly scope: Scope;
  readonly tests: ItemTests;
}

function variants(source: Source, given: Shape, place: string, path: PullPath): readonly unknown[] {
  const shape = notNull(given);
  const tests = source.tests.tests.get(place) ?? [];
  const missing = mayBeNull(given) && tests.length > 0 ? [null] : [];
  if (shape.type === 'array') return [...lists(source, shape, place, path), ...missing];
  if (shape.type !== 'object') return [...leafValues(source, shape, place, tests), ...missing];
  const keys = Object.keys(shape.properties ?? {});
  const isMissable = (key: string) =>
    shape.required !== undefined && !shape.required.includes(key) && isLookedAt(source, `${place}/${key}`);
  const options = keys.map((key) => [
    ...variants(source, shape.properties?.[key] ?? {}, `${place}/${key}`, path),
    ...(isMissable(key) ? [undefined] : []),
  ]);
  return [...combine(keys, options), ...missing];
}

const isLookedAt = ({ tests }: Source, place: string): boolean =>
  [...tests.tests.keys()].some((key) => key === place || key.startsWith(`${place}/`));

/** All combinations where they are few, otherwise the first of each with one changed at a time, and the last of each. */
function combine(keys: readonly string[], options: readonly (readonly unknown[])[]): readonly unknown[] {
  const make = (pick: (i: number) => unknown) =>
    Object.fromEntries(keys.flatMap((key, i) => (pick(i) === undefined ? [] : [[key, pick(i)]])));
  const product = options.reduce((total, list) => total * list.length, 1);
  if (product <= maxProduct) {
    let rows: readonly (readonly unknown[])[] = [[]];
    for (const list of options) rows = rows.flatMap((row) => list.map((value) => [...row, value]));
    return rows.map((row) => make((i) => row[i]));
  }
  const single = options.flatMap((list, changed) =>
    list.slice(1).map((value) => make((i) => (i === changed ? value : options[i]?.[0]))),
  );
  const lastOnes = options.flatMap((list, changed) =>
    list.slice(0, -1).map((value) => make((i) => (i === changed ? value : options[i]?.at(-1)))),
  );
  return [make((i) => options[i]?.[0]), ...single, make((i) => options[i]?.at(-1)), ...lastOnes];
}

/**
 * Lists of no entry, of one of every kind that a condition tells apart, of two alike where one of them is chosen, and of all kinds together. A reference
 * list that came has everything, twice.
 */
function lists(source: Source, shape: Shape, place: string, path: PullPath): readonly unknown[] {
  const isRelevant = isLookedAt(source, place) || isLookedAt(source, `${place}/*`);
  if (!isRelevant) return [[]];
  const entries = variants(source, shape.items ?? {}, `${place}/*`, path);
  const kinds = distinct(source, entries, place);
  if (isReference(path)) return [named([...kinds, ...kinds])];
  // Only a required choice is taken without its page where it is the only one.
  const isTakenAlone = source.scope.visit.item.fields.some(
    (field) => field.options?.from === place && field.type === 'select' && field.required !== 'never',
  );
  const few = kinds.slice(0, maxRowKinds).map((kind) => kind.row);
  const alike = kinds
    .slice(0, maxRowKinds)
    .flatMap(({ row, isChoosable }) => (isChoosable && isTakenAlone ? [named([{ row }, { row }])] : []));
  const pairs =
    few.length === 2 || few.length === 3
      ? few.map((row, i) => named([{ row }, { row: few[(i + 1) % few.length] }]))
      : [];
  return [[], ...few.map((row) => named([{ row }])), ...alike, ...pairs, ...(few.length > 3 ? [named(kinds)] : [])];
}

interface RowKind {
  readonly row: unknown;
}

/** Entries with different names. */
function named(kinds: readonly RowKind[]): readonly unknown[] {
  const seen = new Set<string>();
  return kinds.map(({ row }, i) => {
    if (typeof row !== 'object' || row === null) return row;
    const key = idKeys.find((candidate) => candidate in row);
    const id = key === undefined ? undefined : String((row as Readonly<Record<string, unknown>>)[key]);
    if (key === undefined || id === undefined) return row;
    const own = seen.has(id) ? (/^\d{4}$/.test(id) ? String(Number(id) - i) : `${id}${i}`) : id;
    seen.add(own);
    return { ...row, [key]: own };
  });
}

/** One entry of each kind, different ones first: two that no condition over the list tells apart are the same. */
function distinct(
  source: Source,
  entries: readonly unknown[],
  place: string,
): readonly (RowKind & { readonly isChoosable: boolean })[] {
  const conditions = source.tests.rows.get(place) ?? [];
  // A condition that also reads answers may be decided later: its rows differ where their values do.
  const isOpen = (condition: Condition) => refsOf(condition).some((ref) => /^(answer|chosen|result|pull)\//.test(ref));
  const open = conditions.filter(isOpen);
  const closed = conditions.filter((condition) => !isOpen(condition));
  const openKeys = [
    ...new Set(
      open
        .flatMap(refsOf)
        .filter((ref) => ref.startsWith('row/'))
        .map((ref) => ref.slice('row/'.length)),
    ),
  ];
  const chosen = chosenKeys(source, place);
  const fields = source.scope.visit.item.fields.filter((field) => field.options?.from === place);
  const groups = new Map<string, Map<string, RowKind & { readonly isChoosable: boolean }>>();
  for (const row of entries) {
    const scope = withRow(source.scope, row);
    const isChoosable = fields.some(({ options }) => {
      const where = options?.where;
      const isIn = where === undefined || isOpen(where) || holds(scope, where);
      return isIn && !(options?.greyed ?? []).some((rule) => !isOpen(rule.when) && holds(scope, rule.when));
    });
    const truths = JSON.stringify([closed.map((condition) => holds(scope, condition)), isChoosable]);
    const flows = isChoosable ? chosen.map((key) => classOf(source, place, key, row)) : [];
    const values = JSON.stringify([openKeys.map((key) => descend(row, key.split('/')) ?? null), flows]);
    const group = groups.get(truths) ?? new Map();
    if (!group.has(values)) group.set(values, { row, isChoosable });
    groups.set(truths, group);
  }
  const columns = [...groups.values()].map((group) => [...group.values()]);
  const deepest = Math.max(0, ...columns.map((column) => column.length));
  return Array.from({ length: deepest }, (_, i) => columns.flatMap((column) => column.slice(i, i + 1))).flat();
}

/** A value of an entry as far as conditions on the chosen entry tell it from others. */
function classOf({ tests, scope }: Source, place: string, key: string, row: unknown): unknown {
  const value = descend(row, key.split('/')) ?? null;
  const fields = scope.visit.item.fields.filter((field) => field.options?.from === place);
  const looked = fields.flatMap((field) => tests.tests.get(`chosen/${field.key}/${key}`) ?? []);
  return looked.every((test) => test.kind === 'in' || test.kind === 'has') ? signOf(looked, value) : value;
}

/** Properties of entries that conditions read through `chosen/KEY/…`. */
function chosenKeys({ tests, scope }: Source, place: string): readonly string[] {
  const fields = scope.visit.item.fields.filter((field) => field.options?.from === place).map((field) => field.key);
  return [...tests.tests.keys()].flatMap((key) => {
    const [, field = '', rest = ''] = /^chosen\/([A-Za-z0-9]+)\/(.+)$/.exec(key) ?? [];
    return fields.includes(field) ? [rest] : [];
  });
}

const idKeys = [
  'placeId',
  'cardId',
  'licId',
  'certNo',
  'personId',
  'uscc',
  'hospitalId',
  'serviceId',
  'slotId',
  'draftId',
  'bookingNo',
  'receiptNo',
  'year',
  'code',
  'area',
];

function leafValues(source: Source, shape: Shape, place: string, tests: readonly Test[]): readonly unknown[] {
  if (shape.const !== undefined) return [shape.const];
  const values = new Set<unknown>();
  for (const test of tests) for (const value of valuesFor(source, shape, place, test)) values.add(value);
  if (values.size === 0) values.add(plain(shape, place));
  if (!tests.every((test) => test.kind === 'in' || test.kind === 'has')) return [...values];
  // Values that no condition tells apart are one.
  const bySign = new Map([...values].reverse().map((value) => [signOf(tests, value), value]));
  return [...bySign.values()].reverse();
}

/** What every test says of a value. */
export const signOf = (tests: readonly Test[], value: unknown): string =>
  tests
    .map((test) =>
      (test.kind === 'in' ? test.values.some((one) => String(one) === String(value)) : isThere(value)) ? 'y' : 'n',
    )
    .join('');

function valuesFor({ scope }: Source, shape: Shape, place: string, test: Test): readonly unknown[] {
  if (shape.type === 'boolean') return [true, false];
  if (shape.enum !== undefined) {
    if (test.kind !== 'in') return shape.enum;
    const isNamed = (value: unknown) => test.values.some((one) => String(one) === String(value));
    const another = shape.enum.find((value) => !isNamed(value));
    return [...shape.enum.filter(isNamed), ...(another === undefined ? [] : [another])];
  }
  switch (test.kind) {
    case 'in':
      return [
        ...test.values.map((value) => (shape.type === 'integer' ? Number(value) : String(value))),
        plain(shape, place),
      ];
    case 'size':
    case 'count': {
      const around = (test.limits.length === 0 ? [1] : test.limits).flatMap((limit) => [limit - 1, limit, limit + 1]);
      const numbers = around.filter((n) => n >= (shape.minimum ?? 0) && n <= (shape.maximum ?? Infinity));
      return shape.type === 'string' ? numbers.map(String) : numbers;
    }
    case 'date':
      return test.limits.flatMap((limit) => daysAround(limit, scope.context.today, shape));
    case 'has':
      if (isName(place)) return [plain(shape, place)];
      return shape.type === 'string' && (shape.minLength ?? 0) === 0 && shape.pattern === undefined
        ? [plain(shape, place), '']
        : [plain(shape, place)];
    case 'same':
      if (test.fixed || isName(place)) return [plain(shape, place)];
      return shape.type === 'string' && shape.pattern === undefined
        ? [plain(shape, place), other(plain(shape, place))]
        : [plain(shape, place)];
    case 'includes':
      return shape.type === 'string' && shape.pattern === undefined
        ? [plain(shape, place), other(plain(shape, place))]
        : [plain(shape, place)];
  }
}

/** The day or month of a limit, the one before and the one after. A reference as limit: today. */
export function daysAround(limit: string, today: string, shape: Pick<Shape, 'pattern'>): readonly string[] {
  const at = isDateLimit(limit) ? limit : 'today';
  if (shape.pattern === '^[0-9]{4}-[0-9]{2}$') {
    const month = limitAt(at, today, 'month', 'min');
    return [addMonths(month, -1), month, addMonths(month, 1)];
  }
  const day = limitAt(at, today, 'day', 'min');
  return [addDays(day, -1), day, addDays(day, 1)];
}

/** What names an entry of a list: entries get different names anyhow. */
const isName = (place: string): boolean =>
  /\/\*\/[^/]+$/.test(place) && idKeys.includes(place.slice(place.lastIndexOf('/') + 1));
const other = (value: unknown): string => String(value).replace(/.$/, '9');

function plain(shape: Shape, place: string): unknown {
  if (shape.enum !== undefined) return shape.enum[0];
  if (shape.type === 'boolean') return true;
  if (shape.type === 'integer' || shape.type === 'number') return Math.max(1, shape.minimum ?? 1);
  if (shape.type === 'null') return null;
  if (shape.pattern === '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') return '2026-01-15';
  if (shape.pattern === '^[0-9]{4}-[0-9]{2}$') return '2026-01';
  if (shape.pattern === '^[0-9]{4}$') return '2026';
  if (place.endsWith('/mobile')) return '13900139000';
  if (place.endsWith('/idNumber')) return '440199196001010010';
  if (/\/[A-Za-z]*[nN]ame$/.test(place)) return '某';
  if (place.endsWith('/uscc')) return '91350100M000100Y43';
  // Passes as code and as word: defaults taken from it must be answers.
  return 'X12345678';
}
