import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const read = (name: string) => readFileSync(join(import.meta.dirname, 'system', name), 'utf8');
/** Values of a unit's settings in their order. */
const settings = (unit: string, key: RegExp) =>
  read(unit)
    .split('\n')
    .flatMap((line) => {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return key.test(name) ? [value] : [];
    });

test('words of trouble stand before a launcher that is not started again, and for no other: newer systems call for them at each of its ends', () => {
  const failed = settings('yitiji.service', /^OnFailure$/);
  expect(failed).toEqual(['yitiji-trouble.service']);
  const [first] = settings('yitiji-trouble.service', /^Exec/);
  expect(first).toBe('/usr/bin/systemctl is-failed --quiet yitiji.service');
});

test('a display that does not let go of the screen holds no next try: whoever changes terminals waits for seconds', () => {
  const changes = [...settings('yitiji.service', /^ExecStartPost$/), ...read('trouble-screen').split('\n')].filter(
    (line) => /\bchvt\b/.test(line) && !line.startsWith('#'),
  );
  expect(changes.map((line) => /timeout \d+ chvt \d/.test(line))).toEqual([true, true]);
});
