import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder, writeDurably } from '../../contract/durable-file.ts';
import type { Suite } from '../../contract/envelope.ts';
import { newSigningKeyPem, type SigningKey, signingKeyFromPem } from '../../contract/signing.ts';

/** The machine's own signing key. The private half never leaves this object. */
export interface DeviceKey extends SigningKey {
  /** The key of this moment: what is signed with it, its public half and its suite belong together, whoever changes the key meanwhile. */
  now(): SigningKey;
}

export const deviceKeyFile = 'device-key.pem';
/** The successor while the key is being changed; renamed over `deviceKeyFile` when the hub has it. */
const nextKeyFile = 'device-key.next.pem';

/**
 * Reads the machine's key, or makes it once: PKCS #8 PEM, mode 0600, durable before it is used, because a key that is enrolled and then
 * lost to a power cut strands the machine. A key that another process has put in its place (`yitiji rotate-key`) is used from the next signature on.
 * Throws when the file is there but is not a key: it is never replaced silently, since the hub knows the old one.
 * @param suite of a key that is made; the one that is there may be of another
 */
export function loadDeviceKey(dir: string, suite: Suite = 'intl-1'): DeviceKey {
  const path = join(dir, deviceKeyFile);
  let current = readOrMake(path, suite);
  let seen = stampOf(path);
  const fresh = (): SigningKey => {
    const stamp = stampOf(path);
    // Replaced by rename, so it is whole. One that is gone for a moment was only moved.
    if (stamp === null || stamp === seen) return current;
    current = signingKeyFromPem(readFileSync(path, 'utf8'));
    seen = stamp;
    return current;
  };
  return {
    now: fresh,
    get suite() {
      return fresh().suite;
    },
    get publicKey() {
      return fresh().publicKey;
    },
    sign: (text) => fresh().sign(text),
  };
}

/**
 * The successor, made durably when there is none: whatever breaks off, the same one is offered again.
 * @param suite of a key that is made; the one that is there may be of another
 */
export function loadNextKey(dir: string, suite: Suite = 'intl-1'): DeviceKey {
  return deviceKey(readOrMake(join(dir, nextKeyFile), suite));
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

function readOrMake(path: string, suite: Suite): SigningKey {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!existsSync(path)) writeDurably(path, newSigningKeyPem(suite), 0o600);
  chmodSync(path, 0o600);
  return signingKeyFromPem(readFileSync(path, 'utf8'));
}

/** Changes with every replacement; null = no such file. */
function stampOf(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.ino} ${stat.mtimeMs}`;
}

/** A DeviceKey over a key that the caller holds. */
export function deviceKey(key: SigningKey): DeviceKey {
  return { ...key, now: () => key };
}
