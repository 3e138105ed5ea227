import type { ConnectionProfile } from '../../core/connection.ts';

/** Timing of reading a card over PC/SC. Values are estimates until a real reader was measured; all in milliseconds. */
export const defaultPcscProfile = {
  /** Power-up of a card. Measured with pcscd and vpcd: up to 900 when it was powered down meanwhile. */
  connectMs: 5_000,
  /** One command and its answer. A card that needs more may ask for time (T=0 NULL bytes, T=1 WTX), which the reader handles. */
  ioMs: 3_000,
  /** The whole reading: about fourteen commands. */
  readMs: 15_000,
  /** How long another program may hold the card before the read fails, and how often it is tried meanwhile. */
  sharingMs: 2_000,
  sharingRetryMs: 200,
  /** After a command failed: time for the news that the card was taken out. Measured with pcscd: 1. */
  removalMs: 300,
  /** After a command was given up: time for the reader to come back to its senses before the link is given up too. */
  hungMs: 20_000,
  /** Looking for a reader costs nothing, so it is done often: back within 5 s after the service has returned. */
  connection: { backOffMaxMs: 2_000, backOffAbsentMaxMs: 2_000 } as Partial<ConnectionProfile>,
} as const;
export type PcscProfile = {
  readonly [K in keyof typeof defaultPcscProfile]: K extends 'connection' ? Partial<ConnectionProfile> : number;
};
