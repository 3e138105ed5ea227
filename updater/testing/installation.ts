import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReleaseId } from '../../contract/release/release-id.ts';
import { startFile } from '../../contract/release/start-file.ts';
import { pointAt, readBoot, slotOf, writeBoot } from '../boot/boot-files.ts';
import { type BootRecord, firstBoot } from '../boot/boot-record.ts';

/** Name of a release that nobody built. @param number one digit */
export const releaseNamed = (number: number): ReleaseId => `${number}.0-${String(number).repeat(16)}`;

/** A folder as an installation has it, with slots that hold nothing but how they are started. */
export function temporaryInstallation(releases: readonly ReleaseId[]) {
  const root = mkdtempSync(join(tmpdir(), 'yitiji-installation-'));
  mkdirSync(join(root, 'state'));
  for (const release of releases) {
    mkdirSync(slotOf(root, release), { recursive: true });
    const start = { format: 'yitiji-start/1', kiosk: ['bin/kiosk'], updater: ['bin/updater', '{slot}/agent'] };
    writeFileSync(join(slotOf(root, release), startFile), JSON.stringify(start));
  }
  const [first] = releases;
  if (first === undefined) throw new Error('an installation has a release');
  writeBoot(root, firstBoot(first));
  pointAt(root, first);
  return {
    root,
    record: (): BootRecord => {
      const read = readBoot(root);
      if (!read.ok) throw new Error(read.error.code);
      return read.value;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
