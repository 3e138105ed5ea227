import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of a page, fixed when PostgreSQL is built. */
export const pageBytes = 8192;
/** Object id of `pg_class`, the same in every database. */
const pgClassOid = 1259;
const nameBytes = 64;

/** Whom the files of a cluster belong to, by `<database oid>/<file number>`: name of the relation; a TOAST table and its index under their table's. */
export type Relations = ReadonlyMap<string, string>;

/**
 * Reads who owns which file of a cluster that does not run, from the heap of `pg_class` of each database: also rows that were replaced and not yet vacuumed,
 * so that the file of a truncated table is still known. The leading columns of `pg_class` are of fixed width (PostgreSQL source, `pg_class.h`; 18 puts
 * `relallfrozen` before `reltoastrelid`).
 */
export function relationsOf(cluster: string): Relations {
  const relations = new Map<string, string>();
  const base = join(cluster, 'base');
  for (const database of readdirSync(base).filter((name) => /^\d+$/.test(name))) {
    const rows = classRows(join(base, database));
    const nameOf = new Map(rows.map(({ oid, name }) => [oid, name]));
    for (const { name, file } of rows) {
      const ownerOid = /^pg_toast_(\d+)(?:_index)?$/.exec(name)?.[1];
      if (file !== 0)
        relations.set(`${database}/${file}`, ownerOid === undefined ? name : (nameOf.get(Number(ownerOid)) ?? name));
    }
    for (const [oid, file] of mappedFiles(join(base, database)))
      relations.set(`${database}/${file}`, nameOf.get(oid) ?? `relation ${oid}`);
  }
  return relations;
}

interface ClassRow {
  readonly oid: number;
  readonly name: string;
  readonly file: number;
}

function classRows(folder: string): readonly ClassRow[] {
  const heap = mappedFiles(folder).get(pgClassOid);
  const path = join(folder, String(heap ?? ''));
  if (heap === undefined || !existsSync(path)) return [];
  const all = readFileSync(path);
  const rows: ClassRow[] = [];
  for (let start = 0; start + pageBytes <= all.length; start += pageBytes) {
    const page = all.subarray(start, start + pageBytes);
    for (const tuple of tuplesOf(page)) {
      const data = tuple.subarray(tuple[22] ?? 0);
      if (data.length < 4 + nameBytes + 24) continue;
      const oid = data.readUInt32LE(0);
      const name = data.toString('latin1', 4, 4 + nameBytes).replace(/\0.*$/s, '');
      rows.push({ oid, name, file: data.readUInt32LE(4 + nameBytes + 20) });
    }
  }
  return rows;
}

/** Tuples of a heap page: every line pointer that has storage, dead or not. */
function* tuplesOf(page: Buffer): Generator<Buffer> {
  const lower = page.readUInt16LE(12);
  for (let at = 24; at + 4 <= lower && lower <= pageBytes; at += 4) {
    const pointer = page.readUInt32LE(at);
    const offset = pointer & 0x7fff;
    const length = pointer >>> 17;
    if (length > 23 && offset + length <= pageBytes) yield page.subarray(offset, offset + length);
  }
}

/** `pg_filenode.map`: files of the relations whose file number does not stand in `pg_class`. */
function mappedFiles(folder: string): ReadonlyMap<number, number> {
  const path = join(folder, 'pg_filenode.map');
  if (!existsSync(path)) return new Map();
  const map = readFileSync(path);
  const count = map.readUInt32LE(4);
  return new Map(Array.from({ length: count }, (_, i) => [map.readUInt32LE(8 + i * 8), map.readUInt32LE(12 + i * 8)]));
}
