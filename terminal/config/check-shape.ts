import type { TSchema } from 'typebox';
import { KioskConfig } from '../../contract/kiosk-config.ts';
import { type Json, type JsonObject, keysOf, pointer } from './json-text.ts';
import { isObject } from './layers.ts';
import { type Said, said } from './reasons.ts';

/** The parts of a JSON schema that the configuration uses; a test compares every verdict with that of Ajv. */
export interface Shape {
  readonly description?: string;
  readonly type?: string;
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly anyOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
}

export interface ShapeProblem extends Said {
  /** JSON pointer. */
  readonly path: string;
  /** The key that is not there, where that is the problem. */
  readonly missing?: string;
}

/** `whole`: everything that is required is there. `layer`: one layer, which names only what it changes and takes out with `null`. */
export type Wanted = 'whole' | 'layer';

export const configShape: Shape = KioskConfig as TSchema as Shape;

/** Everything that does not fit the schema, in the order of the document; empty = it fits. */
export function checkShape(value: Json, wanted: Wanted, shape: Shape = configShape, path = ''): ShapeProblem[] {
  if (wanted === 'layer' && value === null && path !== '') return [];
  if (shape.anyOf !== undefined) return checkUnion(shape.anyOf, value, wanted, path);
  const isWrongKind = shape.type !== undefined && !hasType(value, shape.type);
  if (isWrongKind) return [{ path, ...said('kind', { wanted: shape.type ?? '', got: typeOf(value) }) }];
  if (shape.enum !== undefined && !shape.enum.includes(value)) return [{ path, ...oneOf(shape.enum) }];
  if (shape.const !== undefined && value !== shape.const) return [{ path, ...oneOf([shape.const]) }];
  if (typeof value === 'number') return numberProblem(value, shape, path);
  if (typeof value === 'string') return textProblem(value, shape, path);
  if (Array.isArray(value)) {
    const { maxItems, items } = shape;
    if (maxItems !== undefined && value.length > maxItems) {
      return [{ path, ...said('tooMany', { most: maxItems, is: value.length }) }];
    }
    // A list is replaced whole, so its entries must be whole.
    return items === undefined
      ? []
      : value.flatMap((entry, i) => checkShape(entry as Json, 'whole', items, pointer(path, i)));
  }
  return isObject(value) ? checkObject(value, wanted, shape, path) : [];
}

/** The schema that stands at a pointer; null = there is no such setting. Of a union, all its keys. */
export function shapeAt(path: string, shape: Shape = configShape): Shape | null {
  let at: readonly Shape[] = [shape];
  for (const key of keysOf(path)) {
    at = at
      .flatMap((one) => one.anyOf ?? [one])
      .flatMap((one) => {
        const inner = one.properties?.[key] ?? (/^\d+$/.test(key) ? one.items : undefined);
        return inner === undefined ? [] : [inner];
      });
  }
  const [first, ...rest] = at;
  return first === undefined ? null : rest.length === 0 ? first : { anyOf: at };
}

function checkObject(value: JsonObject, wanted: Wanted, shape: Shape, path: string): ShapeProblem[] {
  const { properties = {}, required = [] } = shape;
  const problems: ShapeProblem[] = [];
  for (const [key, inner] of Object.entries(value)) {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const at = pointer(path, key);
    if (known === undefined) problems.push({ path: at, ...unknown(key, Object.keys(properties)) });
    else problems.push(...checkShape(inner, wanted, known, at));
  }
  if (wanted === 'layer') return problems;
  for (const key of required) {
    if (Object.hasOwn(value, key)) continue;
    problems.push({ path, ...said('missing', { key, hint: inWords(properties[key]) }), missing: key });
  }
  return problems;
}

/** Told for the branch that its author meant: the one whose `kind` stands there. */
function checkUnion(branches: readonly Shape[], value: Json, wanted: Wanted, path: string): ShapeProblem[] {
  if (!isObject(value)) {
    const [first] = branches;
    return first === undefined ? [] : checkShape(value, wanted, { type: first.type ?? 'object' }, path);
  }
  const { kind } = value;
  const kinds = branches.map((branch) => branch.properties?.kind?.const ?? null);
  if (kind === undefined || kind === null) {
    if (wanted === 'whole') return [{ path, ...said('kindMissing', { words: kinds.map(String).join(', ') }) }];
    const all = Object.assign({}, ...branches.map((branch) => branch.properties ?? {})) as Record<string, Shape>;
    return checkObject(value, wanted, { properties: { ...all, kind: {} } }, path);
  }
  const meant = branches.find((branch) => branch.properties?.kind?.const === kind);
  if (meant === undefined) return [{ path: pointer(path, 'kind'), ...oneOf(kinds) }];
  return checkObject(value, wanted, meant, path);
}

function numberProblem(value: number, { minimum, maximum }: Shape, path: string): ShapeProblem[] {
  const isLow = minimum !== undefined && value < minimum;
  const isHigh = maximum !== undefined && value > maximum;
  if (!isLow && !isHigh) return [];
  if (minimum !== undefined && maximum !== undefined)
    return [{ path, ...said('range', { least: minimum, most: maximum }) }];
  return [{ path, ...(isLow ? said('least', { least: minimum ?? 0 }) : said('most', { most: maximum ?? 0 })) }];
}

function textProblem(value: string, shape: Shape, path: string): ShapeProblem[] {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = shape;
  // As JSON schema counts: characters, not UTF-16 units.
  const { length } = [...value];
  if (length < minLength) {
    return [{ path, ...(length === 0 ? said('emptyText') : said('short', { least: minLength })) }];
  }
  if (length > maxLength) return [{ path, ...said('long', { most: maxLength, is: length }) }];
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) {
    return [{ path, ...said('form', { hint: inWords(shape) || `: ${pattern}`, pattern }) }];
  }
  return [];
}

const inWords = (shape: Shape | undefined): string =>
  shape?.description === undefined ? '' : `: ${shape.description}`;

const oneOf = (words: readonly Json[]): Said =>
  words.length === 1
    ? said('one', { word: JSON.stringify(words[0]) })
    : said('oneOf', { words: words.map(String).join(', ') });

function unknown(key: string, known: readonly string[]): Said {
  const near = known
    .map((word) => ({ word, steps: distance(word.toLowerCase(), key.toLowerCase()) }))
    .filter(({ word, steps }) => steps <= Math.max(1, Math.floor(word.length / 3)))
    .sort((a, b) => a.steps - b.steps)[0];
  if (known.length === 0) return said('unknownNone');
  const list = known.join(', ');
  return near === undefined ? said('unknown', { known: list }) : said('unknownNear', { near: near.word, known: list });
}

/** Letters to change, add, leave out or exchange with their neighbour until one word is the other. */
function distance(a: string, b: string): number {
  const rows: number[][] = [];
  for (let i = 0; i <= a.length; i += 1) {
    const row: number[] = [i];
    for (let j = 1; j <= b.length; j += 1) {
      if (i === 0) {
        row.push(j);
        continue;
      }
      const change = (rows[i - 1]?.[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let steps = Math.min(change, (rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        steps = Math.min(steps, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      }
      row.push(steps);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

const hasType = (value: Json, type: string): boolean =>
  type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;
