import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pointDurably, writeDurably } from '../../contract/durable-file.ts';
import type { ReleaseId } from '../../contract/release/release-id.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { type BootRecord, bootText, readBootText } from './boot-record.ts';
import { isCounting, startStep } from './boot-steps.ts';

/** Folders below the installation, for example `/opt/yitiji`. */
export const bootFile = join('state', 'boot.json');
const slots = 'slots';
const link = 'current';

export type BootError =
  /** No record: this is no installation. */
  | { readonly code: 'absent'; readonly detail: string }
  /** A record that no updater wrote. Nothing is guessed: whoever installs the machine decides. */
  | { readonly code: 'damaged'; readonly detail: string };

/** Errors: `absent` `damaged`. Throws what the file system throws otherwise. */
export function readBoot(root: string): Result<BootRecord, BootError> {
  const path = join(root, bootFile);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
      return err({ code: 'absent', detail: path });
    throw cause;
  }
  const record = readBootText(text);
  return record === null ? err({ code: 'damaged', detail: path }) : ok(record);
}

/** Durable when it returns; a cut leaves the old record or the new one. */
export function writeBoot(root: string, record: BootRecord): void {
  writeDurably(join(root, bootFile), bootText(record), 0o644);
}

/** Release that `current` points at; null = no link, or one that no updater made. */
export function linkedRelease(root: string): ReleaseId | null {
  try {
    const target = readlinkSync(join(root, link));
    const [folder, release, more] = target.split('/');
    return folder === slots && release !== undefined && more === undefined ? release : null;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'EINVAL')) return null;
    throw cause;
  }
}

/** Lets `current` point at the slot of this release. A relative link, so that the installation may be moved; a cut leaves the old link or the new one. */
export function pointAt(root: string, release: ReleaseId): void {
  pointDurably(join(root, link), join(slots, release));
}

/** Folder of a release. */
export const slotOf = (root: string, release: ReleaseId): string => join(root, slots, release);

/**
 * Brings record and link to where the program may be started, and says which release that is. Each step is durable before the next; a cut at any of them is finished by the next start.
 * @param nowIso wall clock, for the list of what failed
 * Errors: as `readBoot`.
 */
export function prepareStart(root: string, nowIso: () => string): Result<ReleaseId, BootError> {
  const read = readBoot(root);
  if (!read.ok) return read;
  let record = read.value;
  let isCounted = false;
  for (;;) {
    const step = startStep(record, linkedRelease(root), isCounted, nowIso());
    switch (step.do) {
      case 'run':
        return ok(step.release);
      case 'link':
        pointAt(root, step.to);
        break;
      case 'write':
        writeBoot(root, step.record);
        isCounted = isCounting(record, step.record);
        record = step.record;
        break;
    }
  }
}
