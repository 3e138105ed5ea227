import { isOlder } from '../../contract/release/is-older.ts';
import type { ReleaseKind, ReleaseManifest } from '../../contract/release/manifest.ts';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import { readTargetName } from '../../contract/release/target-name.ts';
import type { RefusalCause } from '../../contract/release/update-outcome.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { FileStore } from '../files/file-store.ts';
import type { RefreshLimits, Trust } from '../metadata/trust.ts';
import type { TrustError } from '../metadata/trust-error.ts';
import type { Wanted, WorkEnd } from './agent-steps.ts';

/** What a release must fit: this machine as it is now. */
export interface MachineFacts {
  /** Schema of the open local store; null = it is not open, then what the running release writes counts. */
  readonly storeSchema: number | null;
  /** As the hub told; null = it did not, then the hub is not asked for more than it is. */
  readonly hubVersion: string | null;
  /** Store range of the release that runs. */
  readonly running: ReleaseManifest['store'];
}

export interface CheckOptions {
  readonly trust: Trust;
  readonly wanted: Wanted;
  readonly baseUrl: string;
  readonly store: FileStore;
  readonly facts: MachineFacts;
  readonly signal: AbortSignal;
  readonly fetch?: typeof fetch;
  /** How long the look at the metadata may take; left out = as long as a poor line needs. */
  readonly limits?: RefreshLimits;
}

/** Whether metadata and assignment agree on a genuine application, and whether it fits this machine. The error is how the step ends. */
export async function checkRelease(options: CheckOptions): Promise<Result<ReleaseManifest, WorkEnd>> {
  // Only applications have slots: other kinds are no candidates for a start.
  const genuine = await checkGenuine(options, 'application');
  if (!genuine.ok) return genuine;
  const fault = misfitOf(genuine.value, options.facts);
  return fault === null ? genuine : refused(fault);
}

/** Whether metadata and assignment agree on a genuine release of this kind. The error is how the step ends. */
export async function checkGenuine(
  options: Omit<CheckOptions, 'facts'>,
  kind: ReleaseKind,
): Promise<Result<ReleaseManifest, WorkEnd>> {
  const { trust, wanted, baseUrl, store, signal } = options;
  const over = { baseUrl, signal, ...(options.fetch === undefined ? {} : { fetch: options.fetch }) };
  if (readTargetName(wanted.target)?.kind !== kind) return refused('wrongRole');
  const limits = options.limits === undefined ? {} : { limits: options.limits };
  const refreshed = await trust.refresh({ ...over, ...limits, names: [wanted.target] });
  // Offline, what was verified before and is not expired still counts.
  if (!refreshed.ok && !isAway(refreshed.error)) return endOf(refreshed.error);
  const target = trust.target(wanted.target);
  if (!target.ok) return endOf(refreshed.ok ? target.error : refreshed.error);
  // Metadata says what is genuine, the hub says who gets it: both must mean the same bytes.
  if (target.value.sha256 !== wanted.sha256) return refused('unknownTarget');
  const fetched = await trust.fetchManifest(wanted.target, { ...over, store });
  if (!fetched.ok) return endOf(fetched.error);
  const { id, manifest } = fetched.value;
  if (id !== wanted.release || id !== releaseIdOf(manifest.version, wanted.sha256)) return refused('damaged');
  return ok(manifest);
}

/** Why a genuine release is none for this machine; null = it is. Pure. */
export function misfitOf({ store, minimumHub }: ReleaseManifest, facts: MachineFacts): RefusalCause | null {
  const reads = (range: ReleaseManifest['store'], schema: number) =>
    range.reads[0] <= schema && schema <= range.reads[1];
  if (!reads(store, facts.storeSchema ?? facts.running.writes)) return 'store';
  // What it writes must be read by the release to which this machine goes back.
  if (!reads(facts.running, store.writes)) return 'store';
  return facts.hubVersion !== null && isOlder(facts.hubVersion, minimumHub) ? 'minimumHub' : null;
}

const refused = (cause: RefusalCause) => err<WorkEnd>({ is: 'refused', cause });

const isAway = ({ code }: TrustError): boolean => code === 'unreachable' || code === 'tooSlow';

function endOf({ code }: TrustError): { readonly ok: false; readonly error: WorkEnd } {
  switch (code) {
    case 'unreachable':
    case 'tooSlow':
    // Its clock is wrong, not the release.
    case 'clock':
      return err({ is: 'later', code });
    default:
      return refused(code);
  }
}
