import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { codeSigns } from './one-time-code.ts';

/**
 * A staff card names its holder, so that a number need not be typed; the PIN proves him. What stands on it (the text of its code) is nowhere kept in the clear: the hub keeps a digest under its
 * store key, and each machine gets a keyed hash under its own secret, so the list of one machine says nothing of a card and nothing at another machine.
 */

/** Signs on a card that the hub makes: 26 of 32 are 130 bits, so nobody guesses one. */
const newSigns = 26;
const newCardPrefix = 'YTK1:';

/** The text for a new card. */
export function newCardContent(random: Uint8Array = randomBytes(newSigns)): string {
  return (
    newCardPrefix + Array.from(random.subarray(0, newSigns), (byte) => codeSigns[byte % codeSigns.length]).join('')
  );
}

/** What stands for a card where its text may not: 32 bytes. */
export function cardDigest(content: string): Buffer {
  return createHash('sha256').update(`yitiji-staff-card-1\n${content.trim()}`).digest();
}

/** As the list of a machine names a card: 64 hexadecimal digits. @param secret of the machine, the one of one-time codes */
export function cardMark(secret: Uint8Array, digest: Uint8Array): string {
  return createHmac('sha256', secret).update('yitiji-staff-card-1\n').update(digest).digest('hex');
}

/** Compares in constant time. */
export function isSameMark(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
