import type { Condition } from '../../../../contract/catalogue/condition.ts';
import type { ItemField } from '../../../../contract/catalogue/field.ts';
import type { ServiceItem } from '../../../../contract/catalogue/item.ts';
import { fieldOf, type Position } from './position.ts';
import { defaultRefs, mentions, refsOf } from './tests-of-item.ts';

export interface LooksAt {
  readonly conditions: readonly (Condition | undefined)[];
  readonly refs: readonly string[];
  /** The list that a field chooses from. */
  readonly from?: string;
}

/** All references of a position. */
export function refsAt(item: ServiceItem, position: Position): readonly string[] {
  const { conditions, refs, from } = looksAt(item, position);
  return [
    ...(from === undefined ? [] : [from]),
    ...conditions.flatMap(refsOf),
    ...refs.filter((ref) => !ref.endsWith('/-')),
  ];
}

/** Conditions that a position looks at, and references beside them. */
export function looksAt(item: ServiceItem, position: Position): LooksAt {
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

/** What decides whether a field is asked, what it offers and what stands there already. */
export function dependencies(
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

/** What a position can change: answers, pulls, person, link. */
function writes(item: ServiceItem, position: Position): readonly string[] {
  const step = item.steps[position.step];
  if (position.kind === 'ask' && step?.page === 'found') return [...step.pulls.map((pull) => `pull/${pull}`), 'link'];
  if (position.kind === 'page') return step?.page === 'identify' ? ['person'] : [];
  if (position.kind !== 'field') return [];
  const lookup = fieldOf(item, position.field)?.lookup;
  return [`answer/${position.field}`, ...(lookup === undefined ? [] : [`pull/${lookup.pull}`])];
}

/** The last position before another that can change a field's answer, by asking for it or for something that it follows. */
export function lastWrite(item: ServiceItem, positions: readonly Position[], key: string, before: number): number {
  const needs = closureOf(item, [`answer/${key}`]);
  const last = positions.findLastIndex(
    (position, index) => index < before && writes(item, position).some((root) => needs.has(root)),
  );
  return Math.max(last, 0);
}

/** Answers, pulls, person and link behind these references, with everything that those depend on. */
export function closureOf(item: ServiceItem, refs: readonly string[]): Set<string> {
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
