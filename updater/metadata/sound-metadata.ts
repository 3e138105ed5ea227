import { delegatedRole, metadataTime } from '../../contract/release/metadata.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { TrustError } from './trust-error.ts';

/** Kinds of metadata files; roles below `targets` are of kind `targets`. */
export type MetadataKind = 'root' | 'timestamp' | 'snapshot' | 'targets';

/** Signatures that are looked at, of one file: verifying costs time, and nobody has so many keys. */
const mostSignatures = 64;

type Json = unknown;
type Members = Readonly<Record<string, Json>>;

/**
 * What the verifier does not look at, or takes too easily: the kind of the file, whole versions, moments that are read by no local time, one key under two names, names of roles that are no plain
 * words. Signatures are not checked here. Pure.
 * @returns the signed part
 * Errors: `damaged` `wrongRole` `forged`.
 */
export function soundMetadata(bytes: Uint8Array, kind: MetadataKind): Result<Members, TrustError> {
  let file: Json;
  try {
    file = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return damaged('no JSON');
  }
  if (!isMembers(file) || !isMembers(file.signed) || !Array.isArray(file.signatures)) return damaged('no metadata');
  if (file.signatures.length > mostSignatures) return damaged(`${file.signatures.length} signatures`);
  const { signed } = file;
  // A file of one kind in the place of another is the work of somebody, not of a bad line.
  if (signed._type !== kind) return err({ code: 'wrongRole', detail: `says it is ${JSON.stringify(signed._type)}` });
  if (!isVersion(signed.version)) return damaged('version');
  if (typeof signed.expires !== 'string' || !metadataTime.test(signed.expires)) return damaged('expires');
  const fault = partFault[kind](signed);
  return fault === null ? ok(signed) : err(fault);
}

const partFault: Readonly<Record<MetadataKind, (signed: Members) => TrustError | null>> = {
  root: ({ consistent_snapshot: isConsistent, keys, roles }) => {
    if (isConsistent !== true) return fault('without consistent snapshots');
    if (!isMembers(keys) || !isMembers(roles)) return fault('keys and roles');
    return firstOf(Object.values(roles), (role) => keysFault(keys, role));
  },
  timestamp: ({ meta }) => {
    if (!isMembers(meta) || Object.keys(meta).join() !== 'snapshot.json') return fault('meta');
    return firstOf(Object.values(meta), listedFault);
  },
  snapshot: ({ meta }) => {
    if (!isMembers(meta) || !Object.hasOwn(meta, 'targets.json')) return fault('meta');
    return firstOf(Object.values(meta), listedFault);
  },
  targets: ({ targets, delegations }) => {
    if (!isMembers(targets)) return fault('targets');
    if (delegations === undefined) return null;
    if (!isMembers(delegations) || !isMembers(delegations.keys) || !Array.isArray(delegations.roles)) {
      return fault('delegations');
    }
    const { keys, roles } = delegations;
    return firstOf(roles, (role) => {
      if (!isMembers(role) || typeof role.name !== 'string' || !delegatedRole.test(role.name))
        return fault('role name');
      return keysFault(keys, role);
    });
  },
};

/** A file that another file lists, with its version. */
const listedFault = (listed: Json): TrustError | null =>
  isMembers(listed) && isVersion(listed.version) ? null : fault('version of a listed file');

/** One key under two names would count twice for the threshold. */
function keysFault(keys: Members, role: Json): TrustError | null {
  if (!isMembers(role) || !Array.isArray(role.keyids)) return fault('role');
  const seen = new Set<string>();
  for (const id of role.keyids) {
    const key = typeof id === 'string' && Object.hasOwn(keys, id) ? keys[id] : undefined;
    if (!isMembers(key) || !isMembers(key.keyval) || typeof key.keyval.public !== 'string') continue;
    const value = key.keyval.public.toLowerCase();
    if (seen.has(value)) return { code: 'forged', detail: 'one key under two names' };
    seen.add(value);
  }
  return null;
}

function firstOf(values: readonly Json[], faultOf: (value: Json) => TrustError | null): TrustError | null {
  for (const value of values) {
    const found = faultOf(value);
    if (found !== null) return found;
  }
  return null;
}

const fault = (detail: string): TrustError => ({ code: 'damaged', detail });
const damaged = (detail: string) => err(fault(detail));
const isMembers = (value: Json): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isVersion = (value: Json): boolean => Number.isSafeInteger(value) && Number(value) >= 1;
