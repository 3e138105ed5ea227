import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  faultOf,
  manifestText,
  missingFiles,
  type ReleaseFile,
  type ReleaseManifest,
  readManifest,
  releaseLimits,
} from './manifest.ts';
import { pathFault } from './release-path.ts';

const part = fc.stringMatching(/^[a-z0-9_-]{1,6}$/);
/** Names of files in folders `d…`, so that no file stands where a folder must be. */
const path = fc
  .tuple(
    fc.array(
      part.map((name) => `d${name}`),
      { maxLength: 3 },
    ),
    part.map((name) => `f${name}`),
  )
  .map(([folders, name]) => [...folders, name].join('/'));
const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/);
const file: fc.Arbitrary<ReleaseFile> = fc.record({
  path,
  sha256,
  size: fc.integer({ min: 0, max: 1_000_000 }),
  mode: fc.constantFrom('0644', '0755'),
});

function manifestOf(files: readonly ReleaseFile[], change: Partial<ReleaseManifest> = {}): ReleaseManifest {
  const byPath = new Map(files.map((one) => [one.path, one]));
  return {
    ...{ format: 'yitiji-release/1', kind: 'application', version: '2026.11.1', createdAt: '2026-11-28T12:00:00.000Z' },
    ...{ store: { reads: [3, 5], writes: 4 }, minimumHub: '0.1.0' },
    files: [...byPath.keys()].sort().flatMap((key) => byPath.get(key) ?? []),
    ...change,
  };
}
const plain = (name: string, size = 1): ReleaseFile => ({ path: name, sha256: 'a'.repeat(64), size, mode: '0644' });
const codeOf = (manifest: ReleaseManifest) => {
  const read = readManifest(manifestText(manifest));
  return read.ok ? null : read.error.code;
};

describe('manifest of a release', () => {
  test('what was written is read, byte for byte', () => {
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 12 }), (files) => {
        const manifest = manifestOf(files);
        const text = manifestText(manifest);
        const read = readManifest(text);
        expect(read).toEqual({ ok: true, value: manifest });
        if (read.ok) expect(manifestText(read.value)).toBe(text);
      }),
    );
  });

  test('no name that is let through leads out of the slot, whatever is typed', () => {
    const odd = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom('..', '.', '', 'a', '/', '\\', '~', 'é', '\0', '%2e', 'a b'), { maxLength: 6 })
        .map((parts) => parts.join('/')),
    );
    fc.assert(
      fc.property(odd, (name) => {
        if (pathFault(name) !== null) return;
        const inside = posix.join('/slots/r', name);
        expect(inside.startsWith('/slots/r/')).toBe(true);
        expect(inside).toBe(`/slots/r/${name}`);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['a way out', '../etc/passwd'],
    ['a way out in the middle', 'a/../../b'],
    ['the root', '/etc/passwd'],
    ['itself', 'a/./b'],
    ['an empty part', 'a//b'],
    ['another separator', 'a\\b'],
    ['an end of text', 'a\0b'],
    ['a line', 'a\nb'],
    ['a letter in two forms', 'cafe\u0301'],
    ['a name that hides its end', 'a.txt '],
    ['the manifest’s own name', 'Release.json'],
    ['a part that no file system takes', 'x'.repeat(256)],
  ])('%s is refused', (_, name) => {
    expect(codeOf(manifestOf([plain(name)]))).toBe('path');
  });

  test('a file where a folder must be, one name twice, and two that differ in case only are refused', () => {
    expect(codeOf(manifestOf([plain('a'), plain('a/b')]))).toBe('clash');
    expect(codeOf(manifestOf([plain('A'), plain('a')]))).toBe('clash');
    expect(codeOf(manifestOf([plain('A/b'), plain('a')]))).toBe('clash');
    expect(codeOf(manifestOf([], { files: [plain('a'), plain('a')] }))).toBe('order');
    expect(codeOf(manifestOf([], { files: [plain('b'), plain('a')] }))).toBe('order');
  });

  test('an endless release is refused before a byte of it is fetched', () => {
    const large = Array.from({ length: 5 }, (_, n) => plain(`f${n}`, releaseLimits.fileBytes));
    expect(codeOf(manifestOf(large))).toBe('tooLarge');
    expect(codeOf(manifestOf([plain('a', releaseLimits.fileBytes + 1)]))).toBe('shape');
    expect(readManifest(' '.repeat(releaseLimits.manifestBytes + 1))).toMatchObject({
      ok: false,
      error: { code: 'tooLarge' },
    });
  });

  test('a release that writes what it cannot read, or reads an empty range, is refused', () => {
    expect(faultOf(manifestOf([plain('a')], { store: { reads: [3, 5], writes: 6 } }))?.code).toBe('store');
    expect(faultOf(manifestOf([plain('a')], { store: { reads: [5, 3], writes: 4 } }))?.code).toBe('store');
  });

  test('only contents that are not here are fetched, each once', () => {
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 12 }), fc.nat(), (files, seed) => {
        const manifest = manifestOf(files.map((one, n) => ({ ...one, sha256: String((n + seed) % 4).repeat(64) })));
        const here = new Set(['0'.repeat(64), '1'.repeat(64)]);
        const missing = missingFiles(manifest, (hash) => here.has(hash));
        const wanted = new Set(manifest.files.map((one) => one.sha256).filter((hash) => !here.has(hash)));
        expect(missing.map((one) => one.sha256).sort()).toEqual([...wanted].sort());
        expect(bytesOf({ files: [...missing] })).toBeLessThanOrEqual(bytesOf(manifest));
      }),
    );
  });
});
