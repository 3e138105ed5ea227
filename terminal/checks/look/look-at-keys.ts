import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { signingKeyFromPem } from '../../../contract/signing.ts';
import { deviceKeyFile } from '../../crypto/device-key.ts';
import type { KeyFacts } from '../facts.ts';

/** Whether the key of this machine is there, is one, and is nobody else's to read. Nothing of it leaves this function. */
export function lookAtMachineKey(dataDir: string): NonNullable<KeyFacts['machine']> {
  const path = join(dataDir, deviceKeyFile);
  if (!existsSync(path)) return 'absent';
  try {
    signingKeyFromPem(readFileSync(path, 'utf8'));
  } catch {
    return 'unreadable';
  }
  // Windows has no such bits: there the folder's rights count.
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) return 'readableByOthers';
  return 'ok';
}
