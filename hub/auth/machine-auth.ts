import type { FastifyReply, FastifyRequest } from 'fastify';
import { contentDigest } from '../../contract/content-digest.ts';
import {
  type ParsedSignature,
  responseSignatureBase,
  responseSignatureParams,
  signatureHeader,
  signatureInputHeader,
} from '../../contract/http-signature.ts';
import { suiteOf } from '../../contract/public-key.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { holdsNul, isPlainJson } from '../database/json-text.ts';
import type { HubDeps } from '../deps.ts';
import { type App, refuse } from '../http.ts';
import { keysOfMachine } from '../keys/hand-over.ts';
import { type MachineKeys, machineKeys } from './machine-keys.ts';
import type { RateBound } from './rate-bound.ts';
import { readSignature, type SignatureFault, type SignedRequest, verifyRequest } from './verify-request.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `device`: signed by the machine that the path names. `new`: signed by the key that wants to enrol. Absent: not signed. */
    readonly signer?: 'device' | 'new';
  }
  interface FastifyRequest {
    /** The bytes as they came; null without a body. */
    rawBody: Uint8Array | null;
    parsedSignature: ParsedSignature | null;
    /** Device id, or for enrolment routes the public key; '' before the signature is proven. */
    signer: string;
    /** Public key that signed, as it stands in `device_key`; '' for a key that is not enrolled yet. */
    signingKey: string;
    /** Kiosk code of the machine that signed; '' for a key that is not enrolled yet. */
    kiosk: string;
  }
  interface FastifyReply {
    refusal: string | null;
  }
}

const nobody = new Uint8Array(0);
const newPrefix = 'new:';

/**
 * Signed requests in, signed replies out. Installed on the root, so that no route can forget it: a route only says who must have signed.
 * The order is fixed: read headers, read body, prove signature and time, spend the nonce, then schema and handler.
 */
export function installMachineAuth(app: App, deps: HubDeps, bounds: RateBound): void {
  app.decorateRequest('rawBody', null);
  app.decorateRequest('parsedSignature', null);
  app.decorateRequest('signer', '');
  app.decorateRequest('kiosk', '');
  app.decorateRequest('signingKey', '');
  app.decorateReply('refusal', null);
  const machines = machineKeys(deps);

  app.addHook('onRequest', async (request) => {
    const parsed = readSignature(signedRequest(request));
    request.parsedSignature = parsed.ok ? parsed.value : null;
  });

  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    // The digest is over the bytes that came, not over what a parser made of them.
    request.rawBody = body;
    const text = body.toString('utf8');
    const plain = isPlainJson(text) ? readJson(text) : null;
    if (plain !== null) {
      done(null, plain.value);
      return undefined;
    }
    // NUL cannot be stored in PostgreSQL texts; nobody has a use for it, so it is refused here once for all routes.
    if (holdsNul(text)) {
      done(Object.assign(new Error('NUL in body'), { statusCode: 400, code: 'body holds NUL' }));
      return undefined;
    }
    return parseJson(request, text, done);
  });
  const parseJson = app.getDefaultJsonParser('error', 'error');

  app.addHook('preValidation', async (request, reply) => {
    const wanted = request.routeOptions.config.signer;
    if (wanted === undefined) return undefined;
    return authenticate(request, reply, wanted);
  });

  app.addHook('onSend', async (request, reply, payload: unknown) => {
    // Texts, and the pages of a document.
    if (request.parsedSignature === null || !(typeof payload === 'string' || Buffer.isBuffer(payload))) return payload;
    signReply(deps, reply, request.parsedSignature, payload, keysOfMachine(request.headers).reply);
    return payload;
  });

  async function authenticate(
    request: FastifyRequest,
    reply: FastifyReply,
    wanted: 'device' | 'new',
  ): Promise<FastifyReply | undefined> {
    const parsed = request.parsedSignature;
    if (parsed === null) return refuse(reply, deps.clock, 'unsigned', 'no signature of the agreed form');
    const proven = await prove(deps, request, parsed, wanted === 'new' ? null : machines);
    if (!proven.ok) return refuse(reply, deps.clock, proven.error, explain[proven.error]);
    const params = request.params as { readonly deviceId?: string };
    if (wanted === 'device' && params.deviceId !== parsed.keyId) {
      return refuse(reply, deps.clock, 'forbidden', 'signed by another machine than the path names');
    }
    if (!bounds.take(parsed.keyId)) return refuse(reply, deps.clock, 'rateLimited', 'too many requests');
    const spent = await machines.spend({ keyId: parsed.keyId, nonce: parsed.nonce ?? '', publicKey: proven.value });
    if (spent.outcome === 'revoked') return refuse(reply, deps.clock, 'unknownKey', explain.unknownKey);
    if (spent.outcome === 'replayed') return refuse(reply, deps.clock, 'replayed', 'nonce was used before');
    request.kiosk = spent.kiosk ?? '';
    request.signingKey = proven.value ?? '';
    const { reply: replyKid } = keysOfMachine(request.headers);
    // Another instance has made it: an answer with any other key would not be believed.
    if (replyKid !== null && !deps.keys.isKnown(replyKid)) await deps.keys.refresh();
    await deps.keys.wantReply(parsed.suite);
    request.signer = wanted === 'new' ? parsed.keyId.slice(newPrefix.length) : parsed.keyId;
    return undefined;
  }
}

