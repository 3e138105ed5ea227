import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { machinePackages } from '../debian-packages.mjs';
import { electronRuntime } from '../electron-runtime.mjs';
import { root } from '../project.mjs';
import { readElf } from './elf.ts';
import { elfsBelow, type FoundElf, librariesAsDependencies, packagesOfLibrary, whatHoldsBack } from './libraries.ts';

const dir = mkdtempSync(join(tmpdir(), 'yitiji-libraries-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const modules = join(root, 'node_modules');
/** Programs of npm that a release takes as they come; `isOfAnother` of copy-packages leaves other systems out, this list other C libraries. */
const taken = (cpu: 'x64' | 'arm64') =>
  ['@serialport/bindings-cpp', 'node-hid', `@napi-rs/canvas-linux-${cpu}-gnu`, `node-linux-${cpu}`]
    .flatMap(inPackage)
    .filter(({ path }) => !/musl|-arm\/|android/.test(path) && new RegExp(`${cpu}|^bin/`).test(path));
const inPackage = (name: string): readonly FoundElf[] => {
  try {
    return elfsBelow(join(modules, name));
  } catch {
    // Packages of the other processor are not installed here.
    return [];
  }
};
const x64 = process.arch === 'x64';
const elf = (changes: Partial<FoundElf>): FoundElf => ({
  ...{ path: 'bin/program', cpu: 'x64', needed: [], name: null, versions: [], ...changes },
});

test('native code that npm brings and a release takes does not start on UOS 20 or Kylin V10', () => {
  const [own, other] = x64 ? (['x64', 'arm64'] as const) : (['arm64', 'x64'] as const);
  // Node, two of node-hid, one of serialport, one of canvas; of the other processor those of packages that carry both.
  expect(taken(own).length).toBeGreaterThanOrEqual(5);
  expect(taken(other).length).toBeGreaterThanOrEqual(3);
  expect([...whatHoldsBack(taken(own), own), ...whatHoldsBack(taken(other), other)]).toEqual([]);
});

test('a binary that asks for glibc 2.34 slips into a release: better-sqlite3 as npm brings it is seen, and is compiled for that reason', () => {
  const [prebuilt] = elfsBelow(join(modules, 'better-sqlite3')).filter(({ path }) => path.endsWith('linux-x64.node'));
  const said = whatHoldsBack(prebuilt === undefined ? [] : [prebuilt], 'x64');
  expect(said).toContain('prebuilds/linux-x64.node asks libc.so.6 for GLIBC_2.34, newer than the oldest system has');
});

test('what is for another processor, asks for a version that is no number or needs a library that no package is known for is said', () => {
  const libc = (version: string) => ({ versions: [{ library: 'libc.so.6', version }] });
  const said = (changes: Partial<FoundElf>) => whatHoldsBack([elf(changes)], 'x64').length;
  expect(said({ cpu: 'arm64' })).toBe(1);
  expect(
    ['GLIBC_2.29', 'GLIBC_3.0', 'GLIBC_2.28.1', 'GLIBC_PRIVATE', 'GLIBCXX_3.4.26', 'GCC_12.0.0'].map((one) =>
      said(libc(one)),
    ),
  ).toEqual([1, 1, 1, 1, 1, 1]);
  expect(
    ['GLIBC_2.28', 'GLIBC_2.4', 'GLIBC_2.2.5', 'GLIBCXX_3.4.9', 'GCC_3.0', 'NSS_3.99'].map((one) => said(libc(one))),
  ).toEqual([0, 0, 0, 0, 0, 0]);
  expect(said({ needed: ['libnowhere.so.1'] })).toBe(1);
  // It travels with the release.
  expect(whatHoldsBack([elf({ needed: ['libffmpeg.so'] }), elf({ path: 'runtime/libffmpeg.so' })], 'x64')).toEqual([]);
});

test('a library that the loader looks for is not asked for by the package', () => {
  const wanted = librariesAsDependencies([
    elf({ needed: ['libusb-1.0.so.0', 'libc.so.6', 'libm.so.6', 'libgcc_s.so.1'] }),
  ]);
  expect(wanted).toEqual(['libc6 (>= 2.28)', 'libgcc-s1 | libgcc1', 'libusb-1.0-0']);
});

test.skipIf(spawnSync('dpkg-query', ['--version']).status !== 0)(
  'the package asks for another one than Debian has the library in',
  () => {
    const runtime = electronRuntime();
    const elfs = [...elfsBelow(runtime.dist), ...taken(x64 ? 'x64' : 'arm64')];
    const own = new Set(elfs.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)));
    const libraries = [...new Set(elfs.flatMap(({ needed }) => needed))].filter((library) => !own.has(library));
    const installed = new Set(
      execFileSync('dpkg-query', ['-W', '-f', '$' + '{Package}\n'], { encoding: 'utf8' }).split('\n'),
    );
    const lists = new Map<string, string>();
    const listOf = (name: string) => {
      if (!lists.has(name)) lists.set(name, execFileSync('dpkg-query', ['-L', name], { encoding: 'utf8' }));
      return lists.get(name) ?? '';
    };
    const wrong = libraries.filter((library) => {
      const name = packagesOfLibrary(library)?.find((one) => installed.has(one));
      return name === undefined || !listOf(name).includes(`/${library}\n`);
    });
    expect(libraries.length).toBeGreaterThan(25);
    expect(wrong).toEqual([]);
    // What is opened while running is in the other list: it is not asked for twice under two names.
    const twice = machinePackages.filter(({ names }) =>
      libraries.some((one) => packagesOfLibrary(one)?.includes(names[0] ?? '')),
    );
    expect(
      twice.filter(({ names }) => !libraries.some((one) => packagesOfLibrary(one)?.join() === names.join())),
    ).toEqual([]);
  },
);

