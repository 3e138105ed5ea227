import type { DeviceError } from '../../contract/device.ts';
import type { Result } from '../../contract/result.ts';
import type { Device } from '../core/device.ts';

/** How the bytes of a code were turned into text: strict UTF-8 first, GB 18030 when it is no UTF-8 (rule S4). */
export type Charset = 'utf-8' | 'gb18030';

/**
 * One code that was read. Data from outside: no length and no character of it is trusted, no address in it is ever opened, only known
 * forms are acted on (rule S7). It may be personal: call `wipe` as soon as it has been used.
 */
export interface Scan {
  readonly text: string;
  readonly charset: Charset;
  /** The bytes as they came, without terminator; at most 4,096. */
  readonly bytes: Uint8Array;
  /** AIM identifier of the symbology (`]Q1` = QR), where the unit tells it, else null. */
  readonly symbology: string | null;
  /** Zeroes the bytes and empties the text. */
  wipe(): void;
}

export interface ScanOptions {
  /** How long to wait for the person, milliseconds; 0 = until aborted. A code that is just coming in at its end is still taken. */
  readonly userMs: number;
  /** How long to wait for another caller and for a connection that is being made. Default 5,000. */
  readonly queueMs?: number;
  /** Abort with an `AbortReason`. */
  readonly signal?: AbortSignal;
}

/** What this unit can do; flows ask these, never a model name. */
export interface ScannerCapabilities {
  /** Light and beep go on when a code is asked for, and off afterwards. False: the unit looks all the time. */
  readonly hasTrigger: boolean;
  /**
   * The unit answers a harmless question, or the operating system vouches for it (USB). False: an open port is all that is known, so link `up` is
   * an assumption (`via: 'assumed'`) until the first scan.
   */
  readonly provesLink: boolean;
  readonly tellsSymbology: boolean;
}

/** A reader of bar codes and QR codes. */
export interface Scanner extends Device {
  readonly capabilities: ScannerCapabilities;
  /**
   * Opens a window for one code: trigger on, wait for the person, trigger off. Codes outside a window, codes that began before it, and
   * repetitions are thrown away unread (rules S6, S8). Reading changes nothing, so every failure is `notStarted` or `notDone`.
   * Errors: E_TIMEOUT (no code), E_CANCELLED, E_CLAIM_BUSY, E_NO_DEVICE, E_NOT_READY (not started), E_DISABLED (closed), E_LINK_LOST,
   * E_IO_TIMEOUT (trigger never answered, on models that answer), E_UNSUPPORTED (trigger refused; `vendor` = the answer). Effect: none.
   */
  scan(options: ScanOptions): Promise<Result<Scan, DeviceError>>;
}
