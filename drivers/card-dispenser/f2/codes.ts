import type { ErrorCode } from '../../../contract/device.ts';

/**
 * What follows from an error of the unit:
 * `host` our mistake, nothing began · `init` needs INITIALISE · `card` this card is unusable · `jam` · `moved` a hand was there · `foreign-card`
 * · `empty`, `bin-full` the function is off · `service` a counter needs a person · `fault` out of service.
 */
export type F2ErrorClass =
  | 'host'
  | 'init'
  | 'card'
  | 'jam'
  | 'moved'
  | 'foreign-card'
  | 'empty'
  | 'bin-full'
  | 'service'
  | 'fault';

interface F2Error {
  readonly class: F2ErrorClass;
  readonly code: ErrorCode;
}

const notOurs: F2Error = { class: 'host', code: 'E_INTERNAL' };
const unsupported: F2Error = { class: 'host', code: 'E_UNSUPPORTED' };
const sequence: F2Error = { class: 'host', code: 'E_SEQUENCE' };
const fault: F2Error = { class: 'fault', code: 'E_HARDWARE' };
const jam: F2Error = { class: 'jam', code: 'E_MEDIA_JAM' };
const foreign: F2Error = { class: 'foreign-card', code: 'E_MEDIA_INVALID' };
const moved: F2Error = { class: 'moved', code: 'E_NO_MEDIA' };
const chip: F2Error = { class: 'card', code: 'E_CHIP' };

/** E1 E0 → class and our code. Source: docs/protocols/card-dispenser.md, 2.4. */
export const f2Errors: Readonly<Record<string, F2Error>> = {
  '00': unsupported, // unknown command
  '01': notOurs, // bad parameter
  '02': sequence, // wrong sequence
  '03': unsupported, // not supported by the hardware
  '04': notOurs, // bad data
  '05': fault, // IC contact not released
  '10': jam, // card jam
  '12': fault, // sensor fault
  '13': foreign, // card too long
  '14': foreign, // card too short
  '16': moved, // card moved by hand (low confidence)
  '40': moved, // card pulled during capture
  '41': fault, // IC contact magnet fault
  '43': jam, // cannot reach the IC position
  '45': moved, // card moved by hand
  '50': { class: 'service', code: 'E_BIN_FAULT' }, // bin counter overflow
  '51': fault, // motor fault
  '60': chip, // IC power short
  '61': chip, // activation failed
  '62': chip, // command not supported by the card
  '63': chip, // card does not answer
  '64': chip, // card protocol error
  '65': sequence, // card not activated
  '66': chip, // not supported with this card
  '67': chip, // IC transfer error
  '68': chip, // IC timeout
  '69': chip, // not EMV; the reply carries type and ATR
  A0: { class: 'empty', code: 'E_SUPPLY_OUT' }, // stacker empty
  A1: { class: 'bin-full', code: 'E_BIN_FULL' }, // error bin full
  B0: { class: 'init', code: 'E_NOT_READY' }, // not initialised
};

/** An unknown code is a fault of the unit; the caller keeps both characters as vendor text. */
export function f2Error(error: string): F2Error {
  return f2Errors[error] ?? fault;
}

/** Classes of errors that the unit gives before a motor turns. */
const beforeMotion: ReadonlySet<F2ErrorClass> = new Set(['host', 'init', 'empty', 'bin-full']);

/** True when this error proves that the motion did not begin. */
export function provesNoMotion(error: string): boolean {
  return beforeMotion.has(f2Error(error).class);
}

/** `E1E0=10`; characters that cannot be printed as hex. */
export function vendorText(error: string): string {
  const isPrintable = /^[\x20-\x7e]{2}$/.test(error);
  const hex = Array.from(error, (character) => character.charCodeAt(0).toString(16).padStart(2, '0'));
  return `E1E0=${isPrintable ? error : hex.join('').toUpperCase()}`;
}
