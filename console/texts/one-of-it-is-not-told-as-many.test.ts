import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Texts } from './define-texts.ts';

const folder = join(import.meta.dirname, '..');
/** Fixed numbers of more than one. */
const neverOne = ['noticesAbout', 'noNotices', 'about', 'fault.tooLong', 'withinDays', 'claimed'];

test('where there is one of it nobody reads "1 machines"', async () => {
  const found: string[] = [];
  let read = 0;
  for (const file of globSync('**/*-texts.ts', { cwd: folder })) {
    const texts = Object.values((await import(join(folder, file))) as Readonly<Record<string, unknown>>).filter(
      (one): one is Texts => typeof one === 'object' && one !== null && 'en' in one,
    );
    for (const { area, en } of texts)
      for (const [key, text] of Object.entries(en)) {
        read += 1;
        const isMany = /\{\{\w+\}\} (?:[a-z]+ ){0,2}[a-z]+s\b/.test(text);
        if (!isMany || neverOne.includes(key) || key.endsWith('_one')) continue;
        const one = `${key.replace(/_other$/, '')}_one`;
        if (!/\{\{(?:count|shown)\}\}/.test(text) || en[one] === undefined) found.push(`${area} ${key}: ${text}`);
      }
  }
  expect(read).toBeGreaterThan(700);
  expect(found).toEqual([]);
});
