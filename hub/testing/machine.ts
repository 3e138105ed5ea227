import { createHash, randomBytes } from 'node:crypto';
import { contentDigest } from '../../contract/content-digest.ts';
import { type Envelope, type SubmitBody, type Suite, sealAad, type Topic } from '../../contract/envelope.ts';
import {
  hubKeysHeader,
  parseSignature,
  requestSignatureBase,
  requestSignatureParams,
  responseSignatureBase,
  signatureHeader,
  signatureInputHeader,
} from '../../contract/http-signature.ts';
import type { BatchRequest, EnrolmentClaimed, HubKeyOffer } from '../../contract/hub-api.ts';
import { receiptNumber } from '../../contract/receipt-number.ts';
import { newSigningKey, readPrivateKey, type SigningKey, verifyText } from '../../contract/signing.ts';
import { seal } from '../../contract/suites/seal.ts';
import { uuid7 } from '../../contract/uuid7.ts';
import { splitUrl } from '../auth/verify-request.ts';

/** What came back; `isSigned` = the hub's signature over it, bound to our request, is right. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly isSigned: boolean;
  readonly headers: Headers;
}

export interface SignOptions {
  readonly keyId?: string;
  readonly nonce?: string;
  readonly created?: number;
  /** Signs this instead of what is sent. */
  readonly signedBody?: string;
  readonly key?: SigningKey;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A machine as the hub sees it: key, signed requests, sealed messages. For tests and trials; the real one is the terminal service. */
export class TestMachine {
  signing: ReturnType<typeof newSigningKey>;
  #key: SigningKey;
  #claimed: EnrolmentClaimed | null = null;
  #seq = 0;
  url: string;
  storeEpoch = 'epoch-1';
  /** Its clock, by which it signs. */
  wallMs: () => number = Date.now;

  /** @param suite of its key */
  constructor(url: string, suite: Suite = 'intl-1') {
    this.url = url;
    this.signing = newSigningKey(suite);
    this.#key = readPrivateKey(this.signing.privateKey);
  }

