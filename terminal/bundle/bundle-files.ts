import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleContent } from '../../contract/bundle.ts';
import type { CheckLine, LiveFacts, SupplyForecast } from '../../contract/checks.ts';
import { historyKey, latestKey } from '../checks/self-test.ts';
import type { Db } from '../store/sqlite.ts';
import { blankJson } from './blank.ts';
import { readCounters } from './counters.ts';
import { type LogCatalogue, logLines } from './log-lines.ts';
import { traceLines } from './trace-lines.ts';

/** All recordings together: more helps nobody and fits through no line. */
const maxTraceBytes = 48 * 1024 * 1024;

export interface BundleSources {
  /** Null = cannot be opened. */
  readonly db: Db | null;
  readonly checks: readonly CheckLine[];
  readonly forecast: readonly SupplyForecast[];
  /** Null = no service runs. */
  readonly live: LiveFacts | null;
  /** As merged; null = not valid. */
  readonly config: object | null;
  /** Where each value of it comes from; null = not known. */
  readonly provenance: unknown;
  readonly log: { readonly lines: Iterable<string>; readonly catalogue: LogCatalogue };
  /** Folder of recordings (`--trace`); null = none. */
  readonly tracesDir: string | null;
}

/** The files of a bundle, blanked, and what was left out and why. */
export function bundleFiles(sources: BundleSources): {
  readonly files: BundleContent['files'];
  readonly notes: Readonly<Record<string, unknown>>;
} {
  const { db, checks, forecast, live, config, provenance, log } = sources;
  const json = (value: unknown) => JSON.stringify(blankJson(value), null, 1);
  const { kept, dropped } = logLines(log.lines, log.catalogue);
  const traces = readTraces(sources.tracesDir);
  const files: Record<string, string> = {
    'checks.json': json(checks),
    'forecast.json': json(forecast),
    'log.jsonl': kept.join('\n'),
    ...traces.files,
  };
  if (live !== null) files['live.json'] = json(live);
  if (config !== null) files['config.json'] = json(withoutPeople(config));
  // Only for what stands in the configuration that is sent along.
  if (provenance !== null) files['config-provenance.json'] = json(provenance);
  if (db !== null) {
    files['counters.json'] = json(readCounters(db));
    files['self-tests.json'] = json({ latest: metaJson(db, latestKey), history: metaJson(db, historyKey) });
  }
  return { files, notes: { logLines: kept.length, logLinesDropped: dropped, tracesLeftOut: traces.leftOut } };
}

/** Who looks after the machine, and words for other programs that may hold a key, are nobody's business here. */
export function withoutPeople(config: object): object {
  const { keeper: _, faceVerifier, ...rest } = config as Readonly<Record<string, unknown>>;
  const kind =
    typeof faceVerifier === 'object' && faceVerifier !== null && 'kind' in faceVerifier ? faceVerifier.kind : undefined;
  return { ...rest, ...(kind === undefined ? {} : { faceVerifier: { kind } }) };
}

function metaJson(db: Db, key: string): unknown {
  const row = db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?').get(key);
  try {
    return row === undefined ? null : JSON.parse(row.value);
  } catch {
    return null; // of another version
  }
}

function readTraces(dir: string | null) {
  const files: Record<string, string> = {};
  const leftOut: { readonly file: number; readonly reason: string }[] = [];
  if (dir === null) return { files, leftOut };
  let bytes = 0;
  const names = readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
  // Files are numbered: their names are somebody's own words.
  for (const [index, name] of names.sort().entries()) {
    const path = join(dir, name);
    const size = statSync(path).size;
    if (bytes + size > maxTraceBytes) {
      leftOut.push({ file: index + 1, reason: 'no room' });
      continue;
    }
    bytes += size;
    const lines = traceLines(readFileSync(path, 'utf8'));
    if (lines.ok) files[`traces/${String(index + 1).padStart(3, '0')}.jsonl`] = `${lines.value.join('\n')}\n`;
    else leftOut.push({ file: index + 1, reason: lines.error });
  }
  return { files, leftOut };
}
