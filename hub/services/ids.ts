import { randomBytes, randomInt } from 'node:crypto';

/** A fresh id of a service's row: 128 random bits, so that nobody guesses the order or the draft of somebody else. */
export function newId(prefix: string): string {
  return `${prefix}-${randomBytes(16).toString('base64url')}`;
}

/** Letters and digits that are not mistaken for each other when read out. */
const plainLetters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Code for people to type: `count` characters, 5 bits each. */
export function newCode(count: number): string {
  return Array.from({ length: count }, () => plainLetters.charAt(randomInt(plainLetters.length))).join('');
}

/** So many random decimal digits. */
export function newDigits(count: number): string {
  return Array.from({ length: count }, () => String(randomInt(10))).join('');
}
