import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentDigest } from '../../contract/content-digest.ts';
import type { Suite } from '../../contract/envelope.ts';
import {
  requestSignatureBase,
  requestSignatureParams,
  signatureHeader,
  signatureInputHeader,
} from '../../contract/http-signature.ts';
import { newSigningKey, readPrivateKey, verifyText } from '../../contract/signing.ts';
import { readSignature, type SignedRequest, splitUrl, verifyRequest } from './verify-request.ts';

const nowMs = 1_795_000_000_000;
const pair = newSigningKey();
const key = readPrivateKey(pair.privateKey);

/** @param as what the request says of its key */
function signed(
  method: string,
  url: string,
  body: string,
  created = nowMs / 1000,
  by = key,
  as: Suite = by.suite,
): SignedRequest {
  const [path, query] = splitUrl(url);
  const digest = contentDigest(as, body);
  const params = requestSignatureParams({ created, nonce: 'AAAAAAAAAAAAAAAAAAAAAA', keyId: 'dev_1', suite: as });
  const signature = by.sign(requestSignatureBase({ method, path, query, digest, params }));
  return {
    method,
    url,
    signatureInput: signatureInputHeader(params),
    signature: signatureHeader(signature),
    digest,
    body: Buffer.from(body),
  };
}

function verdict(request: SignedRequest, keys = [pair.publicKey]): string {
  const parsed = readSignature(request);
  if (!parsed.ok) return parsed.error;
  const proven = verifyRequest(request, parsed.value, keys, nowMs);
  return proven.ok ? 'ok' : proven.error;
}

test('Ed25519 agrees with RFC 9421 B.2.6', () => {
  // Test key and signature of the RFC; the base is its own text.
  const publicKey = 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs';
  const base = [
    '"date": Tue, 20 Apr 2021 02:07:55 GMT',
    '"@method": POST',
    '"@path": /foo',
    '"@authority": example.com',
    '"content-type": application/json',
    '"content-length": 18',
    '"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
  ].join('\n');
  const signature = 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==';
  expect(verifyText(publicKey, base, signature)).toBe(true);
  expect(verifyText(publicKey, base.replace('POST', 'GET'), signature)).toBe(false);
});

test('a signed request is believed, with and without query and body', () => {
  expect(verdict(signed('POST', '/v1/x', '{}'))).toBe('ok');
  expect(verdict(signed('GET', '/v1/x?wait=5', ''))).toBe('ok');
});

test('whatever is changed on the way breaks it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('method', 'url', 'body', 'query', 'digest', 'signature', 'created', 'nonce', 'keyid'),
      fc.nat({ max: 80 }),
      (what, at) => {
        const request = signed('POST', '/v1/devices/dev_1/batches?a=1', '{"n":1}');
        const bend = (text: string | undefined) =>
          (text ?? '').replace(/:.*:/, (v) => swapAt(v, 1 + (at % (v.length - 4))));
        const changed: Record<typeof what, SignedRequest> = {
          method: { ...request, method: 'PUT' },
          url: { ...request, url: request.url.replace('dev_1', 'dev_2') },
          query: { ...request, url: request.url.replace('a=1', 'a=2') },
          body: { ...request, body: Buffer.from(swapAt('{"n":1}', at % 7)) },
          digest: { ...request, digest: bend(request.digest) },
          signature: { ...request, signature: bend(request.signature) },
          created: { ...request, signatureInput: (request.signatureInput ?? '').replace(/created=\d/, 'created=2') },
          nonce: { ...request, signatureInput: (request.signatureInput ?? '').replace('nonce="A', 'nonce="B') },
          keyid: { ...request, signatureInput: (request.signatureInput ?? '').replace('dev_1', 'dev_2') },
        };
        expect(verdict(changed[what])).toBe('badSignature');
      },
    ),
  );
});

test('time is judged only after the signature, five minutes either way', () => {
  const s = nowMs / 1000;
  expect(verdict(signed('GET', '/', '', s - 300))).toBe('ok');
  expect(verdict(signed('GET', '/', '', s + 300))).toBe('ok');
  expect(verdict(signed('GET', '/', '', s - 301))).toBe('clock');
  expect(verdict(signed('GET', '/', '', s + 301))).toBe('clock');
  expect(verdict(signed('GET', '/', '', s - 301), [newSigningKey().publicKey])).toBe('badSignature');
});

test('missing headers, other algorithms and keys that are none are refused', () => {
  const request = signed('GET', '/', '');
  expect(verdict({ ...request, signature: undefined })).toBe('unsigned');
  const other = (request.signatureInput ?? '').replace('ed25519', 'hmac-sha256');
  expect(verdict({ ...request, signatureInput: other })).toBe('unsigned');
  expect(verdict(request, ['AAAA'])).toBe('badSignature');
  expect(verdict(request, [])).toBe('badSignature');
  expect(verdict(request, [newSigningKey().publicKey, pair.publicKey])).toBe('ok');
});

test('a request of the national suite is proven by SM2 over SM3, beside the keys of before; one that names the other suite is not', () => {
  const national = newSigningKey('gm-1');
  const by = readPrivateKey(national.privateKey);
  const keys = [pair.publicKey, national.publicKey];
  const request = signed('POST', '/v1/x?y=1', '{}', nowMs / 1000, by);
  expect([request.digest?.slice(0, 5), request.signatureInput]).toEqual([
    'sm3=:',
    expect.stringMatching(/;alg="sm2-sm3"$/),
  ]);
  expect(verdict(request, keys)).toBe('ok');
  expect(verdict(request, [pair.publicKey])).toBe('badSignature');
  expect(verdict({ ...request, body: Buffer.from('[]') }, keys)).toBe('badSignature');
  expect(verdict({ ...request, url: '/v1/x?y=2' }, keys)).toBe('badSignature');
  // Signed as it should be, but each says of itself that it is of the other suite.
  expect(verdict(signed('GET', '/', '', nowMs / 1000, by, 'intl-1'), keys)).toBe('badSignature');
  expect(verdict(signed('GET', '/', '', nowMs / 1000, key, 'gm-1'), keys)).toBe('badSignature');
});

function swapAt(text: string, at: number): string {
  const now = text.charAt(at);
  return text.slice(0, at) + (now === 'A' ? 'B' : 'A') + text.slice(at + 1);
}
