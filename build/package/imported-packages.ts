import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** A package of npm that a release must carry. */
export interface CarriedPackage {
  /** `@serialport/parser-readline`. */
  readonly name: string;
  /** Its folder below `node_modules`, as Node finds it: `a/node_modules/b` where b is one of a's own. */
  readonly path: string;
  readonly version: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

/** What a line of code may import from: `from 'x'`, `import('x')`, `require('x')`, `import 'x'`. */
const imported = /(?:from|import|require)\s*\(?\s*['"]([^'"\n]+)['"]/g;

/** Names of the packages that these files import, sorted. Pure: `@a/b/c` is `@a/b`. */
export function packagesIn(texts: Iterable<string>): readonly string[] {
  const found = new Set<string>();
  for (const text of texts) {
    for (const [, specifier = ''] of text.matchAll(imported)) {
      if (/^[./]/.test(specifier) || isBuiltin(specifier)) continue;
      const name = /^(?:@[\w.-]+\/)?[\w.-]+/.exec(specifier)?.[0];
      if (name !== undefined) found.add(name);
    }
  }
  return [...found].sort();
}

/** Packages that the code below a folder imports. */
export function packagesOfCode(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name),
  );
  return packagesIn(files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')));
}

/**
 * These packages with everything that they need, as Node would find it from `modules`; what belongs to another system or processor is left out, and so is an optional one that
 * is not installed. Peers are brought by whoever wants them. Throws where something is missing that must be there.
 * @param modules a whole `node_modules`
 */
export function withWhatTheyNeed(
  modules: string,
  names: readonly string[],
  target: { readonly os: string; readonly cpu: string },
): readonly CarriedPackage[] {
  const carried = new Map<string, CarriedPackage>();
  const waiting = names.map((name) => ({ name, from: '', isOptional: false }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { name, from, isOptional } = next;
    const path = placeOf(modules, from, name);
    const manifest = path === null ? null : readManifest(modules, path);
    if (path === null || manifest === null || !isFor(manifest, target)) {
      if (isOptional) continue;
      throw new Error(`${name} is imported and not installed for ${target.os} ${target.cpu}: run npm run bootstrap`);
    }
    if (carried.has(path)) continue;
    carried.set(path, { name, path, version: manifest.version });
    const optional = manifest.optionalDependencies ?? {};
    for (const one of Object.keys({ ...manifest.dependencies, ...optional }))
      waiting.push({ name: one, from: path, isOptional: one in optional });
  }
  return [...carried.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** As Node looks for it: the nearest `node_modules` upwards. */
function placeOf(modules: string, from: string, name: string): string | null {
  for (let at = from; ; at = dirname(at)) {
    if (basename(at) === 'node_modules') continue;
    const path = at === '' || at === '.' ? name : join(at, 'node_modules', name);
    if (existsSync(join(modules, path, 'package.json'))) return path;
    if (at === '' || at === '.') return null;
  }
}

function readManifest(modules: string, path: string): Manifest {
  return JSON.parse(readFileSync(join(modules, path, 'package.json'), 'utf8')) as Manifest;
}

/** `os` and `cpu` of a package list what it is for, or what not (`!win32`). */
function isFor({ os, cpu }: Manifest, target: { readonly os: string; readonly cpu: string }): boolean {
  const fits = (list: readonly string[] | undefined, value: string) =>
    list === undefined ||
    (list.some((one) => one.startsWith('!')) ? !list.includes(`!${value}`) : list.includes(value));
  return fits(os, target.os) && fits(cpu, target.cpu);
}
