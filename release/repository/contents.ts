import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { missingFiles, type ReleaseManifest, readManifest } from '../../contract/release/manifest.ts';
import { kindOfTarget } from '../../contract/release/target-name.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { hashFile, sha256Of } from '../../contract/sha256.ts';
import type { OpenedBuild } from '../build/build-file.ts';
import { readOrNull } from './copy-file.ts';
import { filePath, manifestPath } from './layout.ts';
import type { Repository } from './read.ts';

export interface NamedTarget {
  readonly name: string;
  readonly sha256: string;
  /** Bytes of the manifest. */
  readonly length: number;
}

/** Targets of every role below `targets`. */
export function targetsOf({ roles }: Pick<Repository, 'roles'>): readonly NamedTarget[] {
  return [...roles.values()].flatMap(({ file }) =>
    Object.entries(file.signed.targets).map(([name, { hashes, length }]) => ({ name, sha256: hashes.sha256, length })),
  );
}

/** Whatever a role names must be there to be fetched, or come with `builds`. One sentence for each that is not. */
export function faultsOfTargets(
  dir: string,
  targets: readonly NamedTarget[],
  builds: readonly OpenedBuild[],
): readonly string[] {
  return targets.flatMap((target) => {
    const build = builds.find((one) => one.build.target === target.name && one.build.sha256 === target.sha256);
    const manifest = readTarget(dir, target, build?.manifestBytes);
    if (!manifest.ok) return [manifest.error];
    const from = build?.dir ?? dir;
    const missing = manifest.value.files.find((file) => sizeOf(join(from, filePath(file.sha256))) !== file.size);
    return missing === undefined ? [] : [`${target.name}: the file ${missing.path} is not there, or not whole`];
  });
}

/** Reads every byte. One sentence for each file that is not what its name says. */
export function faultsOfFiles(dir: string, targets: readonly NamedTarget[]): readonly string[] {
  const seen = new Set<string>();
  return targets.flatMap((target) => {
    const manifest = readTarget(dir, target);
    if (!manifest.ok) return [];
    return missingFiles(manifest.value, (sha256) => seen.has(sha256)).flatMap(({ sha256, path }) => {
      seen.add(sha256);
      const file = join(dir, filePath(sha256));
      if (!existsSync(file) || hashFile(file).sha256 === sha256) return [];
      return [`${target.name}: the file ${path} has other bytes than were signed (${filePath(sha256)})`];
    });
  });
}

/** The manifest of a target, checked against what was signed. Error: one sentence. @param bytes of its build; left out = as it stands in the repository */
function readTarget(
  dir: string,
  { name, sha256, length }: NamedTarget,
  bytes: Buffer | null = readOrNull(join(dir, manifestPath(name, sha256))),
): Result<ReleaseManifest, string> {
  if (bytes === null) return err(`${name} is named and its manifest is not there: give its build with --release`);
  if (bytes.byteLength !== length || sha256Of(bytes) !== sha256)
    return err(`${name}: its manifest has other bytes than were signed`);
  const manifest = readManifest(bytes.toString('utf8'));
  if (!manifest.ok) return err(`${name}: ${manifest.error.code} ${manifest.error.detail}`);
  if (manifest.value.kind !== kindOfTarget(name)) return err(`${name}: its manifest says ${manifest.value.kind}`);
  return ok(manifest.value);
}

/** Bytes; null = no such file. */
export const sizeOf = (path: string): number | null => (existsSync(path) ? statSync(path).size : null);
