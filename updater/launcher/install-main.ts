import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLineLog } from '../../contract/line-log.ts';
import { readManifest } from '../../contract/release/manifest.ts';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import { sha256Of } from '../../contract/sha256.ts';
import { installFirst } from '../boot/install-first.ts';

/**
 * Puts the first release onto a machine; the Debian package runs it once, as the account of the kiosk. Argument: the folder that `release build` made. Environment: YITIJI_ROOT folder of the
 * installation. Exit 0: installed, or the machine has a release already; 3: not, and the last line says why.
 */
const log = createLineLog('install', (line) => void process.stdout.write(line));
const root = process.env.YITIJI_ROOT ?? '';
const [folder = ''] = process.argv.slice(2);

/** What a person does about it, by the code of the error. */
const helps: Readonly<Record<string, string>> = {
  record:
    'The boot record of this machine is damaged; nothing was changed. `yitiji update repair --root …` looks which release is whole, then `dpkg --configure -a`.',
  full: 'The disk has no room for a release. Make room, then `dpkg --configure -a`.',
  disk: 'The disk reads back other bytes than were written: replace it.',
};
const helpOfMedium = 'Install the package again from a medium that is whole.';

function install(): 0 | 3 {
  const bytes = readFileSync(join(folder, 'manifest.json'));
  const manifest = readManifest(bytes.toString('utf8'));
  if (!manifest.ok) return failed(manifest.error.code, manifest.error.detail);
  const id = releaseIdOf(manifest.value.version, sha256Of(bytes));
  const done = installFirst(root, id, manifest.value, (sha256) => join(folder, 'files', sha256.slice(0, 2), sha256));
  if (!done.ok) return failed(done.error.code, 'path' in done.error ? done.error.path : '');
  log('launcher.release.installed', { release: id, isNew: done.value });
  return 0;
}

function failed(code: string, detail: string): 3 {
  log('launcher.start.failed', { code, detail, help: helps[code] ?? helpOfMedium });
  return 3;
}

if (root === '' || folder === '')
  process.exit(failed('noRoot', 'YITIJI_ROOT and the folder of the release are needed'));
process.exit(install());
