import type { Role } from '../../../contract/accounts.ts';
import type { Operation } from './operations.ts';

export type MachineFault =
  | 'unsigned'
  | 'badSignature'
  | 'wrongDigest'
  | 'otherPath'
  | 'stale'
  | 'replayed'
  | 'unknownKey'
  | 'otherKey';
export type SessionFault = 'noCsrf' | 'otherCsrf' | 'oldCookie' | 'madeUpCookie';

/** Who sends a request, and what is wrong with the proof of it; `fault: null` = nothing is. */
export type Who =
  | { readonly kind: 'machine'; readonly at: number; readonly fault: MachineFault | null }
  | { readonly kind: 'newKey'; readonly at: number; readonly fault: 'unsigned' | 'badSignature' | null }
  | { readonly kind: 'session'; readonly role: Role; readonly fault: SessionFault | null }
  | { readonly kind: 'token'; readonly fault: 'wrongToken' | null }
  | { readonly kind: 'nobody' };

/** One request before it is signed. */
export interface Planned {
  readonly index: number;
  readonly operation: Operation;
  /** The operation's own, or another one. */
  readonly method: string;
  /** Path and query as they go over the wire. */
  readonly target: string;
  readonly body: Buffer | null;
  readonly contentType: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly who: Who;
  /** Messages for `batches` that are sealed as a machine seals them: what stands in a seal is somebody's input too. */
  readonly seal: readonly { readonly topic: string; readonly itemId: string | null; readonly body: object }[];
  /** What was done to it, for the report. */
  readonly twist: string;
}

/** Whether the hub must let nobody in with this proof. */
export function mustBeRefused({ operation, who, method }: Planned): boolean {
  if (operation.by === 'nobody') return false;
  if (who.kind === 'nobody') return true;
  if (operation.by === 'machine') return who.kind !== 'machine' || who.fault !== null;
  if (operation.by === 'newKey') return who.kind !== 'newKey' || who.fault !== null;
  if (who.kind === 'machine' || who.kind === 'newKey') return true;
  if (who.kind === 'session' && (who.fault === 'noCsrf' || who.fault === 'otherCsrf'))
    return method !== 'GET' && method !== 'HEAD';
  return who.fault !== null;
}
