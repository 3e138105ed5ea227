import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defineTexts } from './define-texts.ts';

const console = join(import.meta.dirname, '..');

test('two files of one area would write over each other: the board of orders was called "Work order № " after a machine had been opened', async () => {
  const files = globSync('**/*-texts.ts', { cwd: console }).filter((file) => file !== 'texts/define-texts.ts');
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) await import(join(console, file));
  expect(() => defineTexts('order', {}, {})).toThrow('declared twice');
});
