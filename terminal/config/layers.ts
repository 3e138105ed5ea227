import { type Json, type JsonObject, type JsonText, keysOf, placeOf, pointer } from './json-text.ts';

/** Who may speak, the later one louder: what is delivered, the model of machine, the fleet (a signed bundle), the place, this one machine. */
export const layerNames = ['default', 'model', 'fleet', 'site', 'machine'] as const;
export type LayerName = (typeof layerNames)[number];

/** One layer as it was read; an empty object says nothing. */
export interface Layer {
  readonly name: LayerName;
  readonly file: string;
  readonly json: Omit<JsonText, 'value'> & { readonly value: JsonObject };
}

/** Where a value comes from. */
export interface Source {
  readonly layer: LayerName;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One value in force. Arrays are one value: a layer that names one replaces it whole. */
export interface Setting extends Source {
  /** JSON pointer. */
  readonly path: string;
  readonly value: Json;
  /** Layers below that said otherwise, lowest first. */
  readonly over: readonly Source[];
}

export interface Merged {
  readonly value: JsonObject;
  readonly settings: readonly Setting[];
}

/**
 * Lays the layers over each other, lowest first. A layer names only what it changes: objects are merged, everything else is replaced, `null` takes out what is below. An
 * object whose `kind` is another one than below replaces it whole, since its other keys belong to that kind. `$schema` is for editors and says nothing.
 */
export function mergeLayers(layers: readonly Layer[]): Merged {
  let value: JsonObject = {};
  let settings = new Map<string, Setting>();
  for (const layer of layers) {
    const { $schema: _editor, ...says } = layer.json.value;
    value = merge(value, says);
    const now = new Map<string, Setting>();
    for (const [path, leaf] of leavesOf(value)) {
      const before = settings.get(path);
      if (!saysLeaf(says, path, leaf)) {
        if (before !== undefined) now.set(path, before);
        continue;
      }
      const over = before === undefined ? [] : [...before.over, sourceOf(before)];
      now.set(path, { path, value: leaf, ...sourceIn(layer, path), over });
    }
    settings = now;
  }
  return { value, settings: [...settings.values()] };
}

/** The place of a pointer in a layer. */
export function sourceIn({ name, file, json }: Layer, path: string): Source {
  return { layer: name, file, ...placeOf(json, path) };
}

const sourceOf = ({ layer, file, line, column }: Source): Source => ({ layer, file, line, column });

/** Pure merge of two documents, as `mergeLayers` says. Never shares an object that a caller could change. */
export function merge(base: JsonObject, layer: JsonObject): JsonObject {
  const result: Record<string, Json> = isOtherKind(base, layer) ? {} : { ...base };
  for (const [key, value] of Object.entries(layer)) {
    const before = result[key];
    if (value === null) delete result[key];
    else result[key] = isObject(value) ? merge(isObject(before) ? before : {}, value) : value;
  }
  return result;
}

const isOtherKind = (base: JsonObject, layer: JsonObject): boolean =>
  typeof layer.kind === 'string' && base.kind !== undefined && base.kind !== layer.kind;

/** The values of a document by pointer; an empty object is one. */
export function* leavesOf(value: Json, path = ''): Generator<readonly [string, Json]> {
  if (isObject(value) && (Object.keys(value).length > 0 || path === '')) {
    for (const [key, inner] of Object.entries(value)) yield* leavesOf(inner, pointer(path, key));
  } else yield [path, value];
}

/** Whether this document itself says what stands at a pointer of the merged one. */
function saysLeaf(says: JsonObject, path: string, leaf: Json): boolean {
  const own = valueAt(says, path);
  if (own === undefined) return false;
  // An empty object names nothing where something already stands; it is a value only where nothing else is.
  return !isObject(own) || (isObject(leaf) && Object.keys(leaf).length === 0);
}

/** Value at a path such as `store.ballastMiB`; undefined = not set there. */
export function valueAt(document: Json, path: string): Json | undefined {
  let at: Json | undefined = document;
  for (const key of keysOf(path)) {
    if (!isObject(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at;
}

/** Whether this is an object of JSON, and not null or a list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Same value, whatever the order of keys. */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((entry, i) => isSame(entry, b[i]));
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
    );
  }
  return a === b;
}
