import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { manifestText } from '../../contract/release/manifest.ts';
import { type ReleaseId, releaseIdOf } from '../../contract/release/release-id.ts';
import { sha256Of } from '../../contract/sha256.ts';
import { slotManifest } from '../slot/slot-manifest.ts';
import { verifySlot } from '../slot/verify-slot.ts';
import { linkedRelease, readBoot, slotOf } from './boot-files.ts';
import { isQuarantined } from './boot-record.ts';

/** True = the slot holds, byte for byte, the manifest that its name was made of, and everything that this names. */
export function isWhole(root: string, release: ReleaseId): boolean {
  const manifest = slotManifest(root, release);
  if (manifest === null) return false;
  const sha256 = sha256Of(manifestText(manifest));
  return releaseIdOf(manifest.version, sha256) === release && verifySlot(slotOf(root, release), manifest) === null;
}

/** Whole slots, the likeliest to run first: the one that the link names, those of the record, any other; what this machine has given up comes last. */
export function wholeSlots(root: string): readonly ReleaseId[] {
  const record = readBoot(root);
  const first = [linkedRelease(root), ...(record.ok ? [record.value.current, record.value.previous] : [])];
  const named = first.filter((release) => release !== null);
  const others = readdirSync(join(root, 'slots')).sort().reverse();
  const isGivenUp = (release: ReleaseId) => record.ok && isQuarantined(record.value, release);
  const order = [...new Set([...named, ...others])].sort((a, b) => Number(isGivenUp(a)) - Number(isGivenUp(b)));
  return order.filter((release) => isWhole(root, release));
}
