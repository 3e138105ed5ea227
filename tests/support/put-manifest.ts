import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestText, type ReleaseManifest } from '../../contract/release/manifest.ts';
import { sha256Of } from '../../contract/sha256.ts';

/**
 * Puts the manifest of an application where a hub's repository has the targets of these roles (`app`, `catalogue/guangzhou`). The hub looks whether a manifest is the one of its name and leaves
 * signatures to the machines.
 * @returns name of the file, `<sha256>.<version>.json`
 */
export function putManifest(
  dataDir: string,
  version: string,
  files: ReleaseManifest['files'],
  roles: readonly string[] = ['app'],
): string {
  const text = manifestText({
    ...{ format: 'yitiji-release/1', kind: 'application', version, createdAt: '2026-11-28T02:00:00.000Z' },
    ...{ store: { reads: [1, 9], writes: 9 }, minimumHub: '0.1.0' },
    files,
  });
  const name = `${sha256Of(text)}.${version}.json`;
  for (const role of roles) putInRepository(dataDir, `targets/${role}`, name, text);
  return name;
}

/** Writes a file below the repository of a hub. */
export function putInRepository(dataDir: string, folder: string, name: string, text: string): void {
  const place = join(dataDir, 'releases', folder);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, name), text);
}
