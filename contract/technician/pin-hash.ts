import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { pinHashPattern } from './staff.ts';

/**
 * Hash of a PIN as a PHC string: `$scrypt$ln=15,r=8,p=3$SALT$HASH` (base64 without padding), so that cost can rise without a change of form.
 *
 * Cost: N = 2^15, r = 8, p = 3, 32 MiB and some 0.2 s; one of the equal sets of the OWASP Password Storage Cheat Sheet (scrypt). A PIN has 20 bits: whoever gets the
 * hash finds it in hours whatever the cost. So hashes leave the hub only in signed replies to the machines where the person may work, and stand there in the
 * store's file, which belongs to the account of the service.
 */
const pinCost = { ln: 15, r: 8, p: 3 } as const;
/** Of scrypt: N = 2^ln. */
export interface HashCost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}
const hashBytes = 32;

const form = new RegExp(pinHashPattern);

/** Hash of a PIN as a PHC text, `$scrypt$ln=…,r=…,p=…$salt$hash`. Takes 0.1 to 0.5 s on purpose. @param salt 16 bytes */
export async function hashPin(
  pin: string,
  salt: Uint8Array = randomBytes(16),
  { ln, r, p }: HashCost = pinCost,
): Promise<string> {
  const hash = await derive(pin, salt, { ln, r, p });
  return `$scrypt$ln=${ln},r=${r},p=${p}$${plain64(salt)}$${plain64(hash)}`;
}

/** In the same time whether it fits or not. A text that is no hash fits nothing. */
export async function fitsPinHash(pin: string, stored: string): Promise<boolean> {
  if (!form.test(stored)) return false;
  const [, , cost = '', salt = '', hash = ''] = stored.split('$');
  const [ln = 0, r = 0, p = 0] = [...cost.matchAll(/=(\d+)/g)].map((match) => Number(match[1]));
  const made = await derive(pin, Buffer.from(salt, 'base64'), { ln, r, p });
  return timingSafeEqual(made, Buffer.from(hash, 'base64'));
}

/** A hash that nothing fits, for whoever is not known: asking for an unknown number takes as long as for a known one. */
export const nobodysHashOf = ({ ln, r, p }: HashCost): string =>
  `$scrypt$ln=${ln},r=${r},p=${p}$${plain64(Buffer.alloc(16))}$${plain64(Buffer.alloc(hashBytes))}`;
export const nobodysHash = nobodysHashOf(pinCost);

function derive(
  pin: string,
  salt: Uint8Array,
  { ln, r, p }: { readonly ln: number; readonly r: number; readonly p: number },
): Promise<Buffer> {
  const N = 2 ** ln;
  return new Promise((settle, fail) => {
    // Node's own limit is 32 MiB, a little less than this needs.
    scrypt(pin, salt, hashBytes, { N, r, p, maxmem: 2 * 128 * N * r }, (cause, key) => {
      if (cause === null) settle(key);
      else fail(cause);
    });
  });
}

function plain64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
