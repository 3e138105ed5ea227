import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { UsageError } from '../../contract/command.ts';
import { newKeyFiles, openKeyFile, readPublicKeyFile } from './key-file.ts';
import { readPassphrase } from './passphrase.ts';

const { keyId, privateText, publicText } = newKeyFiles('root-1', 'correct horse battery', 10);

test('a key opens with its passphrase, written in any form of Unicode, and with no other', () => {
  const opened = openKeyFile(privateText, 'correct horse battery');
  expect(opened).toMatchObject({ ok: true, value: { name: 'root-1', keyId } });
  expect(openKeyFile(privateText, 'correct horse batterz')).toEqual({ ok: false, error: 'passphrase' });
  const accented = newKeyFiles('a', 'caf\u00e9 caf\u00e9 caf\u00e9', 10);
  expect(openKeyFile(accented.privateText, 'cafe\u0301 cafe\u0301 cafe\u0301').ok).toBe(true);
});

test('a passphrase file that is not there is wrong usage, not a crash', async () => {
  await expect(readPassphrase('/nowhere/passphrase', 'passphrase')).rejects.toThrow(UsageError);
});

test('what leaves the ceremony holds no private part', () => {
  expect(readPublicKeyFile(publicText)).toEqual(readPublicKeyFile(privateText));
  expect(Object.keys(JSON.parse(publicText))).toEqual(['format', 'name', 'key']);
  expect(openKeyFile(publicText, 'correct horse battery')).toEqual({ ok: false, error: 'malformed' });
});

test('a key file that was changed does not sign under another name', () => {
  const file = JSON.parse(privateText);
  const foreign = Buffer.from(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const changes = [
    { key: { ...file.key, keyval: { public: foreign.toString('hex') } } },
    { sealed: Buffer.from('x'.repeat(48)).toString('base64') },
    { scrypt: { ...file.scrypt, log2n: 11 } },
    { scrypt: { ...file.scrypt, log2n: 30 } },
    { scrypt: { ...file.scrypt, log2n: 1 } },
  ];
  const results = changes.map((change) => openKeyFile(JSON.stringify({ ...file, ...change }), 'correct horse battery'));
  expect(results.map((result) => (result.ok ? null : result.error))).toEqual([
    ...['passphrase', 'passphrase', 'passphrase', 'malformed', 'malformed'],
  ]);
});

test('two keys of one name and passphrase are two keys', () => {
  expect(newKeyFiles('root-1', 'correct horse battery', 10).keyId).not.toBe(keyId);
});
