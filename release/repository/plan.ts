import { metadataDays, signedAtMember } from '../../contract/release/metadata.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { makeSnapshot, makeTimestamp } from '../metadata/make.ts';
import {
  metadataOf,
  type Root,
  type Signed,
  type SignedFile,
  type Snapshot,
  type Targets,
  type Timestamp,
} from '../metadata/shapes.ts';
import { isSigned, type SigningKey, withSignature } from '../metadata/signatures.ts';
import { metadataPath, timestampPath } from './layout.ts';
import { delegationsOf, faultOfRoot, metaOf, type Published, type Repository } from './read.ts';

/** A file of metadata to be written. `once`: never changes after that; `replace`: takes the place of the one before at once. */
export interface MetadataStep {
  readonly path: string;
  readonly bytes: Buffer;
  readonly how: 'once' | 'replace';
}

export interface PublishPlan {
  readonly steps: readonly MetadataStep[];
  /** Targets of every role, as published afterwards: their manifests must be there before. */
  readonly targets: readonly { readonly name: string; readonly sha256: string; readonly length: number }[];
  readonly snapshotVersion: number;
  readonly timestampVersion: number;
}

/** Signed files that are brought in, by role. */
export interface Incoming {
  readonly root: SignedFile<Root> | null;
  readonly targets: SignedFile<Targets> | null;
  readonly roles: ReadonlyMap<string, SignedFile<Targets>>;
}

const dayMs = 86_400_000;
/** A timestamp that is younger stays, unless something has changed: a job that runs each hour makes one a day. */
const freshTimestampMs = dayMs;

/**
 * What publishing has to write, in the order in which no reader ever finds something named that is not there. Pure. Error: one sentence for each thing that stands against it.
 * @param keys online keys, of the old root as well while they change: what is signed by both is understood before and after
 */
export function planPublish(
  before: Repository,
  incoming: Incoming,
  keys: readonly SigningKey[],
  nowMs: number,
): Result<PublishPlan, readonly string[]> {
  const faults: string[] = [];
  const oldRoot = before.roots.at(-1) ?? null;
  const root = nextRoot(oldRoot, incoming.root, faults);
  if (root === null) return err(faults.length > 0 ? faults : ['there is no root yet: bring the signed root.json']);
  const { signed } = root.file;
  const isNewRoot = root !== oldRoot;
  expires('root', signed, nowMs, faults);

  const targets = nextTargets('targets', before.targets, incoming.targets, before, faults);
  if (targets === null) return err([...faults, 'there is no targets.json yet: bring the signed one']);
  if (!isSigned(targets.file, signed.keys, signed.roles.targets))
    faults.push('targets.json has too few signatures of the keys that the root names');
  expires('targets', targets.file.signed, nowMs, faults);

  const delegations = targets.file.signed.delegations;
  const roles = new Map<string, Published<Targets>>();
  for (const delegated of delegationsOf(targets)) {
    const { name } = delegated;
    const next = nextTargets(name, before.roles.get(name) ?? null, incoming.roles.get(name) ?? null, before, faults);
    if (next === null) {
      if (before.highest.has(name)) faults.push(signAnew(name));
      continue;
    }
    if (!isSigned(next.file, delegations?.keys ?? {}, delegated)) {
      faults.push(
        incoming.roles.has(name)
          ? `${name}.json has too few signatures of the keys that targets.json names`
          : signAnew(name),
      );
      continue;
    }
    if (next.file !== before.roles.get(name)?.file) expires(name, next.file.signed, nowMs, faults);
    roles.set(name, next);
  }
  for (const name of incoming.roles.keys())
    if (!delegationsOf(targets).some((delegated) => delegated.name === name))
      faults.push(`${name}.json: targets.json names no such role`);
  if (faults.length > 0) return err(faults);

  // What a snapshot has named once it names for ever: a machine takes a file that is missing for an attack.
  const meta: Snapshot['meta'] = { ...before.snapshot?.file.signed.meta, 'targets.json': metaOf(targets) };
  for (const [name, published] of roles) meta[`${name}.json`] = metaOf(published);
  const snapshot = nextSnapshot(before, meta, { root: signed, isNewRoot, keys, nowMs });
  const timestamp = nextTimestamp(before, snapshot, { root: signed, isNewRoot, keys, nowMs });
  for (const [role, made] of [
    ['snapshot', snapshot],
    ['timestamp', timestamp],
  ] as const)
    if (!isSigned(made.file, signed.keys, signed.roles[role]))
      faults.push(`the key of ${role} that the root names was not given`);
  if (faults.length > 0) return err(faults);

  const once = (role: string, { file, bytes }: Published<Root | Snapshot | Targets>): MetadataStep => ({
    ...{ path: metadataPath(file.signed.version, role), bytes, how: 'once' },
  });
  const rootStep = isNewRoot ? [once('root', root)] : [];
  const timestampStep: MetadataStep = { path: timestampPath, bytes: timestamp.bytes, how: 'replace' };
  return ok({
    steps: [
      ...[...roles].map(([name, published]) => once(name, published)),
      ...[once('targets', targets), once('snapshot', snapshot)],
      // Nobody reads what the timestamp does not name. A new root comes last: where the online keys stay, or the old ones sign beside the new, whoever has either root understands.
      ...[timestampStep, ...rootStep],
    ],
    targets: [...roles.values()].flatMap(({ file }) =>
      Object.entries(file.signed.targets).map(([name, { hashes, length }]) => ({
        name,
        sha256: hashes.sha256,
        length,
      })),
    ),
    snapshotVersion: snapshot.file.signed.version,
    timestampVersion: timestamp.file.signed.version,
  });
}

