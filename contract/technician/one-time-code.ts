import { createHmac, timingSafeEqual } from 'node:crypto';
import type { StaffRole } from './staff.ts';

/** Signs of challenges and codes, those of enrolment codes: without I, O, 0 and 1. 32 of them: eight are 40 bits. */
export const codeSigns = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
export const codeLength = 8;
/** How long a challenge may be answered, milliseconds on the machine's own monotonic clock: no clock has to be right for it. */
export const challengeLifeMs = 30 * 60_000;

/** What a person may type or read out: lower case, blanks and hyphens between. */
export function normaliseSigns(typed: string): string {
  return typed.replace(/[\s-]/g, '').toUpperCase();
}

/** Eight signs out of random bytes; every sign equally likely, as 256 is a multiple of 32. @param random at least `codeLength` bytes */
export function signsOf(random: Uint8Array): string {
  return Array.from(random.subarray(0, codeLength), (byte) => codeSigns[byte % codeSigns.length]).join('');
}

export interface CodeSubject {
  /** `TH0017` */
  readonly kiosk: string;
  readonly staffId: string;
  readonly role: StaffRole;
  readonly challenge: string;
}

/**
 * The code that answers a challenge: HMAC-SHA-256 under the secret that machine and hub share, cut to 40 bits. Cutting is sound because nobody can try offline, and the
 * machine takes five tries at most for one challenge (docs/design/technician-access.md).
 */
export function oneTimeCode(secret: Uint8Array, { kiosk, staffId, role, challenge }: CodeSubject): string {
  const text = ['yitiji-staff-code-1', kiosk, staffId, role, challenge].join('\n');
  return signsOf(createHmac('sha256', secret).update(text).digest());
}

/** Compares in constant time. */
export function isOneTimeCode(secret: Uint8Array, subject: CodeSubject, typed: string): boolean {
  const given = Buffer.from(normaliseSigns(typed));
  const wanted = Buffer.from(oneTimeCode(secret, subject));
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** What is bound into the seal under which a machine gives its secret to the hub. */
export const codeKeyAad = (deviceId: string): string => ['yitiji-staff-code-key-1', deviceId].join('\n');
