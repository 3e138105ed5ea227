import type { Kept } from './kept-metadata.ts';
import { startRoot } from './start-root.ts';
import type { TrustErrorCode } from './trust-error.ts';
import { Verifier } from './verifier.ts';

export interface TrustedPart {
  /** `root`, `timestamp`, `snapshot`, `targets`, or a role below it. */
  readonly role: string;
  /** As the file says; null = there is none, or it is no metadata. */
  readonly version: number | null;
  /** ISO 8601, as the file says. */
  readonly expires: string | null;
  /** Why it does not count now; null = it does. `unread`: what is above it does not count, so it was not asked. */
  readonly fault: TrustErrorCode | 'absent' | 'unread' | null;
}

export interface TrustReport {
  /** Whether the root is the one that is kept, or the one that came with the slot. */
  readonly rootFrom: 'kept' | 'slot';
  readonly parts: readonly TrustedPart[];
}

/**
 * What a machine trusts, part by part, for people. Verifies as `targetIn` does. Pure.
 * @param nowMs as in `FollowOptions`
 */
export function describeTrust(
  kept: Kept | null,
  shippedRoot: Uint8Array,
  nowMs: (signedAtMs: number) => number,
): TrustReport {
  const root = startRoot(kept?.root ?? null, shippedRoot);
  const rootFrom = kept !== null && root === kept.root ? 'kept' : 'slot';
  const from = Verifier.from(root);
  const timestamp = kept?.timestamp ?? null;
  const timestampRead = from.ok && timestamp !== null ? from.value.timestamp(timestamp) : null;
  const now = nowMs(from.ok ? from.value.signedAtMs : 0);
  if (from.ok) from.value.at(now);
  const hasRunOut = (bytes: Uint8Array | null) => {
    const { expires } = saidBy(bytes);
    return expires !== null && now >= Date.parse(expires);
  };
  let isWhole = from.ok && !hasRunOut(root);
  const part = (role: string, bytes: Uint8Array | null, faultOf: () => TrustErrorCode | null): TrustedPart => {
    const fault = bytes === null ? 'absent' : isWhole ? faultOf() : 'unread';
    return { role, ...saidBy(bytes), fault };
  };
  /** A part on which others stand. */
  const step = (role: string, bytes: Uint8Array | null, faultOf: () => TrustErrorCode | null): TrustedPart => {
    const found = part(role, bytes, faultOf);
    isWhole = found.fault === null;
    return found;
  };
  const codeOf = (read: ReturnType<Verifier['targets']> | undefined): TrustErrorCode | null =>
    read === undefined || read.ok ? null : read.error.code;
  const verifier = from.ok ? from.value : null;
  const parts = [
    { role: 'root', ...saidBy(root), fault: from.ok ? (hasRunOut(root) ? 'expired' : null) : from.error.code } as const,
    step('timestamp', timestamp, () =>
      timestampRead !== null && !timestampRead.ok ? timestampRead.error.code : hasRunOut(timestamp) ? 'expired' : null,
    ),
    step('snapshot', kept?.snapshot ?? null, () =>
      codeOf(verifier?.snapshot(kept?.snapshot ?? new Uint8Array(), true)),
    ),
    step('targets', kept?.targets ?? null, () =>
      codeOf(verifier?.targets(kept?.targets ?? new Uint8Array(), 'targets')),
    ),
    ...[...(kept?.roles ?? [])].map(([role, bytes]) => part(role, bytes, () => codeOf(verifier?.targets(bytes, role)))),
  ];
  return { rootFrom, parts };
}

/** What a file says of itself, verified or not. */
function saidBy(bytes: Uint8Array | null): { readonly version: number | null; readonly expires: string | null } {
  try {
    const { signed } = JSON.parse(Buffer.from(bytes ?? []).toString('utf8'));
    return {
      version: typeof signed?.version === 'number' ? signed.version : null,
      expires: typeof signed?.expires === 'string' ? signed.expires : null,
    };
  } catch (cause) {
    if (cause instanceof SyntaxError) return { version: null, expires: null };
    throw cause;
  }
}
