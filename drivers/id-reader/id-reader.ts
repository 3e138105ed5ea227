import type { DeviceError, DeviceStatus } from '../../contract/device.ts';
import type { IdCard } from '../../contract/id-card.ts';
import type { Result } from '../../contract/result.ts';
import type { PhotoDecoder } from './photo-decoder.ts';

/**
 * What lies on the pad, as far as the reader can tell:
 * - `absent` – seen empty;
 * - `reading` – a fresh card is being read;
 * - `presentRead` – a card that has been read still lies there (left behind, when the visit is over);
 * - `presentFailed` – a card lies there that gives nothing until it is lifted: it could not be read, or it was already there when
 *   nobody had asked for one;
 * - `unknown` – not seen yet since the link came up, or this unit cannot tell after a read.
 */
export const presences = ['absent', 'reading', 'presentRead', 'presentFailed', 'unknown'] as const;
export type Presence = (typeof presences)[number];

/** What the citizen is asked to do, while `readCard` waits. */
export type ReadPhase = 'waitingUser' | 'reading' | 'liftAndPlaceAgain';

/** One card, in memory only. Personal data: call `wipe` as soon as the values have been used. */
export interface IdCardRead {
  readonly card: IdCard;
  /** The newest address that was appended to the card after it was made; null when there is none or it could not be asked. */
  readonly newestAddress: string | null;
  /** Photo as the chip holds it (WLT, 1,024 bytes); the reader's `photoDecoder` makes a picture of it, where one is fitted. */
  readonly photo: Uint8Array;
  /** From the first sight of the card until everything was read, milliseconds. */
  readonly readMs: number;
  /** Zeroes the photo and empties the texts. Afterwards `card` holds empty values. */
  wipe(): void;
}

export interface ReadCardOptions {
  /** How long to wait for the person, milliseconds; 0 = until aborted. A read that has begun at its end is finished. */
  readonly userMs: number;
  /** How long to wait for another caller and for a connection that is being made. Default 5,000. */
  readonly queueMs?: number;
  /** Abort with an `AbortReason`. */
  readonly signal?: AbortSignal;
  /** Called at each change of what the citizen should do, first with what holds at the beginning. */
  readonly onPhase?: (phase: ReadPhase) => void;
}

/** What this model can do; flows ask these, never a model name. */
export interface IdReaderCapabilities {
  /** A card left on the pad after a read can be told from an empty pad. */
  readonly hasPresenceSensor: boolean;
  readonly hasPhoto: boolean;
  readonly hasFingerprint: boolean;
  readonly hasNewestAddress: boolean;
}

/** A reader for identity cards that are laid on a pad. */
export interface IdReader {
  readonly id: string;
  readonly capabilities: IdReaderCapabilities;
  /** Program of the keeper that decodes photos; without one it says `noDecoder` to every photo. Works without a link. */
  readonly photoDecoder: PhotoDecoder;
  status(): DeviceStatus;
  onStatus(listener: (status: DeviceStatus) => void): () => void;
  presence(): Presence;
  onPresence(listener: (presence: Presence) => void): () => void;
  /** Identity of the security module once connected, else null. Not personal. */
  samId(): string | null;
  /** Opens and keeps the link up until `close`; looks at the pad now and then, without keeping card data. */
  start(): void;
  /** Ends everything; a `readCard` that waits gets E_CANCELLED. Idempotent. */
  close(): Promise<void>;
  /**
   * Arms the pad and waits for a **fresh** card: one that is laid down after the call. A card that already lies there must be lifted
   * first (`liftAndPlaceAgain`), since it belongs to nobody yet. Reading changes nothing on the card, so every failure is
   * `notStarted` or `notDone`.
   * Errors: E_TIMEOUT (nobody came; `vendor` = last card fault), E_CANCELLED, E_CLAIM_BUSY, E_NO_DEVICE, E_LINK_LOST, E_NOT_READY (module
   * out of service), E_MEDIA_INVALID (not an identity card, or not readable three times in a row), E_NO_MEDIA (pulled away three
   * times), E_PROTOCOL and E_IO_TIMEOUT (damaged or missing replies three times). Effect: none.
   */
  readCard(options: ReadCardOptions): Promise<Result<IdCardRead, DeviceError>>;
}
