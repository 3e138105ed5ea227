import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blankText } from './blank.ts';

/** Names and types of the fields of every catalogued event. */
export type LogCatalogue = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Class of each field of each log event, from the catalogue. */
export function readLogCatalogue(): LogCatalogue {
  const path = join(import.meta.dirname, '../../contract/log-events.json');
  const { events } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly events: Readonly<Record<string, { readonly fields: Readonly<Record<string, string>> }>>;
  };
  return Object.fromEntries(Object.entries(events).map(([id, { fields }]) => [id, fields]));
}

const typeOf: Readonly<Record<string, string>> = { text: 'string', count: 'number', ms: 'number', flag: 'boolean' };

/**
 * Lines of a log as they may leave the machine: events of the catalogue with its fields, each of its type. Everything else in a file (other programs, stack traces,
 * fields that nobody has declared) stays here and is counted.
 */
export function logLines(
  lines: Iterable<string>,
  catalogue: LogCatalogue,
): { readonly kept: readonly string[]; readonly dropped: number } {
  const kept: string[] = [];
  let dropped = 0;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const written = lineOf(line, catalogue);
    if (written === null) dropped += 1;
    else kept.push(written);
  }
  return { kept, dropped };
}

function lineOf(line: string, catalogue: LogCatalogue): string | null {
  let entry: unknown;
  try {
    // A journal puts words of its own before the object.
    entry = JSON.parse(line.slice(Math.max(0, line.indexOf('{'))));
  } catch {
    return null;
  }
  if (typeof entry !== 'object' || entry === null) return null;
  const said = entry as Readonly<Record<string, unknown>>;
  const fields =
    typeof said.event === 'string' && Object.hasOwn(catalogue, said.event) ? catalogue[said.event] : undefined;
  if (fields === undefined) return null;
  const written: Record<string, unknown> = { event: said.event };
  if (typeof said.time === 'string' && !Number.isNaN(Date.parse(said.time)))
    written.time = new Date(said.time).toISOString();
  for (const [name, spec] of Object.entries(fields)) {
    const value = said[name];
    if (typeof value !== typeOf[spec.split(':')[1] ?? '']) continue;
    written[name] = typeof value === 'string' ? blankText(value) : value;
  }
  return JSON.stringify(written);
}
