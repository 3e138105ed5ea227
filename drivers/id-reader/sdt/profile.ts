import type { ConnectionProfile } from '../../core/connection.ts';

/**
 * Times and choices for one reader. The times are those of implementers: no normative limits were found, so every one can be set for
 * a unit that needs it. Milliseconds.
 */
export const defaultSdtProfile = {
  /** Between two looks at the pad while somebody is waited for; vendors advise 300 or more. */
  pollMs: 350,
  /** Between two looks when nobody is: liveness and presence only. */
  idlePollMs: 1_000,
  /** Between two presence tests of a card that has been read. */
  presencePollMs: 500,
  /** Two failures this far apart mean that the card has gone: a single one happens with cards that lie still. */
  absentGapMs: 300,
  findMs: 1_000,
  selectMs: 1_000,
  readMs: 3_000,
  addressMs: 1_500,
  statusMs: 500,
  /** Pause before a read is sent again. */
  resendPauseMs: 50,
  /** Silence inside a frame after which it is given up. */
  gapMs: 200,
  /** After damage, how long a good frame may still follow before the command counts as damaged. */
  damagedGraceMs: 100,
  /** Tries for one placing, and failures in a row after which `readCard` gives up. */
  maxTries: 3,
  /** How long a card "may still be there" on a unit without presence test. */
  unknownHoldMs: 10_000,
  /** Between two attempts to revive a module that says it is out of service. */
  serviceRetryMs: 300_000,
  /** False for units on which `30 03` after a read does not tell whether the card is still there. */
  presenceTest: true as boolean,
  /** Ask for the newest address in the same placing. */
  readsNewestAddress: true as boolean,
  /**
   * True: a card found at the very first look after connecting counts as fresh. Default false: it may have been left behind before
   * the program started, so it must be lifted first.
   */
  trustsFirstSight: false as boolean,
  connection: {} as Partial<ConnectionProfile>,
} as const;
export type SdtProfile = typeof defaultSdtProfile extends infer P
  ? { readonly [K in keyof P]: P[K] extends number ? number : P[K] }
  : never;
