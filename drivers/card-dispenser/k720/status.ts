import type { BinLevel, ErrorCode } from '../../../contract/device.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import type { CardPosition } from '../card-dispenser.ts';
import { bodyText } from './codec.ts';
import type { K720BitMeanings } from './profile.ts';

/**
 * The four characters of AP as facts. Bits whose meaning differs by model are null where the model does not have them.
 * Source: docs/protocols/card-dispenser.md, 3.3.
 */
export interface K720Status {
  /** The characters as they came, `0` … `9` and `:` … `?`. */
  readonly raw: string;
  readonly cannotExecute: boolean;
  readonly prepareFailed: boolean;
  readonly isPreparing: boolean | null;
  readonly isHopperNearFull: boolean | null;
  readonly isBinFull: boolean | null;
  readonly isDispensing: boolean;
  readonly isCapturing: boolean;
  readonly dispenseError: boolean;
  readonly captureError: boolean;
  readonly isHopperFull: boolean | null;
  readonly hasNoCapturedCard: boolean | null;
  readonly isOverlapping: boolean;
  readonly isJammed: boolean;
  readonly isHopperNearEmpty: boolean;
  readonly isHopperEmpty: boolean;
  /** Next card ready at the hopper. */
  readonly sensor3: boolean;
  readonly sensor2: boolean;
  /** At the mouth. */
  readonly sensor1: boolean;
}

/** The low nibbles of status characters, or null when one is not 30–3F: `:` is 10, so they are no hexadecimal text. */
function statusNibbles(characters: Uint8Array): readonly number[] | null {
  return characters.every((byte) => byte >= 0x30 && byte <= 0x3f)
    ? Array.from(characters, (byte) => byte & 0x0f)
    : null;
}

/** Characters of nibbles; for simulators and tests. */
export function statusCharacters(nibbles: readonly number[]): string {
  return String.fromCharCode(...nibbles.map((nibble) => 0x30 | (nibble & 0x0f)));
}

/** Decodes the reply of AP: `SF` and four characters. Errors: `shape`. */
export function decodeStatus(body: Uint8Array, meanings: K720BitMeanings): Result<K720Status, 'shape'> {
  if (body.length !== 6 || body[0] !== 0x53 || body[1] !== 0x46) return err('shape');
  const nibbles = statusNibbles(body.subarray(2));
  if (nibbles === null) return err('shape');
  const [b1 = 0, b2 = 0, b3 = 0, b4 = 0] = nibbles;
  const has = (nibble: number, bit: number) => (nibble & bit) !== 0;
  return ok({
    raw: bodyText(body.subarray(2)) ?? '',
    cannotExecute: has(b1, 4),
    prepareFailed: has(b1, 2),
    isPreparing: meanings.b1bit1 === 'preparing' ? has(b1, 1) : null,
    isHopperNearFull: meanings.b1bit1 === 'hopper-near-full' ? has(b1, 1) : null,
    isBinFull: meanings.b1bit8 === 'bin-full' ? has(b1, 8) : null,
    isDispensing: has(b2, 8),
    isCapturing: has(b2, 4),
    dispenseError: has(b2, 2),
    captureError: has(b2, 1),
    isHopperFull: meanings.b3bit8 === 'hopper-full' ? has(b3, 8) : null,
    hasNoCapturedCard: meanings.b3bit8 === 'no-captured-card' ? has(b3, 8) : null,
    isOverlapping: has(b3, 4),
    isJammed: has(b3, 2),
    isHopperNearEmpty: has(b3, 1),
    isHopperEmpty: has(b4, 8),
    sensor3: has(b4, 4),
    sensor2: has(b4, 2),
    sensor1: has(b4, 1),
  });
}

/**
 * Where the card stands. Sensor 3 alone is the next card of the hopper, not a card in the channel. Sensor 2 without 1 is a card on its way or
 * stranded: no position that anything may be built on.
 */
export function positionOf(status: K720Status): CardPosition {
  if (status.sensor2) return status.sensor1 ? 'inside' : 'unknown';
  return status.sensor1 ? 'exit' : 'none';
}

/** Something turns: nothing may be commanded, and nothing may be concluded from the sensors. */
export function isMoving(status: K720Status): boolean {
  return status.isDispensing || status.isCapturing || status.isPreparing === true;
}

/**
 * Faults that the device reports, the most telling first. While something moves the device has not made up its mind: no faults then. "Prepare
 * failed" with an empty hopper is no fault, there is nothing to prepare. Source: section 3.3, error handling.
 */
export function faultsOf(status: K720Status): readonly ErrorCode[] {
  const faults = [...channelFaultsOf(status)];
  const cannotPrepare = status.prepareFailed && !status.isHopperEmpty && !isMoving(status);
  if (cannotPrepare && !faults.includes('E_HARDWARE')) faults.push('E_HARDWARE');
  return faults;
}

/**
 * Faults that forbid to move a card that is already in the channel. A next card that could not be prepared is none of them: a citizen's card must
 * not stay inside because of it.
 */
export function channelFaultsOf(status: K720Status): readonly ErrorCode[] {
  if (isMoving(status)) return [];
  const faults: ErrorCode[] = [];
  if (status.isJammed || status.isOverlapping) faults.push('E_MEDIA_JAM');
  if (status.dispenseError || status.captureError || status.cannotExecute) faults.push('E_HARDWARE');
  return faults;
}

/** Level of the hopper from the bits of a status. Empty beats all others; a model without a `full` sensor ends at `high`. */
export function hopperLevel(status: K720Status): BinLevel {
  if (status.isHopperEmpty) return 'empty';
  if (status.isHopperNearEmpty) return 'low';
  if (status.isHopperFull === true) return 'full';
  return status.isHopperNearFull === true ? 'high' : 'ok';
}

/** `unknown` on models that have no sensor for it. */
export function binLevel(status: K720Status): BinLevel {
  if (status.isBinFull === true) return 'full';
  if (status.hasNoCapturedCard === true) return 'empty';
  return status.isBinFull === null ? 'unknown' : 'ok';
}

/** For evidence, errors and technicians. No personal data. */
export function vendorText(status: K720Status): string {
  return `AP=${status.raw}`;
}
