import { randomBytes } from 'node:crypto';
import { Agent, type IncomingHttpHeaders, type RequestOptions, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { contentDigest } from '../../contract/content-digest.ts';
import {
  parseSignature,
  requestSignatureBase,
  requestSignatureParams,
  responseSignatureBase,
  signatureHeader,
  signatureInputHeader,
} from '../../contract/http-signature.ts';
import { readPublicKey, type VerifyingKey } from '../../contract/signing.ts';
import type { SimKiosk } from './sim-kiosks.ts';

/** `status` 0 = no answer. */
export interface SimAnswer {
  readonly status: number;
  readonly body: unknown;
  /** From the first byte out to the last one in, milliseconds. */
  readonly ms: number;
}

export interface SimSender {
  /** Signed as a machine does it. Of the replies, every `checkEvery`-th is checked: all cost the hub the same, and the sender shares its processors. */
  post(kiosk: SimKiosk, path: 'batches' | 'heartbeats', body: object): Promise<SimAnswer>;
  /** Replies that were checked, and those of them that the hub did not sign. */
  readonly replies: { checked: number; unsigned: number };
  close(): void;
}

const checkEvery = 16;
const answerLimitMs = 30_000;

/**
 * @param connections kept open; further requests wait for one
 * @param wallMs right time, that signatures bear
 */
export function openSender(
  hubUrl: string,
  replyKey: { readonly kid: string; readonly publicKey: string },
  connections: number,
  wallMs: () => number = Date.now,
): SimSender {
  const url = new URL(hubUrl);
  const lines = { keepAlive: true, maxSockets: connections };
  const agent = url.protocol === 'https:' ? new TlsAgent(lines) : new Agent(lines);
  const key = readPublicKey(replyKey.publicKey);
  const replies = { checked: 0, unsigned: 0 };
  let count = 0;
  return {
    replies,
    close: () => agent.destroy(),
    async post(kiosk, path, body) {
      const target = `/v1/devices/${kiosk.deviceId}/${path}`;
      const text = JSON.stringify(body);
      const { headers, signature } = sign(kiosk, target, text, wallMs());
      const startMs = performance.now();
      const answer = await send(url, agent, target, headers, text);
      const ms = performance.now() - startMs;
      if (answer === null) return { status: 0, body: null, ms };
      // What a gateway says for itself is not signed.
      if (answer.status === 502 || answer.status === 504) return { status: 0, body: null, ms };
      count += 1;
      if (count % checkEvery === 0) {
        replies.checked += 1;
        if (!isSignedBy(key, replyKey.kid, answer, signature)) replies.unsigned += 1;
      }
      return { status: answer.status, body: jsonOf(answer), ms };
    },
  };
}

/** Null = a gateway has spoken for itself. */
function jsonOf({ headers, text }: Raw): unknown {
  return headers['content-type']?.startsWith('application/json') === true ? JSON.parse(text) : null;
}

function sign(kiosk: SimKiosk, path: string, text: string, wallMs: number) {
  const digest = contentDigest(kiosk.key.suite, text);
  const params = requestSignatureParams({
    created: Math.floor(wallMs / 1000),
    nonce: randomBytes(16).toString('base64url'),
    ...{ keyId: kiosk.deviceId, suite: kiosk.key.suite },
  });
  const signature = kiosk.key.sign(requestSignatureBase({ method: 'POST', path, query: '', digest, params }));
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'content-digest': digest,
    'signature-input': signatureInputHeader(params),
    signature: signatureHeader(signature),
  };
  return { headers, signature };
}

interface Raw {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Null = nothing came back. */
function send(url: URL, agent: Agent, path: string, headers: Record<string, string | number>, text: string) {
  return new Promise<Raw | null>((settle) => {
    const options: RequestOptions = {
      ...{ agent, host: url.hostname, port: url.port, path, method: 'POST', headers, timeout: answerLimitMs },
    };
    const going = (url.protocol === 'https:' ? tlsRequest : request)(options, (reply) => {
      const parts: Buffer[] = [];
      reply.on('data', (part: Buffer) => parts.push(part));
      reply.on('end', () => {
        settle({ status: reply.statusCode ?? 0, headers: reply.headers, text: Buffer.concat(parts).toString() });
      });
      reply.on('error', () => settle(null));
    });
    going.on('timeout', () => going.destroy());
    going.on('error', () => settle(null));
    going.end(text);
  });
}

function isSignedBy(key: VerifyingKey | null, kid: string, answer: Raw, requestSignature: string): boolean {
  const header = (name: string) => {
    const value = answer.headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  const parsed = parseSignature('response', header('signature-input'), header('signature'));
  if (key === null || parsed?.suite !== key.suite || parsed.keyId !== kid) return false;
  const digest = contentDigest(key.suite, answer.text);
  if (header('content-digest') !== digest) return false;
  const base = responseSignatureBase({ status: answer.status, digest, requestSignature, params: parsed.params });
  return key.verify(base, parsed.signature);
}
