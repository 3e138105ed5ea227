import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import { isDiskFull, isFileSystemError } from '../../contract/durable-file.ts';
import { type Log, noLog } from '../../contract/log.ts';
import { type ReleaseManifest, readManifest, releaseLimits } from '../../contract/release/manifest.ts';
import { type ReleaseId, releaseIdOf } from '../../contract/release/release-id.ts';
import { readTargetName } from '../../contract/release/target-name.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { sha256Of } from '../../contract/sha256.ts';
import { type FetchError, type FetchFileOptions, type FetchLimits, fetchFile } from '../files/fetch-file.ts';
import type { FileStore } from '../files/file-store.ts';
import { fetchMetadata } from './fetch-metadata.ts';
import { followRepository, type GetMetadata } from './follow.ts';
import { type Kept, KeptMetadata } from './kept-metadata.ts';
import { type KeptTarget, keptTimes, targetIn } from './kept-target.ts';
import type { TrustError, TrustErrorCode } from './trust-error.ts';
import { TrustedTime } from './trusted-time.ts';
import { Verifier } from './verifier.ts';

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
  /** When the kept metadata was signed, by the word of its timestamp, milliseconds since 1970; null = none is kept, or it cannot be read. What has run out says so too. */
  signedAtMs(): number | null;
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

/** 2 MB in two minutes is 17 kB a second: what a poor mobile line gives. */
export const usualRefreshLimits: RefreshLimits = { fileMs: 120_000, refreshMs: 600_000 };

export type TargetFacts = KeptTarget;

export interface FetchManifestOptions {
  /** As in `RefreshOptions`. */
  readonly baseUrl: string;
  readonly store: FileStore;
  readonly fetch?: typeof fetch;
  readonly limits?: FetchLimits;
  readonly signal?: AbortSignal;
}

export interface TrustedRelease {
  readonly id: ReleaseId;
  readonly manifest: ReleaseManifest;
}

export interface TrustOptions {
  /** Folder of the installation; the state stands in `trust/` below it. */
  readonly root: string;
  /** `root.json` of the running slot. */
  readonly shippedRoot: Uint8Array;
  readonly clock: Clock;
  readonly log?: Log;
}

/** Folder below the installation. */
export const trustFolder = 'trust';

/** Opens what this machine trusts. Reads the disk at each question, so that nothing is believed that is not there any more. Throws what the file system throws, but for a full disk. */
export function openTrust({ root, shippedRoot, clock, log = noLog }: TrustOptions): Trust {
  const folder = join(root, trustFolder);
  const metadata = new KeptMetadata(folder);
  const time = new TrustedTime(folder, clock);
  /** An expiry that only this machine's clock sees is the clock's fault. */
  const withClock = (error: TrustError): TrustError =>
    error.code === 'expired' && time.isAhead() ? { code: 'clock', detail: error.detail } : error;

  async function refreshNow(options: RefreshOptions): Promise<Result<void, TrustError>> {
    const kept = metadata.read();
    const spoilt = kept === null ? null : Verifier.from(kept.root);
    if (spoilt?.ok === false) log('update.metadata.spoilt', { detail: spoilt.error.detail });
    const { keep, error } = await followRepository({
      ...{ kept, shippedRoot, names: options.names },
      get: getterOf(options, clock),
      nowMs: (signedAtMs) => time.nowMs(signedAtMs),
    });
    if (error !== null) return refusedWith(withClock(error), keep);
    return keepNow(keep);
  }

  function refusedWith(error: TrustError, keep: Kept | null): Result<void, TrustError> {
    if (!isOfTheLine(error)) log('update.metadata.refused', error);
    const done = keepNow(keep);
    return done.ok ? err(error) : done;
  }

  function keepNow(keep: Kept | null): Result<void, TrustError> {
    if (keep === null) return ok(undefined);
    try {
      metadata.keep(keep);
    } catch (cause) {
      if (!isDiskFull(cause)) throw cause;
      const full: TrustError = { code: 'full', detail: 'no room on the disk' };
      log('update.metadata.refused', full);
      return err(full);
    }
    const { root, timestamp, snapshot } = keep;
    const versions = { root: versionIn(root), timestamp: versionIn(timestamp), snapshot: versionIn(snapshot) };
    log('update.metadata.kept', versions);
    return ok(undefined);
  }

  function target(name: string): Result<TargetFacts, TrustError> {
    const kept = metadata.read();
    if (kept === null) return err({ code: 'unknownTarget', detail: 'no metadata yet' });
    const found = targetIn(kept, shippedRoot, name, (signedAtMs) => time.nowMs(signedAtMs));
    return found.ok ? found : err(withClock(found.error));
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    refresh: (options) => {
      const mine = last.then(() => refreshNow(options));
      last = mine.catch(() => undefined);
      return mine;
    },
    target,
    fetchManifest: async (name, options) => {
      const found = target(name);
      return found.ok ? fetchVerified(name, found.value, options, clock) : found;
    },
    signedAtMs: () => {
      try {
        return keptTimes(metadata.read(), shippedRoot)?.signedAtMs ?? null;
      } catch (cause) {
        if (isFileSystemError(cause)) return null;
        throw cause;
      }
    },
    sawTime: (hubMs) => time.saw(hubMs, () => keptTimes(metadata.read(), shippedRoot)?.expiresAtMs ?? null),
  };
}

