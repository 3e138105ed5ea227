import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { troubleFile } from '../../contract/trouble-picture.ts';
import { troublePicture } from '../../terminal/trouble-picture.ts';
import { machinePackages } from '../debian-packages.mjs';
import { root } from '../project.mjs';

export interface DebOptions {
  /** Folder that `release build` made: the first release of machines that have none. */
  readonly build: string;
  /** Folder with `launcher.mjs` and `install.mjs` of `build/build-launcher.mjs`. */
  readonly launcher: string;
  /** Program of the pinned Node, for both of them. */
  readonly node: string;
  /** Dependencies on libraries, as `librariesAsDependencies` finds them in the release. */
  readonly libraries: readonly string[];
  /** Bill of materials, to stand beside. */
  readonly sbom: string;
  readonly version: string;
  /** As Debian names processors. */
  readonly architecture: 'amd64' | 'arm64';
  /** Folder for the package. */
  readonly out: string;
  /** Unix seconds that files and archive say they were made at: the same input and moment give the same bytes. */
  readonly madeAt: number;
  /** `none` for tests: packing takes longer than everything else. */
  readonly compression?: 'xz' | 'none';
}

const system = join(import.meta.dirname, 'system');

/** Where each file of `build/package/system` goes. */
const places: Readonly<Record<string, string>> = {
  'yitiji.service': 'lib/systemd/system/yitiji.service',
  'yitiji-display.service': 'lib/systemd/system/yitiji-display.service',
  'yitiji-trouble.service': 'lib/systemd/system/yitiji-trouble.service',
  'journald@yitiji.conf': 'etc/systemd/journald@yitiji.conf',
  'yitiji-xorg.conf': 'etc/X11/yitiji-xorg.conf',
  '60-yitiji.rules': 'lib/udev/rules.d/60-yitiji.rules',
  '64-yitiji-keypads.rules': 'etc/udev/rules.d/64-yitiji-keypads.rules',
  '65-yitiji-sockets.rules': 'lib/udev/rules.d/65-yitiji-sockets.rules',
  'yitiji.sysctl': 'usr/lib/sysctl.d/60-yitiji.conf',
  'logind@yitiji.conf': 'usr/lib/systemd/logind.conf.d/yitiji.conf',
  'manager@yitiji.conf': 'usr/lib/systemd/system.conf.d/yitiji.conf',
  'getty@yitiji.conf': 'usr/lib/systemd/system/getty@.service.d/yitiji.conf',
  'ctrl-alt-del.target': 'etc/systemd/system/ctrl-alt-del.target',
  'yitiji-power.rules': 'usr/share/polkit-1/rules.d/50-yitiji.rules',
  'yitiji-power.pkla': 'var/lib/polkit-1/localauthority/10-vendor.d/yitiji.pkla',
  'journald.conf': 'usr/lib/systemd/journald.conf.d/yitiji.conf',
  'yitiji.sysusers': 'usr/lib/sysusers.d/yitiji.conf',
  'yitiji.tmpfiles': 'usr/lib/tmpfiles.d/yitiji.conf',
};

/**
 * Makes the Debian package of a machine: launcher with its Node, the first release as `release build` made it, units, rules, limits of the log. Slots are made by its `postinst` out of that release and
 * belong to the updater from then on: no upgrade of the package touches a release that runs.
 * @returns path of the package. Throws what dpkg-deb says.
 */