test('a file that is cut or is no program is taken for one', () => {
  expect(readElf(Buffer.from('#!/bin/sh\n'))).toBeNull();
  expect(readElf(Buffer.alloc(0))).toBeNull();
  const node = readFileSync(process.execPath);
  expect(readElf(node)?.needed).toContain('libc.so.6');
  expect(() => readElf(node.subarray(0, node.length - 4096))).toThrow(RangeError);
});

test.skipIf(process.platform !== 'linux')(
  'what is linked with the old names of glibc asks for newer ones, or does something else than before',
  () => {
    const program = join(dir, 'program');
    writeFileSync(
      `${program}.c`,
      `#include <dlfcn.h>\n#include <math.h>\n#include <pthread.h>\n#include <stdio.h>\n#include <sys/stat.h>
       static void *twice(void *number) { *(int *)number *= 2; return number; }
       int main(int count, char **words) {
         struct stat by_path, by_link, by_file; int number = 21; void *back = 0; pthread_t thread;
         if (stat(words[0], &by_path) || lstat(words[0], &by_link) || fstat(0, &by_file) == -2) return 1;
         if (pthread_create(&thread, 0, twice, &number) || pthread_join(thread, &back) || back != &number) return 2;
         void *self = dlopen(0, RTLD_NOW); if (!self || !dlsym(self, "printf") || dlsym(self, "nothing") || !dlerror() || dlclose(self)) return 3;
         printf("%lld %d %d %.0f %.0f\\n", (long long)by_path.st_size, by_link.st_size == by_path.st_size, number, pow(count + 1, 10), log2(count * 8));
         return 0;
       }`,
    );
    const shim = join(root, 'build/package/native/glibc-2.28.c');
    const made = (...options: readonly string[]) =>
      execFileSync('gcc', [
        '-O1',
        '-fno-builtin',
        ...options,
        `${program}.c`,
        shim,
        '-lm',
        '-ldl',
        '-lpthread',
        '-lstdc++',
      ]);
    made('-shared', '-fPIC', '-o', join(dir, 'library.so'));
    const [library, ...more] = elfsBelow(dir);
    expect([library?.needed.includes('libc.so.6'), more]).toEqual([true, []]);
    expect(whatHoldsBack(library === undefined ? [] : [library], x64 ? 'x64' : 'arm64')).toEqual([]);
    made('-o', program);
    const size = String(readFileSync(program).length);
    expect(execFileSync(program, { encoding: 'utf8' })).toBe(`${size} 1 42 1024 3\n`);
  },
);