/** No word about the metadata itself: a line that is away for weeks fills no log. */
const isOfTheLine = ({ code }: TrustError): boolean => code === 'unreachable' || code === 'tooSlow';

/** Of metadata that was verified; 0 = there is none. */
const versionIn = (bytes: Uint8Array | null): number =>
  bytes === null ? 0 : Number(JSON.parse(Buffer.from(bytes).toString('utf8')).signed.version);

function getterOf(options: RefreshOptions, clock: Clock): GetMetadata {
  const { fileMs, refreshMs } = options.limits ?? usualRefreshLimits;
  const endsAtMs = clock.monoMs() + refreshMs;
  return (file, maxBytes) =>
    fetchMetadata({
      ...{ url: urlOf(options.baseUrl, `metadata/${file}`), maxBytes, clock },
      withinMs: Math.max(0, Math.min(fileMs, endsAtMs - clock.monoMs())),
      ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
}

/** Source: TUF 1.0 §5.7.3, consistent snapshots: the hash stands before the last part of the name. */
async function fetchVerified(
  name: string,
  { sha256, length }: TargetFacts,
  options: FetchManifestOptions,
  clock: Clock,
): Promise<Result<TrustedRelease, TrustError>> {
  if (length > releaseLimits.manifestBytes) return err({ code: 'tooLarge', detail: `${name}: ${length} bytes` });
  const { baseUrl, store, ...rest } = options;
  const path = name.replace(/[^/]+$/, (last) => `${sha256}.${last}`);
  const url = urlOf(baseUrl, `targets/${path}`);
  const fetched = await fetchBytes({ url, sha256, size: length, store, clock, ...rest });
  if (!fetched.ok) return err({ code: codeOfFetch[fetched.error.code], detail: fetched.error.detail });
  const read = readManifest(fetched.value.toString('utf8'));
  if (!read.ok) return err({ code: 'damaged', detail: `${name}: ${read.error.code} ${read.error.detail}` });
  const { kind, version } = read.value;
  const wanted = readTargetName(name);
  // A genuine signature of another role's key would otherwise make a catalogue an application.
  if (wanted?.kind !== kind) return err({ code: 'wrongRole', detail: `${name} is of kind ${kind}` });
  if (wanted.version !== version) return err({ code: 'mixed', detail: `${name} is version ${version}` });
  return ok({ id: releaseIdOf(version, sha256), manifest: read.value });
}

/** Brings a file and reads it. What the store has is hashed once more, since disks forget; what is spoilt is fetched again. */
async function fetchBytes(options: FetchFileOptions): Promise<Result<Buffer, FetchError>> {
  const { store, sha256 } = options;
  for (let isAgain = false; ; isAgain = true) {
    const fetched = await fetchFile(options);
    if (!fetched.ok) return fetched;
    const bytes = readFileSync(store.pathOf(sha256));
    if (sha256Of(bytes) === sha256) return ok(bytes);
    store.drop(sha256);
    if (isAgain) return err({ code: 'wrongBytes', detail: 'the disk reads back other bytes than were written' });
  }
}

const codeOfFetch: Readonly<Record<FetchError['code'], TrustErrorCode>> = {
  unreachable: 'unreachable',
  badStatus: 'unreachable',
  aborted: 'unreachable',
  tooSlow: 'tooSlow',
  tooLong: 'tooLarge',
  wrongBytes: 'mixed',
  full: 'full',
};

const urlOf = (baseUrl: string, path: string): string => `${baseUrl.replace(/\/*$/, '')}/${path}`;
