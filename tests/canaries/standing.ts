import { existsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

export interface Standing {
  readonly folder: string;
  /** Folders that are not gone into. */
  readonly skip: (path: string) => boolean;
}

/** Folders of the sources. What they plant is their business, and git knows of every change; dependencies are not written to. */
const sources = new Set(
  'bin build console contract docs drivers electron hub kiosk-config node_modules release renderer terminal tests types updater .git'.split(
    ' ',
  ),
);
/** V8's code of the tests, with every text in it that they plant. */
const compiled = '.cache/compiled';

/** Besides the folder of the run, what programs write straight into a system's temporary folders, by the beginning of its name. */
const ofPrograms = /^(core|\.?org\.chromium|\.?com\.|chrom|playwright|electron|crash|cups|node|v8|npm|\.X)/i;

/**
 * What stands on this machine at the end of a run and may have been written by it: the temporary folder of the run, what the project keeps beside its sources,
 * folders of the user, places of crash dumps, spools, clusters that stand apart.
 * @param root of the project
 */
export function standing(root: string): readonly Standing[] {
  const system = ['/tmp', '/dev/shm', '/var/tmp'];
  return [
    {
      folder: root,
      skip: (path) => (dirname(path) === root && sources.has(basename(path))) || path === join(root, compiled),
    },
    // A run that has no folder of its own shares it with others.
    ...(system.includes(tmpdir())
      ? []
      : [{ folder: tmpdir(), skip: (path: string) => isRunning(path) || isModules(path) }]),
    ...system.map((folder) => ({
      folder,
      skip: (path: string) => path !== folder && dirname(path) === folder && !ofPrograms.test(basename(path)),
    })),
    ...['.config', '.local/share', '.cache/yitiji'].map((name) => ({ folder: join(homedir(), name), skip: isRunning })),
    ...['/var/lib/yitiji', '/var/crash', '/var/lib/systemd/coredump', '/var/spool/cups'].map((folder) => ({
      folder,
      skip: isRunning,
    })),
  ];
}

/** Vitest's own copies of modules of the tests, which it removes behind this look: sources as well. */
const isModules = (path: string): boolean => basename(path) === 'ssr' && dirname(dirname(path)) === tmpdir();

/** A cluster in use is somebody else's, and half of it is in memory. */
const isRunning = (path: string): boolean => existsSync(join(path, 'postmaster.pid'));
