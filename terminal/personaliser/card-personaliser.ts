import type { DeviceError } from '../../contract/device.ts';
import type { Result } from '../../contract/result.ts';
import type { Device } from '../../drivers/core/device.ts';

/** What a PIN is entered for. `new` then `again`: for a card that is made now, the unit compares the two; `verify`: that of the card in the slot. */
export type PinPurpose = 'new' | 'again' | 'verify';

export interface PinOptions {
  readonly purpose: PinPurpose;
  /** How long to wait for the person, milliseconds. */
  readonly userMs: number;
  /** How many digits are in; never which. */
  readonly onDigits?: (entered: number) => void;
  /** Abort with an `AbortReason`; the pad is switched off. */
  readonly signal?: AbortSignal;
}

/** The end of a PIN entry. `block`: encrypted by the pad for the personaliser, only after `again`; opaque here, zeroed by the caller. */
export interface PinEntered {
  readonly block: Uint8Array | null;
}

/** Which chip was read back. */
export interface ChipSaid {
  readonly serial: string;
  /** SHA-256 of what was written, hexadecimal, made by the unit from what the chip says. */
  readonly digest: string;
}

export interface WriteRequest {
  readonly serial: string;
  /** Encrypted by the hub for the personaliser; nobody here can read it. */
  readonly payload: string;
  readonly pinBlock: Uint8Array;
}

/** Digits of a card PIN. */
export const pinDigits = 6;

/**
 * Where PINs are entered. The PIN itself never enters this software (class C4): it hears how many digits are in, and gets an opaque block to pass on.
 * Errors, all `notDone` or `notStarted`: E_TIMEOUT, E_CANCELLED (the person, `vendor.code` `cancelled`, or the caller), E_DATA_BAD (`differs`, `wrong`,
 * `blocked`), E_NO_DEVICE, E_LINK_LOST, E_IO_TIMEOUT, E_PROTOCOL, E_NOT_READY, E_CLAIM_BUSY.
 */
export interface PinPad {
  enterPin(options: PinOptions): Promise<Result<PinEntered, DeviceError>>;
}

/**
 * Writes the chip and prints the surface of the card that stands at the read position of the dispenser (docs/protocols/personaliser.md). Keys live in the
 * city's HSM: the payload comes encrypted for this unit and goes through unread. No job is ever repeated by itself.
 *
 * Outcomes: `done`; `notDone` = refused before it began; `partial` = begun and failed, the card is spoilt; `indeterminate` = the unit could not be asked
 * how it ended. Errors: E_MEDIA_JAM, E_CHIP, E_DATA_BAD (payload is for another unit), E_NO_MEDIA, E_SUPPLY_OUT (ribbon), E_HARDWARE, and those of the line.
 */
export interface CardPersonaliser extends Device, PinPad {
  /** Effect: writesMedia. */
  write(request: WriteRequest): Promise<Result<void, DeviceError>>;
  /** Effect: consumesSupply. */
  print(): Promise<Result<void, DeviceError>>;
  /** Effect: none. */
  readBack(): Promise<Result<ChipSaid, DeviceError>>;
  /** The unit forgets PIN blocks, payload and what it knows of the card. At the end of every visit, and at boot. */
  forget(): Promise<void>;
}
