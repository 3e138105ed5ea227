import { err, ok, type Result } from '../../contract/result.ts';
import { type Json, type JsonObject, keysOf, pointer } from './json-text.ts';
import { isObject, isSame, leavesOf, valueAt } from './layers.ts';

/** One change of what a layer says. A side that is left out: the layer says nothing there. `null` = takes out what lower layers say. */
export interface Change {
  /** JSON pointer. */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** Both ways to write a path mean the same: `devices.idReader.port`, `/devices/idReader/port`. */
export function pathOf(words: string): string {
  if (words === '' || words.startsWith('/')) return words;
  return words.split('.').reduce<string>(pointer, '');
}

/** `/devices/idReader/port` as people write it. */
export const dotted = (path: string): string => keysOf(path).join('.');

/**
 * Lets a document say `value` at a path. Groups on the way are made.
 * Error: the path of something on the way that is no group (a list is replaced whole).
 */
export function setAt(document: JsonObject, path: string, value: Json): Result<JsonObject, string> {
  return change(document, keysOf(path), '', value);
}

function change(at: JsonObject, keys: readonly string[], path: string, value: Json): Result<JsonObject, string> {
  const [key, ...rest] = keys;
  if (key === undefined) return isObject(value) ? ok(value) : err(path);
  if (rest.length === 0) return ok({ ...at, [key]: value });
  const before = Object.hasOwn(at, key) ? at[key] : undefined;
  // `null` on the way took a group out; the new word puts it back.
  if (before !== undefined && before !== null && !isObject(before)) return err(pointer(path, key));
  const inner = change(isObject(before) ? before : {}, rest, pointer(path, key), value);
  return inner.ok ? ok({ ...at, [key]: inner.value }) : inner;
}

/** A document without what it says at a path, and without the groups that are empty after it. */
export function withoutAt(document: JsonObject, path: string): JsonObject {
  const [key, ...rest] = keysOf(path);
  if (key === undefined || !Object.hasOwn(document, key)) return document;
  const { [key]: before, ...others } = document;
  if (rest.length === 0) return others;
  if (!isObject(before)) return document;
  const inner = withoutAt(before, rest.reduce<string>(pointer, ''));
  if (inner === before) return document;
  if (Object.keys(inner).length === 0) return others;
  return { ...document, [key]: inner };
}

/** What one layer says otherwise than before, value by value. `$schema` is for editors and counts for nothing. */
export function changesBetween(before: JsonObject, after: JsonObject): readonly Change[] {
  const were = new Map(leavesOf(before));
  const are = new Map(leavesOf(after));
  const changes: Change[] = [];
  for (const [path, value] of were) {
    const now = are.get(path);
    if (path === '/$schema' || (now !== undefined && isSame(now, value))) continue;
    changes.push({ path, before: value, ...(now === undefined ? {} : { after: now }) });
  }
  for (const [path, value] of are) if (path !== '/$schema' && !were.has(path)) changes.push({ path, after: value });
  return changes;
}

/**
 * A document as if one change of it had never been. Where nothing has changed since, it is exactly the document before; else every value that the change touched must still be
 * as the change left it.
 * Error: the paths that have changed since.
 */
export function undone(
  current: JsonObject,
  {
    before,
    after,
    changes,
  }: { readonly before: JsonObject; readonly after: JsonObject; readonly changes: readonly Change[] },
): Result<JsonObject, readonly string[]> {
  if (isSame(current, after)) return ok(before);
  const moved = changes.filter(({ path, after: left }) => !isLeft(current, path, left)).map(({ path }) => path);
  if (moved.length > 0) return err(moved);
  let document = current;
  for (const { path, before: was } of changes) if (was === undefined) document = withoutAt(document, path);
  for (const { path, before: was } of changes) {
    if (was === undefined) continue;
    const set = setAt(document, path, was);
    if (!set.ok) return err([set.error]);
    document = set.value;
  }
  return ok(document);
}

function isLeft(current: JsonObject, path: string, left: Json | undefined): boolean {
  const now = valueAt(current, path);
  return left === undefined ? now === undefined : now !== undefined && isSame(now, left);
}

/** As it is written to disk. */
export const textOf = (document: JsonObject): string => `${JSON.stringify(document, null, 2)}\n`;
