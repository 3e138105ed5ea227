import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestFile, type ReleaseManifest, readManifest } from '../../contract/release/manifest.ts';
import type { ReleaseId } from '../../contract/release/release-id.ts';
import { slotOf } from '../boot/boot-files.ts';

/** Null = no slot, or one without a manifest that can be read. */
export function slotManifest(root: string, release: ReleaseId): ReleaseManifest | null {
  try {
    const read = readManifest(readFileSync(join(slotOf(root, release), manifestFile), 'utf8'));
    return read.ok ? read.value : null;
  } catch {
    return null;
  }
}
