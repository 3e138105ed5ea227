import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contentDigest } from '../../../contract/content-digest.ts';
import {
  parseSignature,
  requestSignatureBase,
  responseSignatureBase,
  responseSignatureParams,
  signatureHeader,
  signatureInputHeader,
  signatureWindowSeconds,
} from '../../../contract/http-signature.ts';
import { newSigningKeyPem, signingKeyFromPem, verifyText } from '../../../contract/signing.ts';
import { type DeviceKey, deviceKey } from '../../crypto/device-key.ts';

export interface ProvenRequest {
  readonly method: string;
  readonly url: string;
  readonly keyId: string;
  readonly nonce: string;
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What goes wrong with the signature of this reply. */
  readonly spoil?: 'unsigned' | 'otherKey' | 'otherBody' | 'replayed' | 'otherStatus' | 'digestHeader';
  /** Never answer. */
  readonly silent?: boolean;
}

/**
 * A real HTTP server that checks signatures and signs replies as the contract says, with its own code path from the bytes on the wire. Only for tests.
 */
export class SigningHub {
  readonly replyKey = { kid: 'reply-1', publicKey: '' };
  readonly requests: ProvenRequest[] = [];
  /** The hub's clock, milliseconds. */
  nowMs: () => number = () => Date.now();
  answer: (request: ProvenRequest) => Answer = () => ({ status: 404, body: {} });
  readonly #key: DeviceKey;
  readonly #other = deviceKey(signingKeyFromPem(newSigningKeyPem()));
  readonly #publicKeyOf: (keyId: string) => string;
  readonly #server: Server;
  #firstSignature: string | null = null;

  constructor(publicKeyOf: (keyId: string) => string) {
    this.#key = deviceKey(signingKeyFromPem(newSigningKeyPem()));
    this.replyKey.publicKey = this.#key.publicKey;
    this.#publicKeyOf = publicKeyOf;
    this.#server = createServer((request, response) => {
      void this.#handle(request).then((answer) => {
        if (answer === null) return;
        response.writeHead(answer.status, answer.headers);
        response.end(answer.text);
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage) {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const header = (name: string) => [request.headers[name]].flat()[0];
    const parsed = parseSignature('request', header('signature-input'), header('signature'));
    if (parsed === null) return { status: 401, headers: {}, text: 'unsigned' };
    const [path = '', query = ''] = (request.url ?? '').split(/(?=\?)/);
    const digest = contentDigest(parsed.suite, body);
    const base = requestSignatureBase({ method: request.method ?? '', path, query, digest, params: parsed.params });
    const isGood =
      header('content-digest') === digest && verifyText(this.#publicKeyOf(parsed.keyId), base, parsed.signature);
    const hubTime = new Date(this.nowMs()).toISOString();
    if (!isGood)
      return this.#sign({ status: 401, body: { error: 'badSignature', detail: '', hubTime } }, parsed.signature);
    if (Math.abs(this.nowMs() / 1000 - parsed.created) > signatureWindowSeconds) {
      return this.#sign({ status: 401, body: { error: 'clock', detail: '', hubTime } }, parsed.signature);
    }
    const proven: ProvenRequest = {
      method: request.method ?? '',
      url: request.url ?? '',
      keyId: parsed.keyId,
      nonce: parsed.nonce ?? '',
      body: body.length === 0 ? undefined : JSON.parse(body.toString('utf8')),
    };
    this.requests.push(proven);
    const answer = this.answer(proven);
    return answer.silent === true ? null : this.#sign(answer, parsed.signature);
  }

  #sign(answer: Answer, requestSignature: string) {
    const text = JSON.stringify(answer.body);
    const key = answer.spoil === 'otherKey' ? this.#other : this.#key;
    this.#firstSignature ??= requestSignature;
    const digest = contentDigest(key.suite, answer.spoil === 'otherBody' ? `${text} ` : text);
    const params = responseSignatureParams({
      ...{ created: Math.floor(this.nowMs() / 1000), keyId: this.replyKey.kid, suite: key.suite },
    });
    const base = responseSignatureBase({
      status: answer.spoil === 'otherStatus' ? 299 : answer.status,
      digest,
      requestSignature: answer.spoil === 'replayed' ? this.#firstSignature : requestSignature,
      params,
    });
    const signed = {
      'content-digest': answer.spoil === 'digestHeader' ? contentDigest(key.suite, 'another') : digest,
      'signature-input': signatureInputHeader(params),
      signature: signatureHeader(key.sign(base)),
    };
    return {
      status: answer.status,
      headers: { ...(answer.spoil === 'unsigned' ? {} : signed), ...answer.headers },
      text,
    };
  }
}
