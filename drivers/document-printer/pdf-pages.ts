import { inflateSync } from 'node:zlib';

/** Bound for one unpacked object stream: 16 MiB. */
const maxInflatedBytes = 16_777_216;

/**
 * Number of pages that a PDF says it has: root → catalogue → page tree → `/Count` (ISO 32000-1, sections 7.7.2 and 7.7.3). Reads objects in the clear
 * and in object streams; where an object stands twice the later one counts, as with incremental updates.
 * Null = cannot be told (encrypted, damaged, not a PDF); never a guess. Never throws.
 */
export function pdfPages(pdf: Uint8Array): number | null {
  if (!isPdf(pdf)) return null;
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('latin1');
  if (/\/Encrypt\s+\d+\s+\d+\s+R/.test(text)) return null;
  const objects = objectsOf(text);
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

/** Bodies of all objects by number, without stream data. */
function objectsOf(text: string): Map<number, string> {
  const objects = new Map<number, string>();
  const heads = /(?:^|[\s>])(\d{1,10})\s+\d{1,5}\s+obj\b/g;
  for (let head = heads.exec(text); head !== null; head = heads.exec(text)) {
    const from = heads.lastIndex;
    const end = text.indexOf('endobj', from);
    const body = text.slice(from, end === -1 ? text.length : end);
    const streamAt = body.search(/>>\s*stream\r?\n/);
    const dictionary = streamAt === -1 ? body : body.slice(0, streamAt + 2);
    objects.set(Number(head[1]), dictionary);
    if (/\/Type\s*\/ObjStm\b/.test(dictionary)) {
      for (const [id, packed] of packedObjects(dictionary, body.slice(streamAt))) objects.set(id, packed);
    }
    if (end !== -1) heads.lastIndex = end;
  }
  return objects;
}

/** Objects of one object stream: ISO 32000-1, section 7.5.7. Empty when it cannot be unpacked. */
function packedObjects(dictionary: string, rest: string): readonly (readonly [number, string])[] {
  const number = (key: string) => Number(new RegExp(`/${key}\\s+(\\d+)`).exec(dictionary)?.[1] ?? Number.NaN);
  const count = number('N');
  const first = number('First');
  const start = /^>>\s*stream\r?\n/.exec(rest)?.[0].length ?? 0;
  const end = rest.lastIndexOf('endstream');
  if (!(count >= 0 && count <= 100_000 && first >= 0) || end === -1) return [];
  const data = unpacked(Buffer.from(rest.slice(start, end), 'latin1'), dictionary);
  if (data === null) return [];
  const head = data.slice(0, first).trim().split(/\s+/).map(Number);
  return Array.from({ length: count }, (_, index) => {
    const [id = -1, at = 0] = head.slice(index * 2, index * 2 + 2);
    const next = head[index * 2 + 3];
    return [id, data.slice(first + at, next === undefined ? undefined : first + next)] as const;
  });
}

function unpacked(data: Buffer, dictionary: string): string | null {
  if (!dictionary.includes('/Filter')) return data.toString('latin1');
  if (!/\/Filter\s*\[?\s*\/FlateDecode\s*\]?/.test(dictionary) || dictionary.includes('/DecodeParms')) return null;
  try {
    return inflateSync(data, { maxOutputLength: maxInflatedBytes }).toString('latin1');
  } catch {
    return null; // damaged or too large: the page count stays unknown
  }
}
