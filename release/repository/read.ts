import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Of } from '../../contract/sha256.ts';
import type {
  DelegatedRole,
  Meta,
  PublicKey,
  Root,
  SignedFile,
  Snapshot,
  Targets,
  Timestamp,
} from '../metadata/shapes.ts';
import { readMetadata } from '../metadata/shapes.ts';
import { isSigned } from '../metadata/signatures.ts';
import { readOrNull } from './copy-file.ts';
import { metadataPath, readMetadataName, timestampPath } from './layout.ts';

/** A file of metadata with the bytes that were signed for or hashed. */
export interface Published<S extends Root | Snapshot | Timestamp | Targets> {
  readonly file: SignedFile<S>;
  readonly bytes: Buffer;
}

/** What stands in a repository, signatures checked: of each role the newest version that is signed as its delegation wants. */
export interface Repository {
  /** From the oldest that is there to the newest, each signed by itself and the one before. */
  readonly roots: readonly Published<Root>[];
  readonly targets: Published<Targets> | null;
  readonly roles: ReadonlyMap<string, Published<Targets>>;
  readonly snapshot: Published<Snapshot> | null;
  readonly timestamp: Published<Timestamp> | null;
  /** Highest version of each role that stands there, signed or not: the next one must be higher. */
  readonly highest: ReadonlyMap<string, number>;
  /** Bytes of this version of a role as they stand there, whoever has signed them; null = there is none. */
  bytes(role: string, version: number): Buffer | null;
  /** One sentence for each thing that is wrong. */
  readonly faults: readonly string[];
}

/** What a snapshot or timestamp says of a file. */
export const metaOf = ({ file, bytes }: Published<Root | Snapshot | Timestamp | Targets>): Meta => ({
  version: file.signed.version,
  length: bytes.byteLength,
  hashes: { sha256: sha256Of(bytes) },
});

const fits = (meta: Meta | undefined, { file, bytes }: Published<Snapshot | Targets>): boolean =>
  meta !== undefined &&
  meta.version === file.signed.version &&
  meta.length === bytes.byteLength &&
  meta.hashes.sha256 === sha256Of(bytes);

/** An empty or missing folder is an empty repository. Throws what the file system throws. @param dir with `metadata/` below it */
export function readRepository(dir: string): Repository {
  const faults: string[] = [];
  const versions = versionsIn(join(dir, 'metadata'));
  const open = <T extends 'root' | 'snapshot' | 'timestamp' | 'targets'>(type: T, path: string) => {
    const bytes = readFileSync(join(dir, path));
    const read = readMetadata(type, bytes);
    if (read.ok) return { file: read.value, bytes };
    faults.push(`${path} ${read.error}`);
    return null;
  };

  const roots: Published<Root>[] = [];
  for (const version of [...(versions.get('root') ?? [])].sort((a, b) => a - b)) {
    const path = metadataPath(version, 'root');
    const next = open('root', path);
    if (next === null) break;
    const fault = faultOfRoot(roots.at(-1)?.file.signed ?? null, next.file);
    if (fault !== null) {
      faults.push(`${path} ${fault}`);
      break;
    }
    roots.push(next);
  }
  const highest = new Map([...versions].map(([role, all]) => [role, Math.max(...all)] as const));
  const root = roots.at(-1)?.file.signed;
  const bytes = (role: string, version: number) => readOrNull(join(dir, metadataPath(version, role)));
  const nothing = { bytes, roots, targets: null, roles: new Map(), snapshot: null, timestamp: null, highest, faults };
  if (root === undefined) return nothing;

  const newest = (role: string, keys: Readonly<Record<string, PublicKey>>, holders: Root['roles']['root']) => {
    for (const version of [...(versions.get(role) ?? [])].sort((a, b) => b - a)) {
      const path = metadataPath(version, role);
      const read = open('targets', path);
      if (read !== null && read.file.signed.version === version && isSigned(read.file, keys, holders)) return read;
      if (read !== null) faults.push(`${path} is not signed as its role must be`);
    }
    return null;
  };
  const targets = newest('targets', root.keys, root.roles.targets);
  const roles = new Map<string, Published<Targets>>();
  for (const delegated of targets?.file.signed.delegations?.roles ?? []) {
    const found = newest(delegated.name, targets?.file.signed.delegations?.keys ?? {}, delegated);
    if (found !== null) roles.set(delegated.name, found);
  }
  const timestamp = existsSync(join(dir, timestampPath)) ? open('timestamp', timestampPath) : null;
  if (timestamp !== null && !isSigned(timestamp.file, root.keys, root.roles.timestamp))
    faults.push(`${timestampPath} is not signed by the key of the newest root`);
  const meta = timestamp?.file.signed.meta['snapshot.json'];
  const snapshotPath = meta === undefined ? null : metadataPath(meta.version, 'snapshot');
  const hasSnapshot = snapshotPath !== null && existsSync(join(dir, snapshotPath));
  const snapshot = hasSnapshot ? open('snapshot', snapshotPath) : null;
  if (timestamp === null) faults.push(`${timestampPath} is missing: nothing was published`);
  else if (snapshot === null) faults.push(`${snapshotPath} is missing`);
  else if (!fits(meta, snapshot) || !isSigned(snapshot.file, root.keys, root.roles.snapshot))
    faults.push(`${snapshotPath} is not the one of the timestamp, or not signed by the key of the newest root`);
  if (snapshot !== null) faults.push(...faultsOfSnapshot(snapshot.file.signed, targets, roles));
  return { ...nothing, targets, roles, snapshot, timestamp };
}

/** Null = `next` may follow. @param before null: the first one vouches for itself, and is compared by people */
export function faultOfRoot(before: Root | null, next: SignedFile<Root>): string | null {
  const { signed } = next;
  if (!isSigned(next, signed.keys, signed.roles.root)) return 'has too few signatures of its own root keys';
  if (before === null) return null;
  if (signed.version !== before.version + 1) return `is version ${signed.version} after ${before.version}`;
  return isSigned(next, before.keys, before.roles.root) ? null : 'has too few signatures of the root keys before it';
}

/** Roles to which these targets delegate. */
export const delegationsOf = (targets: Published<Targets> | null): readonly DelegatedRole[] =>
  targets?.file.signed.delegations?.roles ?? [];

function faultsOfSnapshot(
  { meta }: Snapshot,
  targets: Published<Targets> | null,
  roles: ReadonlyMap<string, Published<Targets>>,
): readonly string[] {
  const all = [...(targets === null ? [] : [['targets', targets] as const]), ...roles];
  return all.flatMap(([role, published]) =>
    fits(meta[`${role}.json`], published) ? [] : [`the snapshot names another ${role}.json than the newest one`],
  );
}

function versionsIn(folder: string): ReadonlyMap<string, readonly number[]> {
  const versions = new Map<string, number[]>();
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const read = readMetadataName(file);
    if (read !== null) versions.set(read.role, [...(versions.get(read.role) ?? []), read.version]);
  }
  return versions;
}
