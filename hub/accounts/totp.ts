import { Secret, TOTP } from 'otpauth';

/** As every authenticator understands it (RFC 6238: SHA-1, six digits, 30 s). */
const shape = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** A code of the step before or behind is taken too: clocks of phones. */
const stepsAround = 1;
const secretBytes = 20;
const issuer = 'yitiji';

/** 160 random bits, the length of the hash (RFC 4226 §4 R6). */
export function newTotpSecret(): Buffer {
  return Buffer.from(new Secret({ size: secretBytes }).bytes);
}

const secretOf = (bytes: Uint8Array) => new Secret({ buffer: Uint8Array.from(bytes).buffer });

/** How the secret gets into an authenticator: to be typed, and as what its QR code says. */
export function totpForAuthenticator(
  secret: Uint8Array,
  account: string,
): { readonly secret: string; readonly uri: string } {
  const totp = new TOTP({ ...shape, issuer, label: account, secret: secretOf(secret) });
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/** The step of 30 s whose code this is, null = of none around now. The caller sees to it that a step counts once. */
export function totpStep(secret: Uint8Array, code: string, nowMs: number): number | null {
  if (!/^[0-9]{6}$/.test(code)) return null;
  const found = TOTP.validate({
    ...shape,
    token: code,
    secret: secretOf(secret),
    timestamp: nowMs,
    window: stepsAround,
  });
  return found === null ? null : TOTP.counter({ period: shape.period, timestamp: nowMs }) + found;
}

/** The code of a moment; for tests and demonstrations, which are their own authenticator. */
export function totpCode(secret: Uint8Array | string, nowMs: number): string {
  const key = typeof secret === 'string' ? Secret.fromBase32(secret) : secretOf(secret);
  return TOTP.generate({ ...shape, secret: key, timestamp: nowMs });
}
