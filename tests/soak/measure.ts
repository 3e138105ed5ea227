import { readdirSync } from 'node:fs';
import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Figures } from './figures.ts';

v8.setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What this process holds after a full collection: what is counted is held by somebody. Linux. */
export function measure(): Figures {
  // Collects first, so the memory comes after it. The slowest of all: it walks the whole heap.
  const functions = v8.queryObjects(Function, { format: 'count' }) as number;
  const resources = process.getActiveResourcesInfo();
  const timers = resources.filter((kind) => kind === 'Timeout' || kind === 'Immediate').length;
  collect();
  const { heapUsed, rss, external } = process.memoryUsage();
  return {
    ...{ functions, timers, heapBytes: heapUsed, externalBytes: external, rssBytes: rss },
    handles: resources.length - timers,
    descriptors: readdirSync('/proc/self/fd').length,
  };
}
