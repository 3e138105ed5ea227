import type { CommandReply } from './serial/command-replies.ts';

/** Why bytes were no scan. `tooLong`: rule S2; `incomplete`: the rest never came (H4); `length`: H3; `report`: no report of this kind. */
export type DropReason = 'tooLong' | 'incomplete' | 'length' | 'report';

/** What a decoder makes of the wire. The bytes of a scan belong to the receiver. */
export type ScanEvent =
  | {
      readonly type: 'scan';
      readonly bytes: Uint8Array;
      readonly symbology: string | null;
      /** When its first byte came, so that a scan that began before anybody asked can be told. */
      readonly startedMs: number;
    }
  | { readonly type: 'dropped'; readonly reason: DropReason; readonly bytes: number }
  /** An answer of the scanner to a command: never a scan (rule S5). */
  | { readonly type: 'reply'; readonly reply: CommandReply };

/**
 * Cuts what a scanner sends into scans. Pure: time comes in as an argument (milliseconds of `LineTime`), nothing is waited for. Never throws, memory is
 * bounded, bytes that were used are zeroed.
 */
export interface ScanDecoder {
  push(bytes: Uint8Array, nowMs: number): ScanEvent[];
  /** To be called at `deadlineMs`: silence ends scans, too. */
  tick(nowMs: number): ScanEvent[];
  /** When `tick` is due; null = nothing has begun. */
  readonly deadlineMs: number | null;
  /** When the first byte of the scan that is just coming in came; null = none is. */
  readonly openSinceMs: number | null;
  /** Bytes held. */
  readonly buffered: number;
  /**
   * The port has just been opened: forgets everything. What comes in before the first silence may be the tail of a scan whose beginning went to
   * nobody, so it is dropped: half a code must never pass for a whole one.
   */
  opened(nowMs: number): void;
  reset(): void;
}
