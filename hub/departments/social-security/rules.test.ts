import { expect, test } from 'vitest';
import { isSameName } from './rules.ts';

test('a name that the chip had to cut still belongs to its owner; a short beginning does not', () => {
  const long = '阿卜杜热西提·阿卜力米提·吾斯曼江·买合苏提托合提';
  expect(isSameName(long, long.slice(0, 15))).toBe(true);
  expect(isSameName(long, long.slice(0, 6))).toBe(false);
  expect(isSameName('王一', '王一  ')).toBe(true);
  expect(isSameName('王一', '王')).toBe(false);
});
