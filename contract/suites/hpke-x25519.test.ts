import { Aes128Gcm, Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hpkeX25519 } from './hpke-x25519.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hexOf = (buffer: ArrayBuffer) => Buffer.from(buffer).toString('hex');
const own = (view: Uint8Array) => new Uint8Array(view).buffer;

/** The same suite as the library makes it by itself, through Web Crypto. */
const byWebCrypto = () =>
  new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** RFC 9180 A.1.1: keys and what they agree on. */
const a11 = {
  ikmE: '7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234',
  pkEm: '37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431',
  skEm: '52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736',
  ikmR: '6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037',
  pkRm: '3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d',
  skRm: '4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8',
  sharedSecret: 'fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc',
  info: '4f6465206f6e2061204772656369616e2055726e',
  ct: 'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
  pt: '4265617574792069732074727574682c20747275746820626561757479',
  aad: '436f756e742d30',
};

describe('vectors of RFC 9180 A.1.1', () => {
  const { kem, kdf } = hpkeX25519();

  test('keys are derived, and both sides agree on the secret', async () => {
    const ours = await kem.deriveKeyPair(bytes(a11.ikmE));
    const theirs = await kem.deriveKeyPair(bytes(a11.ikmR));
    expect(hexOf(await kem.serializePublicKey(ours.publicKey))).toBe(a11.pkEm);
    expect(hexOf(await kem.serializePrivateKey(ours.privateKey))).toBe(a11.skEm);
    expect(hexOf(await kem.serializePublicKey(theirs.publicKey))).toBe(a11.pkRm);
    expect(hexOf(await kem.serializePrivateKey(theirs.privateKey))).toBe(a11.skRm);
    const { enc, sharedSecret } = await kem.encap({ recipientPublicKey: theirs.publicKey, ekm: ours });
    expect([hexOf(enc), hexOf(sharedSecret)]).toEqual([a11.pkEm, a11.sharedSecret]);
    expect(hexOf(await kem.decap({ recipientKey: theirs.privateKey, enc }))).toBe(a11.sharedSecret);
  });

  test('the key schedule and the seal are those of the vector, with its cipher of 128 bits', async () => {
    const suite = new CipherSuite({ kem, kdf, aead: new Aes128Gcm() });
    const recipientPublicKey = await kem.deserializePublicKey(bytes(a11.pkRm));
    const context = { recipientPublicKey, info: own(bytes(a11.info)), ekm: own(bytes(a11.ikmE)) };
    const { ct, enc } = await suite.seal(context, own(bytes(a11.pt)), own(bytes(a11.aad)));
    expect([hexOf(enc), hexOf(ct)]).toEqual([a11.pkEm, a11.ct]);
  });
});

test('what one side seals, the other opens, whichever of the two kinds of arithmetic it has', async () => {
  const [ours, library] = [hpkeX25519(), byWebCrypto()];
  const theirs = [await ours.kem.generateKeyPair(), await library.kem.generateKeyPair()] as const;
  const raw = {
    ours: {
      open: await ours.kem.serializePrivateKey(theirs[0].privateKey),
      seal: await ours.kem.serializePublicKey(theirs[0].publicKey),
    },
    library: {
      open: await library.kem.serializePrivateKey(theirs[1].privateKey),
      seal: await library.kem.serializePublicKey(theirs[1].publicKey),
    },
  };
  const anything = fc.uint8Array({ maxLength: 2000 });
  await fc.assert(
    fc.asyncProperty(anything, anything, fc.uint8Array({ maxLength: 100 }), async (plain, aad, info) => {
      for (const [by, to, key] of [
        [ours, library, raw.library],
        [library, ours, raw.ours],
        [ours, ours, raw.library],
      ] as const) {
        const recipientPublicKey = await by.kem.importKey('raw', key.seal, true);
        const { ct, enc } = await by.seal({ recipientPublicKey, info: own(info) }, own(plain), own(aad));
        const recipientKey = await to.kem.importKey('raw', key.open, false);
        expect(new Uint8Array(await to.open({ recipientKey, enc, info: own(info) }, ct, own(aad)))).toEqual(plain);
      }
    }),
    { numRuns: 30 },
  );
});

describe('nothing opens', () => {
  const hpke = hpkeX25519();
  const info = own(bytes('00'));
  const aad = own(bytes('01'));

  async function sealed() {
    const to = await hpke.kem.generateKeyPair();
    const { ct, enc } = await hpke.seal({ recipientPublicKey: to.publicKey, info }, own(bytes('02030405')), aad);
    return { to, ct, enc };
  }

  test('that was changed in any one bit, cut, or bound to something else', async () => {
    const { to, ct, enc } = await sealed();
    const open = (of: { readonly ct?: ArrayBuffer; readonly enc?: ArrayBuffer; readonly aad?: ArrayBuffer }) =>
      hpke.open({ recipientKey: to.privateKey, enc: of.enc ?? enc, info }, of.ct ?? ct, of.aad ?? aad);
    expect(hexOf(await open({}))).toBe('02030405');
    for (let bit = 0; bit < ct.byteLength * 8; bit += 1) await expect(open({ ct: flipped(ct, bit) })).rejects.toThrow();
    // The highest bit of a point is not looked at (RFC 7748 §5), but every bit of its encoding stands in the key schedule.
    for (let bit = 0; bit < enc.byteLength * 8; bit += 1) {
      await expect(open({ enc: flipped(enc, bit) })).rejects.toThrow();
    }
    for (let end = 0; end < ct.byteLength; end += 1) await expect(open({ ct: ct.slice(0, end) })).rejects.toThrow();
    await expect(open({ aad: own(bytes('02')) })).rejects.toThrow();
  });

  test('with the key of somebody else', async () => {
    const { ct, enc } = await sealed();
    const { privateKey } = await hpke.kem.generateKeyPair();
    await expect(hpke.open({ recipientKey: privateKey, enc, info }, ct, aad)).rejects.toThrow();
  });

  test('and nothing is sealed to a point of small order, to half a key or to a key of another kind', async () => {
    for (const raw of [new Uint8Array(32), bytes(`01${'00'.repeat(31)}`)]) {
      const recipientPublicKey = await hpke.kem.deserializePublicKey(raw);
      await expect(hpke.seal({ recipientPublicKey, info }, own(bytes('02')), aad)).rejects.toThrow();
    }
    await expect(hpke.kem.deserializePublicKey(bytes('0900'))).rejects.toThrow('32 bytes');
    const foreign = await byWebCrypto().kem.generateKeyPair();
    await expect(hpke.seal({ recipientPublicKey: foreign.publicKey, info }, own(bytes('02')), aad)).rejects.toThrow();
  });
});

function flipped(buffer: ArrayBuffer, bit: number): ArrayBuffer {
  const copy = new Uint8Array(buffer.slice(0));
  const at = bit >> 3;
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit & 7));
  return copy.buffer;
}
