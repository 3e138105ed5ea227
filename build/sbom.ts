import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canonicalJson, type Json } from '../contract/canonical-json.ts';
import { machinePackages } from './debian-packages.mjs';
import { root } from './project.mjs';

/** A component of a CycloneDX 1.5 bill of materials, as far as we look at it. */
export interface Component {
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
}

interface Bom {
  readonly components: readonly Component[];
  readonly metadata: { readonly component?: unknown; readonly timestamp?: string };
  readonly [member: string]: unknown;
}

/**
 * What is delivered, as CycloneDX 1.5 (ECMA-424): every production package of npm as the lock file pins it, the shell's Electron, and what a kiosk takes from its system. Two
 * runs on one tree give the same bytes: npm's serial number and time are left out, the serial number is made of the content.
 */
export function billOfMaterials(): string {
  const npm = spawnSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
    ...{ cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  });
  if (npm.status !== 0) throw new Error(`npm sbom failed: ${npm.stderr}`);
  const { serialNumber: _, metadata, components, ...rest } = JSON.parse(npm.stdout) as Bom;
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const electron = manifest.devDependencies.electron ?? '';
  const isDelivered = deliveredPackages();
  const all = [
    ...components.filter(({ name, version }) => isDelivered(`${name}@${version}`)),
    electronOf(electron),
    ...systemPackages(),
  ].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const bom = { ...rest, metadata: { component: metadata.component }, components: all };
  const digest = createHash('sha256')
    .update(canonicalJson(bom as unknown as Json))
    .digest('hex');
  // RFC 9562 §5.8: a UUID of one's own making.
  const [a, b, c, d, e] = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    digest.slice(13, 16),
    digest.slice(17, 20),
    digest.slice(20, 32),
  ];
  return `${JSON.stringify({ ...bom, serialNumber: `urn:uuid:${a}-${b}-8${c}-8${d}-${e}` }, null, 2)}\n`;
}

/** By the lock file: `npm sbom --omit dev` also leaves out what production and development share as a peer. */
function deliveredPackages(): (key: string) => boolean {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version?: string; readonly dev?: boolean }>>;
  };
  const delivered = Object.entries(lock.packages).flatMap(([path, { version, dev }]) =>
    path === '' || dev === true ? [] : [`${path.replace(/^.*node_modules\//, '')}@${version ?? ''}`],
  );
  const keys = new Set(delivered);
  return (key) => keys.has(key);
}

const keyOf = ({ purl, name }: Component) => purl ?? name;

const electronOf = (version: string) => ({
  ...{ type: 'framework', name: 'electron', version, purl: `pkg:npm/electron@${version}` },
  description: 'Runtime of the window (Chromium and Node); it ships with the machine and not as a package of npm.',
  licenses: [{ license: { id: 'MIT' } }],
});

/** Of Debian, without a version: that is the machine's, and its own updates change it. */
const systemPackages = () =>
  machinePackages.map(({ names: [name = ''], why }) => ({
    ...{ type: 'library', name, purl: `pkg:deb/debian/${name}`, description: why },
  }));

if (import.meta.main) {
  const file = join(root, process.argv[2] ?? 'dist/sbom.cdx.json');
  const text = billOfMaterials();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const { components } = JSON.parse(text) as Bom;
  process.stdout.write(`${file}: ${components.length} components\n`);
}
