import type { KeyObject } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';
import { newSigningKeyPem, publicKeyOf, signBase64, signingKeyFromPem } from './suite-intl-1.ts';

/** The machine's own signing key. The private half never leaves this object. */
export interface DeviceKey {
  /** Ed25519, raw 32 bytes, base64url without padding. */
  readonly publicKey: string;
  /** Ed25519 signature over the UTF-8 text, base64. */
  sign(text: string): string;
}

export const deviceKeyFile = 'device-key.pem';

/**
 * Reads the machine's key, or makes it once: PKCS #8 PEM, mode 0600, durable before it is used, because a key that is enrolled and then
 * lost to a power cut strands the machine.
 * Throws when the file is there but is not a key: it is never replaced silently, since the hub knows the old one.
 */
export function loadDeviceKey(dir: string): DeviceKey {
  const path = join(dir, deviceKeyFile);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) writeDurably(path, newSigningKeyPem(), 0o600);
  chmodSync(path, 0o600);
  return deviceKey(signingKeyFromPem(readFileSync(path, 'utf8')));
}

/** A DeviceKey over a key that the caller holds. */
export function deviceKey(privateKey: KeyObject): DeviceKey {
  return { publicKey: publicKeyOf(privateKey), sign: (text) => signBase64(privateKey, text) };
}
