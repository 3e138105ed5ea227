import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmCommand } from '../electron-runtime.mjs';

/** Processors that a release is made for, as npm and Node name them. */
type Cpu = 'x64' | 'arm64';

/**
 * Packages whose native code a release does not take as npm brings it: better-sqlite3's binaries ask for glibc 2.34, and the PC/SC binding comes without any. With the library
 * that each of them makes, which its own loader looks for before anything else, and what of the package that library stands in for.
 */
const compiled = [
  { name: 'better-sqlite3', makes: 'build/Release/better_sqlite3.node', leaves: 'prebuilds' },
  { name: 'smartcard', makes: 'build/Release/smartcard_napi.node', leaves: 'build' },
] as const;

const shim = join(import.meta.dirname, 'native/glibc-2.28.c');
/** GNU's name of a processor, which begins the names of Debian's compilers for it. */
const gnu: Readonly<Record<Cpu, string>> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };

export interface NativeCodeOptions {
  /** A `node_modules` with the sources of these packages (any processor's). */
  readonly modules: string;
  /** Headers of Node, as the package `node-linux-…` has them: a folder with `include/node`. Node-API is the same on each processor. */
  readonly headers: string;
  readonly cpu: Cpu;
  /** `node_modules` of the release: the programs are put there. */
  readonly out: string;
}

/**
 * Compiles native code of a release from its packages' own sources and recipes, for glibc 2.28 and libstdc++ of GCC 8, whatever the system has that it is made on. Same
 * sources and compiler, same bytes. About a minute. Throws with the compiler's last words, and with the name of the Debian package where the compiler is missing.
 */
export function compileNativeCode({ modules, headers, cpu, out }: NativeCodeOptions): void {
  const [cc, cxx, ar] = ['gcc', 'g++', 'gcc-ar'].map((tool) => `${gnu[cpu]}-${tool}`) as [string, string, string];
  const dir = mkdtempSync(join(tmpdir(), 'yitiji-native-'));
  try {
    const object = join(dir, 'glibc.o');
    compile(cc, ['-O2', '-fPIC', '-fno-builtin', '-c', shim, '-o', object], cpu);
    // Stands in for the PC/SC library of the machines when linking: nothing but its name counts, and a cross compiler has none of its own.
    const pcsc = ['-shared', '-nostdlib', '-Wl,-soname,libpcsclite.so.1', '-x', 'c', '/dev/null'];
    compile(cc, [...pcsc, '-o', join(dir, 'libpcsclite.so')], cpu);
    const work = join(dir, 'node_modules');
    for (const name of [...compiled.map((one) => one.name), 'node-addon-api'])
      cpSync(join(modules, name), join(work, name), {
        recursive: true,
        filter: (from) => !/\/(build|prebuilds)$/.test(from),
      });
    // As a script of npm, which brings node-gyp along. The first option is that of better-sqlite3's own script for a build on purpose.
    const scripts = Object.fromEntries(
      compiled.map(({ name }) => [name, `cd node_modules/${name} && node-gyp rebuild --force_build=1 --arch=${cpu}`]),
    );
    writeFileSync(join(dir, 'package.json'), JSON.stringify({ private: true, scripts }));
    const flags = `-ffile-prefix-map=${dir}=. -frandom-seed=yitiji`;
    const env = {
      ...{ ...process.env, CC: cc, CXX: cxx, AR: ar, LINK: cxx, CFLAGS: flags, CXXFLAGS: flags },
      LDFLAGS: `${object} -L${dir} -s -Wl,--no-as-needed -Wl,--build-id=none`,
      ...{ npm_config_nodedir: headers, npm_config_jobs: '2' },
    };
    const [npm, ...before] = npmCommand();
    for (const { name, makes, leaves } of compiled) {
      run(npm, [...before, 'run', name], { cwd: dir, env });
      if (!existsSync(join(work, name, makes))) throw new Error(`${name} was compiled and made no ${makes}`);
      rmSync(join(out, name, leaves), { recursive: true, force: true });
      mkdirSync(join(out, name, 'build/Release'), { recursive: true });
      cpSync(join(work, name, makes), join(out, name, makes));
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function compile(program: string, args: readonly string[], cpu: Cpu): void {
  try {
    run(program, args, {});
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw new Error(
      `${program} is missing: install g++ for ${cpu} (Debian: apt install g++-${gnu[cpu].replaceAll('_', '-')})`,
    );
  }
}

function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
): void {
  try {
    execFileSync(program, args, { ...options, stdio: 'pipe', encoding: 'utf8', maxBuffer: 1 << 26 });
  } catch (cause) {
    const { code, stdout = '', stderr = '' } = cause as NodeJS.ErrnoException & { stdout?: string; stderr?: string };
    if (code === 'ENOENT') throw cause;
    throw new Error(`${program}: ${`${stdout}${stderr}`.trim().split('\n').slice(-12).join('\n')}`);
  }
}
