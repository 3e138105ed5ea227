import type { HubErrorCode } from '../../contract/hub-api.ts';

export type HubCallErrorCode =
  /** No connection, or it broke before a whole reply was there. */
  | 'unreachable'
  /** The budget of the call ran out; the hub may have acted. */
  | 'timeout'
  /** The caller gave up. */
  | 'aborted'
  /** The hub (or something between) answered with 4xx or 5xx. */
  | 'http'
  /** The reply does not carry the enrolled hub's signature over our request: not believed, whatever it says. */
  | 'badSignature'
  /** Signed, but not what the contract says. */
  | 'badReply'
  /** The hub refuses our time, even after a correction. */
  | 'clock';

/** A call that gave no reply to act on. `isSigned` tells whether the hub itself said so. */
export interface HubCallError {
  readonly code: HubCallErrorCode;
  readonly detail: string;
  readonly status?: number;
  readonly hubError?: HubErrorCode;
  readonly isSigned?: boolean;
  /** From Retry-After, milliseconds. */
  readonly retryAfterMs?: number;
  /** No connection was made: nothing of the request has left this machine. */
  readonly neverLeft?: true;
}

/**
 * Whether the hub may have done what it was asked, so that nobody can be told that it was not done. Only two things are sure: the request never left, or the hub
 * itself refused it, signed. A box on the way that says 502 knows nothing.
 */
export function mayHaveActed({ neverLeft, isSigned, status }: HubCallError): boolean {
  if (neverLeft === true) return false;
  return !(isSigned === true && status !== undefined && status >= 400 && status < 500);
}

/** The hub itself said no, signed: asked, and surely not done. */
export const isRefusal = (error: HubCallError): boolean => error.neverLeft !== true && !mayHaveActed(error);