  get claimed(): EnrolmentClaimed {
    if (this.#claimed === null) throw new Error('machine is not enrolled');
    return this.#claimed;
  }

  /** Signs with another key from now on. */
  useKey(signing: ReturnType<typeof newSigningKey>): void {
    this.signing = signing;
    this.#key = readPrivateKey(signing.privateKey);
  }

  /** Takes over what the hub offered in a heartbeat's reply. */
  takeOver(offer: HubKeyOffer): void {
    this.#claimed = { ...this.claimed, ...offer };
  }

  get newKeyId(): string {
    return `new:${this.signing.publicKey}`;
  }

  /** Asks for a code; the caller claims it. */
  askCode(): Promise<Answer> {
    return this.send('POST', '/v1/enrolments', this.enrolmentBody(), { keyId: this.newKeyId });
  }

  enrolmentBody() {
    return { publicKey: this.signing.publicKey, model: 'test', version: '0.1.0' };
  }

  enrolmentState(enrolmentId: unknown, wait = 0): Promise<Answer> {
    return this.send('GET', `/v1/enrolments/${String(enrolmentId)}?wait=${wait}`, null, { keyId: this.newKeyId });
  }

  /** The whole way: code, claim by an operator, claimed state. */
  async enrol(operatorToken: string, kiosk: string): Promise<this> {
    const asked = await this.askCode();
    const claim = await claimCode(this.url, operatorToken, { code: String(asked.body.code), kiosk });
    if (claim.status !== 200) throw new Error(`claim failed: ${JSON.stringify(claim.body)}`);
    const state = await this.enrolmentState(asked.body.enrolmentId, 5);
    this.#claimed = state.body as EnrolmentClaimed;
    return this;
  }

  path(rest: string): string {
    return `/v1/devices/${this.claimed.deviceId}/${rest}`;
  }

  async send(method: string, target: string, body: unknown, options: SignOptions = {}): Promise<Answer> {
    const text = body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const key = options.key ?? this.#key;
    const digest = contentDigest(key.suite, options.signedBody ?? text);
    const [path, query] = splitUrl(target);
    const params = requestSignatureParams({
      created: options.created ?? Math.floor(this.wallMs() / 1000),
      nonce: options.nonce ?? randomBytes(16).toString('base64url'),
      ...{ keyId: options.keyId ?? this.claimed.deviceId, suite: key.suite },
    });
    const signature = key.sign(requestSignatureBase({ method, path, query, digest, params }));
    const response = await fetch(this.url + target, {
      method,
      headers: {
        'content-digest': digest,
        'signature-input': signatureInputHeader(params),
        signature: signatureHeader(signature),
        ...(this.#claimed === null
          ? {}
          : { [hubKeysHeader]: `${this.#claimed.replyKey.kid} ${this.#claimed.sealing.kid}` }),
        ...options.headers,
        ...(body === null ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === null ? {} : { body: text }),
    });
    const received = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: JSON.parse(received) as Record<string, unknown>,
      isSigned: this.#isHubSignature(response, received, signature),
    };
  }

  /** A sealed message with the next sequence number. */
  async message(body: object, more: Partial<Envelope> = {}, topic: Topic = 'case.submit'): Promise<Envelope> {
    this.#seq += 1;
    const { sealing, deviceId } = this.claimed;
    const at = {
      suite: sealing.suite,
      kid: sealing.kid,
      deviceId,
      storeEpoch: this.storeEpoch,
      seq: more.seq ?? this.#seq,
      id: more.id ?? uuid7(this.wallMs(), randomBytes(10)),
      topic,
    };
    const sealed = await seal(sealing, Buffer.from(JSON.stringify(body)), sealAad(at));
    const receiptNo = 'receiptNo' in body && typeof body.receiptNo === 'string' ? body.receiptNo : null;
    return {
      id: at.id,
      seq: at.seq,
      prio: 0,
      topic,
      orderKey: receiptNo ?? at.id,
      receiptNo,
      itemId: topic === 'case.submit' ? 'ss.card.loss' : null,
      suite: at.suite as Suite,
      kid: at.kid,
      enc: Buffer.from(sealed.enc).toString('base64'),
      ct: Buffer.from(sealed.ct).toString('base64'),
      sha256: createHash('sha256').update(sealed.enc).update(sealed.ct).digest('hex'),
      wallMs: this.wallMs(),
      bootId: 'boot-1',
      monoMs: 1000,
      hubOffsetMs: 0,
      ...more,
    };
  }

  /** A loss report as the terminal writes it. */
  lossBody(person: { readonly idNumber: string; readonly name: string }, cardId: string | null, n: number): SubmitBody {
    const { idNumber, name } = person;
    const identified = { docType: 'resident', idNumber, name, level: 'L1' as const, at: '2026-11-23T06:00:00.000Z' };
    return {
      format: 'yitiji-submit/1',
      receiptNo: receiptNumber(this.claimed.kiosk, '261123', n),
      itemId: 'ss.card.loss',
      itemVersion: 1,
      actor: identified,
      subject: identified,
      answers: { action: 'report', ...(cardId === null ? {} : { card: cardId }), reason: 'lost' },
      consents: [],
      offline: cardId === null,
      capturedAt: '2026-11-23T06:00:00.000Z',
    };
  }

  /** @param extras what a batch carries beside its messages */
  batch(messages: readonly unknown[], extras: Omit<Partial<BatchRequest>, 'messages'> = {}): Promise<Answer> {
    return this.send('POST', this.path('batches'), { storeEpoch: this.storeEpoch, messages, ...extras });
  }

  /** @param person null = nobody was identified */
  pull(
    path: string,
    person: { readonly idNumber: string; readonly name: string } | null,
    params: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const who = person === null ? null : { idNumber: person.idNumber, name: person.name };
    return this.send('POST', this.path('pulls'), { path, person: who, params });
  }

  caseState(receiptNo: string, wait = 0): Promise<Answer> {
    return this.send('GET', this.path(`cases/${receiptNo}?wait=${wait}`), null);
  }

  #isHubSignature(response: Response, text: string, requestSignature: string): boolean {
    const { headers, status } = response;
    const parsed = parseSignature(
      'response',
      headers.get('signature-input') ?? undefined,
      headers.get('signature') ?? undefined,
    );
    if (parsed === null || this.#claimed === null) return false;
    const digest = contentDigest(parsed.suite, text);
    if (headers.get('content-digest') !== digest) return false;
    const base = responseSignatureBase({ status, digest, requestSignature, params: parsed.params });
    const { replyKey } = this.#claimed;
    return parsed.keyId === replyKey.kid && verifyText(replyKey.publicKey, base, parsed.signature);
  }
}

/** An operator's claim. */
export async function claimCode(
  url: string,
  operatorToken: string,
  claim: { readonly code: string; readonly kiosk: string },
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const response = await fetch(`${url}/v1/operator/enrolments/claim`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${operatorToken}` },
    body: JSON.stringify({ place: '示例街道政务服务站', keeperPhone: '020-00000000', ...claim }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
