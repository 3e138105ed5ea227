import type { KeyObject } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder, writeDurably } from '../../contract/durable-file.ts';
import { newSigningKeyPem, publicKeyOf, signBase64, signingKeyFromPem } from './suite-intl-1.ts';

/** The machine's own signing key. The private half never leaves this object. */
export interface DeviceKey {
  /** Ed25519, raw 32 bytes, base64url without padding. */
  readonly publicKey: string;
  /** Ed25519 signature over the UTF-8 text, base64. */
  sign(text: string): string;
}

export const deviceKeyFile = 'device-key.pem';
/** The successor while the key is being changed; renamed over `deviceKeyFile` when the hub has it. */
const nextKeyFile = 'device-key.next.pem';

/**
 * Reads the machine's key, or makes it once: PKCS #8 PEM, mode 0600, durable before it is used, because a key that is enrolled and then
 * lost to a power cut strands the machine. A key that another process has put in its place (`yitiji rotate-key`) is used from the next signature on.
 * Throws when the file is there but is not a key: it is never replaced silently, since the hub knows the old one.
 */
export function loadDeviceKey(dir: string): DeviceKey {
  const path = join(dir, deviceKeyFile);
  let current = readOrMake(path);
  let seen = stampOf(path);
  const fresh = (): DeviceKey => {
    const stamp = stampOf(path);
    // Replaced by rename, so it is whole. One that is gone for a moment was only moved.
    if (stamp === null || stamp === seen) return current;
    current = deviceKey(signingKeyFromPem(readFileSync(path, 'utf8')));
    seen = stamp;
    return current;
  };
  return {
    get publicKey() {
      return fresh().publicKey;
    },
    sign: (text) => fresh().sign(text),
  };
}

/** The successor, made durably when there is none: whatever breaks off, the same one is offered again. */
export function loadNextKey(dir: string): DeviceKey {
  return readOrMake(join(dir, nextKeyFile));
}

/** The successor is the key from now on, durably. */
export function promoteNextKey(dir: string): void {
  renameSync(join(dir, nextKeyFile), join(dir, deviceKeyFile));
  syncFolder(dir);
}

/** The hub will never take this successor: another one is made next time. */
export function dropNextKey(dir: string): void {
  rmSync(join(dir, nextKeyFile), { force: true });
  syncFolder(dir);
}

function readOrMake(path: string): DeviceKey {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!existsSync(path)) writeDurably(path, newSigningKeyPem(), 0o600);
  chmodSync(path, 0o600);
  return deviceKey(signingKeyFromPem(readFileSync(path, 'utf8')));
}

/** Changes with every replacement; null = no such file. */
function stampOf(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.ino} ${stat.mtimeMs}`;
}

/** A DeviceKey over a key that the caller holds. */
export function deviceKey(privateKey: KeyObject): DeviceKey {
  return { publicKey: publicKeyOf(privateKey), sign: (text) => signBase64(privateKey, text) };
}
