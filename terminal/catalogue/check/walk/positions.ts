import type { Condition } from '../../../../contract/catalogue/condition.ts';
import type { ItemField } from '../../../../contract/catalogue/field.ts';
import type { ServiceItem } from '../../../../contract/catalogue/item.ts';
import type { ItemStep } from '../../../../contract/catalogue/step.ts';
import { defaultRefs, mentions, refsOf } from './tests-of-item.ts';

/** Where a walk stands: pages are taken apart, so that one thing is decided at a time. */
export type Position =
  | { readonly kind: 'enter'; readonly step: number; readonly behind: number }
  | { readonly kind: 'ask'; readonly step: number }
  | { readonly kind: 'known'; readonly step: number }
  | { readonly kind: 'section'; readonly step: number; readonly section: number; readonly behind: number }
  | { readonly kind: 'field'; readonly step: number; readonly field: string; readonly section: number | null }
  | { readonly kind: 'page'; readonly step: number }
  /** Nothing can give these fields an answer any more: a required one must have one. */
  | { readonly kind: 'owe'; readonly step: number; readonly fields: readonly string[] };

/** What the rest of a visit still looks at, from a position on. All else is forgotten there, so that visits which differ no more become one. */
export interface Live {
  readonly answers: ReadonlySet<string>;
  /** References into pulls. */
  readonly pulls: ReadonlySet<string>;
  /** The same by path of the pull: which parts of its data. */
  readonly parts: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** Pulls of which it matters how they ended. */
  readonly statuses: ReadonlySet<string>;
  /** Pulls that may be asked again. */
  readonly asked: ReadonlySet<string>;
  readonly person: boolean;
  readonly link: boolean;
  readonly devices: boolean;
  readonly asks: boolean;
  readonly result: boolean;
  /** Of the answers: those that nothing changes any more. */
  readonly frozen: ReadonlySet<string>;
  /** Lists of which only the chosen entries matter, with the fields that chose. */
  readonly choices: ReadonlyMap<string, readonly string[]>;
  /** Of chosen entries: what is still read. */
  readonly chosenParts: ReadonlyMap<string, ReadonlySet<string>>;
  readonly personParts: ReadonlySet<string>;
  /** The item with those of its fields that still matter. */
  readonly item: ServiceItem;
}

export interface Plan {
  readonly positions: readonly Position[];
  /** Pulls that have to be known where a position decides something; all others stay undecided, so that they do not multiply. */
  readonly needs: readonly ReadonlySet<string>[];
  live(index: number, asking: readonly string[]): Live;
}

/** Everything that the walk knows of an item before its first step: positions, what each needs, from where on a field no longer changes. */
export function planOf(item: ServiceItem): Plan {
  const positions = withOwed(item, positionsOf(item));
  const needs = positions.map((position) => pullsOf(closureOf(item, refsAt(item, position))));
  const fixedFrom = new Map(item.fields.map((field) => [field.key, fixedPosition(item, positions, field.key)]));
  const closures = new Map(item.fields.map((field) => [field.key, pullsOf(closureOf(item, [`answer/${field.key}`]))]));
  const known = new Map<string, Live>();
  return {
    positions,
    needs,
    live: (index, asking) => {
      const key = `${index} ${asking.join(' ')}`;
      const live =
        known.get(key) ??
        liveFrom(
          item,
          positions,
          index,
          (field) =>
            (fixedFrom.get(field) ?? positions.length) < index &&
            !asking.some((pull) => closures.get(field)?.has(pull)),
        );
      known.set(key, live);
      return live;
    },
  };
}

const pullsOf = (roots: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...roots].filter((root) => root.startsWith('pull/')).map((root) => root.slice('pull/'.length)));

/** Steps taken apart; `behind` is filled in when all positions are there. */
function positionsOf(item: ServiceItem): readonly Position[] {
  return item.steps.flatMap((data, step) => [
    { kind: 'enter', step, behind: 0 } as const,
    ...innerPositions(step, data),
  ]);
}

