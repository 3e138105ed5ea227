import type { Condition } from '../../../contract/catalogue/condition.ts';
import type { ServiceItem } from '../../../contract/catalogue/item.ts';
import { pointer } from './json-lines.ts';

/** What `row/…` means at a place: an entry of a list, or a row of a repeated group; null = nothing. */
export type RowSource =
  | { readonly kind: 'entry'; readonly of: string; readonly outer: RowSource | null }
  | { readonly kind: 'record'; readonly field: string };

/** Which part of the item a use stands in: it decides what is known there. */
export type Part =
  | { readonly kind: 'field'; readonly key: string }
  | { readonly kind: 'step'; readonly index: number }
  | { readonly kind: 'item' };

interface Use {
  readonly path: string;
  readonly part: Part;
}
export interface RefUse extends Use {
  readonly ref: string;
  readonly row: RowSource | null;
  /** What is made of the value: text in this format, entries of a list, a condition, nothing but being passed on. */
  readonly as:
    | { readonly kind: 'format'; readonly format: string }
    | { readonly kind: 'list' }
    | { readonly kind: 'number' }
    | { readonly kind: 'codes'; readonly codes: readonly unknown[] }
    | { readonly kind: 'value' };
}
export interface TextUse extends Use {
  readonly key: string;
  /** Names of the values that come with it; null: from the program, not from the item. */
  readonly values: readonly string[] | null;
}
export interface ConditionUse extends Use {
  readonly condition: Condition;
  readonly row: RowSource | null;
}
export interface PullUse extends Use {
  readonly pull: string;
}
export interface ItemUses {
  readonly refs: readonly RefUse[];
  readonly texts: readonly TextUse[];
  /** Whole conditions; parts of one are not listed again, but the inner ones of `some` and `every` are, with their rows. */
  readonly conditions: readonly ConditionUse[];
  /** Pull paths in conditions and fact sections. */
  readonly pulls: readonly PullUse[];
}

const refKeys = new Set([
  'ref',
  'has',
  'count',
  'size',
  'date',
  'of',
  'among',
  'or',
  'suggest',
  'ratio',
  'whole',
  'qr',
  'case',
]);
const textKeys = new Set([
  'label',
  'question',
  'why',
  'error',
  'empty',
  'text',
  'reason',
  'notice',
  'submitLabel',
  'offlineNotice',
]);
const conditionKeys = new Set(['when', 'required', 'where', 'holds', 'unknownWhen']);

