import { metadataDays, signedAtMember } from '../../contract/release/metadata.ts';
import { pathsOfRole, readTargetName } from '../../contract/release/target-name.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { NamedPublicKey } from '../keys/key-file.ts';
import {
  expiryOf,
  type Meta,
  metadataTimeOf,
  type PublicKey,
  type Root,
  type RootRole,
  rootRoles,
  type Snapshot,
  type Targets,
  type Timestamp,
} from './shapes.ts';

/** Who signs a role, and how many of them must. */
export interface Holders {
  readonly keys: readonly NamedPublicKey[];
  readonly threshold: number;
}

const specVersion = '1.0.31' as const;

function roleOfHolders({ keys, threshold }: Holders): Root['roles']['root'] {
  return { keyids: [...new Set(keys.map(({ keyId }) => keyId))], threshold };
}

function faultOfHolders(role: string, { keys, threshold }: Holders): string | null {
  const ids = new Set(keys.map(({ keyId }) => keyId));
  if (ids.size !== keys.length) return `${role}: the same key twice counts as one person`;
  if (threshold < 1 || threshold > ids.size) return `${role}: ${threshold} of ${ids.size} keys cannot be`;
  return null;
}

/**
 * The next root. Pure; error: one sentence.
 * @param previous null = the first
 * @param holders roles that are given anew; the others stay as they were
 */
export function makeRoot(
  previous: Root | null,
  holders: Partial<Readonly<Record<RootRole, Holders>>>,
  nowMs: number,
): Result<Root, string> {
  const keys: Record<string, PublicKey> = {};
  const roles: Partial<Root['roles']> = {};
  for (const role of rootRoles) {
    const given = holders[role];
    if (given === undefined) {
      if (previous === null) return err(`${role}: who signs it must be said`);
      roles[role] = previous.roles[role];
      for (const id of previous.roles[role].keyids) {
        const key = previous.keys[id];
        if (key !== undefined) keys[id] = key;
      }
      continue;
    }
    const fault = faultOfHolders(role, given);
    if (fault !== null) return err(fault);
    roles[role] = roleOfHolders(given);
    for (const { keyId, key } of given.keys) keys[keyId] = key;
  }
  const { root, targets, snapshot, timestamp } = roles;
  if (root === undefined || targets === undefined || snapshot === undefined || timestamp === undefined)
    throw new Error('a role of the root is missing');
  const offline = new Set([...root.keyids, ...targets.keyids]);
  const shared = [...snapshot.keyids, ...timestamp.keyids].find((id) => offline.has(id));
  if (shared !== undefined) return err(`key ${shared.slice(0, 8)} is online and must not sign root or targets`);
  return ok({
    ...{ _type: 'root', spec_version: specVersion, version: (previous?.version ?? 0) + 1 },
    ...{ expires: expiryOf(nowMs, metadataDays.root), consistent_snapshot: true },
    keys,
    roles: { root, targets, snapshot, timestamp },
  });
}

export type Delegations = NonNullable<Targets['delegations']>;
const noDelegations: Delegations = { keys: {}, roles: [] };

/** `targets` with one more delegated role, or one with other keys. Pure; error: one sentence. @param role such as `catalogue-guangzhou` */
export function withDelegation(
  before: Delegations | undefined,
  role: string,
  holders: Holders,
): Result<Delegations, string> {
  const paths = pathsOfRole(role);
  if (paths === null) return err(`${role}: not app, notice, catalogue-<region> or config-<fleet>`);
  const fault = faultOfHolders(role, holders);
  if (fault !== null) return err(fault);
  const { keys, roles } = withoutDelegation(before, role);
  const added = Object.fromEntries(holders.keys.map(({ keyId, key }) => [keyId, key]));
  const entry = { name: role, terminating: true as const, paths: [...paths], ...roleOfHolders(holders) };
  return ok({
    keys: { ...keys, ...added },
    roles: [...roles, entry].sort((a, b) => (a.name < b.name ? -1 : 1)),
  });
}

/** Without this role, and without keys that nobody else uses. Pure. */
export function withoutDelegation(before: Delegations = noDelegations, role: string): Delegations {
  const roles = before.roles.filter(({ name }) => name !== role);
  const used = new Set(roles.flatMap(({ keyids }) => keyids));
  return { keys: Object.fromEntries(Object.entries(before.keys).filter(([id]) => used.has(id))), roles };
}

/** Targets metadata (TUF 1.0 §4.5). @param nowMs wall clock from which it expires */
export function makeTargets(
  content: Pick<Targets, 'targets' | 'delegations'>,
  version: number,
  nowMs: number,
): Targets {
  const days = content.delegations === undefined ? metadataDays.delegated : metadataDays.targets;
  return { _type: 'targets', spec_version: specVersion, version, expires: expiryOf(nowMs, days), ...content };
}

/** Targets of a role with these added and dropped. Pure; error: one sentence. */
export function changedTargets(
  role: string,
  before: Targets['targets'],
  change: {
    readonly add: readonly { readonly name: string; readonly sha256: string; readonly length: number }[];
    readonly drop: readonly string[];
  },
): Result<Targets['targets'], string> {
  const targets = { ...before };
  for (const name of change.drop) {
    if (targets[name] === undefined) return err(`${role} does not name ${name}`);
    delete targets[name];
  }
  for (const { name, sha256, length } of change.add) {
    const wanted = readTargetName(name)?.role;
    if (wanted !== role) return err(`${name} belongs to the role ${wanted ?? 'of nobody'}, not to ${role}`);
    const known = targets[name];
    if (known !== undefined && known.hashes.sha256 !== sha256)
      return err(`${name} stands for other bytes already: give the release another version, or drop the old one`);
    targets[name] = { length, hashes: { sha256 } };
  }
  return ok(targets);
}

/** Snapshot metadata (TUF 1.0 §4.4). @param nowMs wall clock from which it expires */
export function makeSnapshot(meta: Snapshot['meta'], version: number, nowMs: number): Snapshot {
  return {
    ...{ _type: 'snapshot', spec_version: specVersion, version, expires: expiryOf(nowMs, metadataDays.snapshot), meta },
  };
}

/** Timestamp metadata (TUF 1.0 §4.6), with the moment at which it was signed. @param nowMs wall clock from which it expires */
export function makeTimestamp(snapshot: Meta, version: number, nowMs: number): Timestamp {
  return {
    ...{ _type: 'timestamp', spec_version: specVersion, version, expires: expiryOf(nowMs, metadataDays.timestamp) },
    ...{ [signedAtMember]: metadataTimeOf(nowMs), meta: { 'snapshot.json': snapshot } },
  };
}
