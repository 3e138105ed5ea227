import type { Metadata, Root } from '@tufjs/models';
import { LengthOrHashMismatchError, UnsignedMetadataError } from '@tufjs/models/dist/error.js';
import { BadVersionError, EqualVersionError, ExpiredMetadataError, RepositoryError } from 'tuf-js/dist/error.js';
import { TrustedMetadataStore } from 'tuf-js/dist/store.js';
import { signedAtMember } from '../../contract/release/metadata.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { type MetadataKind, soundMetadata } from './sound-metadata.ts';
import type { TrustError, TrustErrorCode } from './trust-error.ts';

type Step = Result<void, TrustError>;
/** Sees what the library throws; null = not decided here. */
type Reader = (cause: unknown) => TrustErrorCode | null;

/**
 * tuf-js as the verifier and nothing more: signatures, thresholds, versions, hashes, expiry, in the order of the specification (§5.3 to §5.6). It knows no disk and no network, and the time is told.
 * Steps come in order: roots, `at`, timestamp, snapshot, targets, roles below it.
 */
export class Verifier {
  readonly #store: TrustedMetadataStore;

  private constructor(root: Uint8Array) {
    this.#store = new TrustedMetadataStore(Buffer.from(root));
    this.at(0);
  }

  /** Begins with a root that is trusted, expired or not. Errors: `damaged` `wrongRole` `forged`. */
  static from(root: Uint8Array): Result<Verifier, TrustError> {
    const sound = soundMetadata(root, 'root');
    if (!sound.ok) return named('root.json', sound.error);
    try {
      return ok(new Verifier(root));
    } catch (cause) {
      return refused('root.json', cause);
    }
  }

  /** The moment by which everything from here on must be valid. */
  at(nowMs: number): void {
    // The library takes the wall clock when it is made and offers no other way. A version of it without this member must not pass silently.
    if (!(Reflect.get(this.#store, 'referenceTime') instanceof Date)) throw new Error('tuf-js has no referenceTime');
    Reflect.set(this.#store, 'referenceTime', new Date(nowMs));
  }

  get root(): Metadata<Root> {
    return this.#store.root;
  }

  /** Public values of the keys of a role of the root. */
  keysOf(role: 'timestamp' | 'snapshot'): readonly string[] {
    const { keys, roles } = this.root.signed;
    return (roles[role]?.keyIDs ?? []).map((id) => keys[id]?.keyVal.public ?? id);
  }

  /** Whether another root carries signatures of enough keys of this one. */
  signs(other: Verifier): boolean {
    try {
      this.root.verifyDelegate('root', other.root);
      return true;
    } catch (cause) {
      if (cause instanceof UnsignedMetadataError) return false;
      throw cause;
    }
  }

  /** When the timestamp was signed, by its own word, milliseconds since 1970; 0 = there is none, or it does not say. */
  get signedAtMs(): number {
    const said = this.#store.timestamp?.signed.unrecognizedFields[signedAtMember];
    const ms = typeof said === 'string' ? Date.parse(said) : Number.NaN;
    return Number.isFinite(ms) ? ms : 0;
  }

  /** Until when the timestamp is valid, milliseconds since 1970; null = there is none. */
  get timestampExpiryMs(): number | null {
    const expires = this.#store.timestamp?.signed.expires;
    return expires === undefined ? null : Date.parse(expires);
  }

  /** What the timestamp says of the snapshot, or the snapshot of another file; null = nothing. Length in bytes, where it says one. */
  listed(
    file: 'snapshot.json' | `${string}.json`,
  ): { readonly version: number; readonly length: number | null } | null {
    const { timestamp, snapshot } = this.#store;
    const found =
      file === 'snapshot.json'
        ? timestamp?.signed.snapshotMeta
        : snapshot !== undefined && Object.hasOwn(snapshot.signed.meta, file)
          ? snapshot.signed.meta[file]
          : undefined;
    return found === undefined ? null : { version: found.version, length: found.length ?? null };
  }

  /** The next root: signed by the last and by itself, and its number is the next. Errors: `damaged` `wrongRole` `forged` `rolledBack` `mixed`. */
  nextRoot(bytes: Uint8Array): Step {
    const next = this.root.signed.version + 1;
    const sound = soundMetadata(bytes, 'root');
    if (!sound.ok) return named(`${next}.root.json`, sound.error);
    const isOlder = Number(sound.value.version) < next;
    return this.#step(
      `${next}.root.json`,
      () => this.#store.updateRoot(Buffer.from(bytes)),
      (cause) => (cause instanceof BadVersionError ? (isOlder ? 'rolledBack' : 'mixed') : null),
    );
  }

  /**
   * A timestamp, from the disk or from the line. The same version as before is no error and changes nothing.
   * Errors: `damaged` `wrongRole` `forged` `rolledBack` `expired`; after `expired` it still counts as what was seen.
   */
  timestamp(bytes: Uint8Array): Result<'taken' | 'same', TrustError> {
    let isSame = false;
    const step = this.#check('timestamp.json', bytes, 'timestamp', () => {
      try {
        this.#store.updateTimestamp(Buffer.from(bytes));
      } catch (cause) {
        if (!(cause instanceof EqualVersionError)) throw cause;
        isSame = true;
      }
    });
    return step.ok ? ok(isSame ? 'same' : 'taken') : step;
  }

  /**
   * A snapshot. One from the disk may be older than the timestamp wants; then it counts as what was seen, and the answer is `mixed`.
   * @param isKept verified when it was written: its hash is the one of an older timestamp
   * Errors: `damaged` `wrongRole` `forged` `rolledBack` `mixed` `expired`.
   */
  snapshot(bytes: Uint8Array, isKept = false): Step {
    const before = this.#store.snapshot;
    return this.#check(
      'snapshot.json',
      bytes,
      'snapshot',
      () => {
        this.#store.updateSnapshot(Buffer.from(bytes), isKept);
        // The library trusts the disk for its hash; it may hold what an older timestamp has listed.
        if (isKept) this.#store.timestamp?.signed.snapshotMeta.verify(Buffer.from(bytes));
      },
      (cause) => {
        if (cause instanceof ExpiredMetadataError || !(cause instanceof RepositoryError)) return null;
        // Taken, and not the one that the timestamp names; or it lists less than the last one did.
        return this.#store.snapshot !== before ? 'mixed' : 'rolledBack';
      },
    );
  }

