import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type AppTreeOptions, makeAppTree } from '../app-tree.ts';
import { root } from '../project.mjs';
import { copyPackages } from './copy-packages.ts';
import { type Fuses, setFuses } from './fuses.ts';
import { packagesOfCode, withWhatTheyNeed } from './imported-packages.ts';
import { elfsBelow, librariesAsDependencies, whatHoldsBack } from './libraries.ts';
import { compileNativeCode } from './native-code.ts';

export interface WholeTreeOptions extends AppTreeOptions {
  /** Processor of the machines, as npm and Node name it. */
  readonly cpu: 'x64' | 'arm64';
  /** Unpacked Electron for it; null where none is to be had: a release without its window, for tests of everything else. */
  readonly electronDist: string | null;
  /** Program of the pinned Node for it. */
  readonly node: string;
  /** A whole `node_modules` with the packages for it; default that of the project. */
  readonly modules?: string;
}

export interface WholeTree {
  /** Packages of npm that stand in it, `name@version`. */
  readonly packages: readonly string[];
  readonly files: number;
  readonly bytes: number;
  /** Of its Electron, as they were read back. */
  readonly fuses: Fuses;
  /** What the Debian package must ask for so that every program of it finds its libraries. */
  readonly libraries: readonly string[];
}

/**
 * The folder of an application with everything that it runs on: its code, the packages of npm that this code imports and what they need, Node and Electron. A slot of it needs nothing of the system
 * but what the Debian package asks for. The window stands in Electron's own `resources/app`, where a
 * runtime looks for it without being told. Throws where a program in it would not start on the oldest system or is for another processor.
 */
export async function makeWholeTree(options: WholeTreeOptions): Promise<WholeTree> {
  const { out, cpu, electronDist, node, modules = join(root, 'node_modules') } = options;
  makeAppTree({ ...options, appAt: join('runtime', 'electron', 'resources', 'app') });
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  // Words such as “from 'nobody'” in a comment are no package of ours.
  const imported = packagesOfCode(out).filter((name) => name in dependencies);
  const target = { os: 'linux', cpu };
  const packages = withWhatTheyNeed(modules, imported, target);
  const copied = copyPackages(modules, packages, out, target);
  compileNativeCode({ modules, headers: dirname(dirname(node)), cpu, out: join(out, 'node_modules') });
  const runtime = join(out, 'runtime');
  const files = electronDist === null ? 0 : copyTree(electronDist, join(runtime, 'electron'));
  closeWindow(join(runtime, 'electron', 'resources', 'app', 'package.json'));
  const fuses = electronDist === null ? {} : await setFuses(join(runtime, 'electron', 'electron'));
  copyProgram(node, join(runtime, 'node'));
  const elfs = elfsBelow(out);
  const held = whatHoldsBack(elfs, cpu);
  if (held.length > 0) throw new Error(`this release would not start on its machines:\n${held.join('\n')}`);
  return {
    packages: packages.map(({ name, version }) => `${name}@${version}`),
    files: copied.files + files + 1,
    bytes: copied.bytes,
    fuses,
    libraries: librariesAsDependencies(elfs),
  };
}

/** The window of a release lets no tools of development in (`electron/debugging.ts`). @param file its package file */
export function closeWindow(file: string): void {
  const { debuggable: _, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  writeFileSync(file, `${JSON.stringify(rest, null, 2)}\n`);
}

/**
 * Of Electron: the set-user-ID helper, since no file of a release may have that mode, and Chromium stops where it finds one without it; its sandbox stands on user namespaces then, which Debian allows. And the mark
 * of a runtime for development.
 */
const left: ReadonlySet<string> = new Set(['chrome-sandbox', 'DEVELOPMENT-ONLY']);

/** Files with the two modes that a release has: what may run, and what is only read. Links stay. */
function copyTree(from: string, to: string): number {
  let files = 0;
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    const stat = lstatSync(source);
    if (stat.isDirectory()) {
      files += copyTree(source, target);
    } else if (stat.isFile() && !left.has(name)) {
      mkdirSync(to, { recursive: true });
      copyFileSync(source, target);
      chmodSync(target, (stat.mode & 0o111) === 0 ? 0o644 : 0o755);
      files += 1;
    }
  }
  return files;
}

function copyProgram(from: string, to: string): void {
  if (!existsSync(from)) throw new Error(`${from} is missing: run npm run bootstrap`);
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  chmodSync(to, 0o755);
}
