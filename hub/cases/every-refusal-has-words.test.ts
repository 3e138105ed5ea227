import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentRefusals, refusalCodes } from './refusal-codes.ts';

const root = join(import.meta.dirname, '../..');
const languages = ['zh-CN', 'zh-HK', 'en'] as const;
type Text = Readonly<Record<(typeof languages)[number], string>>;

const files = readdirSync(join(root, 'kiosk-config/texts')).filter((file) => file.endsWith('.json'));
const texts = files.map(
  (file) =>
    [file, JSON.parse(readFileSync(join(root, 'kiosk-config/texts', file), 'utf8')) as Record<string, Text>] as const,
);
const text = (key: string) => texts.map(([, keys]) => keys[key]).find((found) => found !== undefined);

test('a refusal without words leaves the citizen with "ask the department"', () => {
  const keys = [
    ...refusalCodes.map((code) => `refusal.${code}`),
    ...documentRefusals.map((code) => `document.refused.${code}`),
    'refusal.full',
    'refusal.already',
    'pay.refused',
    'pay.refused.lead',
  ];
  const missing = keys.filter((key) => languages.some((language) => (text(key)?.[language] ?? '') === ''));
  expect(missing).toEqual([]);
});

test('two files with one key: which words stand on the screen depends on the order of reading', () => {
  const own = texts.find(([file]) => file === 'refusals.json')?.[1] ?? {};
  const elsewhere = texts.filter(([file]) => file !== 'refusals.json').flatMap(([, keys]) => Object.keys(keys));
  expect(Object.keys(own).filter((key) => elsewhere.includes(key))).toEqual([]);
});

test('a reason that is written into the hub but not into its list has no words', () => {
  const known: readonly string[] = [...refusalCodes, ...documentRefusals];
  // Of orders, refunds, prints and bodies: they are no refusals of an application.
  const others = [
    'notFullyPrinted',
    'notOut',
    'unreported',
    'free',
    'wrongAmount',
    'late',
    'paidTwice',
    'cancelled',
    'jam',
    'offline',
    'captured',
  ];
  // The states of machines have reasons of their own kind (hub/fleet/state.ts), which nobody was refused for.
  const sources = readdirSync(join(root, 'hub'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !/^(testing|simulate|fleet)/.test(file),
  );
  const written = sources.flatMap((file) =>
    [...readFileSync(join(root, 'hub', file), 'utf8').matchAll(/(?:reason(?:: | = )|refused\()'(\w+)'/g)].map(
      (match) => match[1] ?? '',
    ),
  );
  expect(written.length).toBeGreaterThan(20);
  expect([...new Set(written)].filter((code) => !known.includes(code) && !others.includes(code))).toEqual([]);
});
