import type { ConnectionProfile } from '../core/connection.ts';

/** Times of the I/O board (docs/protocols/io-board.md, section 5); milliseconds. */
export interface IoBoardProfile {
  readonly baudRate: number;
  /** Heartbeat. */
  readonly pingMs: number;
  /** Limit for a reply; boards answer within 50. */
  readonly replyMs: number;
  /** How often a command is sent before the link is given up. */
  readonly tries: number;
  /** Serial number that the board must have; null = any. A board that was swapped is then a wrong device and not a healthy one. */
  readonly serial: string | null;
  readonly connection: Partial<ConnectionProfile>;
}

export const defaultIoBoardProfile: IoBoardProfile = {
  baudRate: 115_200,
  pingMs: 1_000,
  replyMs: 300,
  tries: 3,
  serial: null,
  connection: {},
};
