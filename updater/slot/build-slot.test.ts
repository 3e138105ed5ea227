import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReleaseManifest } from '../../contract/release/manifest.ts';
import { firstBoot, slotsInUse } from '../boot/boot-record.ts';
import { FileStore } from '../files/file-store.ts';
import { buildSlot, removeUnusedSlots } from './build-slot.ts';
import { verifySlot } from './verify-slot.ts';

const release = '2026.11.1-0123456789abcdef';
let root: string;
let store: FileStore;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'yitiji-slot-'));
  store = new FileStore(join(root, 'cas'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Content {
  readonly text: string;
  readonly isRunnable: boolean;
}

/** A manifest of these files, and their bytes in the store. */
function releaseOf(files: Readonly<Record<string, Content>>): ReleaseManifest {
  return {
    ...{ format: 'yitiji-release/1', kind: 'application', version: '2026.11.1', createdAt: '2026-11-28T12:00:00.000Z' },
    ...{ store: { reads: [1, 1], writes: 1 }, minimumHub: '0.1.0' },
    files: Object.keys(files)
      .sort()
      .map((path) => {
        const { text, isRunnable } = files[path] ?? { text: '', isRunnable: false };
        const sha256 = createHash('sha256').update(text).digest('hex');
        writeFileSync(store.partialPathOf(sha256), text);
        store.accept(sha256, Buffer.byteLength(text));
        return { path, sha256, size: Buffer.byteLength(text), mode: isRunnable ? '0755' : '0644' };
      }),
  };
}

const plain = (text: string): Content => ({ text, isRunnable: false });
const usual = {
  'bin/start': { text: 'run', isRunnable: true },
  'data/a': plain('a'),
  'data/deep/b': plain(''),
  z: plain('a'),
};
const slot = () => join(root, 'slots', release);
const build = (manifest: ReleaseManifest) => buildSlot(root, release, manifest, store, 0);

describe('slot of a release', () => {
  test('a slot holds what was signed, byte for byte and mode for mode, and nothing else', () => {
    const part = fc.stringMatching(/^[a-z]{1,4}$/);
    const path = fc
      .tuple(
        fc.array(
          part.map((name) => `d${name}`),
          { maxLength: 2 },
        ),
        part,
      )
      .map(([folders, name]) => [...folders, `f${name}`].join('/'));
    const files = fc.dictionary(path, fc.record({ text: fc.string({ maxLength: 50 }), isRunnable: fc.boolean() }), {
      minKeys: 1,
      maxKeys: 8,
    });
    fc.assert(
      fc.property(files, (given) => {
        rmSync(join(root, 'slots'), { recursive: true, force: true });
        const manifest = releaseOf(given);
        expect(build(manifest)).toEqual({ ok: true });
        expect(verifySlot(slot(), manifest)).toBeNull();
        for (const [name, { text, isRunnable }] of Object.entries(given)) {
          expect(readFileSync(join(slot(), name), 'utf8')).toBe(text);
          expect(statSync(join(slot(), name)).mode & 0o777).toBe(isRunnable ? 0o755 : 0o644);
        }
        expect(readdirSync(join(root, 'slots'))).toEqual([release]);
      }),
      { numRuns: 30 },
    );
  });

  test.each<[string, string, () => void]>([
    ['bytes', 'data/a', () => appendFileSync(join(slot(), 'data/a'), 'x')],
    ['bytes', 'data/a', () => writeFileSync(join(slot(), 'data/a'), 'b')],
    ['mode', 'data/a', () => chmodSync(join(slot(), 'data/a'), 0o666)],
    ['mode', 'bin/start', () => chmodSync(join(slot(), 'bin/start'), 0o4755)],
    ['missing', 'z', () => rmSync(join(slot(), 'z'))],
    ['extra', 'data/c', () => writeFileSync(join(slot(), 'data/c'), '')],
    ['extra', 'more', () => mkdirSync(join(slot(), 'more'))],
    [
      'kind',
      'z',
      () => {
        rmSync(join(slot(), 'z'));
        symlinkSync('data/a', join(slot(), 'z'));
      },
    ],
    ['absent', '', () => rmSync(join(slot(), 'release.json'))],
  ])('what was changed in a slot is found: %s of %s; and it is built anew', (code, path, spoil) => {
    const manifest = releaseOf(usual);
    build(manifest);
    spoil();
    expect(verifySlot(slot(), manifest)).toEqual({ code, path });
    expect(build(manifest)).toEqual({ ok: true });
    expect(verifySlot(slot(), manifest)).toBeNull();
  });

  test('a file that decayed in the store is not copied into a slot: it is fetched again', () => {
    const manifest = releaseOf(usual);
    const [file] = manifest.files;
    if (file === undefined) throw new Error('no file');
    writeFileSync(store.pathOf(file.sha256), 'ran');
    expect(build(manifest)).toEqual({ ok: false, error: { code: 'missingFiles', files: [file] } });
    expect(store.has(file.sha256)).toBe(false);
    expect(existsSync(slot())).toBe(false);
  });

  test('what a cut left half made is no obstacle, and a link in its place leads nowhere', () => {
    const manifest = releaseOf(usual);
    const outside = join(root, 'outside');
    mkdirSync(outside);
    mkdirSync(dirname(slot()), { recursive: true });
    symlinkSync(outside, `${slot()}.building`);
    symlinkSync(outside, slot());
    expect(build(manifest)).toEqual({ ok: true });
    expect(readdirSync(outside)).toEqual([]);
  });

  test('a disk without room is told before anything is written', () => {
    const manifest = releaseOf(usual);
    expect(buildSlot(root, release, manifest, store, Number.MAX_SAFE_INTEGER)).toMatchObject({
      ok: false,
      error: { code: 'full' },
    });
    expect(readdirSync(join(root, 'slots'))).toEqual([]);
  });

  test('what the disk does not take to its end leaves nothing half made, which would fill it until the next try', () => {
    const manifest = releaseOf(usual);
    const [file] = manifest.files;
    if (file === undefined) throw new Error('no file');
    // A folder where a file stands: what the file system refuses in the middle.
    const refused = { ...manifest, files: [...manifest.files, { ...file, path: `${file.path}/more` }] };
    expect(() => build(refused)).toThrow(/EEXIST|ENOTDIR/);
    expect(readdirSync(join(root, 'slots'))).toEqual([]);
  });

  test('what runs, what ran before and what is under way stay; everything else goes', () => {
    const names = ['1.0-1111111111111111', '2.0-2222222222222222', '3.0-3333333333333333'];
    for (const name of [...names, '4.0-4444444444444444', '2.0-2222222222222222.building', 'junk']) {
      mkdirSync(join(root, 'slots', name, 'x'), { recursive: true });
    }
    const [previous, current, candidate] = names as [string, string, string];
    const record = { ...firstBoot(current), previous, candidate, phase: 'trying', triesLeft: 2 } as const;
    expect([...removeUnusedSlots(root, slotsInUse(record))].sort()).toEqual([
      '2.0-2222222222222222.building',
      '4.0-4444444444444444',
      'junk',
    ]);
    expect(readdirSync(join(root, 'slots')).sort()).toEqual(names);
  });
});
