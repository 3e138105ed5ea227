import { metadataBytes, mostRootSteps } from '../../contract/release/metadata.ts';
import { readTargetName } from '../../contract/release/target-name.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Kept } from './kept-metadata.ts';
import { hasLostAKey, startRoot } from './start-root.ts';
import type { TrustError } from './trust-error.ts';
import { unlisted, Verifier } from './verifier.ts';

/** One file of `metadata/`; null = there is none. */
export type GetMetadata = (file: string, maxBytes: number) => Promise<Result<Uint8Array | null, TrustError>>;

export interface FollowOptions {
  readonly kept: Kept | null;
  readonly shippedRoot: Uint8Array;
  /** Targets that are wanted. */
  readonly names: readonly string[];
  readonly get: GetMetadata;
  /** What time it is at least, given when the verified timestamp says it was signed (0 = none). Milliseconds since 1970. */
  nowMs(signedAtMs: number): number;
}

export interface Followed {
  /** What shall be kept from now on; null = what is kept stays. */
  readonly keep: Kept | null;
  /** Null = all is verified and valid now. */
  readonly error: TrustError | null;
}

/**
 * The client's workflow of TUF 1.0 §5, with the network as an argument: roots, timestamp, snapshot, targets, and the roles of the wanted names.
 *
 * Only a whole set takes the place of the kept one: a timestamp that was verified and names a snapshot that never came is not kept. Nothing is lost by that: whoever can hold the snapshot back can
 * hold the timestamp back too, and the machine installs nothing by a timestamp alone. Roots that were verified are kept though the rest was refused: that takes their power from keys that were
 * stolen. Not so when the network was to blame: then nothing changes.
 */
export async function followRepository({ kept, shippedRoot, names, get, nowMs }: FollowOptions): Promise<Followed> {
  const nothing = (error: TrustError): Followed => ({ keep: null, error });
  const start = startRoot(kept?.root ?? null, shippedRoot);
  const from = Verifier.from(start);
  if (!from.ok) return nothing(from.error);
  const verifier = from.value;
  const roots = await followRoots(verifier, start, get);
  const base = kept === null || isForgotten(kept, verifier) ? noMetadata : kept;
  const root = roots.newest;
  const rest = roots.error === null ? await followRest(verifier, base, names, get, nowMs) : err(roots.error);
  if (rest.ok) {
    const all: Kept = { ...rest.value, root };
    return { keep: kept !== null && isSame(kept, all) ? null : all, error: null };
  }
  if (changesNothing.has(rest.error.code) || isSameBytes(kept?.root ?? shippedRoot, root)) return nothing(rest.error);
  return { keep: { ...base, root }, error: rest.error };
}

type Rest = Omit<Kept, 'root'>;
const noMetadata: Rest = { timestamp: null, snapshot: null, targets: null, roles: new Map() };
const changesNothing: ReadonlySet<TrustError['code']> = new Set(['unreachable', 'tooSlow', 'tooLarge', 'full']);

function isForgotten(kept: Kept, now: Verifier): boolean {
  const before = Verifier.from(kept.root);
  // A root that a disk has spoilt says nothing of its keys; the rest counts as far as the root of now has signed it.
  return before.ok && hasLostAKey(before.value, now);
}

/** §5.3: one after the other, until there is none. Expired ones in between are passed; whether the last one has expired is asked with the timestamp. */
async function followRoots(
  verifier: Verifier,
  start: Uint8Array,
  get: GetMetadata,
): Promise<{ readonly newest: Uint8Array; readonly error: TrustError | null }> {
  let newest = start;
  for (let step = 0; step < mostRootSteps; step += 1) {
    const got = await get(`${verifier.root.signed.version + 1}.root.json`, metadataBytes.root);
    if (!got.ok) return { newest, error: got.error };
    if (got.value === null) break;
    const next = verifier.nextRoot(got.value);
    if (!next.ok) return { newest, error: next.error };
    newest = got.value;
  }
  return { newest, error: null };
}

async function followRest(
  verifier: Verifier,
  base: Rest,
  names: readonly string[],
  get: GetMetadata,
  nowMs: FollowOptions['nowMs'],
): Promise<Result<Rest, TrustError>> {
  const timestamp = await followTimestamp(verifier, base.timestamp, get, nowMs);
  if (!timestamp.ok) return timestamp;
  const snapshot = await followSnapshot(verifier, base.snapshot, get);
  if (!snapshot.ok) return snapshot;
  const targets = await followTargets(verifier, 'targets', base.targets, get);
  if (!targets.ok) return targets;
  const roles = new Map<string, Uint8Array>();
  for (const name of names) {
    const role = wantedRole(verifier, name);
    if (!role.ok) return role;
    if (roles.has(role.value)) continue;
    const bytes = await followTargets(verifier, role.value, base.roles.get(role.value) ?? null, get);
    if (!bytes.ok) return bytes;
    roles.set(role.value, bytes.value);
  }
  // What was asked for before stays as long as it is what the snapshot lists.
  for (const [role, bytes] of base.roles) {
    if (!roles.has(role) && verifier.targets(bytes, role).ok) roles.set(role, bytes);
  }
  return ok({ timestamp: timestamp.value, snapshot: snapshot.value, targets: targets.value, roles });
}

