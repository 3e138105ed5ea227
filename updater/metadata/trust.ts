import type { Clock } from '../../contract/clock.ts';
import type { ReleaseManifest } from '../../contract/release/manifest.ts';
import type { Result } from '../../contract/result.ts';
import type { FetchLimits } from '../files/fetch-file.ts';
import type { FileStore } from '../files/file-store.ts';
import type { TrustError } from './trust-error.ts';

/** What is genuine, by metadata that this machine has verified from a root that came with its release. Says nothing of who gets a release when: that is the assignment. */
export interface Trust {
  /**
   * Brings the metadata up to date: roots one after the other, timestamp, snapshot, targets, and the roles of `names`. On a copy that takes the place of the old one at once; a cut leaves the old
   * or the new. After any error what was trusted before is still there; only roots that were verified stay, as the specification wants (not after `unreachable`, `tooSlow`, `tooLarge`, `full`:
   * then nothing has changed). One at a time: a second call waits for the first.
   */
  refresh(options: RefreshOptions): Promise<Result<void, TrustError>>;
  /**
   * What the verified metadata says of a target, without network. Everything above it is verified again and must be valid now.
   * @param name `app/2026.11.1.json`; its role must have been among the roles of a refresh
   */
  target(name: string): Result<TargetFacts, TrustError>;
  /** As `target`, and brings its manifest into the file store (resumed, capped; not fetched again when it is there). Its kind must be the one of the role that its name belongs to. */
  fetchManifest(name: string, options: FetchManifestOptions): Promise<Result<TrustedRelease, TrustError>>;
  /**
   * Told what time the hub says it is, from a reply whose signature was verified. This machine then knows that it is not earlier.
   * @param hubMs milliseconds since 1970-01-01T00:00:00Z
   */
  sawTime(hubMs: number): void;
}

export interface RefreshOptions {
  /** Folder of the repository, with `metadata/` and `targets/` below: `https://hub.example/releases/`. */
  readonly baseUrl: string;
  /** Targets that are wanted: only their roles are fetched below `targets`. */
  readonly names: readonly string[];
  readonly fetch?: typeof fetch;
  readonly limits?: RefreshLimits;
  readonly signal?: AbortSignal;
}

export interface RefreshLimits {
  /** For one file of metadata, milliseconds. */
  readonly fileMs: number;
  /** For all of it, milliseconds. */
  readonly refreshMs: number;
}

export interface TargetFacts {
  /** Of the manifest's bytes, hex. */
  readonly sha256: string;
  /** Bytes of the manifest. */
  readonly length: number;
}

export interface FetchManifestOptions {
  /** As in `RefreshOptions`. */
  readonly baseUrl: string;
  readonly store: FileStore;
  readonly fetch?: typeof fetch;
  readonly limits?: FetchLimits;
  readonly signal?: AbortSignal;
}

export interface TrustedRelease {
  /** ReleaseId: version and the first 16 hex digits of the manifest's SHA-256. */
  readonly id: string;
  readonly manifest: ReleaseManifest;
}

export interface TrustOptions {
  /** Folder of the installation; the state stands in `trust/` below it. */
  readonly root: string;
  /** `root.json` of the running slot. */
  readonly shippedRoot: Uint8Array;
  readonly clock: Clock;
}