/** Puts the checks of answers in their places, and the ends of steps and sections. */
function withOwed(item: ServiceItem, plain: readonly Position[]): readonly Position[] {
  const owed = new Map<number, string[]>();
  const submit = plain.findIndex((position) => item.steps[position.step]?.page === 'submit');
  for (const field of submit < 0 ? [] : item.fields) {
    if (field.type === 'constant' || ['sign', 'pin', 'pay'].includes(field.type)) continue;
    const last = endOf(item, plain, lastWrite(item, plain, field.key, submit));
    owed.set(last, [...(owed.get(last) ?? []), field.key]);
  }
  const positions = plain.flatMap((position, index): readonly Position[] => {
    const fields = owed.get(index);
    return fields === undefined ? [position] : [position, { kind: 'owe', step: position.step, fields }];
  });
  return positions.map((position, index) => {
    if (position.kind === 'enter')
      return {
        ...position,
        behind: behind(
          positions,
          index,
          (other) => other.kind === 'enter' || (other.kind === 'owe' && !isInner(item, other)),
        ),
      };
    if (position.kind === 'section')
      return {
        ...position,
        behind: behind(positions, index, (other) => other.kind === 'enter' || other.kind === 'section'),
      };
    return position;
  });
}

const isInner = (item: ServiceItem, position: Position): boolean => item.steps[position.step]?.page === 'sections';

function behind(positions: readonly Position[], from: number, isEnd: (position: Position) => boolean): number {
  const index = positions.findIndex((position, i) => i > from && isEnd(position));
  return index < 0 ? positions.length : index;
}

/** Last position of the step, so that a check stands behind it even where its page is skipped; in a task list the field itself. */
function endOf(item: ServiceItem, plain: readonly Position[], index: number): number {
  const step = plain[index]?.step;
  if (step === undefined || item.steps[step]?.page === 'sections') return index;
  return plain.findLastIndex((position) => position.step === step);
}

function innerPositions(step: number, data: ItemStep): readonly Position[] {
  if (data.page === 'found') {
    return [
      { kind: 'ask', step },
      { kind: 'known', step },
    ];
  }
  if (data.page === 'question') return [{ kind: 'field', step, field: data.field, section: null }];
  if (data.page !== 'sections') return [{ kind: 'page', step }];
  const inner: Position[] = [];
  for (const [section, { fields }] of data.sections.entries()) {
    inner.push({ kind: 'section', step, section, behind: 0 });
    inner.push(...fields.map((field) => ({ kind: 'field', step, field, section }) as const));
  }
  return inner;
}

interface LooksAt {
  readonly conditions: readonly (Condition | undefined)[];
  readonly refs: readonly string[];
  /** The list that a field chooses from. */
  readonly from?: string;
}

/** All references of a position. */
function refsAt(item: ServiceItem, position: Position): readonly string[] {
  const { conditions, refs, from } = looksAt(item, position);
  return [
    ...(from === undefined ? [] : [from]),
    ...conditions.flatMap(refsOf),
    ...refs.filter((ref) => !ref.endsWith('/-')),
  ];
}

/** Conditions that a position looks at, and references beside them. */
function looksAt(item: ServiceItem, position: Position): LooksAt {
  const step = item.steps[position.step];
  if (step === undefined) return { conditions: [], refs: [] };
  switch (position.kind) {
    case 'enter': {
      const field = step.page === 'question' ? fieldOf(item, step.field) : undefined;
      const own: LooksAt = field === undefined ? { conditions: [], refs: [] } : dependencies(field);
      const fee = step.page === 'pay' ? item.fee.rules.map((rule) => rule.when) : [];
      return { ...own, conditions: [step.when, ...fee, ...own.conditions] };
    }
    case 'ask': {
      if (step.page !== 'found') return { conditions: [], refs: [] };
      const params = Object.values(step.params ?? {}).flatMap((given) => Object.values(given));
      return {
        conditions: [],
        refs: [...step.pulls.map((pull) => `pull/${pull}/-`), ...params.filter((ref) => typeof ref === 'string')],
      };
    }
    case 'owe':
      return { conditions: [], refs: position.fields.map((key) => `answer/${key}`) };
    case 'known':
      if (step.page !== 'found') return { conditions: [], refs: [] };
      return {
        conditions: (step.blocks ?? []).filter((block) => block.stops !== false).map((block) => block.when),
        refs: [],
      };
    case 'section': {
      const section = step.page === 'sections' ? step.sections[position.section] : undefined;
      const filled = section?.recommended === true ? section.fields : [];
      return { conditions: [section?.when], refs: filled.map((key) => `answer/${key}`) };
    }
    case 'field': {
      const field = fieldOf(item, position.field);
      if (field === undefined) return { conditions: [], refs: [] };
      const own = dependencies(field);
      return { ...own, refs: [...own.refs, `answer/${position.field}`] };
    }
    case 'page':
      if (step.page === 'board') {
        return {
          conditions: step.lines.flatMap((line) => (line.must ? [line.holds, line.unknownWhen] : [])),
          refs: [],
        };
      }
      if (step.page === 'view' || step.page === 'tracker') return { conditions: [step.go?.when], refs: [] };
      return { conditions: [], refs: [] };
  }
}

