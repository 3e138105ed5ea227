import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../build/project.mjs';

/** Licences that a delivered product under Apache-2.0 may contain, by SPDX identifier. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
}

/** Packages that are delivered: everything of the lock file that is not for development only. */
function delivered(): readonly { readonly name: string; readonly licence: string }[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockEntry>>;
  };
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && entry.dev !== true && entry.link !== true)
    .map(([path, entry]) => ({
      name: `${path.replace(/^.*node_modules\//, '')}@${entry.version ?? '?'}`,
      licence: statedLicence(path) ?? entry.license ?? 'none stated',
    }));
}

/** The package's own word, where it is installed (packages of other platforms are not). */
function statedLicence(path: string): string | undefined {
  const file = join(root, path, 'package.json');
  if (!existsSync(file)) return undefined;
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { readonly license?: unknown };
  return typeof manifest.license === 'string' ? manifest.license : undefined;
}

/** Whether one may take the package under an allowed licence: one side of every OR, every side of an AND. */
function isAllowed(expression: string): boolean {
  const plain = expression.replace(/[()]/g, '').trim();
  return plain.split(/\s+OR\s+/i).some((choice) => choice.split(/\s+AND\s+/i).every((id) => allowed.has(id.trim())));
}

describe('licences of what is delivered', () => {
  it('are all permissive', () => {
    const packages = delivered();
    expect(packages.length).toBeGreaterThan(20);
    expect(packages.filter(({ licence }) => !isAllowed(licence))).toEqual([]);
  });

  it.each(['GPL-3.0', 'LGPL-2.1-or-later', 'AGPL-3.0-only', 'MIT AND GPL-2.0', 'none stated', 'SEE LICENSE IN x'])(
    'refuse %s',
    (licence) => {
      expect(isAllowed(licence)).toBe(false);
    },
  );

  it('accept a choice', () => {
    expect(isAllowed('(MIT OR GPL-3.0)')).toBe(true);
  });
});
