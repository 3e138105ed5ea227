import type { Pulled, Visit } from '../../../session/context.ts';
import type { Live } from './live.ts';

/**
 * Pulls with that part of their data at which something still looks. Where nothing looks at how a pull ended, only its data counts: none, away and found
 * without that value are one.
 */
export function reducePulls(pulls: Visit['pulls'], live: Live): Record<string, Pulled> {
  const kept: Record<string, Pulled> = {};
  for (const [path, pulled] of Object.entries(pulls)) {
    if (pulled === undefined) continue;
    const parts = live.parts.get(path);
    if (parts === undefined) continue;
    if (pulled.status === 'asking') {
      kept[path] = pulled;
      continue;
    }
    const data = pulled.status === 'away' ? undefined : reduced(live, path, pulled.data);
    if (live.statuses.has(path)) kept[path] = pulled.status === 'away' ? pulled : { ...pulled, data };
    else if (data !== undefined) kept[path] = { status: 'found', source: '', asOf: '', data };
  }
  return kept;
}

const cache = new WeakMap<Live, Map<string, WeakMap<object, unknown>>>();

/** The same data reduces to the same object: thousands of visits carry it. */
function reduced(live: Live, path: string, data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return undefined;
  const byPath = cache.get(live) ?? new Map<string, WeakMap<object, unknown>>();
  cache.set(live, byPath);
  const byData = byPath.get(path) ?? new WeakMap<object, unknown>();
  byPath.set(path, byData);
  if (!byData.has(data)) {
    const out = partsOf(data, live.parts.get(path) ?? []);
    byData.set(data, typeof out === 'object' && out !== null && Object.keys(out).length === 0 ? undefined : out);
  }
  return byData.get(data);
}

/** Only these paths; what is empty is as good as missing. */
function partsOf(data: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.some((path) => path.length === 0)) return data;
  const out: Record<string, unknown> = {};
  for (const [key = '', ...rest] of paths) {
    if (typeof data !== 'object' || data === null || !(key in data)) continue;
    const inner = (data as Readonly<Record<string, unknown>>)[key];
    if (inner === '' || inner === null || inner === undefined) continue;
    if (rest.length === 0 || Array.isArray(inner)) out[key] = inner;
    else {
      const deeper = partsOf(inner, [rest]) as Readonly<Record<string, unknown>>;
      if (typeof inner !== 'object') out[key] = inner;
      else if (Object.keys(deeper).length > 0) out[key] = { ...(out[key] as object | undefined), ...deeper };
    }
  }
  return out;
}

/**
 * Of lists from which everything is chosen: the chosen entries, with what is still read of them. One that was chosen by one field is called the same
 * wherever it stood; its new name is told.
 */
export function onlyChosen(visit: Visit, live: Live, pulls: Record<string, Pulled>): Visit['answers'] {
  let { answers } = visit;
  for (const [list, fields] of live.choices) {
    const [, path = '', key = '', ...deeper] = list.split('/');
    const pulled = pulls[path];
    if (pulled === undefined || !('data' in pulled) || deeper.length > 0) continue;
    const data = pulled.data as Readonly<Record<string, unknown>> | undefined;
    const entries = data?.[key];
    if (!Array.isArray(entries)) continue;
    const kept: Readonly<Record<string, unknown>>[] = [];
    for (const field of fields) {
      const id = live.item.fields.find((candidate) => candidate.key === field)?.options?.id ?? '';
      const answer = answers[field];
      const codes: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
      for (const entry of entries as readonly Readonly<Record<string, unknown>>[]) {
        if (!codes.includes(String(entry[id] ?? ''))) continue;
        const isAlone = fields.length === 1 && typeof answer === 'string';
        if (isAlone) answers = { ...answers, [field]: 'chosen' };
        kept.push({ ...(partsOf(entry, partsRead(live, field)) as object), [id]: isAlone ? 'chosen' : entry[id] });
      }
    }
    pulls[path] = { ...pulled, data: { ...data, [key]: kept } };
  }
  return answers;
}

const partsRead = (live: Live, field: string): readonly (readonly string[])[] =>
  [...(live.chosenParts.get(field) ?? [])].filter((part) => part !== '').map((part) => part.split('/'));
