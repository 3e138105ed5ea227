import { expect, test } from 'vitest';
import { testConfig } from '../testing/test-release.ts';
import { contentFault } from './bundle-work.ts';

const { manifest } = testConfig(1);
const [file] = manifest.files;
const filesOf = (change: object) => ({ ...manifest, files: file === undefined ? [] : [{ ...file, ...change }] });

test('a file that can be started is in no bundle, whatever it is called and whatever the kind', () => {
  expect(contentFault('config', manifest)).toBeNull();
  for (const kind of ['config', 'catalogue', 'notice'] as const)
    expect(contentFault(kind, filesOf({ mode: '0755' })), kind).toMatch(/started/);
});

test('a configuration is one file of a size that the terminal service reads', () => {
  expect(contentFault('config', filesOf({ path: 'machine.json' }))).toMatch(/only file/);
  expect(contentFault('config', filesOf({ size: 1024 * 1024 }))).toBeNull();
  expect(contentFault('config', filesOf({ size: 1024 * 1024 + 1 }))).toMatch(/too large/);
});

test('a catalogue brings no file that its reader does not know, and none that no reader could hold', () => {
  for (const path of ['catalogue/ss.card.loss.json', 'texts/items-ss.json', 'themes.json'])
    expect(contentFault('catalogue', filesOf({ path })), path).toBeNull();
  for (const path of [
    ...[
      'fleet.json',
      'default.json',
      'receipts/case.en.receipt',
      'models/x.json',
      'catalogue/run.ts',
      'texts/a/b.json',
    ],
    ...['catalogue/.json', 'themes.json/x.json', 'catalogue/..json.js', 'texts.json', 'more/catalogue/x.json'],
  ])
    expect(contentFault('catalogue', filesOf({ path })), path).toMatch(/no file of a catalogue/);
  const path = 'texts/items-ss.json';
  expect(contentFault('catalogue', filesOf({ path, size: 1024 * 1024 }))).toBeNull();
  expect(contentFault('catalogue', filesOf({ path, size: 1024 * 1024 + 1 }))).toMatch(/too large/);
  const many = (count: number, size: number) => {
    const [first] = filesOf({}).files;
    if (first === undefined) throw new Error('a configuration has a file');
    return {
      ...manifest,
      files: Array.from({ length: count }, (_, n) => ({ ...first, path: `catalogue/i${n}.json`, size })),
    };
  };
  expect(contentFault('catalogue', many(1000, 1024))).toBeNull();
  expect(contentFault('catalogue', many(1001, 1))).toBe('too many files');
  expect(contentFault('catalogue', many(17, 1024 * 1024))).toBe('too large');
});
