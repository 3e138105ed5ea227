import { chmodSync, copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CarriedPackage } from './imported-packages.ts';

/** Folders and files of a package that nothing loads on a machine: sources of native code, tests, types, maps, words for developers. Licences stay: they must travel. */
const leftFolders =
  /^(node_modules|test|tests|__tests__|docs?|examples?|benchmarks?|coverage|deps|obj\.target|\.deps|\.github|typings?)$/;
const leftFiles =
  /\.(d\.[cm]?ts|map|md|markdown|flow|tsbuildinfo|gyp|gypi|mk|cc|cpp|c|h|hpp|o|a|stamp|tgz|yml|yaml|patch)$|^(\.|Makefile|Gruntfile|CHANGELOG|README)/i;
const isLicence = (name: string) => /^(licen[cs]e|copying|notice)/i.test(name);

/** Binaries that a package brings for many systems: `prebuilds/linux-x64+musl/…`, `HID_hidraw-linux-x64`, `better_sqlite3.node.linux-arm64`. */
const platformOf =
  /(linux|darwin|win32|android|freebsd)[-_](?:(musl|glibc)[-_])?(x64|arm64|ia32|arm|armv7|loong64|riscv64|s390x|ppc64)/;

export interface PackageTarget {
  readonly os: string;
  readonly cpu: string;
}

/** True where a path of a package names another system or processor than the target, or another C library. Pure. */
export function isOfAnother(path: string, { os, cpu }: PackageTarget): boolean {
  const named = platformOf.exec(path);
  if (named !== null && (named[1] !== os || named[3] !== cpu)) return true;
  return /musl/.test(path);
}

/** Copies packages below `out/node_modules`, files only and with the two modes of a release. @returns files and bytes */
export function copyPackages(
  modules: string,
  packages: readonly CarriedPackage[],
  out: string,
  target: PackageTarget,
): { readonly files: number; readonly bytes: number } {
  const sum = { files: 0, bytes: 0 };
  const copy = (path: string) => {
    for (const entry of readdirSync(join(modules, path), { withFileTypes: true })) {
      const at = join(path, entry.name);
      if (isOfAnother(at, target)) continue;
      if (entry.isDirectory()) {
        if (!leftFolders.test(entry.name)) copy(at);
      } else if (entry.isFile() && (isLicence(entry.name) || !leftFiles.test(entry.name))) {
        mkdirSync(join(out, 'node_modules', path), { recursive: true });
        copyFileSync(join(modules, at), join(out, 'node_modules', at));
        const { mode, size } = statSync(join(modules, at));
        // Some packages bring other modes than the two that a release may have.
        chmodSync(join(out, 'node_modules', at), (mode & 0o100) === 0 ? 0o644 : 0o755);
        sum.files += 1;
        sum.bytes += size;
      }
    }
  };
  for (const { path } of packages) copy(path);
  return sum;
}
