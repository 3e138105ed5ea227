import type { Result } from '../../../contract/result.ts';

/**
 * PC/SC as a driver sees it: the readers of this machine, the card in each, and three calls. Message-shaped (plain data, no handles of the binding),
 * so that the binding can live in a process of its own, and so that a simulator can stand in.
 *
 * Implementations: the `smartcard` binding (`drivers/native-host/services/`), the same behind the native host, and the simulator.
 */
export interface SmartCardPort {
  /** Names the place for logs. */
  readonly id: string;
  /**
   * Connects to the PC/SC service and watches all readers until `close`. The first picture of the readers has been given to the listener when
   * this resolves. Fails with `noService`. May be opened again after `close` has resolved.
   */
  open(listener: SmartCardListener, signal: AbortSignal): Promise<Result<void, PcscFailure>>;
  /**
   * Powers the card in a reader and takes it for this program alone (no other may select another file in between).
   * @returns a number for the other calls, never used twice
   * Fails with `noCard`, `mute`, `sharing`, `noReader`, `protocol`, …
   */
  connect(reader: string): Promise<Result<number, PcscFailure>>;
  /**
   * One command, one answer with its status word. **No time limit here**: a mute card may keep this open for as long as the reader likes, and
   * the caller bounds it. Fails with `removed`, `noAnswer`, `reset`, … The answer may be personal data: the caller zeroes it.
   */
  transmit(card: number, apdu: Uint8Array): Promise<Result<Uint8Array, PcscFailure>>;
  /** Powers the card down and lets it go, after a transmit that is under way. Never fails: a card that has gone is let go too. */
  disconnect(card: number): Promise<void>;
  /** Ends everything; the listener hears nothing more. Idempotent. */
  close(): Promise<void>;
}

export interface SmartCardListener {
  /** All readers, whenever something about one of them changed. */
  readers(readers: readonly ReaderState[]): void;
  /** The service is gone or makes no sense any more. Called once at most, never after `close`. */
  closed(cause: PcscFailure): void;
}

export interface ReaderState {
  readonly name: string;
  /** The card in it; null = none. */
  readonly card: CardInReader | null;
}

export interface CardInReader {
  /**
   * Rises with every insertion and removal in this reader, so that a card that was swapped between two pictures is seen as another one.
   * (PC/SC lite counts them in the upper half of the state word.)
   */
  readonly insertion: number;
  /** Null for a card that did not answer when it was powered (wrong way round, not a chip card). Not logged: it may tell cards apart. */
  readonly atr: Uint8Array | null;
}

/**
 * - `noService` the PC/SC service does not run, or went away;  `noReader` no reader of that name;
 * - `noCard` the slot is empty;  `removed` taken out meanwhile;  `reset` another program has reset it;
 * - `mute` no answer to power;  `noAnswer` an empty answer to a command (measured: the card was pulled out just then);
 * - `sharing` another program holds it;  `protocol` neither T=0 nor T=1;
 * - `timeout` the reader gave up;  `failed` anything else.
 */
export const pcscReasons = [
  ...(['noService', 'noReader', 'noCard', 'removed', 'reset', 'mute', 'noAnswer', 'sharing'] as const),
  ...(['protocol', 'timeout', 'failed'] as const),
] as const;
export type PcscReason = (typeof pcscReasons)[number];

export interface PcscFailure {
  readonly reason: PcscReason;
  /** Technical words for the log, no data. */
  readonly detail: string;
}