/** The field of this key; undefined = the item has none. */
export const fieldOf = (item: ServiceItem, key: string): ItemField | undefined =>
  item.fields.find((field) => field.key === key);

/** What decides whether a field is asked, what it offers and what stands there already. */
function dependencies(
  field: Omit<ItemField, 'fields' | 'sums' | 'rowLabel'> & { readonly fields?: ItemField['fields'] | undefined },
): LooksAt {
  const conditions: (Condition | undefined)[] = [
    field.when,
    field.required,
    ...Object.values(field.list?.offered ?? {}),
    field.options?.where,
    ...(field.options?.greyed ?? []).map((rule) => rule.when),
    ...(field.wrongWhen ?? []).map((rule) => rule.when),
    ...(field.defaults ?? []).map((rule) => rule.when),
  ];
  const refs: string[] = [];
  refs.push(...defaultRefs(field));
  for (const bound of [field.from, field.to]) if (bound?.includes('/') === true) refs.push(bound);
  if (field.lookup !== undefined) refs.push(`pull/${field.lookup.pull}/-`, ...Object.values(field.lookup.params));
  if (field.shareOf !== undefined) refs.push(field.shareOf.ratio, field.shareOf.whole);
  if (field.type === 'address' || field.type === 'region5') refs.push('pull/ref.regions/regions');
  for (const sum of 'sums' in field ? ((field as ItemField).sums ?? []) : [])
    if (typeof sum.equals === 'object') refs.push(sum.equals.ref);
  for (const row of field.fields ?? []) {
    const inner = dependencies(row);
    conditions.push(...inner.conditions);
    refs.push(...inner.refs);
  }
  return { conditions, refs, ...(field.options === undefined ? {} : { from: field.options.from }) };
}

/** Behind this position an answer is as it will be sent. */
function fixedPosition(item: ServiceItem, positions: readonly Position[], key: string): number {
  const owed = positions.findIndex((position) => position.kind === 'owe' && position.fields.includes(key));
  return Math.max(owed, lastWrite(item, positions, key, positions.length));
}

/** The last position before another that can change a field's answer, by asking for it or for something that it follows. */
function lastWrite(item: ServiceItem, positions: readonly Position[], key: string, before: number): number {
  const needs = closureOf(item, [`answer/${key}`]);
  const last = positions.findLastIndex(
    (position, index) => index < before && writes(item, position).some((root) => needs.has(root)),
  );
  return Math.max(last, 0);
}

function writes(item: ServiceItem, position: Position): readonly string[] {
  const step = item.steps[position.step];
  if (position.kind === 'ask' && step?.page === 'found') return [...step.pulls.map((pull) => `pull/${pull}`), 'link'];
  if (position.kind === 'page') return step?.page === 'identify' ? ['person'] : [];
  if (position.kind !== 'field') return [];
  const lookup = fieldOf(item, position.field)?.lookup;
  return [`answer/${position.field}`, ...(lookup === undefined ? [] : [`pull/${lookup.pull}`])];
}

/** Answers, pulls, person and link behind these references, with everything that those depend on. */
function closureOf(item: ServiceItem, refs: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (ref: string): void => {
    const [root = '', name = ''] = ref.split('/');
    if (root === 'actor' || root === 'subject') found.add('person');
    else if (root === 'pull') found.add(`pull/${name}`);
    else if (root === 'result') found.add('result');
    else if ((root === 'answer' || root === 'chosen') && !found.has(`answer/${name}`)) {
      found.add(`answer/${name}`);
      const field = fieldOf(item, name);
      if (field === undefined) return;
      const { conditions, refs: more, from } = dependencies(field);
      for (const inner of [...conditions.flatMap(refsOf), ...more, ...(from === undefined ? [] : [from])]) visit(inner);
      if (conditions.some((condition) => mentions(condition, 'link'))) found.add('link');
    }
  };
  for (const ref of refs) visit(ref);
  return found;
}

