import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Elf, readElf } from './elf.ts';

/**
 * Oldest system that a release runs on: Debian 10, which UOS 20 is made of, with glibc 2.28 and the libstdc++ and libgcc of GCC 8.
 * Source: libstdc++ manual, “ABI Policy and Guidelines”: GCC 8 ends at GLIBCXX_3.4.25 and CXXABI_1.3.11.
 */
const newestVersions: Readonly<Record<string, string>> = {
  GLIBC: '2.28',
  GLIBCXX: '3.4.25',
  CXXABI: '1.3.11',
  GCC: '8.0.0',
};

/** Debian's package of each library; where later releases renamed it (64-bit time) or earlier ones had another name, any of the names will do. */
const packageOf: ReadonlyArray<readonly [packages: readonly string[], libraries: readonly string[]]> = [
  [['libc6'], ['libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0', 'librt.so.1']],
  [['libc6'], ['ld-linux-x86-64.so.2', 'ld-linux-aarch64.so.1']],
  [['libstdc++6'], ['libstdc++.so.6']],
  [['libgcc-s1', 'libgcc1'], ['libgcc_s.so.1']],
  [
    ['libglib2.0-0', 'libglib2.0-0t64'],
    ['libglib-2.0.so.0', 'libgobject-2.0.so.0', 'libgio-2.0.so.0'],
  ],
  [['libnss3'], ['libnss3.so', 'libnssutil3.so', 'libsmime3.so']],
  [['libnspr4'], ['libnspr4.so']],
  [['libatk1.0-0', 'libatk1.0-0t64'], ['libatk-1.0.so.0']],
  [['libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'], ['libatk-bridge-2.0.so.0']],
  [['libatspi2.0-0', 'libatspi2.0-0t64'], ['libatspi.so.0']],
  [['libcups2', 'libcups2t64'], ['libcups.so.2']],
  [['libdbus-1-3'], ['libdbus-1.so.3']],
  [['libdrm2'], ['libdrm.so.2']],
  [['libgtk-3-0', 'libgtk-3-0t64'], ['libgtk-3.so.0']],
  [['libpango-1.0-0'], ['libpango-1.0.so.0']],
  [['libcairo2'], ['libcairo.so.2']],
  [['libx11-6'], ['libX11.so.6']],
  [['libxcomposite1'], ['libXcomposite.so.1']],
  [['libxdamage1'], ['libXdamage.so.1']],
  [['libxext6'], ['libXext.so.6']],
  [['libxfixes3'], ['libXfixes.so.3']],
  [['libxrandr2'], ['libXrandr.so.2']],
  [['libxcb1'], ['libxcb.so.1']],
  [['libxkbcommon0'], ['libxkbcommon.so.0']],
  [['libgbm1'], ['libgbm.so.1']],
  [['libexpat1'], ['libexpat.so.1']],
  [['libasound2', 'libasound2t64'], ['libasound.so.2']],
  [['libusb-1.0-0'], ['libusb-1.0.so.0']],
  [['libudev1'], ['libudev.so.1']],
  [['libpcsclite1'], ['libpcsclite.so.1']],
];

/** Names of the Debian packages that bring this library, in the order in which they are asked for; null for one that is not known here. */
export function packagesOfLibrary(library: string): readonly string[] | null {
  return packageOf.find(([, libraries]) => libraries.includes(library))?.[0] ?? null;
}

/** A program or library below a folder. */
export interface FoundElf extends Elf {
  /** From that folder. */
  readonly path: string;
}

/** Every ELF file of 64 bits below a folder, in the order of their paths. Scripts, pictures and whatever else are passed over; links are not followed. */
export function elfsBelow(folder: string): readonly FoundElf[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((path) => {
      const elf = readElf(readFileSync(path));
      return elf === null ? [] : [{ path: relative(folder, path), ...elf }];
    });
}

/** What keeps these programs from running on the oldest system, a sentence each. Pure. @param cpu of the machines */
export function whatHoldsBack(elfs: readonly FoundElf[], cpu: Elf['cpu']): readonly string[] {
  const own = ownNames(elfs);
  return elfs.flatMap(({ path, cpu: its, needed, versions }) => [
    ...(its === cpu ? [] : [`${path} is for another processor (${its}), not for ${cpu}`]),
    ...versions
      .filter(({ version }) => isNewer(version))
      .map(({ library, version }) => `${path} asks ${library} for ${version}, newer than the oldest system has`),
    ...needed
      .filter((library) => !own.has(library) && packagesOfLibrary(library) === null)
      .map((library) => `${path} needs ${library}, and libraries.ts names no Debian package for it`),
  ]);
}

/**
 * What the Debian package must ask for so that the loader finds every library of these programs: one dependency a row, as `Depends` has it. Pure; libraries that are not known
 * are left out (`whatHoldsBack` names them).
 */
export function librariesAsDependencies(elfs: readonly FoundElf[]): readonly string[] {
  const own = ownNames(elfs);
  const wanted = new Set(elfs.flatMap(({ needed }) => needed).filter((library) => !own.has(library)));
  const rows = packageOf.filter(([, libraries]) => libraries.some((library) => wanted.has(library)));
  return [...new Set(rows.map(([packages]) => dependencyOf(packages)))];
}

const dependencyOf = (packages: readonly string[]): string =>
  packages[0] === 'libc6' ? `libc6 (>= ${newestVersions.GLIBC ?? ''})` : packages.join(' | ');

/** Libraries that travel with the release: beside Electron, under their own names. */
const ownNames = (elfs: readonly FoundElf[]): ReadonlySet<string> =>
  new Set(elfs.flatMap(({ name, path }) => [name ?? '', path.slice(path.lastIndexOf('/') + 1)]));

/** True for a version of these families behind the newest that may be asked for, and for one that is no number (`GLIBC_PRIVATE`, `GLIBC_ABI_DT_RELR`). */
function isNewer(version: string): boolean {
  const [, family = '', number = ''] = /^(GLIBCXX|GLIBC|CXXABI|GCC)_(.*)$/.exec(version) ?? [];
  const newest = newestVersions[family];
  if (newest === undefined) return false;
  const [asked, limit] = [number, newest].map((text) => text.split('.').map(Number)) as [number[], number[]];
  if (asked.some(Number.isNaN)) return true;
  const at = asked.findIndex((part, index) => part !== (limit[index] ?? 0));
  return at !== -1 && (asked[at] ?? 0) > (limit[at] ?? 0);
}
