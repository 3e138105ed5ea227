import type { ServiceItem } from '../../../../contract/catalogue/item.ts';
import type { ItemStep } from '../../../../contract/catalogue/step.ts';
import { type Live, liveFrom } from './live.ts';
import { closureOf, lastWrite, refsAt } from './looks-at.ts';
import type { Position } from './position.ts';

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

/** Behind this position an answer is as it will be sent. */
function fixedPosition(item: ServiceItem, positions: readonly Position[], key: string): number {
  const owed = positions.findIndex((position) => position.kind === 'owe' && position.fields.includes(key));
  return Math.max(owed, lastWrite(item, positions, key, positions.length));
}
