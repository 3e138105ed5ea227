import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPassword, ruleFault } from './password-rules.ts';
import { passwordLength } from './session.ts';

const about = ['wang.li', '王丽芳'];

test('the meter says how many signs are missing, counted as people count them', () => {
  expect(readPassword('', about)).toEqual({ level: 0, fault: 'tooShort', missing: 12 });
  expect(readPassword('马车电池订书钉😀', about)).toEqual({ level: 0, fault: 'tooShort', missing: 4 });
  expect(readPassword('rotting-kite', about)).toEqual({ level: 1, fault: null, missing: 4 });
  expect(readPassword('rotting-kite-vel', about)).toEqual({ level: 2, fault: null, missing: 4 });
  expect(readPassword('rotting-kite-velvet-sea', about)).toEqual({ level: 3, fault: null, missing: 0 });
});

test('a long password that everybody tries, or that holds the person, is not shown as good', () => {
  for (const [password, fault] of [
    ['aaaaaaaaaaaaaaaaaaaaaaaa', 'tooPlain'],
    ['Yitiji-2026-!!-Yitiji-2026-!!', 'tooPlain'],
    ['my horse is wang.li and green', 'holdsAccount'],
    ['王丽芳最喜欢的马车电池订书钉', 'holdsAccount'],
    ['x1y2z3 '.repeat(30), 'tooLong'],
  ] as const)
    expect([password, readPassword(password, about)]).toEqual([password, { level: 0, fault, missing: 0 }]);
});

test('a Chinese name of two signs is a name as well; two letters are none', () => {
  expect(ruleFault('王芳最喜欢的马车电池订书钉', ['wang.fang', '王芳'])).toBe('holdsAccount');
  expect(ruleFault('correct horse battery', ['li', '李'])).toBeNull();
});

test('the meter calls nothing good that the rules refuse, and nothing bad that they take', () => {
  const word = fc.constantFrom('password', 'kite', 'moss', '2026', 'wang.li', '马车', 'aaaa', '-', '!', '12345678');
  fc.assert(
    fc.property(fc.array(word, { maxLength: 24 }), (words) => {
      const password = words.join('');
      const { level, fault, missing } = readPassword(password, about);
      expect(fault).toBe(ruleFault(password, about));
      expect(level === 0).toBe(fault !== null);
      // So many signs more do not leave it too short.
      if (fault === 'tooShort') expect([...password].length + missing).toBe(passwordLength.least);
    }),
    { numRuns: 300 },
  );
});
