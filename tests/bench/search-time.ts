import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceItem } from '../../contract/catalogue/item.ts';
import { itemSearchOf } from '../../terminal/catalogue/search.ts';

const queries = ['s', 'sbk', '社保', '丢了', 'yibao', 'card', 'zzz', 'gjj', '证明', 'x'] as const;

export interface SearchTime {
  /** Median and worst of one search over `items` services, milliseconds. */
  readonly medianMs: number;
  readonly worstMs: number;
  readonly items: number;
  /** One pass of `includes` over the same words, milliseconds: a measure of this machine. */
  readonly baselineMs: number;
}

/** Search of the home page over at least 500 services: the catalogue of the release, repeated with other names. */
export function measureSearch(catalogueDir: string, rounds: number): SearchTime {
  const shipped = readdirSync(catalogueDir).map(
    (file) => JSON.parse(readFileSync(join(catalogueDir, file), 'utf8')) as ServiceItem,
  );
  const items: ServiceItem[] = [];
  for (let copy = 0; items.length < 500; copy += 1) {
    for (const item of shipped) {
      const title = { ...item.title, 'zh-CN': `${item.title['zh-CN']}${copy}` };
      items.push({ ...item, id: `${item.id}.x${copy}`, title });
    }
  }
  const search = itemSearchOf(items);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const query of queries) {
      const startMs = performance.now();
      search.find(query);
      times.push(performance.now() - startMs);
    }
  }
  times.sort((a, b) => a - b);
  const words = items.map((item) => JSON.stringify([item.title, item.tile, item.words]));
  const startMs = performance.now();
  for (const query of queries) words.filter((word) => word.includes(query));
  const baselineMs = (performance.now() - startMs) / queries.length;
  return {
    medianMs: times[Math.floor(times.length / 2)] ?? 0,
    worstMs: times.at(-1) ?? 0,
    items: items.length,
    baselineMs,
  };
}
