import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../build/project.mjs';
import { billOfMaterials, type Component } from '../../build/sbom.ts';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
};
const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');

/** Packages named in the first column of the table. */
const listed = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| package'))
  .flatMap((line) => (line.split('|')[1] ?? '').split(',').map((name) => name.trim()));

describe('no package is delivered that nobody has thought about', () => {
  test('each production dependency has its reason on the page, and nothing stands there that is gone', () => {
    const all = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies)];
    expect(all.filter((name) => !listed.includes(name))).toEqual([]);
    expect(listed.filter((name) => !all.includes(name))).toEqual([]);
  });

  test('each is pinned to one version', () => {
    const loose = Object.entries(manifest.dependencies).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  test('the bill of materials holds all of them, Electron and the system, is the same every time, and the page tells its length', () => {
    const text = billOfMaterials();
    expect(billOfMaterials()).toBe(text);
    const { components } = JSON.parse(text) as { readonly components: readonly Component[] };
    const known = new Set(components.map(({ name, version }) => `${name}@${version}`));
    const missing = Object.entries(manifest.dependencies).filter(([name, version]) => !known.has(`${name}@${version}`));
    expect(missing).toEqual([]);
    expect(components.map(({ name }) => name)).toEqual(expect.arrayContaining(['electron', 'pcscd', 'cups']));
    expect(components.map(({ name }) => name)).not.toContain('vitest');
    const ofNpm = components.filter(({ purl }) => purl?.startsWith('pkg:npm/')).length;
    expect(page).toContain(`${Object.keys(manifest.dependencies).length} direct, ${ofNpm} with all that they bring`);
  });
});