export function makeDeb(options: DebOptions): string {
  const { build, launcher, node, sbom, version, architecture, out, madeAt, compression = 'xz' } = options;
  const tree = join(out, `.tree-${process.pid}`);
  rmSync(tree, { recursive: true, force: true });
  try {
    const put = (from: string, to: string, mode = 0o644) => {
      mkdirSync(dirname(join(tree, to)), { recursive: true });
      copyFileSync(from, join(tree, to));
      chmodSync(join(tree, to), mode);
    };
    for (const [file, place] of Object.entries(places)) put(join(system, file), place);
    put(join(system, 'trouble-screen'), 'usr/lib/yitiji/trouble-screen', 0o755);
    put(join(system, 'yitiji-command'), 'usr/bin/yitiji', 0o755);
    for (const name of ['launcher.mjs', 'install.mjs']) put(join(launcher, name), `opt/yitiji/launcher/${name}`);
    put(node, 'opt/yitiji/launcher/node', 0o755);
    // What stands on the screen of a machine that has never come up: it knows no number yet.
    const nobody = { kiosk: null, place: null, phone: null };
    writeFileSync(join(tree, 'opt/yitiji/launcher', troubleFile), troublePicture(nobody, 1080, 1920));
    put(sbom, 'usr/share/doc/yitiji/sbom.cdx.json');
    put(join(root, 'docs/packaging.md'), 'usr/share/doc/yitiji/packaging.md');
    put(join(root, 'LICENSE'), 'usr/share/doc/yitiji/copyright');
    put(join(root, 'NOTICE'), 'usr/share/doc/yitiji/NOTICE');
    cpSync(build, join(tree, 'usr/lib/yitiji/first'), { recursive: true });
    const files = filesOf(tree);
    for (const name of ['postinst', 'prerm', 'postrm']) put(join(system, name), `DEBIAN/${name}`, 0o755);
    const kib = Math.ceil(files.reduce((sum, path) => sum + statSync(join(tree, path)).size, 0) / 1024);
    const depends = dependencies(options.libraries);
    writeFileSync(join(tree, 'DEBIAN/control'), controlText({ version, architecture, kib, depends }));
    writeFileSync(
      join(tree, 'DEBIAN/conffiles'),
      files
        .filter((path) => path.startsWith('etc/'))
        .map((path) => `/${path}\n`)
        .join(''),
    );
    writeFileSync(
      join(tree, 'DEBIAN/md5sums'),
      files
        .filter((path) => !path.startsWith('etc/'))
        .map((path) => `${md5(join(tree, path))}  ${path}\n`)
        .join(''),
    );
    plainModes(tree);
    const file = join(out, `yitiji_${version}_${architecture}.deb`);
    const packed = spawnSync('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', tree, file], {
      ...{ encoding: 'utf8', env: { ...process.env, SOURCE_DATE_EPOCH: String(madeAt) } },
    });
    if (packed.status !== 0) throw new Error(`dpkg-deb: ${packed.error?.message ?? packed.stderr}`);
    return file;
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** What the program opens or starts on a machine besides the libraries that it is linked with; by their names of Debian 12, then by those of later ones. */
function dependencies(libraries: readonly string[]): string {
  return [...new Set(['systemd', ...libraries, ...machinePackages.map(({ names }) => names.join(' | '))])].join(', ');
}

function controlText({
  version,
  architecture,
  kib,
  depends,
}: {
  readonly version: string;
  readonly architecture: string;
  readonly kib: number;
  readonly depends: string;
}): string {
  return `Package: yitiji
Version: ${version}
Architecture: ${architecture}
Maintainer: yitiji developers <yitiji@example.invalid>
Section: misc
Priority: optional
Installed-Size: ${kib}
Depends: ${depends}
Recommends: xserver-xorg-core, xserver-xorg-input-libinput, xserver-xorg-video-all, kbd, polkitd | policykit-1
Description: software of self-service government machines
 Window, terminal service, updater and launcher of a kiosk, with their systemd
 units, device rules and limits of the log. The account yitiji owns the
 releases and the data; removing the package keeps both, purging removes both.
`;
}

function filesOf(tree: string): readonly string[] {
  return readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(tree, join(entry.parentPath, entry.name)))
    .sort();
}

/** Folders as Debian wants them, whatever the umask of whoever builds. */
function plainModes(tree: string): void {
  chmodSync(tree, 0o755);
  for (const entry of readdirSync(tree, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    else chmodSync(path, (statSync(path).mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}

// Only what dpkg itself asks for: a check for damage, not for trust.
const md5 = (path: string) => createHash('md5').update(readFileSync(path)).digest('hex');
