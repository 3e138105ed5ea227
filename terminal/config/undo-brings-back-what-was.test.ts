import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween, dotted, pathOf, setAt, undone, withoutAt } from './edit.ts';
import type { Json, JsonObject } from './json-text.ts';
import { isObject, isSame, leavesOf, merge, valueAt } from './layers.ts';

const path = fc
  .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
  .map((keys) => `/${keys.join('/')}`);
const scalar = fc.constantFrom<Json>(0, 1, 'x', null, [1]);
const wish = fc.record({ path, value: fc.option(scalar, { nil: undefined }) });
const start = fc
  .array(wish, { maxLength: 6 })
  .map((wishes) => wishes.reduce<JsonObject>((document, one) => applied(document, one), {}));

/** One wish done; one that cannot be leaves the document. */
function applied(
  document: JsonObject,
  { path: at, value }: { readonly path: string; readonly value: Json | undefined },
): JsonObject {
  if (value === undefined) return withoutAt(document, at);
  const set = setAt(document, at, value);
  return set.ok ? set.value : document;
}

const entryOf = (before: JsonObject, after: JsonObject) => ({ before, after, changes: changesBetween(before, after) });

describe('an undo that brings back something else', () => {
  it('undone one by one from the end, every document before comes back exactly', () => {
    fc.assert(
      fc.property(start, fc.array(wish, { maxLength: 8 }), (first, wishes) => {
        const documents = [first];
        for (const one of wishes) documents.push(applied(documents.at(-1) ?? {}, one));
        let current = documents.at(-1) ?? {};
        for (let i = documents.length - 1; i > 0; i -= 1) {
          const before = documents[i - 1] ?? {};
          const result = undone(current, entryOf(before, documents[i] ?? {}));
          expect(result).toEqual({ ok: true, value: before });
          current = before;
        }
        expect(current).toEqual(first);
      }),
    );
  });

  it('one in the middle comes out alone: what it touched is as before, everything else as it is; or its paths are named', () => {
    fc.assert(
      fc.property(start, wish, fc.array(wish, { maxLength: 4 }), (before, one, later) => {
        const after = applied(before, one);
        const entry = entryOf(before, after);
        const current = later.reduce(applied, after);
        const result = undone(current, entry);
        const touched = entry.changes.filter(({ path: at, after: left }) => !isSame(valueAt(current, at), left));
        if (!result.ok) {
          expect(result.error.length).toBeGreaterThan(0);
          return;
        }
        if (!isSame(current, after)) expect(touched).toEqual([]);
        for (const { path: at, before: was } of entry.changes) {
          const now = valueAt(result.value, at);
          // Where a group had become a value, the group is there again.
          if (was === undefined) expect(now === undefined || isObject(now)).toBe(true);
          else expect(now).toEqual(was);
        }
        const own = new Set(entry.changes.map(({ path: at }) => at));
        for (const [at, value] of leavesOf(current)) {
          const isOwn = [...own].some((mine) => mine === at || mine.startsWith(`${at}/`));
          if (!isOwn && !isSame(current, after)) expect(isSame(valueAt(result.value, at), value)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('changes name every value that differs, and lead from one document to the other', () => {
    fc.assert(
      fc.property(start, start, (before, after) => {
        const changes = changesBetween(before, after);
        for (const { path: at, before: was, after: is } of changes) {
          expect(isSame(valueAt(before, at), was) || was === undefined).toBe(true);
          expect(isSame(valueAt(after, at), is) || is === undefined).toBe(true);
        }
        if (changes.length === 0) expect(merge({}, before)).toEqual(merge({}, after));
      }),
    );
  });

  it('an undo over a value that has changed since is refused and names it', () => {
    const entry = entryOf({ hotline: '12345' }, { hotline: '12333' });
    expect(undone({ hotline: '12320', more: 1 }, entry)).toEqual({ ok: false, error: ['/hotline'] });
    expect(undone({ hotline: '12333', more: 1 }, entry)).toEqual({ ok: true, value: { hotline: '12345', more: 1 } });
  });

  it('a path is written with dots or slashes', () => {
    expect(pathOf('devices.idReader.port')).toBe('/devices/idReader/port');
    expect(pathOf('/devices/idReader/port')).toBe('/devices/idReader/port');
    expect(dotted('/keeper/hours/zh-CN')).toBe('keeper.hours.zh-CN');
  });

  it('nothing is set within a list or a text, and groups on the way are made', () => {
    expect(setAt({ a: [1] }, '/a/0', 2)).toEqual({ ok: false, error: '/a' });
    expect(setAt({}, '/a/b', 2)).toEqual({ ok: true, value: { a: { b: 2 } } });
    expect(withoutAt({ a: { b: 2 }, c: 1 }, '/a/b')).toEqual({ c: 1 });
  });
});