/** Everything that an item names, with its place. One walk over the data: what a key means does not depend on where it stands, but for rows. */
export function usesOf(item: ServiceItem): ItemUses {
  const refs: RefUse[] = [];
  const texts: TextUse[] = [];
  const conditions: ConditionUse[] = [];
  const pulls: PullUse[] = [];

  const addRef = (path: string, ref: string, part: Part, row: RowSource | null, as: RefUse['as']) =>
    refs.push({ path, ref, part, row, as });
  const addText = (path: string, key: string, part: Part, values: readonly string[] | null) =>
    texts.push({ path, key, part, values });

  const walk = (value: unknown, path: string, part: Part, row: RowSource | null, inCondition: boolean): void => {
    if (Array.isArray(value)) {
      for (const [i, entry] of value.entries()) walk(entry, pointer(path, i), part, row, inCondition);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Readonly<Record<string, unknown>>;
    const inner = innerRow(node, row);
    const values = typeof node.with === 'object' && node.with !== null ? Object.keys(node.with) : [];
    for (const [key, entry] of Object.entries(node)) {
      const at = pointer(path, key);
      const isCondition =
        conditionKeys.has(key) &&
        typeof entry !== 'boolean' &&
        (typeof entry === 'object' || key !== 'when' || typeof entry === 'string');
      const here = inRow(key, node) ? inner : row;
      if (key === 'offered' && typeof entry === 'object' && entry !== null) {
        for (const [code, condition] of Object.entries(entry)) {
          conditions.push({ path: pointer(at, code), condition: condition as Condition, part, row });
          walk(condition, pointer(at, code), part, row, true);
        }
        continue;
      }
      if (isCondition && !inCondition && isConditionValue(entry)) {
        conditions.push({ path: at, condition: entry, part, row: here });
        walk(entry, at, part, here, true);
        continue;
      }
      if ((key === 'some' || key === 'every') && isConditionValue(entry)) {
        conditions.push({ path: at, condition: entry, part, row: here });
        walk(entry, at, part, here, true);
        continue;
      }
      if (typeof entry === 'string') {
        if (refKeys.has(key)) addRef(at, entry, part, here, meaning(key, node));
        else if ((key === 'min' || key === 'max' || key === 'from' || key === 'to') && entry.includes('/'))
          addRef(
            at,
            entry,
            part,
            row,
            key === 'from' && 'label' in node && 'id' in node ? { kind: 'list' } : { kind: 'value' },
          );
        else if (key === 'list') addRef(at, entry, part, row, { kind: 'list' });
        else if (key === 'pull') pulls.push({ path: at, pull: entry, part });
        else if (textKeys.has(key) || (key === 'title' && !path.endsWith('/title'))) addText(at, entry, part, values);
        continue;
      }
      if ((key === 'same' || key === 'known') && Array.isArray(entry)) {
        for (const [i, ref] of entry.entries()) addRef(pointer(at, i), String(ref), part, row, { kind: 'value' });
        continue;
      }
      if ((key === 'materials' || key === 'phrases') && Array.isArray(entry)) {
        for (const [i, text] of entry.entries()) addText(pointer(at, i), String(text), part, []);
        continue;
      }
      if ((key === 'params' || key === 'carry') && typeof entry === 'object' && entry !== null) {
        walkParams(entry, at, (ref, place) => addRef(place, ref, part, row, { kind: 'value' }));
        continue;
      }
      if (['title', 'tile', 'receiptTitle'].includes(key) && path === '') continue;
      walk(entry, at, part, here, inCondition);
    }
  };

  for (const [key, value] of Object.entries(item)) {
    if (key === 'fields' || key === 'steps') continue;
    walk({ [key]: value }, '', { kind: 'item' }, null, false);
  }
  for (const [i, field] of item.fields.entries())
    walk(field, pointer('/fields', i), { kind: 'field', key: field.key }, null, false);
  for (const [i, step] of item.steps.entries())
    walk(step, pointer('/steps', i), { kind: 'step', index: i }, null, false);
  return { refs, texts, conditions, pulls };
}

/** What `row` is inside this object, for those of its keys that `inRow` names. */
function innerRow(node: Readonly<Record<string, unknown>>, row: RowSource | null): RowSource | null {
  if (typeof node.of === 'string' && ('some' in node || 'every' in node))
    return { kind: 'entry', of: node.of, outer: row };
  if (typeof node.from === 'string' && 'id' in node && 'label' in node)
    return { kind: 'entry', of: node.from, outer: row };
  if (typeof node.list === 'string') return { kind: 'entry', of: node.list, outer: row };
  if (node.type === 'records' && typeof node.key === 'string') return { kind: 'record', field: node.key };
  return row;
}

/** Keys of such an object that look at the row; the others stand outside of it. */
function inRow(key: string, node: Readonly<Record<string, unknown>>): boolean {
  if (key === 'some' || key === 'every') return true;
  if (node.type === 'records') return key === 'fields' || key === 'rowLabel';
  if (typeof node.from === 'string') return ['where', 'label', 'detail', 'greyed'].includes(key);
  if (typeof node.list === 'string') return ['where', 'entry', 'rows', 'columns', 'sum'].includes(key);
  return !['of', 'list'].includes(key);
}

function meaning(key: string, node: Readonly<Record<string, unknown>>): RefUse['as'] {
  if (typeof node.format === 'string' && (key === 'ref' || key === 'of'))
    return { kind: 'format', format: node.format };
  if (key === 'count' || key === 'among' || (key === 'of' && ('some' in node || 'every' in node)))
    return { kind: 'list' };
  if (key === 'ref' && 'includes' in node) return { kind: 'list' };
  if (key === 'size') return { kind: 'number' };
  if (key === 'ref' && Array.isArray(node.in)) return { kind: 'codes', codes: node.in };
  return { kind: 'value' };
}

function isConditionValue(value: unknown): value is Condition {
  return (
    value === 'always' || value === 'never' || (typeof value === 'object' && value !== null && !Array.isArray(value))
  );
}

/** Parameters of one pull or of several, by name: references, or fixed words. */
function walkParams(value: object, path: string, found: (ref: string, path: string) => void): void {
  for (const [name, entry] of Object.entries(value)) {
    const at = pointer(path, name);
    if (typeof entry === 'string') {
      if (entry.includes('/')) found(entry, at);
    } else if (typeof entry === 'object' && entry !== null && !('is' in entry)) walkParams(entry, at, found);
  }
}
