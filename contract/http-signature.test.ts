import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { suites } from './envelope.ts';
import {
  parseSignature,
  requestSignatureBase,
  requestSignatureParams,
  responseSignatureBase,
  responseSignatureParams,
  signatureHeader,
  signatureInputHeader,
} from './http-signature.ts';

const signature = `${'A'.repeat(86)}==`;
const nonce = 'AAECAwQFBgcICQoLDA0ODw';

describe('HTTP message signature', () => {
  test('the covered text of a request is that of RFC 9421 §2.5', () => {
    const params = requestSignatureParams({ created: 1_795_413_792, nonce, keyId: 'device-1', suite: 'intl-1' });
    const base = requestSignatureBase({ method: 'post', path: '/v1/x', query: '', digest: 'sha-256=:AA==:', params });
    expect(base).toBe(
      [
        '"@method": POST',
        '"@path": /v1/x',
        '"@query": ?',
        '"content-digest": sha-256=:AA==:',
        `"@signature-params": ("@method" "@path" "@query" "content-digest");created=1795413792;nonce="${nonce}";keyid="device-1";alg="ed25519"`,
      ].join('\n'),
    );
  });

  test('the covered text of a reply names the request that it answers', () => {
    const params = responseSignatureParams({ created: 1, keyId: 'reply-1', suite: 'intl-1' });
    const at = { status: 200, digest: 'sha-256=:AA==:', params };
    const one = responseSignatureBase({ ...at, requestSignature: 'one' });
    expect(one).toContain('"signature";req;key="sig1": :one:');
    expect(responseSignatureBase({ ...at, requestSignature: 'two' })).not.toBe(one);
  });

  test('what was built is parsed back', () => {
    const keyIds = fc.stringMatching(/^[A-Za-z0-9_.:-]{1,128}$/);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999_999_999_999 }),
        keyIds,
        fc.constantFrom(...suites),
        (created, keyId, suite) => {
          const params = requestSignatureParams({ created, nonce, keyId, suite });
          const parsed = parseSignature('request', signatureInputHeader(params), signatureHeader(signature));
          expect(parsed).toEqual({ params, created, keyId, suite, nonce, signature });
          const replyParams = responseSignatureParams({ created, keyId, suite });
          const reply = parseSignature('response', signatureInputHeader(replyParams), signatureHeader(signature));
          expect(reply).toEqual({ params: replyParams, created, keyId, suite, nonce: null, signature });
        },
      ),
    );
  });

  test('a signature over other components, by another algorithm or without nonce is none', () => {
    const good = signatureInputHeader(requestSignatureParams({ created: 1, nonce, keyId: 'k', suite: 'intl-1' }));
    const header = signatureHeader(signature);
    expect(parseSignature('request', good, header)).not.toBeNull();
    for (const bad of [
      good.replace(' "content-digest"', ''),
      good.replace('ed25519', 'hmac-sha256'),
      good.replace(`;nonce="${nonce}"`, ''),
      good.replace('sig1=', 'sig2='),
      `${good};expires=9`,
      `${good}, sig2=()`,
    ]) {
      expect(parseSignature('request', bad, header)).toBeNull();
    }
    expect(parseSignature('request', good, undefined)).toBeNull();
    expect(parseSignature('request', good, 'sig1=:AA==:')).toBeNull();
    expect(parseSignature('response', good, header)).toBeNull();
  });

  test('any two texts as headers are refused or parsed, never a crash', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 600 }), fc.string({ maxLength: 300 }), (a, b) => {
        expect(parseSignature('request', a, b)).toBeNull();
      }),
    );
  });
});
