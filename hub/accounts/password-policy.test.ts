import { expect, test } from 'vitest';
import { passwordFault } from './password-policy.ts';
import { fitsPassword, hashPassword, passwordCost } from './passwords.ts';

const about = ['wang.li', '王丽'];

test('a password that everybody tries first is refused however long it is', () => {
  for (const plain of [
    'password1234',
    'Passw0rd!2026',
    'qwerty123456',
    'admin@123456',
    'abcabcabcabc',
    'aaaaaaaaaaaaaa',
    '123456789012',
    'abcdefghijklm',
    'Yitiji-2026-!!',
    'Welcome 20261129',
    // Of the lists of passwords that went round: whole, and with something around them.
    'LeaveMeAlone',
    'needforspeed',
    '!!Sunflower2026!!',
    'butterfly-1987',
  ])
    expect([plain, passwordFault(plain, about)]).toEqual([plain, 'tooPlain']);
});

test('a password that holds the account is refused', () => {
  expect(passwordFault('my wang.li horse', about)).toBe('holdsAccount');
  expect(passwordFault('My WANG.LI horse', about)).toBe('holdsAccount');
});

test('length is counted in signs, and neither a short nor an endless one is taken', () => {
  expect(passwordFault('short-pw-11', about)).toBe('tooShort');
  expect(passwordFault('马车电池订书钉正确', about)).toBe('tooShort');
  expect(passwordFault(`${'x1y2z3'.repeat(30)}`, about)).toBe('tooLong');
});

test('a phrase of any kind of signs is taken: no rule asks for capitals and digits', () => {
  for (const good of [
    'correct horse battery',
    '马车电池订书钉正确大象',
    'rotting-kite-velvet',
    '830417265938',
    'tr0ub4dor&3xyz',
  ].filter((one) => [...one].length >= 12))
    expect([good, passwordFault(good, about)]).toEqual([good, null]);
});

test('a hub that was not told otherwise hashes at the full cost, and keyboards that compose signs in another way do not lock out', async () => {
  const hash = await hashPassword(passwordCost, 'caf\u00e9 rotting velvet');
  expect(hash).toMatch(/^\$scrypt\$ln=16,r=8,p=2\$/);
  expect(await fitsPassword(passwordCost, 'cafe\u0301 rotting velvet', hash)).toBe(true);
  expect(await fitsPassword(passwordCost, 'cafe rotting velvet', hash)).toBe(false);
  expect(await fitsPassword(passwordCost, '', null)).toBe(false);
});