  /** `targets`, or a role below it. Errors: `damaged` `wrongRole` `forged` `mixed` `expired` `unknownTarget` (nobody lists or delegates it). */
  targets(bytes: Uint8Array, role: string): Step {
    if (this.listed(`${role}.json`) === null) return unlisted(role);
    return this.#check(
      `${role}.json`,
      bytes,
      'targets',
      () => this.#store.updateDelegatedTargets(Buffer.from(bytes), role, role === 'targets' ? 'root' : 'targets'),
      (cause) => (cause instanceof BadVersionError ? 'mixed' : null),
    );
  }

  /** The role that says what a target of this name is: the first whose patterns take it, as the specification goes through them; null = none. */
  roleFor(target: string): { readonly role: string; readonly terminating: boolean } | null {
    for (const found of this.#store.targets?.signed.delegations?.rolesForTarget(target) ?? []) return found;
    return null;
  }

  /** What a verified role says of a target; null = nothing, or not with a SHA-256. */
  targetOf(role: string, target: string): { readonly sha256: string; readonly length: number } | null {
    const targets = this.#store.getRole(role)?.signed.targets;
    const found = targets !== undefined && Object.hasOwn(targets, target) ? targets[target] : undefined;
    const sha256 = found?.hashes.sha256;
    if (found === undefined || sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256)) return null;
    return Number.isSafeInteger(found.length) && found.length >= 0 ? { sha256, length: found.length } : null;
  }

  #check(file: string, bytes: Uint8Array, kind: MetadataKind, step: () => void, read: Reader = () => null): Step {
    const sound = soundMetadata(bytes, kind);
    return sound.ok ? this.#step(file, step, read) : named(file, sound.error);
  }

  #step(file: string, step: () => void, read: Reader): Step {
    try {
      step();
      return ok(undefined);
    } catch (cause) {
      const code = read(cause);
      return code === null ? refused(file, cause) : err({ code, detail: `${file}: ${messageOf(cause)}` });
    }
  }
}

/** Error: no role lists this one. */
export const unlisted = (role: string) => err({ code: 'unknownTarget', detail: `nobody lists ${role}.json` } as const);

/** By the class of what the library throws, never by its text. What has no class of its own is about the form of the file. */
function refused(file: string, cause: unknown): Result<never, TrustError> {
  const code =
    cause instanceof ExpiredMetadataError
      ? 'expired'
      : cause instanceof UnsignedMetadataError
        ? 'forged'
        : cause instanceof LengthOrHashMismatchError
          ? 'mixed'
          : cause instanceof BadVersionError
            ? 'rolledBack'
            : 'damaged';
  return err({ code, detail: `${file}: ${messageOf(cause)}` });
}

const named = (file: string, { code, detail }: TrustError): Result<never, TrustError> =>
  err({ code, detail: `${file}: ${detail}` });
const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
