import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestText } from '../../contract/release/manifest.ts';
import { sha256Of } from '../../contract/sha256.ts';

/**
 * Names of releases for the roll-outs of a demonstration: the hub holds their manifests, nobody has signed them and there are no files behind them. Simulated machines act as if they installed them; a real one refuses
 * what the metadata does not name.
 */
export function publishDemoReleases(releasesDir: string, versions: readonly string[], createdAt: string): void {
  const folder = join(releasesDir, 'targets/app');
  mkdirSync(folder, { recursive: true });
  for (const version of versions) {
    const words = `A release of the demonstration, ${version}: nothing to install.\n`;
    const text = manifestText({
      ...{ format: 'yitiji-release/1', kind: 'application', version, createdAt, minimumHub: '0.1.0' },
      store: { reads: [1, 1], writes: 1 },
      files: [{ path: 'README', sha256: sha256Of(words), size: Buffer.byteLength(words), mode: '0644' }],
    });
    writeFileSync(join(folder, `${sha256Of(text)}.${version}.json`), text);
  }
}
