import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../../contract/closed-shapes.ts';
import { parse } from '../../contract/validate.ts';
import { configFolder, type OwnLayer, ownLayers } from './config-files.ts';
import { createFile, type Disk, makeFolder, readText } from './disk.ts';
import { type JsonObject, readJson } from './json-text.ts';
import { isObject, isSame } from './layers.ts';

/** `file`: somebody changed the file itself, and it was found good. `restore`: the last good one was put back in place of a refused file. */
const entryKinds = ['set', 'undo', 'file', 'restore'] as const;

export const Entry = Type.Object(
  {
    /** Rises by one; the name of its file. */
    n: Type.Integer({ minimum: 1 }),
    /** Wall clock, ISO 8601 UTC. */
    at: Type.String(),
    /** Staff id or account of the system; `file` where nobody said. */
    by: Type.String({ minLength: 1, maxLength: 64 }),
    kind: oneOf(entryKinds),
    layer: oneOf(ownLayers),
    file: Type.String(),
    /** `undo`: the number that was undone. */
    undoes: Type.Optional(Type.Integer({ minimum: 1 })),
    /** What the layer says otherwise; a side that is left out: nothing. */
    changes: Type.Array(
      Type.Object(
        { path: Type.String(), before: Type.Optional(Type.Unknown()), after: Type.Optional(Type.Unknown()) },
        strict,
      ),
    ),
    /** The whole file before; null = there was none. */
    before: Type.Union([Type.String(), Type.Null()]),
    after: Type.String(),
  },
  strict,
);
export type Entry = Static<typeof Entry>;

/** `interrupted`: the power went before the file was changed, or another change came first; it never was. */
export type EntryState = 'done' | 'undone' | 'interrupted';
export type HistoryRow = Entry & { readonly state: EntryState; readonly undoneBy: number | null };

const historyFolder = (dataDir: string): string => join(configFolder(dataDir), 'history');
const nameOf = (n: number): string => `${String(n).padStart(6, '0')}.json`;

/** Every entry, oldest first. A file that is no entry is left out: entries are made whole or not at all, so somebody put it there. */
export function readHistory(disk: Disk, dataDir: string): readonly Entry[] {
  const dir = historyFolder(dataDir);
  if (!disk.existsSync(dir)) return [];
  const names = disk.readdirSync(dir).filter((name) => /^\d{6}\.json$/.test(name));
  return names.toSorted().flatMap((name) => {
    const text = readText(disk, join(dir, name));
    const json = text.ok ? readJson(text.value) : null;
    const entry = json?.ok === true ? parse(Entry, json.value.value) : null;
    return entry?.ok === true && nameOf(entry.value.n) === name ? [entry.value] : [];
  });
}

/** Adds an entry durably, before what it says is done. False = somebody else took the number meanwhile. Throws what the file system throws. */
export function addEntry(disk: Disk, dataDir: string, entry: Entry): boolean {
  const dir = historyFolder(dataDir);
  makeFolder(disk, dir);
  return createFile(disk, join(dir, nameOf(entry.n)), `${JSON.stringify(entry, null, 1)}\n`, 0o600);
}

/**
 * What became of each entry, pure. An entry is written before its file is: whether it took effect shows in what came after it.
 * @param inForce  the document of each own layer that is in force now
 */
export function rowsOf(entries: readonly Entry[], inForce: (layer: OwnLayer) => JsonObject): readonly HistoryRow[] {
  const done = entries.filter((entry, i) => {
    const next = entries.slice(i + 1).find(({ layer }) => layer === entry.layer);
    const then = next === undefined ? inForce(entry.layer) : documentOf(next.before);
    return isSame(then, documentOf(entry.after));
  });
  // An undo may be undone as well, so later ones count first.
  const undoneBy = new Map<number, number>();
  for (const { n, undoes } of done.toReversed()) if (undoes !== undefined && !undoneBy.has(n)) undoneBy.set(undoes, n);
  return entries.map((entry) => {
    const by = undoneBy.get(entry.n) ?? null;
    const state = !done.includes(entry) ? 'interrupted' : by === null ? 'done' : 'undone';
    return { ...entry, state, undoneBy: by };
  });
}

/** The document of a text; nothing and what cannot be read say nothing. */
export function documentOf(text: string | null): JsonObject {
  const json = text === null ? null : readJson(text);
  return json?.ok === true && isObject(json.value.value) ? json.value.value : {};
}
