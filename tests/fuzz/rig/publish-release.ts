import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestText } from '../../../contract/release/manifest.ts';

const version = '2026.11.1';
const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * Puts a release where the hub's repository has it, once as an application and once as a city's catalogue. The hub looks whether a manifest is the one of its name, and leaves signatures to the
 * machines.
 */
export function publishRelease(dataDir: string): {
  readonly target: string;
  readonly manifest: string;
  readonly content: string;
} {
  const file = 'content of a file';
  const content = sha256Of(file);
  const text = manifestText({
    ...{ format: 'yitiji-release/1', kind: 'application', version, createdAt: '2026-11-28T02:00:00.000Z' },
    ...{ store: { reads: [1, 9], writes: 9 }, minimumHub: '0.1.0' },
    files: [{ path: 'app/main.cjs', sha256: content, size: file.length, mode: '0644' }],
  });
  const manifest = `${sha256Of(text)}.${version}.json`;
  const put = (folder: string, name: string, what: string) => {
    const place = join(dataDir, 'releases', folder);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, name), what);
  };
  put('metadata', 'timestamp.json', '{}');
  put('targets/app', manifest, text);
  put('targets/catalogue/guangzhou', manifest, text);
  put(`files/${content.slice(0, 2)}`, content, file);
  return { target: `app/${version}.json`, manifest, content };
}