/**
 * Who signed, as far as memory knows: a machine with a new key is looked up once more.
 * @param enrolled null = by the key that it names itself
 * @returns public key of the machine that signed; null = a key that is not enrolled yet
 */
async function prove(
  deps: HubDeps,
  request: FastifyRequest,
  parsed: ParsedSignature,
  enrolled: MachineKeys | null,
): Promise<Result<string | null, SignatureFault | 'unknownKey'>> {
  const asked = signedRequest(request);
  if (enrolled === null) {
    const key = newKey(parsed.keyId);
    if (key === null) return err('unknownKey');
    const proven = verifyRequest(asked, parsed, [key], deps.clock.wallMs());
    return proven.ok ? ok(null) : proven;
  }
  for (const isFresh of [false, true]) {
    const keys = await enrolled.of(parsed.keyId, isFresh);
    if (keys.length === 0) return err('unknownKey');
    const proven = verifyRequest(
      asked,
      parsed,
      keys.map(({ key }) => key),
      deps.clock.wallMs(),
    );
    if (proven.ok) return ok(keys[proven.value]?.publicKey ?? '');
    if (proven.error !== 'badSignature' || isFresh) return proven;
  }
  return err('badSignature');
}

/** Null for what is no JSON: the framework's parser then says why. */
function readJson(json: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(json) };
  } catch {
    return null;
  }
}

const explain = {
  unsigned: 'no signature of the agreed form',
  badSignature: 'signature or content digest does not match',
  clock: 'created is more than five minutes from hub time',
  unknownKey: 'key is not enrolled or was revoked',
} as const;

function newKey(keyId: string): string | null {
  const key = keyId.startsWith(newPrefix) ? keyId.slice(newPrefix.length) : '';
  return suiteOf(key) === null ? null : key;
}

/**
 * Signs the reply, bound to the request's signature: a recorded `accepted` proves nothing for another batch. Refusals are signed too, because
 * the hub's time in a `clock` refusal must be believable.
 * @param knownKid reply key that the machine says it knows
 */
function signReply(
  deps: HubDeps,
  reply: FastifyReply,
  request: ParsedSignature,
  payload: string | Buffer,
  knownKid: string | null,
): void {
  const { kid, key } = deps.keys.replyFor(knownKid, request.suite);
  const digest = contentDigest(key.suite, payload);
  const params = responseSignatureParams({
    ...{ created: Math.floor(deps.clock.wallMs() / 1000), keyId: kid, suite: key.suite },
  });
  const base = responseSignatureBase({
    status: reply.statusCode,
    digest,
    requestSignature: request.signature,
    params,
  });
  reply.header('content-digest', digest);
  reply.header('signature-input', signatureInputHeader(params));
  reply.header('signature', signatureHeader(key.sign(base)));
}

function signedRequest(request: FastifyRequest): SignedRequest {
  return {
    method: request.method,
    url: request.raw.url ?? '',
    signatureInput: single(request.headers['signature-input']),
    signature: single(request.headers.signature),
    digest: single(request.headers['content-digest']),
    body: request.rawBody ?? nobody,
  };
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