/**
 * What is looked at from a position on, and what those answers follow. An answer that nothing can change any more is kept as it is, without what it
 * followed.
 */
function liveFrom(
  item: ServiceItem,
  positions: readonly Position[],
  from: number,
  isFrozen: (key: string) => boolean,
): Live {
  const answers = new Set<string>();
  const chosen = new Set<string>();
  const pulls = new Set<string>();
  const flags = { person: false, link: false, devices: false, asks: false, result: false };
  const read = new Set<string>(); // by conditions, rows of lists included
  const chosenParts = new Map<string, Set<string>>();
  const personParts = new Set<string>();
  const see = (ref: string): void => {
    const [root = '', name = '', ...rest] = ref.split('/');
    if (root === 'actor' || root === 'subject') {
      flags.person = true;
      personParts.add(name);
    } else if (root === 'result') flags.result = true;
    else if (root === 'pull') pulls.add(ref);
    else if (root === 'answer' || root === 'chosen') {
      const field = fieldOf(item, name);
      if (root === 'chosen') chosenParts.set(name, (chosenParts.get(name) ?? new Set()).add(rest.join('/')));
      if (root === 'chosen' && !chosen.has(name)) {
        chosen.add(name);
        if (field?.options !== undefined) see(field.options.from);
      }
      if (answers.has(name)) return;
      answers.add(name);
      if (field !== undefined && !isFrozen(name)) seeAll(dependencies(field));
    }
  };
  const seeAll = (all: LooksAt): void => {
    for (const condition of all.conditions) {
      flags.link ||= mentions(condition, 'link');
      flags.devices ||= mentions(condition, 'device');
      for (const ref of refsOf(condition)) {
        read.add(ref);
        see(ref);
      }
    }
    for (const ref of all.refs) {
      read.add(ref);
      see(ref);
    }
    if (all.from !== undefined) see(all.from);
  };
  for (const position of positions.slice(from)) {
    if (position.kind === 'ask' || position.kind === 'field') flags.asks = true;
    if (position.kind === 'known' && item.offline === 'LIVE') flags.link = true;
    seeAll(looksAt(item, position));
  }
  const fields = item.fields
    .filter((field) => answers.has(field.key))
    .map((field): ItemField => {
      if (!isFrozen(field.key)) return field;
      const { key, label, options } = field;
      return options === undefined
        ? { key, label, type: 'text' }
        : {
            key,
            label,
            type: 'text',
            options: { from: options.from, id: options.id, label: options.label, personal: options.personal },
          };
    });
  const frozen = new Set([...answers].filter(isFrozen));
  return {
    ...flags,
    answers,
    frozen,
    pulls,
    ...partsByPull(pulls),
    choices: choicesOf(fields, frozen, read),
    chosenParts,
    personParts,
    item: { ...item, fields },
  };
}

/** Lists that are kept only for entries which are chosen already: no question and no condition looks at them any more. */
function choicesOf(
  fields: readonly ItemField[],
  frozen: ReadonlySet<string>,
  read: ReadonlySet<string>,
): Live['choices'] {
  const choices = new Map<string, string[]>();
  for (const field of fields) {
    const from = field.options?.from;
    if (from !== undefined) choices.set(from, [...(choices.get(from) ?? []), field.key]);
  }
  return new Map([...choices].filter(([list, keys]) => keys.every((key) => frozen.has(key)) && !read.has(list)));
}

/** `pull/P` alone asks how it ended or for all of it, `pull/P/-` whether it has to be asked. */
function partsByPull(refs: ReadonlySet<string>): Pick<Live, 'parts' | 'statuses' | 'asked'> {
  const parts = new Map<string, (readonly string[])[]>();
  const statuses = new Set<string>();
  const asked = new Set<string>();
  for (const ref of refs) {
    const [, path = '', ...rest] = ref.split('/');
    const known = parts.get(path) ?? [];
    parts.set(path, known);
    if (rest.length === 0) statuses.add(path);
    else if (rest[0] !== '-') known.push(rest);
    if (rest[0] === '-') {
      asked.add(path);
      statuses.add(path);
    }
  }
  return { parts, statuses, asked };
}
