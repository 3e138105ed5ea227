import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

/** One value to look for in the memory of a process, in one encoding. */
export interface Needle {
  /** `name in UTF-16LE`: said when it is found, so never the value itself. */
  readonly what: string;
  readonly bytes: Buffer;
  /** Bytes a character, where digits must stand by themselves: inside a longer number they are somebody else's. */
  readonly digitBytes?: 1 | 2;
}

/** How much is read at once, bytes. */
const pieceBytes = 2 * 1024 * 1024;

/**
 * How often each needle stands in the memory of a process: every mapping that the process could write to and of which anything is in memory, its own
 * and shared ones (Chromium hands pictures and large messages between its processes there). Constants of programs are not looked at. Linux, and only
 * for root or the owner's parent. While it works, its garbage collector may carry a value from where the look has not come yet to where it has been: what is not found once
 * may be there all the same.
 * @returns only what was found
 */
export async function inMemory(pid: number, needles: readonly Needle[]): Promise<Readonly<Record<string, number>>> {
  const longest = Math.max(...needles.map(({ bytes }) => bytes.length));
  const counts: Record<string, number> = {};
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const piece = Buffer.allocUnsafe(pieceBytes + longest);
  try {
    for (const { start, end } of livingRanges(pid)) {
      for (let at = start; at < end; at += pieceBytes) {
        // A value across the border of two pieces is read with the first; one that begins in the second is the second's.
        const read = readMapping(memory, piece, Math.min(pieceBytes + longest - 1, end - at), at);
        for (const needle of needles) {
          const { what } = needle;
          const found = countIn(piece.subarray(0, read), needle, pieceBytes);
          if (found > 0) counts[what] = (counts[what] ?? 0) + found;
        }
        // The simulated devices live in the process that looks: they must go on answering.
        await setImmediate();
      }
    }
  } finally {
    closeSync(memory);
    piece.fill(0);
  }
  return counts;
}

/** @param before occurrences that begin there or later are not counted */
export function countIn(piece: Buffer, { bytes, digitBytes }: Needle, before = piece.length): number {
  let count = 0;
  for (let at = piece.indexOf(bytes); at !== -1 && at < before; at = piece.indexOf(bytes, at + 1)) {
    const isPart =
      digitBytes !== undefined &&
      (isDigit(piece, at - digitBytes, digitBytes) || isDigit(piece, at + bytes.length, digitBytes));
    if (!isPart) count += 1;
  }
  return count;
}

function isDigit(piece: Buffer, at: number, width: 1 | 2): boolean {
  if (at < 0 || at + width > piece.length) return false;
  const code = width === 1 ? (piece[at] ?? 0) : piece.readUInt16LE(at);
  return code >= 0x30 && code <= 0x39;
}

/** Bytes that were read; 0 where the mapping has gone meanwhile. */
function readMapping(memory: number, into: Buffer, length: number, at: number): number {
  try {
    return readSync(memory, into, 0, length, at);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EIO' || code === 'EFAULT') return 0;
    throw cause;
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

const pageBytes = 4096;
/** Bytes of `/proc/PID/pagemap` for a page, and its two highest bits: in memory, swapped out (Documentation/admin-guide/mm/pagemap.rst). */
const entryBytes = 8;
const isKept = 0xc0;

/**
 * What of the living mappings was ever written: of a private one only pages that are in memory or swapped out. Stacks of threads are eight megabytes each, of which a few pages exist, and the
 * others read as zeros. A shared one is whole: another process may have written what this one has not looked at yet.
 */
function livingRanges(pid: number): readonly Range[] {
  const map = openSync(`/proc/${pid}/pagemap`, 'r');
  try {
    return livingMappings(pid).flatMap((mapping) => (mapping.isShared ? [mapping] : keptPages(map, mapping)));
  } finally {
    closeSync(map);
  }
}

/** Runs of pages that exist. */
function keptPages(map: number, { start, end }: Range): readonly Range[] {
  const entries = Buffer.alloc(((end - start) / pageBytes) * entryBytes);
  const read = readSync(map, entries, 0, entries.length, (start / pageBytes) * entryBytes);
  // A kernel that does not tell: all of it.
  if (read !== entries.length) return [{ start, end }];
  const runs: { start: number; end: number }[] = [];
  for (let page = 0; page * entryBytes < entries.length; page += 1) {
    if (((entries[page * entryBytes + entryBytes - 1] as number) & isKept) === 0) continue;
    const at = start + page * pageBytes;
    const last = runs.at(-1);
    if (last?.end === at) last.end += pageBytes;
    else runs.push({ start: at, end: at + pageBytes });
  }
  return runs;
}

/** Mappings that are writable and of which something is in memory or swapped out. */
function livingMappings(pid: number): readonly (Range & { readonly isShared: boolean })[] {
  const mappings: { start: number; end: number; kept: number; isWritable: boolean; isShared: boolean }[] = [];
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
    const head = /^([0-9a-f]+)-([0-9a-f]+) (\S+) /.exec(line);
    if (head !== null) {
      const [, start = '', end = '', rights = ''] = head;
      const isWritable = rights.startsWith('rw');
      const isShared = rights.endsWith('s');
      mappings.push({
        start: Number.parseInt(start, 16),
        end: Number.parseInt(end, 16),
        kept: 0,
        isWritable,
        isShared,
      });
      continue;
    }
    const kept = /^(?:Rss|Swap):\s+(\d+) kB/.exec(line);
    const last = mappings.at(-1);
    if (kept !== null && last !== undefined) last.kept += Number(kept[1]);
  }
  return mappings.filter(({ kept, isWritable }) => isWritable && kept > 0);
}

export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** Whole command, arguments apart by a blank. */
  readonly command: string;
}

/** Every process that runs now; one that has ended and is only not yet buried does not count. */
export function processes(): readonly RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const status = readFileSync(`/proc/${name}/status`, 'utf8');
        if (/^State:\s+[ZX]/m.test(status)) return [];
        const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0);
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return [{ pid: Number(name), parent, command }];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}

/** A process and everything that it has started, and what that has started. */
export function familyOf(pid: number): readonly RunningProcess[] {
  const all = processes();
  const family = all.filter((one) => one.pid === pid);
  for (const member of family) family.push(...all.filter(({ parent }) => parent === member.pid));
  return family;
}
