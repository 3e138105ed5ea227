import type { ErrorCode } from '../../../contract/device.ts';
import type { Link } from '../../core/connection.ts';
import { type CardText, decodeAddresses, decodeCardText, splitPayload } from './card-text.ts';
import type { SdtReply } from './codec.ts';
import { sw3Class, sw3Text } from './codes.ts';
import type { SdtProfile } from './profile.ts';
import type { NoAnswer, SdtProtocol } from './protocol.ts';

/** How one try to read a placed card ended. `vendor` is SW3 in hex or a word; never a byte of the card. */
export type CardReading =
  | {
      readonly type: 'ok';
      readonly text: CardText;
      readonly photo: Uint8Array;
      readonly newestAddress: string | null;
    }
  | {
      readonly type: 'failed';
      readonly code: ErrorCode;
      readonly vendor: string;
      /** Another try with this card makes no sense. */
      readonly isFinal: boolean;
      /** What the module needs before the next command. */
      readonly cure: 'none' | 'reset' | 'check';
    }
  | { readonly type: 'outOfService'; readonly vendor: string }
  | { readonly type: 'stopped' }
  | { readonly type: 'lost' };

/**
 * Reads the card that a find has just seen: select, text and photo, newest address. Every buffer that held card data is zeroed
 * before this returns, except the photo that it hands out.
 * @param isStopped asked between two commands: the caller has gone, so nothing more is read
 */
export async function readPlacedCard(
  protocol: SdtProtocol,
  link: Link,
  profile: SdtProfile,
  isStopped: () => boolean,
): Promise<CardReading> {
  let selected = await protocol.request(link, 'selectCard');
  if (selected.ok && selected.value.sw3 === 0x81) selected = await protocol.request(link, 'selectCard');
  if (!selected.ok) return noAnswer(selected.error);
  if (sw3Class(selected.value.sw3) !== 'ok') return refused(selected.value);
  if (isStopped()) return { type: 'stopped' };
  const base = await protocol.request(link, 'readTextPhoto');
  if (!base.ok) return noAnswer(base.error);
  const { sw3, data } = base.value;
  if (sw3Class(sw3) !== 'ok') return refused(base.value);
  const decoded = decodePayload(data);
  data.fill(0);
  if (!('text' in decoded)) return decoded;
  if (isStopped()) {
    decoded.photo.fill(0);
    return { type: 'stopped' };
  }
  const newestAddress = profile.readsNewestAddress ? await readNewestAddress(protocol, link) : null;
  return { type: 'ok', ...decoded, newestAddress };
}

/**
 * The appended address, when the card has exactly one. With several blocks the order is not documented, and a wrong address is worse
 * than none. Silence or an error is no reason to lose the read that has already succeeded.
 */
async function readNewestAddress(protocol: SdtProtocol, link: Link): Promise<string | null> {
  const reply = await protocol.request(link, 'readNewestAddress', { repeats: 0 });
  if (!reply.ok || reply.value.sw3 !== 0x90) return null;
  const addresses = decodeAddresses(reply.value.data);
  reply.value.data.fill(0);
  return addresses.length === 1 ? (addresses[0] ?? null) : null;
}

function decodePayload(data: Uint8Array): { text: CardText; photo: Uint8Array } | CardReading {
  const payload = splitPayload(data);
  const text = payload.ok ? decodeCardText(payload.value.text) : payload;
  if (payload.ok && text.ok) return { text: text.value, photo: payload.value.photo.slice() };
  if (!text.ok && text.error === 'wrongCard') {
    return { type: 'failed', code: 'E_MEDIA_INVALID', vendor: 'cardFlag', isFinal: true, cure: 'none' };
  }
  return { type: 'failed', code: 'E_PROTOCOL', vendor: 'shape', isFinal: false, cure: 'check' };
}

function noAnswer(why: NoAnswer): CardReading {
  if (why === 'lost') return { type: 'lost' };
  const code = why === 'silent' ? 'E_IO_TIMEOUT' : 'E_PROTOCOL';
  return { type: 'failed', code, vendor: why, isFinal: false, cure: 'check' };
}

/** What an error reply to a card command means for this try. */
export function refused(reply: SdtReply): CardReading {
  const vendor = sw3Text(reply.sw3);
  const failed = { type: 'failed', code: 'E_MEDIA_INVALID', vendor, isFinal: false, cure: 'none' } as const;
  switch (sw3Class(reply.sw3)) {
    case 'outOfService':
      return { type: 'outOfService', vendor };
    case 'wrongCard':
      return { ...failed, isFinal: true };
    case 'noCard':
      return failed;
    case 'replaceCard':
      return { ...failed, cure: 'reset' };
    default: // `unknown` too: another try comes first, and what is told in the end is that nobody knows what the module means
      return { ...failed, code: 'E_PROTOCOL', cure: 'check' };
  }
}
