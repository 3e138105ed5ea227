import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serviceIconName } from './icon.tsx';

const config = join(import.meta.dirname, '../../kiosk-config');

test('every icon that the catalogue names has a drawing of its own', () => {
  const files = readdirSync(config, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  const names = files.flatMap((file) =>
    [...readFileSync(join(config, file), 'utf8').matchAll(/"icon":\s*"([^"]+)"/g)].map((match) => match[1] ?? ''),
  );
  expect(names.filter((name) => name !== 'service' && serviceIconName(name) === 'service')).toEqual([]);
});

test('verbs, categories and ways to identify are drawn', () => {
  const names = [
    'do',
    'query',
    'print',
    'mine',
    'ss',
    'hpf',
    'hukou',
    'exit',
    'traffic',
    'health',
    'estate',
    'biz',
    'more',
  ];
  for (const name of [...names, 'face', 'sms', 'pin', 'video']) expect(serviceIconName(name), name).not.toBe('service');
});

test('an unknown name falls back to the neutral drawing, also where it is a word of the language', () => {
  for (const name of ['', 'nothing', 'constructor', '__proto__', 'toString'])
    expect(serviceIconName(name)).toBe('service');
});
