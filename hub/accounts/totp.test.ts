import { expect, test } from 'vitest';
import { newTotpSecret, totpCode, totpForAuthenticator, totpStep } from './totp.ts';

const rfcSecret = Buffer.from('12345678901234567890');

test('codes are those of the standard, so that any authenticator fits', () => {
  // RFC 6238 appendix B, SHA-1, the last six of eight digits.
  expect(totpCode(rfcSecret, 59_000)).toBe('287082');
  expect(totpCode(rfcSecret, 1_111_111_109_000)).toBe('081804');
  expect(totpCode(rfcSecret, 20_000_000_000_000)).toBe('353130');
});

test('a code counts in its own step and one beside it, and no longer', () => {
  const secret = newTotpSecret();
  const nowMs = 1_790_000_010_000;
  const step = Math.floor(nowMs / 30_000);
  for (const around of [-1, 0, 1])
    expect(totpStep(secret, totpCode(secret, nowMs + around * 30_000), nowMs)).toBe(step + around);
  const far = [-3, -2, 2, 3].map((around) => totpStep(secret, totpCode(secret, nowMs + around * 30_000), nowMs));
  expect(far.filter((one) => one !== null)).toEqual([]);
  for (const odd of ['', '12345', '1234567', 'abcdef', ' 12345', '１２３４５６'])
    expect(totpStep(secret, odd, nowMs)).toBeNull();
});

test('what an authenticator is given makes the codes that the hub takes', () => {
  const secret = newTotpSecret();
  expect(secret.byteLength).toBe(20);
  const given = totpForAuthenticator(secret, 'wang.li');
  const url = new URL(given.uri);
  expect(url.protocol).toBe('otpauth:');
  expect(url.searchParams.get('secret')).toBe(given.secret);
  expect(decodeURIComponent(given.uri)).toContain('yitiji:wang.li');
  expect(totpStep(secret, totpCode(given.secret, 1_790_000_000_000), 1_790_000_000_000)).not.toBeNull();
});
