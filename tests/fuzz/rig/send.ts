import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { csrfHeader } from '../../../contract/console/session.ts';
import { contentDigest } from '../../../contract/content-digest.ts';
import {
  hubKeysHeader,
  requestSignatureBase,
  requestSignatureParams,
  signatureHeader,
  signatureInputHeader,
} from '../../../contract/http-signature.ts';
import { newSigningKey, readPrivateKey } from '../../../contract/signing.ts';
import { splitUrl } from '../../../hub/auth/verify-request.ts';
import type { Planned } from './planned.ts';
import type { World } from './world.ts';

export interface FuzzReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  readonly ms: number;
  /** What was sent besides what was planned. */
  readonly sent: Readonly<Record<string, string>>;
  /** Of a request that was sent twice, what the first one was answered. */
  readonly first?: { readonly status: number; readonly text: string };
}

const stranger = newSigningKey();
const mostMs = 30_000;

/** Proof of who asks, as the plan wants it: right, or wrong in one way. */
function proofOf(planned: Planned, world: World, body: Buffer): Record<string, string> {
  const { who, method, target } = planned;
  if (who.kind === 'token') {
    return { authorization: `Bearer ${who.fault === null ? world.token : `${world.token.slice(0, -1)}x`}` };
  }
  if (who.kind === 'session') return sessionProof(who, world);
  if (who.kind === 'nobody' || who.fault === 'unsigned') return {};
  const machine = world.machines[who.at] ?? world.victim;
  const other = world.machines[(who.at + 1) % world.machines.length] ?? world.victim;
  const signer = who.fault === 'otherPath' ? other : machine;
  const pair = who.kind === 'newKey' ? world.newKeys[who.at % world.newKeys.length] : signer.signing;
  const key = readPrivateKey((who.fault === 'otherKey' ? stranger : (pair ?? stranger)).privateKey);
  const keyId =
    who.kind === 'newKey'
      ? `new:${pair?.publicKey ?? ''}`
      : who.fault === 'unknownKey'
        ? `device-${'0'.repeat(20)}`
        : signer.claimed.deviceId;
  const digest = contentDigest(key.suite, who.fault === 'wrongDigest' ? Buffer.concat([body, Buffer.from(' ')]) : body);
  const [path, query] = splitUrl(target);
  const params = requestSignatureParams({
    created: Math.floor(Date.now() / 1000) - (who.fault === 'stale' ? 3600 : 0),
    nonce: randomBytes(16).toString('base64url'),
    ...{ keyId, suite: key.suite },
  });
  const signed = key.sign(requestSignatureBase({ method, path, query, digest, params }));
  return {
    'content-digest': digest,
    'signature-input': signatureInputHeader(params),
    signature: signatureHeader(who.fault === 'badSignature' ? flipped(signed) : signed),
    [hubKeysHeader]: `${machine.claimed.replyKey.kid} ${machine.claimed.sealing.kid}`,
  };
}

const flipped = (signed: string): string => (signed.startsWith('A') ? `B${signed.slice(1)}` : `A${signed.slice(1)}`);

function sessionProof(who: Extract<Planned['who'], { kind: 'session' }>, world: World): Record<string, string> {
  const { cookie, csrf } = world.session(who.role);
  const other = world.session(who.role === 'auditor' ? 'operator' : 'auditor');
  const madeUp = `yitiji=${randomBytes(32).toString('base64url')}`;
  return {
    cookie: who.fault === 'oldCookie' ? world.endedCookie : who.fault === 'madeUpCookie' ? madeUp : cookie,
    ...(who.fault === 'noCsrf' ? {} : { [csrfHeader]: who.fault === 'otherCsrf' ? other.csrf : csrf }),
  };
}

/** Sends as it is planned, over a connection that is kept. Rejects where the hub answers nothing. */
export async function send(planned: Planned, world: World, agent: Agent): Promise<FuzzReply> {
  const body = planned.seal.length > 0 ? await world.sealedBatch(planned) : planned.body;
  const isBodyless = body === null;
  const sent = {
    ...planned.headers,
    ...(planned.contentType === null ? {} : { 'content-type': planned.contentType }),
    ...proofOf(planned, world, body ?? Buffer.alloc(0)),
    ...(isBodyless ? {} : { 'content-length': String(body.byteLength) }),
  };
  const first = () => exchange(planned, { world, agent, sent, body });
  if (planned.who.kind !== 'machine' || planned.who.fault !== 'replayed') return await first();
  // The very same bytes once more: what was refused before its nonce was spent proves nothing. Another lane revokes keys, and the rig puts them in force again.
  const before = await first();
  if (before.status === 401 || before.status === 429) return before;
  return { ...(await first()), first: { status: before.status, text: before.text } };
}

async function exchange(
  planned: Planned,
  {
    world,
    agent,
    sent,
    body,
  }: {
    readonly world: World;
    readonly agent: Agent;
    readonly sent: Record<string, string>;
    readonly body: Buffer | null;
  },
): Promise<FuzzReply> {
  const startMs = performance.now();
  const { hostname, port } = new URL(world.url);
  return await new Promise((resolve, reject) => {
    const call = request(
      { agent, hostname, port, method: planned.method, path: planned.target, headers: sent, timeout: mostMs },
      (reply) => {
        const parts: Buffer[] = [];
        const end = () =>
          resolve({
            ...{ status: reply.statusCode ?? 0, headers: reply.headers, sent },
            ...{ text: Buffer.concat(parts).toString('utf8'), ms: performance.now() - startMs },
          });
        reply.on('data', (part: Buffer) => {
          parts.push(part);
          // A stream goes on for ever: what it begins with is enough.
          if (String(reply.headers['content-type']).startsWith('text/event-stream')) {
            end();
            call.destroy();
          }
        });
        reply.on('end', end);
        reply.on('error', reject);
      },
    );
    call.on('timeout', () => call.destroy(new Error(`no answer within ${mostMs} ms`)));
    // The hub has ended a kept connection just as it was taken again (Node.js manual, `request.reusedSocket`): once more, on a new one.
    call.on('error', (cause) => (call.reusedSocket ? resolve(send(planned, world, agent)) : reject(cause)));
    call.end(body ?? undefined);
  });
}

/** Connections are kept, as a gateway keeps them. */
export const openAgent = (lanes: number): Agent => new Agent({ keepAlive: true, maxSockets: lanes });
