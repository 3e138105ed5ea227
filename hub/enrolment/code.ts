import { randomBytes, scrypt } from 'node:crypto';

/** Without I, O, 0 and 1, which look alike on a screen. 32 signs: eight of them are 40 bits. */
const signs = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const scryptCost = { N: 16_384, r: 8, p: 1 } as const;

/** A new one-time code of eight signs; every sign equally likely, as 256 is a multiple of 32. */
export function newCode(): string {
  return Array.from(randomBytes(8), (byte) => signs[byte % signs.length]).join('');
}

/** What a person may type: lower case, blanks and hyphens between. */
export function normaliseCode(typed: string): string {
  return typed.replace(/[\s-]/g, '').toUpperCase();
}

/**
 * Hash of a code, base64url; the same for the same code and salt, so that it can be looked up. About 50 ms by design: all claims, right and
 * wrong, pay it.
 */
export function hashCode(code: string, salt: Uint8Array): Promise<string> {
  return new Promise((settle, fail) => {
    scrypt(code, salt, 32, scryptCost, (cause, key) => {
      if (cause === null) settle(key.toString('base64url'));
      else fail(cause);
    });
  });
}
