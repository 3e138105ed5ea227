import { pageBytes } from './catalogue.ts';

/** Header of a page, without and with the part that only the first of a segment has; rounded up to 8 (PostgreSQL source, `xlog_internal.h`). */
const shortHeader = 24;
const longHeader = 40;
const isLong = 0x0002;
const recordHeader = 24;

/** One segment of the log without the headers of its pages. */
export interface WalStream {
  readonly bytes: Buffer;
  /** Where each record begins, ascending. */
  readonly starts: readonly number[];
  /** Beginning of a record that goes on in the next segment; empty = none. */
  readonly carry: Buffer;
}

/**
 * The records of one segment of the write-ahead log. What the segment begins with may be the rest of a record of the one before: `carried` is its beginning, if
 * known, and stands first in the stream. Ends at the first thing that is no record; what comes behind that is left of a recycled segment and belongs to no record.
 */
export function walStream(segment: Buffer, carried: Buffer): WalStream {
  const pages = pagesOf(segment);
  const firstRest = segment.readUInt32LE(16);
  const bytes = firstRest > 0 ? Buffer.concat([carried, ...pages]) : Buffer.concat(pages);
  const before = firstRest > 0 ? carried.length : 0;
  const starts: number[] = before >= recordHeader ? [0] : [];
  let at = before + align(firstRest);
  while (at + recordHeader <= bytes.length) {
    const length = bytes.readUInt32LE(at);
    if (length < recordHeader) break;
    starts.push(at);
    if (at + length > bytes.length) return { bytes, starts, carry: bytes.subarray(at) };
    // Records begin at multiples of 8, counted from the segment and not from what was carried in.
    at = before + align(at + length - before);
  }
  return { bytes, starts: [...starts, at], carry: Buffer.alloc(0) };
}

/** The record that this byte of the stream belongs to; null = none. */
export function recordAt({ bytes, starts }: WalStream, at: number): Buffer | null {
  let low = 0;
  for (let high = starts.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const start = starts[low - 1];
  if (start === undefined || start + recordHeader > bytes.length) return null;
  const length = bytes.readUInt32LE(start);
  return at < start + length ? bytes.subarray(start, start + length) : null;
}

const align = (length: number): number => (length + 7) & ~7;

/** The pages without their headers. */
function pagesOf(segment: Buffer): readonly Buffer[] {
  const pages: Buffer[] = [];
  for (let start = 0; start + pageBytes <= segment.length; start += pageBytes) {
    if (segment.readUInt16LE(start) === 0) break;
    const header = (segment.readUInt16LE(start + 2) & isLong) === 0 ? shortHeader : longHeader;
    pages.push(segment.subarray(start + header, start + pageBytes));
  }
  return pages;
}

/** Ids of what may stand in the header of a record besides references to blocks (`xlogrecord.h`). */
const id = { dataShort: 255, dataLong: 254, origin: 253, topLevel: 252, lastBlock: 32 } as const;
const flag = { hasImage: 0x10, hasData: 0x20, sameRelation: 0x80 } as const;
const image = { hasHole: 0x01, compressed: 0x1c } as const;

/** Which relations a record is about, from its block references. */
export function relationsOfRecord(record: Buffer): readonly string[] {
  const found = new Set<string>();
  let at = recordHeader;
  // The headers come first, then as many bytes of data and images as they have announced.
  let announced = 0;
  let last = '';
  while (at < record.length - announced) {
    const kind = record[at] ?? 0;
    at += 1;
    if (kind === id.dataShort) return [...found];
    if (kind === id.dataLong) return [...found];
    if (kind === id.origin) at += 2;
    else if (kind === id.topLevel) at += 4;
    else if (kind <= id.lastBlock && at + 3 <= record.length) {
      const flags = record[at] ?? 0;
      announced += record.readUInt16LE(at + 1);
      at += 3;
      if ((flags & flag.hasImage) !== 0) {
        announced += record.readUInt16LE(at);
        const info = record[at + 4] ?? 0;
        at += 5 + ((info & image.hasHole) !== 0 && (info & image.compressed) !== 0 ? 2 : 0);
      }
      if ((flags & flag.sameRelation) === 0) {
        last = `${record.readUInt32LE(at + 4)}/${record.readUInt32LE(at + 8)}`;
        at += 12;
      }
      at += 4;
      found.add(last);
    } else return [...found];
  }
  return [...found];
}
