import type { DeviceError } from '../../contract/device.ts';
import type { Result } from '../../contract/result.ts';
import type { Device } from '../core/device.ts';

/** Guidance lights, named after what they stand beside (docs/protocols/io-board.md, section 3). */
export const lampNames = ['card', 'receipt', 'document', 'scanner', 'idPad', 'camera', 'headset', 'keypad'] as const;
export type LampName = (typeof lampNames)[number];

export const lampColours = ['white', 'red', 'green', 'blue', 'amber'] as const;
export type LampColour = (typeof lampColours)[number];

/** What a lamp shall do. `colour`: only on coloured lamps, default white; a lamp of one colour ignores it. */
export type LampWish =
  | { readonly pattern: 'off' }
  | { readonly pattern: 'on'; readonly colour?: LampColour }
  | {
      readonly pattern: 'blink';
      /** 50–5,000 ms each, together at least 400 ms: never more than three flashes a second (WCAG 2.3.1). */
      readonly onMs: number;
      readonly offMs: number;
      readonly colour?: LampColour;
    };

/** Words for each contact: at rest first, active second. */
export const contactWords = {
  door: ['closed', 'open'],
  tamper: ['closed', 'open'],
  presence: ['absent', 'present'],
  headset: ['unplugged', 'plugged'],
  serviceKey: ['off', 'on'],
} as const satisfies Record<string, readonly [string, string]>;
export type ContactName = keyof typeof contactWords;
/** `unknown`: not seen at the moment (no link, board just started). Never a value from before. */
export type ContactState<N extends ContactName = ContactName> = (typeof contactWords)[N][number] | 'unknown';

export interface ContactChange {
  readonly contact: ContactName;
  readonly state: ContactState;
}

/** What a board is, once it has answered. */
export interface BoardIdentity {
  readonly model: string;
  readonly firmware: string;
  readonly serial: string;
}

export interface BoardCapabilities {
  readonly lamps: readonly {
    readonly name: LampName;
    readonly isColoured: boolean;
    /** A broken lamp is noticed. */
    readonly hasSense: boolean;
  }[];
  readonly contacts: readonly ContactName[];
  readonly hasBeeper: boolean;
}

export interface BoardCallOptions {
  /** How long to wait for another command and for a connection that is being made. Default 2,000 ms. */
  readonly queueMs?: number;
  /** Abort with an `AbortReason`. */
  readonly signal?: AbortSignal;
}

/** Lights, beeper and contacts of a machine. */
export interface IoBoard extends Device {
  /** Of the board that answered last; null until one has. */
  identity(): BoardIdentity | null;
  capabilities(): BoardCapabilities | null;
  /** State of a contact, at most two seconds old; null when the board has no such contact. */
  contact<N extends ContactName>(name: N): ContactState<N> | null;
  /** Every change, `unknown` included. Returns the unsubscribe function. */
  onContact(listener: (change: ContactChange) => void): () => void;
  /** Measured lamps that do not work. */
  brokenLamps(): readonly LampName[];
  /** What a lamp is wished to do. */
  lamp(name: LampName): LampWish;
  /**
   * Sets a lamp. The wish is kept whatever the result: it is set again after each reconnection and restart of the board, so that the lamps always
   * come to equal the wishes. Setting the same again does nothing.
   * Errors: E_BAD_ARGUMENT (times), E_UNSUPPORTED (no such lamp), E_NO_DEVICE, E_CLAIM_BUSY, E_CANCELLED, E_LINK_LOST, E_IO_TIMEOUT,
   * E_DISABLED, E_NOT_READY. Effect: none.
   */
  setLamp(name: LampName, wish: LampWish, options?: BoardCallOptions): Promise<Result<void, DeviceError>>;
  /**
   * Beeps and resolves when the board has begun. Sounds at most once, however often the line is damaged.
   * @param ms 10–2,000 for each; `times` 1–10; `pauseMs` 10–2,000
   */
  beep(
    sound: { readonly ms: number; readonly times: number; readonly pauseMs: number },
    options?: BoardCallOptions,
  ): Promise<Result<void, DeviceError>>;
  /**
   * A person has looked and vouches for the machine: forgets the tampering. Errors as `setLamp`, and E_TAMPER when the contact is still open.
   */
  clearTamper(options?: BoardCallOptions): Promise<Result<void, DeviceError>>;
}