/** §5.4. */
async function followTimestamp(
  verifier: Verifier,
  kept: Uint8Array | null,
  get: GetMetadata,
  nowMs: FollowOptions['nowMs'],
): Promise<Result<Uint8Array, TrustError>> {
  // The kept one counts as what was seen, expired or not: so it is read at the beginning of time.
  let before: Uint8Array | null = null;
  if (kept !== null && verifier.timestamp(kept).ok) before = kept;
  verifier.at(nowMs(verifier.signedAtMs));
  const got = await required(get, 'timestamp.json', metadataBytes.timestamp);
  if (!got.ok) return got;
  const read = verifier.timestamp(got.value);
  if (!read.ok) return read;
  // It was signed at that moment, so it is not earlier now: what it names must be valid then.
  verifier.at(nowMs(verifier.signedAtMs));
  return ok(read.value === 'same' && before !== null ? before : got.value);
}

/** §5.5. */
async function followSnapshot(
  verifier: Verifier,
  kept: Uint8Array | null,
  get: GetMetadata,
): Promise<Result<Uint8Array, TrustError>> {
  if (kept !== null) {
    const read = verifier.snapshot(kept, true);
    if (read.ok) return ok(kept);
  }
  const listed = verifier.listed('snapshot.json');
  if (listed === null) return unlisted('snapshot');
  const got = await required(get, `${listed.version}.snapshot.json`, atMost(listed.length, metadataBytes.snapshot));
  if (!got.ok) return got;
  const read = verifier.snapshot(got.value);
  return read.ok ? got : read;
}

/** §5.6, for `targets` and each role below it. */
async function followTargets(
  verifier: Verifier,
  role: string,
  kept: Uint8Array | null,
  get: GetMetadata,
): Promise<Result<Uint8Array, TrustError>> {
  if (kept !== null && verifier.targets(kept, role).ok) return ok(kept);
  const listed = verifier.listed(`${role}.json`);
  if (listed === null) return unlisted(role);
  const got = await required(get, `${listed.version}.${role}.json`, atMost(listed.length, metadataBytes.targets));
  if (!got.ok) return got;
  const read = verifier.targets(got.value, role);
  return read.ok ? got : read;
}

/**
 * The role that may say what a target of this name is: by the name itself, and by the first delegation that takes it, which must be final. Both must agree.
 * Errors: `unknownTarget` `wrongRole`.
 */
export function wantedRole(verifier: Verifier, name: string): Result<string, TrustError> {
  const read = readTargetName(name);
  if (read === null) return err({ code: 'unknownTarget', detail: 'no name of a target' });
  const delegated = verifier.roleFor(name);
  if (delegated === null) return err({ code: 'unknownTarget', detail: `nobody may publish ${name}` });
  if (delegated.role !== read.role)
    return err({ code: 'wrongRole', detail: `${name} is delegated to ${delegated.role}` });
  if (!delegated.terminating)
    return err({ code: 'wrongRole', detail: `${delegated.role} is not the last word on ${name}` });
  return ok(read.role);
}

async function required(get: GetMetadata, file: string, maxBytes: number): Promise<Result<Uint8Array, TrustError>> {
  const got = await get(file, maxBytes);
  if (!got.ok) return got;
  return got.value === null ? err({ code: 'unreachable', detail: `${file}: not there` }) : ok(got.value);
}

/** A length that a stolen online key has signed may be any number. */
const atMost = (length: number | null, most: number): number => Math.min(length ?? most, most);

function isSame(a: Kept, b: Kept): boolean {
  const isSameRoles =
    a.roles.size === b.roles.size &&
    [...b.roles].every(([role, bytes]) => isSameBytes(a.roles.get(role) ?? null, bytes));
  return (
    isSameRoles &&
    (['root', 'timestamp', 'snapshot', 'targets'] as const).every((name) => isSameBytes(a[name], b[name]))
  );
}

const isSameBytes = (a: Uint8Array | null, b: Uint8Array | null): boolean =>
  a === null || b === null ? a === b : Buffer.compare(a, b) === 0;
