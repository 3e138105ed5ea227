/** Why metadata or a release is not accepted, or cannot be had now. Codes are API: add, never rename. */
export const trustErrorCodes = [
  /** No connection, it broke, or the server says no. Nothing has changed. */
  'unreachable',
  /** Genuine once, and not valid any more; or nothing newer is published, and what is here has run out. */
  'expired',
  /** Not signed by enough of the keys that may sign it. */
  'forged',
  /** An older version than was seen before. */
  'rolledBack',
  /** Parts that are genuine and do not belong together: another hash, length or version than the part that lists it says. */
  'mixed',
  /** Signed, and by a role that may not say this: another role than the name belongs to, another kind of manifest, another kind of metadata. */
  'wrongRole',
  /** More bytes than it may have. */
  'tooLarge',
  /** Not here in the time that it may take. */
  'tooSlow',
  /** Expired by this machine's clock only: the clock is far ahead of what the hub said. Whoever looks after the machine sets it. */
  'clock',
  /** Nobody who may publishes a target of this name; or it was not among the names of the last refresh. */
  'unknownTarget',
  /** Bytes that are no metadata or no manifest. */
  'damaged',
  /** No room on the disk. Nothing has changed. */
  'full',
] as const;
export type TrustErrorCode = (typeof trustErrorCodes)[number];

export interface TrustError {
  readonly code: TrustErrorCode;
  /** For the log: which file and what about it; never a key, never a person. */
  readonly detail: string;
}
