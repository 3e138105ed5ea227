import { describe, expect, test } from 'vitest';
import { newUnopenableKey, newX25519Key, openIntl } from './intl-1.ts';
import { isSealingKey, seal } from './seal.ts';

describe('seal', () => {
  test('is 16 bytes longer, fresh each time, and takes bytes that are a window on a larger buffer', async () => {
    const publicKey = newUnopenableKey();
    const plain = Buffer.from('--secret--').subarray(2, 8);
    const to = { suite: 'intl-1', publicKey };
    const [one, two] = [await seal(to, plain, 'aad'), await seal(to, plain, 'aad')];
    expect([one.enc.length, one.ct.length]).toEqual([32, plain.length + 16]);
    expect(Buffer.from(one.ct).equals(Buffer.from(two.ct))).toBe(false);
    expect(Buffer.from(one.enc).equals(Buffer.from(two.enc))).toBe(false);
  });

  test('a window on a larger buffer opens to its own bytes, and with another binding not at all', async () => {
    const { publicKey, privateKey } = await newX25519Key();
    const { enc, ct } = await seal({ suite: 'intl-1', publicKey }, Buffer.from('--secret--').subarray(2, 8), 'aad');
    expect(await openIntl(privateKey, enc, ct, 'aad')).toEqual({
      ok: true,
      value: new Uint8Array(Buffer.from('secret')),
    });
    expect(await openIntl(privateKey, enc, ct, 'other')).toEqual({ ok: false, error: 'unreadable' });
  });

  test('a key that is none, or of a suite that nobody knows, is refused and never sealed to as if it were another', async () => {
    await expect(seal({ suite: 'intl-1', publicKey: 'AAAA' }, Buffer.from('x'), 'aad')).rejects.toThrow();
    const later = { suite: 'intl-2', publicKey: newUnopenableKey() };
    expect(isSealingKey(later)).toBe(false);
    await expect(seal(later, Buffer.from('x'), 'aad')).rejects.toThrow('intl-2');
  });
});
