import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('no two migrations have one number: the second of them would be taken as done and never run', () => {
  const names = readdirSync(join(import.meta.dirname, 'migrations')).filter((name) => name.endsWith('.sql'));
  const numbers = names.map((name) => name.slice(0, 4));
  expect(names.filter((name, at) => numbers.indexOf(name.slice(0, 4)) !== at)).toEqual([]);
  expect(names.filter((name) => !/^\d{4}-[a-z-]+\.sql$/.test(name))).toEqual([]);
});
