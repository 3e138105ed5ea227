import { join } from 'node:path';
import { expect, test } from 'vitest';
import { languages } from '../../contract/text.ts';
import { loadTexts } from './texts.ts';

const texts = loadTexts(join(import.meta.dirname, '../../kiosk-config/texts'));

test('a text is the one of its language and its values, whoever was shown it before', () => {
  const place = (name: string) => texts.text('en', 'bar.place', { place: name }).text;
  expect([place('A'), place('B'), place('A')].map((text) => text.replace(/^.*?([AB])$/, '$1'))).toEqual([
    'A',
    'B',
    'A',
  ]);
  const exits = languages.map((language) => texts.text(language, 'exit').text);
  expect(new Set(exits).size).toBe(3);
  expect(languages.map((language) => texts.text(language, 'exit').text)).toEqual(exits);
});

test('a text that nobody has written is no text', () => {
  expect(() => texts.text('en', 'no.such.text')).toThrow('no text for no.such.text');
});

test('a value is a value whatever its name is: words of a department never steer how its text is looked up', () => {
  const named = { ns: 'x', count: 2, context: 'y', defaultValue: 'z', returnObjects: 1, nest: 0, postProcess: 'w' };
  const plain = texts.text('en', 'bar.place', { place: 'Tianhe' });
  expect(texts.text('en', 'bar.place', { ...named, place: 'Tianhe' })).toEqual(plain);
  expect(texts.text('en', 'bar.place', { place: '$t(exit) {phone}' }).text).toContain('$t(exit) {phone}');
});
