import type { DeviceError } from '../../contract/device.ts';
import type { FieldQuality } from '../../contract/id-card.ts';
import type { Result } from '../../contract/result.ts';
import type { Device } from '../core/device.ts';

/**
 * What is in the slot or on the pad:
 * - `absent` – seen empty;
 * - `reading` – a fresh card is being read;
 * - `presentRead` – a card that has been read is still there (left behind, when the visit is over);
 * - `presentFailed` – a card is there that gives nothing until it is taken out: it could not be read, or it was there before anybody asked;
 * - `unknown` – no link.
 */
export const cardPresences = ['absent', 'reading', 'presentRead', 'presentFailed', 'unknown'] as const;
export type CardPresence = (typeof cardPresences)[number];

/** What the citizen is asked to do while a card is awaited. */
export type CardPhase = 'waitingUser' | 'reading' | 'takeOutFirst';

export type SocialSecurityField = 'areaCode' | 'cardNumber' | 'version' | 'issued' | 'validTo' | 'name' | 'idNumber';

/**
 * One social-security card, in memory only. Personal data: call `wipe` as soon as the values have been used.
 *
 * Nobody has proved anything to anybody here: without keys the card can be a copy. Identification goes by the ID card reader; name and number are
 * only compared with it (rule C2 of docs/protocols/social-security-card.md).
 */
export interface SocialSecurityCardRead {
  /** Six digits (GB/T 2260). */
  readonly areaCode: string | null;
  readonly cardNumber: string | null;
  /** Version of the card's file structure, `1.00` to `3.00`. */
  readonly version: string | null;
  /** `YYYY-MM-DD` */
  readonly issued: string | null;
  readonly validTo: string | null;
  /** Null on version 3 cards, which give holder data only for keys (`quality.name` = `authFailed`). */
  readonly name: string | null;
  readonly idNumber: string | null;
  /** No card was authenticated by key; a reader library of the Ministry may say otherwise (`library/`). */
  readonly authenticated: false;
  /** A value is null unless its quality is `ok`, `incomplete` (name cut off) or `mismatch` (number and birth date or sex on the card differ). */
  readonly quality: Readonly<Record<SocialSecurityField, FieldQuality>>;
  /** From the first sight of the card until everything was read, milliseconds. */
  readonly readMs: number;
  /** Drops all values. JavaScript's texts cannot be zeroed; the bytes they came from have been. */
  wipe(): void;
}

export interface ReadSocialSecurityCardOptions {
  /** How long to wait for the person, milliseconds; 0 = until aborted. A read that has begun at its end is finished. */
  readonly userMs: number;
  /** How long to wait for another caller and for a connection that is being made. Default 5,000. */
  readonly queueMs?: number;
  /** Abort with an `AbortReason`. */
  readonly signal?: AbortSignal;
  /** Called at each change of what the citizen should do, first with what holds at the beginning. */
  readonly onPhase?: (phase: CardPhase) => void;
}

/** What this model can do; flows ask these, never a model name. */
export interface SmartCardCapabilities {
  readonly hasPresenceSensor: boolean;
  /** Name and number of version 3 cards; needs keys, which a plain PC/SC reader has not. */
  readonly readsHolderOfVersion3: boolean;
}

/** A reader for chip cards. APDUs stay inside: a flow asks for a card, never for a command (rules C1 and C3). */
export interface SmartCardReader extends Device {
  readonly capabilities: SmartCardCapabilities;
  presence(): CardPresence;
  onPresence(listener: (presence: CardPresence) => void): () => void;
  /**
   * Waits for a **fresh** social-security card, one that is inserted or laid down after the call, and reads it as far as it allows without keys.
   * A card that is already there must be taken out first (`takeOutFirst`), since it belongs to nobody yet. One insertion gives one try; after a
   * failure the flow decides whether to ask again. Reading changes nothing on the card, so every failure is `notStarted` or `notDone`.
   * A partly good read is a success: see `quality`.
   * Errors: E_TIMEOUT (nobody came), E_CANCELLED, E_CLAIM_BUSY, E_NO_DEVICE, E_LINK_LOST (reader unplugged, PC/SC service gone), E_NO_MEDIA (taken
   * out too early), E_MEDIA_INVALID (another kind of card, or blocked), E_CHIP (mute, wrong way round, dirty), E_DATA_BAD (nothing readable on it),
   * E_PROTOCOL (an answer that is none), E_NOT_READY (another program holds the card). Effect: none.
   */
  readSocialSecurityCard(options: ReadSocialSecurityCardOptions): Promise<Result<SocialSecurityCardRead, DeviceError>>;
}
