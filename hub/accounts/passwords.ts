import { fitsPinHash, type HashCost, hashPin, nobodysHashOf } from '../../contract/technician/pin-hash.ts';
import { grouped } from '../grouped.ts';

/**
 * Passwords are hashed as PINs are, at twice the memory (scrypt, 64 MiB, some 0.3 s of a processor). Two at a time and a few waiting, in the whole process: whoever knocks at the door a thousand
 * times takes neither the memory nor the processors of the machines' requests. More than that: `Overloaded`, answered with 503.
 */
const inTurn = grouped<() => Promise<unknown>, unknown>({
  run: async (works) => await Promise.all(works.map((work) => work())),
  atMost: 1,
  waitingAtMost: 24,
  atOnce: 2,
});

/** Composed and decomposed signs are the same password on every keyboard. */
const form = (password: string) => password.normalize('NFKC');

/** What the hub pays for a password: N = 2^16 (OWASP ASVS 4.0.3 V2.4.6), p = 2 (OWASP Password Storage Cheat Sheet). Hashes of an earlier cost say their own and fit as before. */
export const passwordCost: HashCost = { ln: 16, r: 8, p: 2 };

/** Hash of a password as it is stored (PHC string, scrypt). Waits its turn: a hash takes 64 MiB. @throws Overloaded where too many wait */
export async function hashPassword(cost: HashCost, password: string): Promise<string> {
  return (await inTurn(() => hashPin(form(password), undefined, cost))) as string;
}

/** @param stored null = nobody, or somebody without a password: takes as long, and never fits */
export async function fitsPassword(cost: HashCost, password: string, stored: string | null): Promise<boolean> {
  return (await inTurn(() => fitsPinHash(form(password), stored ?? nobodysHashOf(cost)))) as boolean;
}
