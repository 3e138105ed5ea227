import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReleaseRow } from '../../contract/console/releases.ts';
import { bytesOf, readManifest } from '../../contract/release/manifest.ts';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import { readTargetName } from '../../contract/release/target-name.ts';
import { sha256Of } from '../../contract/sha256.ts';
import { isAbsent } from './repository.ts';

export type HeldRelease = Omit<ReleaseRow, 'assigned' | 'outcomes'>;

/** Releases that are listed; a repository that keeps more is tidied by whoever publishes. */
const listed = 200;

/** A manifest never changes under its name, so what was read once is known: by path, null = not what its name says. */
const known = new Map<string, HeldRelease | null>();
const knownAtMost = 5000;

/** What the repository in `dir` holds, newest first; a folder that is missing holds nothing. */
export async function heldReleases(
  dir: string,
): Promise<{ readonly releases: readonly HeldRelease[]; readonly unreadable: number }> {
  const targets = join(dir, 'targets');
  const releases: HeldRelease[] = [];
  let unreadable = 0;
  for (const path of await namesBelow(targets)) {
    const fits = /^(.*\/)([0-9a-f]{64})\.([^/]+)$/.exec(path);
    const [, folder, sha256, file] = fits ?? [];
    if (folder === undefined || sha256 === undefined || readTargetName(`${folder}${file}`) === null) continue;
    const release = await readHeld(join(targets, path), `${folder}${file}`, sha256);
    if (release === null) unreadable += 1;
    else releases.push(release);
  }
  releases.sort((a, b) => (a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1));
  return { releases: releases.slice(0, listed), unreadable };
}

async function readHeld(path: string, target: string, sha256: string): Promise<HeldRelease | null> {
  const found = known.get(path);
  if (found !== undefined) return found;
  const name = readTargetName(target);
  const bytes = await readFile(path);
  const manifest = sha256Of(bytes) === sha256 ? readManifest(bytes.toString('utf8')) : null;
  const fits = manifest?.ok === true && manifest.value.kind === name?.kind && manifest.value.version === name.version;
  const release: HeldRelease | null = fits
    ? {
        ...{ id: releaseIdOf(manifest.value.version, sha256), target, sha256, kind: name.kind, scope: name.scope },
        ...{ version: name.version, createdAt: manifest.value.createdAt, files: manifest.value.files.length },
        ...{ bytes: bytesOf(manifest.value), minimumHub: manifest.value.minimumHub },
      }
    : null;
  if (known.size >= knownAtMost) known.clear();
  known.set(path, release);
  return release;
}

/** Plain files below a folder, with `/`; at most two folders deep, as targets are. */
async function namesBelow(dir: string, below = '', depth = 0): Promise<readonly string[]> {
  try {
    const entries = await readdir(join(dir, below), { withFileTypes: true });
    const names = await Promise.all(
      entries.map(async (entry) => {
        if (entry.isFile()) return [`${below}${entry.name}`];
        return entry.isDirectory() && depth < 2 ? await namesBelow(dir, `${below}${entry.name}/`, depth + 1) : [];
      }),
    );
    return names.flat();
  } catch (cause) {
    if (isAbsent(cause)) return [];
    throw cause;
  }
}
