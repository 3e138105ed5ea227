import { sha256Of } from '../../../contract/sha256.ts';
import { putInRepository, putManifest } from '../../support/put-manifest.ts';

const version = '2026.11.1';

/** Puts a release where the hub's repository has it, once as an application and once as a city's catalogue. */
export function publishRelease(dataDir: string): {
  readonly target: string;
  readonly manifest: string;
  readonly content: string;
} {
  const file = 'content of a file';
  const content = sha256Of(file);
  const files = [{ path: 'app/main.cjs', sha256: content, size: file.length, mode: '0644' as const }];
  const manifest = putManifest(dataDir, version, files, ['app', 'catalogue/guangzhou']);
  putInRepository(dataDir, 'metadata', 'timestamp.json', '{}');
  putInRepository(dataDir, `files/${content.slice(0, 2)}`, content, file);
  return { target: `app/${version}.json`, manifest, content };
}
