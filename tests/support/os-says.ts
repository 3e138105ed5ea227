/** What the operating system tells a terminal service in a test (`os-preload.ts`). */
export interface OsSays {
  /** How far its wall clock is before the real one, milliseconds; negative = behind. */
  readonly clockAheadMs: number;
  /** Part of the disk that is used, 0–1; null = as it is. */
  readonly diskUsed: number | null;
}

export const osAsItIs: OsSays = { clockAheadMs: 0, diskUsed: null };

/** For a machine in a city whose clock is before the real one: with the truth nothing is put in the place of anything. */
export const osAhead = (clockAheadMs: number, more?: Partial<OsSays>): { readonly osSays?: Partial<OsSays> } =>
  clockAheadMs === 0 ? {} : { osSays: { ...more, clockAheadMs } };
