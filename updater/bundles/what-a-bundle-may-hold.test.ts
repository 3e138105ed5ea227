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
