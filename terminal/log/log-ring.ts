import type { Log } from '../../contract/log.ts';

/** About a day of a busy machine. */
const kept = 4000;

/** The last lines of the log, in memory: for a bundle that somebody makes while the service runs. What a crash took with it is in the journal of the system. */
export interface LogRing {
  readonly log: Log;
  /** Lines with a number above `after`, oldest first, as many as fit. `last` = number of the last one given. */
  read(after: number, maxBytes: number): { readonly lines: readonly string[]; readonly last: number };
}

/** @param write takes each event further */
export function makeLogRing(write: Log, nowMs: () => number, size = kept): LogRing {
  const lines: string[] = [];
  let count = 0;
  return {
    log: (event, fields) => {
      write(event, fields);
      lines.push(JSON.stringify({ time: new Date(nowMs()).toISOString(), event, ...fields }));
      count += 1;
      // In slices: an array that loses its first element at every line is copied at every line.
      if (lines.length >= 2 * size) lines.splice(0, lines.length - size);
    },
    read: (after, maxBytes) => {
      const first = Math.max(count - lines.length, after, count - size);
      const given: string[] = [];
      let bytes = 0;
      for (const line of lines.slice(lines.length - (count - first))) {
        bytes += Buffer.byteLength(line) * 2; // quotes are escaped on the wire
        if (bytes > maxBytes) break;
        given.push(line);
      }
      return { lines: given, last: first + given.length };
    },
  };
}