const signAnew = (role: string): string =>
  `${role}.json must be signed anew: none that is there has the signatures that its role wants now`;

const published = <S extends Root | Snapshot | Timestamp | Targets>(file: SignedFile<S>): Published<S> => ({
  file,
  bytes: metadataOf(file as SignedFile<Signed>),
});

function nextRoot(
  old: Published<Root> | null,
  incoming: SignedFile<Root> | null,
  faults: string[],
): Published<Root> | null {
  if (incoming === null) return old;
  if (old !== null && incoming.signed.version === old.file.signed.version) {
    const made = published(incoming);
    if (made.bytes.equals(old.bytes)) return old;
    faults.push(
      `root.json is version ${incoming.signed.version} and another one than the published: make the next version`,
    );
    return null;
  }
  const fault = faultOfRoot(old?.file.signed ?? null, incoming);
  if (fault === null) return published(incoming);
  faults.push(`root.json ${fault}`);
  return null;
}

function nextTargets(
  role: string,
  old: Published<Targets> | null,
  incoming: SignedFile<Targets> | null,
  before: Repository,
  faults: string[],
): Published<Targets> | null {
  if (incoming === null) return old;
  const made = published(incoming);
  if (old !== null && made.bytes.equals(old.bytes)) return old;
  const known = before.highest.get(role) ?? 0;
  const { version } = incoming.signed;
  // What was put there before a cut is there once more.
  const isNext = version > known || (version === known && before.bytes(role, version)?.equals(made.bytes) === true);
  if (!isNext) faults.push(`${role}.json is version ${version}, and ${known} was there already: sign the next version`);
  return made;
}

function expires(role: string, signed: Signed, nowMs: number, faults: string[]): void {
  if (Date.parse(signed.expires) <= nowMs)
    faults.push(`${role}.json has run out on ${signed.expires}: it must be signed anew`);
}

interface Online {
  readonly root: Root;
  readonly isNewRoot: boolean;
  readonly keys: readonly SigningKey[];
  readonly nowMs: number;
}

function nextSnapshot(
  { snapshot: old, highest }: Repository,
  meta: Snapshot['meta'],
  online: Online,
): Published<Snapshot> {
  const { root, isNewRoot, keys, nowMs } = online;
  if (old !== null && !isNewRoot && isSigned(old.file, root.keys, root.roles.snapshot)) {
    const isSame = JSON.stringify(sorted(old.file.signed.meta)) === JSON.stringify(sorted(meta));
    const leftMs = Date.parse(old.file.signed.expires) - nowMs;
    if (isSame && leftMs > (metadataDays.snapshot * dayMs) / 2) return old;
  }
  return signedBy(makeSnapshot(sorted(meta), (highest.get('snapshot') ?? 0) + 1, nowMs), keys);
}

function nextTimestamp(
  { timestamp: old }: Repository,
  snapshot: Published<Snapshot>,
  online: Online,
): Published<Timestamp> {
  const { root, isNewRoot, keys, nowMs } = online;
  const meta = metaOf(snapshot);
  if (old !== null && !isNewRoot && isSigned(old.file, root.keys, root.roles.timestamp)) {
    const { meta: before, [signedAtMember]: signedAt } = old.file.signed;
    const ageMs = nowMs - Date.parse(signedAt);
    const isSame = before['snapshot.json'].hashes.sha256 === meta.hashes.sha256;
    if (isSame && ageMs >= 0 && ageMs < freshTimestampMs) return old;
  }
  return signedBy(makeTimestamp(meta, (old?.file.signed.version ?? 0) + 1, nowMs), keys);
}

function signedBy<S extends Snapshot | Timestamp>(signed: S, keys: readonly SigningKey[]): Published<S> {
  return published(keys.reduce<SignedFile<S>>((file, key) => withSignature(file, key), { signed, signatures: [] }));
}

function sorted(meta: Snapshot['meta']): Snapshot['meta'] {
  return Object.fromEntries(Object.entries(meta).sort(([a], [b]) => (a < b ? -1 : 1)));
}
