/**
 * What a driver brings so that its wire can be recorded, shown and replayed: messages with words, personal bytes blanked. Redaction replaces
 * sensitive fields by filler of the same length and recomputes the checksum, so that a trace stays decodable.
 * Source: docs/design/device-model.md, section 12.
 */
export interface TraceCodec {
  /** Name of the driver as the command line knows it: `sdt`, `escpos`, `f2`, `k720`, … */
  readonly driver: string;
  /** Which wire, where units of one driver differ in what stands on it (`old-framing`); left out = the usual one. Stands in the head of a recording, so that it is read as it was made. */
  readonly variant?: string;
  /** A fresh decoder for one direction of one recording. */
  stream(direction: TraceDirection): TraceStream;
  /**
   * For protocols in which a question carries a number that its reply repeats and that is another one in each run: how a semantic replay compares
   * questions and answers the live one. Left out: questions are compared as they are.
   */
  readonly numbered?: {
    /** A question's text without its number. */
    withoutNumber(text: string): string;
    /** What the device said then, as said now: replies to `recorded` become replies to `asked`, everything else stays as it is. */
    renumber(said: Uint8Array, recorded: Uint8Array, asked: Uint8Array): Uint8Array;
  };
}

/** `tx` = host to device, `rx` = device to host. */
export type TraceDirection = 'tx' | 'rx';

/** Pure; never throws on any bytes; bounded memory. */
export interface TraceStream {
  /** Bytes as they went over the wire, in any pieces; returns the messages that are complete now. */
  push(bytes: Uint8Array): readonly TraceMessage[];
  /** What is left at the end of the recording: an incomplete message, as junk with every byte that may be personal blanked. */
  flush(): readonly TraceMessage[];
}

export interface TraceMessage {
  /** The message with personal bytes blanked and its checksum recomputed. */
  readonly bytes: Uint8Array;
  /** In the words of the protocol: `STATUS`, `ACK`, `findCard → 9F`, `noise`. No personal data. */
  readonly text: string;
  /** False for noise and damaged frames. */
  readonly isValid: boolean;
}
