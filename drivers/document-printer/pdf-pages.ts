import { inflateSync } from 'node:zlib';

/** Bound for all unpacked object streams of one file: 4 MiB, some ten milliseconds. A certificate has some ten kilobytes. */
const maxInflatedBytes = 4_194_304;

/**
 * Number of pages that a PDF says it has: root → catalogue → page tree → `/Count` (ISO 32000-1, sections 7.7.2 and 7.7.3). Reads objects in the clear
 * and in object streams; where an object stands twice the later one counts, as with incremental updates.
 * Null = cannot be told (encrypted, damaged, not a PDF, objects that cannot be unpacked or are too many); never a guess. Never throws.
 */
export function pdfPages(pdf: Uint8Array): number | null {
  if (!isPdf(pdf)) return null;
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('latin1');
  if (/\/Encrypt\s+\d+\s+\d+\s+R/.test(text)) return null;
  const objects = objectsOf(text);
  if (objects === null) return null;
  const root = [...text.matchAll(/\/Root\s+(\d+)\s+\d+\s+R/g)].at(-1)?.[1];
  const catalogue = root === undefined ? undefined : objects.get(Number(root));
  const treeId = /\/Pages\s+(\d+)\s+\d+\s+R/.exec(catalogue ?? '')?.[1];
  const tree = treeId === undefined ? undefined : objects.get(Number(treeId));
  if (tree === undefined || !/\/Type\s*\/Pages\b/.test(tree)) return null;
  const count = /\/Count\s+(\d+)(?:\s+(\d+)\s+R)?/.exec(tree);
  if (count === null) return null;
  const value = count[2] === undefined ? count[1] : /^\s*(\d+)\s*$/.exec(objects.get(Number(count[1])) ?? '')?.[1];
  const pages = value === undefined ? Number.NaN : Number(value);
  return Number.isInteger(pages) && pages > 0 && pages < 100_000 ? pages : null;
}

/** `%PDF-` within the first 1,024 bytes, as readers accept it. */
export function isPdf(pdf: Uint8Array): boolean {
  return Buffer.from(pdf.buffer, pdf.byteOffset, Math.min(pdf.byteLength, 1_024)).includes('%PDF-');
}

/** Bodies of all objects by number, without stream data; null = some have no end or could not be unpacked, and may be newer than the others. */
function objectsOf(text: string): Map<number, string> | null {
  let budget = maxInflatedBytes;
  const objects = new Map<number, string>();
  const heads = /(?:^|[\s>])(\d{1,10})\s+\d{1,5}\s+obj\b/g;
  for (let head = heads.exec(text); head !== null; head = heads.exec(text)) {
    const from = heads.lastIndex;
    const end = text.indexOf('endobj', from);
    // Cut off in the middle; and looking for the same end behind each of a million beginnings would stand still for hours.
    if (end === -1) return null;
    const body = text.slice(from, end);
    const streamAt = body.search(/>>\s*stream\r?\n/);
    const dictionary = streamAt === -1 ? body : body.slice(0, streamAt + 2);
    objects.set(Number(head[1]), dictionary);
    if (/\/Type\s*\/ObjStm\b/.test(dictionary)) {
      const data = streamData(dictionary, body.slice(streamAt), budget);
      if (data === null) return null;
      budget -= data.length;
      for (const [id, packed] of packedObjects(dictionary, data)) objects.set(id, packed);
    }
    heads.lastIndex = end;
  }
  return objects;
}

/** Objects of one object stream: ISO 32000-1, section 7.5.7. */
function packedObjects(dictionary: string, data: string): readonly (readonly [number, string])[] {
  const count = numberOf(dictionary, 'N');
  const first = numberOf(dictionary, 'First');
  if (!(count >= 0 && count <= 100_000 && first >= 0)) return [];
  const head = data.slice(0, first).trim().split(/\s+/).map(Number);
  return Array.from({ length: count }, (_, index) => {
    const [id = -1, at = 0] = head.slice(index * 2, index * 2 + 2);
    const next = head[index * 2 + 3];
    return [id, data.slice(first + at, next === undefined ? undefined : first + next)] as const;
  });
}

function numberOf(dictionary: string, key: string): number {
  return Number(new RegExp(`/${key}\\s+(\\d+)`).exec(dictionary)?.[1] ?? Number.NaN);
}

/** What stands in a stream; null when it cannot be unpacked within `maxBytes`. */
function streamData(dictionary: string, rest: string, maxBytes: number): string | null {
  const start = /^>>\s*stream\r?\n/.exec(rest)?.[0].length ?? 0;
  const end = rest.lastIndexOf('endstream');
  if (end === -1 || maxBytes <= 0) return null;
  const data = Buffer.from(rest.slice(start, end), 'latin1');
  if (!dictionary.includes('/Filter')) return data.toString('latin1');
  if (!/\/Filter\s*\[?\s*\/FlateDecode\s*\]?/.test(dictionary) || dictionary.includes('/DecodeParms')) return null;
  try {
    return inflateSync(data, { maxOutputLength: maxBytes }).toString('latin1');
  } catch {
    return null; // damaged or too large: the page count stays unknown
  }
}
