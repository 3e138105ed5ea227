/** What the operating system tells a terminal service in a test (`os-preload.ts`). */
export interface OsSays {
  /** How far its wall clock is before the real one, milliseconds; negative = behind. */
  readonly clockAheadMs: number;
  /** Part of the disk that is used, 0–1; null = as it is. */
  readonly diskUsed: number | null;
}

export const osAsItIs: OsSays = { clockAheadMs: 0, diskUsed: null };
