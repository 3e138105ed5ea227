import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { alertCodes, alertKinds } from './catalogue.ts';
import { alertWords, subjectWords } from './words.ts';

test('no alert is told with a hole in its sentence, in neither language', () => {
  const numbers = { value: 7, limit: 9, machines: 3 };
  for (const code of alertCodes) {
    for (const language of ['zh-CN', 'en'] as const) {
      const words = alertWords({ code, subject: 'receiptPrinter.paper', numbers }, language);
      expect(words, code).not.toMatch(/[{}?]|undefined/);
      expect(/[㐀-鿿]/.test(words), `${code} ${language}`).toBe(language === 'zh-CN');
    }
    // Both languages say the same numbers.
    const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    expect(names(alertKinds[code].en)).toEqual(names(alertKinds[code].zh));
  }
});

test('what has no word stands as the machine says it, and a name of the language itself is no word', () => {
  expect(alertWords({ code: 'paperOut', subject: 'newPrinter.paper', numbers: {} }, 'zh-CN')).toBe(
    'newPrinter · 纸：缺纸',
  );
  expect(alertWords({ code: 'jam', subject: 'constructor', numbers: {} }, 'en')).toBe('constructor: jammed');
});

test('every part that a self-test can fail is told by its name, not by a word of the program', () => {
  const file = join(import.meta.dirname, '../../kiosk-config/texts/technician-checks.json');
  const texts = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
  const parts = Object.keys(texts).flatMap((key) => /^check\.part\.(\w+)$/.exec(key)?.[1] ?? []);
  expect(parts.length).toBeGreaterThan(15);
  expect(parts.filter((part) => !/[㐀-鿿]/.test(subjectWords(part, 'zh-CN')))).toEqual([]);
});
