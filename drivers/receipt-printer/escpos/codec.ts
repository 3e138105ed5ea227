/**
 * Status part of ESC/POS: queries to the printer and the bits of its replies. Pure.
 * Source: ESC/POS command reference (DLE EOT, DLE ENQ, GS a, GS r, GS I); maker differences are named where they matter.
 */

/** What DLE EOT is asked for. n = 5, the exit sensor of some kiosk models, has no fixed pattern: `presenter.ts` asks and decodes it. */
export type StatusQuery = 1 | 2 | 3 | 4;
/** The vendor extra. */
export type VendorQuery = 5;

export const commands = {
  /** DLE EOT n: answered at once, even offline or with a full buffer; says nothing about the order of printing. */
  queryStatus: (n: StatusQuery | VendorQuery): Uint8Array => Uint8Array.of(0x10, 0x04, n),
  /** DLE ENQ 1: recover and print the line again. Never sent by this driver: nothing is printed a second time by itself. */
  recoverAndReprint: Uint8Array.of(0x10, 0x05, 0x01),
  /** DLE ENQ 2: recover and forget everything that has not been printed. */
  recoverAndClear: Uint8Array.of(0x10, 0x05, 0x02),
  /** GS a 0E: four status bytes at every change of online, error and paper state. `ESC @` switches it off again. */
  automaticStatusOn: Uint8Array.of(0x1d, 0x61, 0x0e),
  automaticStatusOff: Uint8Array.of(0x1d, 0x61, 0x00),
  /** GS r 1: paper sensor, answered in its turn behind everything sent before. That makes it the proof of printing. */
  queryInOrder: Uint8Array.of(0x1d, 0x72, 0x01),
  /** GS I n: model (1), type (2), texts (65–69). */
  queryIdentity: (n: number): Uint8Array => Uint8Array.of(0x1d, 0x49, n),
} as const;

/** What the printer has told so far; false stands for "not set" and for "not told". */
export interface PrinterBits {
  readonly offline: boolean;
  readonly waiting: boolean;
  readonly feedButton: boolean;
  readonly cover: boolean;
  readonly feedByButton: boolean;
  readonly paperEndStop: boolean;
  readonly error: boolean;
  readonly recoverable: boolean;
  readonly cutter: boolean;
  readonly unrecoverable: boolean;
  readonly autoRecoverable: boolean;
  readonly nearEnd: boolean;
  readonly end: boolean;
}

/** The drawer pin is decoded for traces only: it is high on most kiosks, where no drawer is fitted. */
export type RealTimeBits = Partial<PrinterBits> & { readonly drawerPin?: boolean };

const has = (byte: number, mask: number): boolean => (byte & mask) !== 0;

/** 0xx1xx10 */
export function isRealTimeByte(byte: number): boolean {
  return (byte & 0x93) === 0x12;
}

/** 0xx1xx00 */
export function isAsbStart(byte: number): boolean {
  return (byte & 0x93) === 0x10;
}

/** 0xx0xxxx */
export function isInOrderByte(byte: number): boolean {
  return (byte & 0x90) === 0x00;
}

/** Bits of a DLE EOT reply. The reply does not carry `n`: the caller knows what it asked. */
export function decodeRealTime(n: StatusQuery, byte: number): RealTimeBits {
  switch (n) {
    case 1:
      return {
        drawerPin: has(byte, 0x04),
        offline: has(byte, 0x08),
        waiting: has(byte, 0x20),
        feedButton: has(byte, 0x40),
      };
    case 2:
      return {
        cover: has(byte, 0x04),
        feedByButton: has(byte, 0x08),
        paperEndStop: has(byte, 0x20),
        error: has(byte, 0x40),
      };
    case 3:
      return {
        recoverable: has(byte, 0x04),
        cutter: has(byte, 0x08),
        unrecoverable: has(byte, 0x20),
        autoRecoverable: has(byte, 0x40),
      };
    case 4:
      return { nearEnd: has(byte, 0x0c), end: has(byte, 0x60) };
  }
}

/** Four bytes of automatic status. */
export function decodeAsb(bytes: readonly [number, number, number, number]): PrinterBits {
  const [first, second, third] = bytes;
  const error = (second & 0x6c) !== 0;
  return {
    offline: has(first, 0x08),
    cover: has(first, 0x20),
    feedByButton: has(first, 0x40),
    waiting: has(second, 0x01),
    feedButton: has(second, 0x02),
    recoverable: has(second, 0x04),
    cutter: has(second, 0x08),
    unrecoverable: has(second, 0x20),
    autoRecoverable: has(second, 0x40),
    nearEnd: has(third, 0x03),
    end: has(third, 0x0c),
    paperEndStop: has(first, 0x08) && has(third, 0x0c),
    error,
  };
}

/** The single byte that answers GS r 1. */
export function decodeInOrder(byte: number): Pick<PrinterBits, 'nearEnd' | 'end'> {
  return { nearEnd: has(byte, 0x03), end: has(byte, 0x0c) };
}
