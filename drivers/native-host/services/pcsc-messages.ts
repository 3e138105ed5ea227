import { type PcscFailure, pcscReasons, type ReaderState } from '../../smart-card/pcsc/pcsc-port.ts';
import { isRecord } from '../messages.ts';

/** What crosses the border between the PC/SC service and its port: requests one way; answers and pictures of the readers the other way. */
export type PcscRequest =
  | { readonly do: 'connect'; readonly reader: string }
  | { readonly do: 'transmit'; readonly card: number; readonly apdu: Uint8Array }
  | { readonly do: 'disconnect'; readonly card: number }
  | { readonly do: 'readers' };

/** Checks a request of the parent; null = none of ours. */
export function parsePcscRequest(value: unknown): PcscRequest | null {
  if (!isRecord(value)) return null;
  const { reader, card, apdu } = value;
  switch (value.do) {
    case 'readers':
      return { do: 'readers' };
    case 'connect':
      return typeof reader === 'string' ? { do: 'connect', reader } : null;
    case 'transmit':
      return isNumber(card) && apdu instanceof Uint8Array ? { do: 'transmit', card, apdu } : null;
    case 'disconnect':
      return isNumber(card) ? { do: 'disconnect', card } : null;
    default:
      return null;
  }
}

/** All readers at one moment. `seq` rises, so that a picture that was pushed and one that was asked for cannot be taken in the wrong order. */
export interface PcscPicture {
  readonly seq: number;
  readonly readers: readonly ReaderState[];
}

/** Checks a picture of the readers; null = none. The process that sent it may have lost its mind. */
export function parsePicture(value: unknown): PcscPicture | null {
  if (!isRecord(value) || !isNumber(value.seq) || !Array.isArray(value.readers)) return null;
  return value.readers.every(isReaderState) ? { seq: value.seq, readers: value.readers } : null;
}

/** Checks a failure that was given back as a value. */
export function parseFailure(value: unknown): PcscFailure | null {
  if (!isRecord(value) || typeof value.detail !== 'string') return null;
  const reason = pcscReasons.find((one) => one === value.reason);
  return reason === undefined ? null : { reason, detail: value.detail };
}

function isReaderState(value: unknown): value is ReaderState {
  if (!isRecord(value) || typeof value.name !== 'string') return false;
  const { card } = value;
  if (card === null) return true;
  return isRecord(card) && isNumber(card.insertion) && (card.atr === null || card.atr instanceof Uint8Array);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
