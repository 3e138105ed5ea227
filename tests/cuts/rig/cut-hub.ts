import { createHash } from 'node:crypto';
import type { Clock } from '../../../contract/clock.ts';
import { contentDigest } from '../../../contract/content-digest.ts';
import type { Envelope } from '../../../contract/envelope.ts';
import {
  parseSignature,
  responseSignatureBase,
  responseSignatureParams,
  signatureHeader,
  signatureInputHeader,
} from '../../../contract/http-signature.ts';
import type { AuditCheckpoint, BatchRequest, CaseReply, PullRequest } from '../../../contract/hub-api.ts';
import type { DraftReply, DraftRequest, OrderReply } from '../../../contract/hub-services.ts';
import type { CaseState } from '../../../contract/pulls/cases.ts';
import { newSigningKeyPem, signingKeyFromPem } from '../../../contract/signing.ts';
import { cityDay } from '../../../contract/working-days.ts';
import { answerPull } from '../../../hub/departments/answer-pull.ts';
import { type PullDeps, pathSource } from '../../../hub/departments/pull-context.ts';
import { addSequences, gaps, highest, type SequenceRanges, upTo } from '../../../hub/ingest/sequence.ts';
import { makeStoreKey } from '../../../hub/keys/store-key.ts';
import { type DeviceKey, deviceKey } from '../../../terminal/crypto/device-key.ts';
import type { Identity } from '../../../terminal/store/store.ts';
import { caseOf, jointCase } from './cases.ts';
import type { CityInMemory } from './city-sql.ts';

/** The code that every text message carries here. */
export const smsCode = '246810';
/** `wang-yi`, of whom the city knows next to nothing: no application either. */
const nobodysName = '王一';
const latencyMs = 30;
const signingKey: DeviceKey = deviceKey(signingKeyFromPem(newSigningKeyPem()));
export const replyKey = { kid: 'reply-1', publicKey: signingKey.publicKey } as const;
const storeKey = makeStoreKey(new Uint8Array(32));

export interface CutHubOptions {
  readonly clock: Clock;
  readonly city: CityInMemory;
  readonly identity: Identity;
  /** What the department says of an application: the state that the main path of this item ends in. */
  readonly caseState: CaseState;
  /** The pages of every document. */
  readonly pdf: Uint8Array;
  readonly pdfPages: number;
}

interface KnownOrder {
  reply: OrderReply;
  /** The machine was told that it is paid. A payment that no machine knows of is given back by the hub itself. */
  isTold: boolean;
  refundKeys: Set<string>;
}

/**
 * The far side of the hub client as bytes: signed HTTP replies in simulated time. Departments answer by the hub's own pure functions; documents, orders,
 * cards, drafts, bookings and codes keep just the promises of contract/hub-services.ts (the same key has one effect).
 */
export class CutHub {
  /** Messages by id, in the order in which they took effect. */
  readonly applied = new Map<string, Envelope>();
  /** Ids that came more than once; the hub had an effect only for the first. */
  readonly duplicates: string[] = [];
  readonly orders = new Map<string, KnownOrder>();
  readonly documents: { readonly documentId: string; readonly pages: number }[] = [];
  readonly reservations = new Map<string, { readonly serial: string; readonly payload: string; isVerified: boolean }>();
  readonly bookings: string[] = [];
  readonly drafts = new Map<string, DraftReply>();
  isAway = false;
  readonly #o: CutHubOptions;
  readonly #byKey = new Map<string, unknown>();
  /** Numbers of messages that have come, of each database of the machine; never forgotten, or the machine would hear that they are lost. */
  readonly #arrived = new Map<string, SequenceRanges>();
  #audit: AuditCheckpoint | null = null;
  readonly #deps: PullDeps;
  #made = 0;

  constructor(options: CutHubOptions) {
    this.#o = options;
    // Answers of departments use the table of keys for nothing but tokens of people.
    const keys = { store: storeKey } as PullDeps['keys'];
    this.#deps = { sql: options.city.sql, clock: options.clock, keys };
  }

  /** The way to the hub of one running terminal. A terminal that was killed is not heard any more. */
  fetchOf(isAlive: () => boolean): typeof fetch {
    return async (input, init) => {
      const { signal } = init ?? {};
      if (this.isAway || !isAlive()) throw new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') });
      await this.#pass(latencyMs, signal ?? null);
      const url = new URL(String(input));
      const path = url.pathname.split('/').slice(4).join('/');
      const body =
        init?.body === undefined || init.body === null
          ? undefined
          : JSON.parse(Buffer.from(init.body as Uint8Array).toString('utf8'));
      const answer = await this.#answer(init?.method ?? 'GET', path, url.searchParams, body, signal ?? null);
      if (this.isAway) throw new TypeError('fetch failed', { cause: new Error('ECONNRESET') });
      if (path.startsWith('orders/')) this.#told(answer as OrderReply);
      return this.#signed(answer, new Headers(init?.headers));
    };
  }

  /** The phone that scans the code of the newest order pays it. */
  payNewestOrder(): void {
    const order = [...this.orders.values()].findLast(({ reply }) => reply.state === 'pending');
    if (order !== undefined) order.reply = { ...order.reply, state: 'paid' };
  }

  /** What is settled is forgotten, so that a run of weeks holds no more than one of hours. Ids that come again after this count as new. */
  forget(): void {
    this.duplicates.splice(0);
    this.documents.splice(0);
    this.bookings.splice(0);
    for (const kept of [this.applied, this.orders, this.reservations, this.drafts, this.#byKey]) kept.clear();
  }

  async #answer(
    method: string,
    path: string,
    query: URLSearchParams,
    body: unknown,
    signal: AbortSignal | null,
  ): Promise<unknown> {
    const [area = '', id = '', act = ''] = path.split('/').map(decodeURIComponent);
    const waitMs = Number(query.get('wait') ?? 0) * 1000;
    const hubTime = this.#now();
    switch (`${method} ${area}${id === '' ? '' : '/*'}${act === '' ? '' : `/${act}`}`) {
      case 'POST heartbeats':
        return { hubTime };
      case 'POST pulls':
        return { ...(await this.#pull(body as PullRequest)), hubTime };
      case 'POST batches':
        return { ...this.#batch(body as BatchRequest), hubTime };
      case 'GET cases/*':
        await this.#pass(Math.min(waitMs, 400), signal);
        return this.#case(id);
      case 'POST cases/*/acts':
        return { state: 'done', matters: [] };
      case 'POST sms-codes':
        return this.#once(body, () => ({ state: 'sent', codeId: this.#id('code'), to: '138****8000', waitS: 60 }));
      case 'POST sms-codes/*/check':
        return { state: (body as { code: string }).code === smsCode ? 'good' : 'wrong', triesLeft: 2 };
      case 'POST video-checks':
        return { checkId: this.#id('video'), state: 'waiting', assurance: 'demonstration' };
      case 'GET video-checks/*':
        await this.#pass(2_000, signal);
        return { checkId: id, state: 'good', assurance: 'demonstration' };
      case 'POST orders':
        return this.#once(body, () => this.#openOrder(body as { amountFen: number }));
      case 'GET orders/*':
        return await this.#followOrder(id, waitMs, signal);
      case 'POST orders/*/refund':
        return this.#refund(id, (body as { key: string }).key);
      case 'POST documents':
        return this.#document(body as { key: string; preview: boolean });
      case 'GET documents/*/pdf':
        return Buffer.from(this.#o.pdf);
      case 'POST cards/*':
        return this.#once(body, () => this.#reserve());
      case 'POST drafts/*/signatures':
        return this.#signDraft(id);
      case 'PUT drafts/*':
        return this.#once(body, () => this.#saveDraft(id, body as DraftRequest));
      case 'POST bookings':
        return this.#once(body, () => this.#book(body as { date: string }));
      case 'POST keys/*':
        return { month: hubTime.slice(0, 7), key: 'a'.repeat(43) };
      case 'GET staff':
        return { version: 0, members: [], codeKey: null, hubTime };
      case 'POST staff/*':
        return { codeKey: '0'.repeat(16), hubTime };
      case 'GET switches':
        return { version: 1, phases: ['live', 'second'], off: [], hubTime };
      default:
        if (/^cards\/reservations\/.+\/verify$/.test(path)) return this.#verify(act, body as { digest: string });
        throw new Error(`the hub of the cuts has no ${method} ${path}`);
    }
  }

  async #pull(request: PullRequest) {
    const today = cityDay(this.#o.clock.wallMs());
    const about = { source: pathSource[request.path], asOf: today };
    if (request.path === 'case.list' && request.person?.name === nobodysName)
      return { ...about, status: 'none', data: null };
    if (request.path === 'case.list')
      return { ...about, status: 'found', data: { cases: [caseOf(this.#o.identity.kiosk)] } };
    if (request.path === 'case.detail') {
      const number = request.params.receiptNo ?? request.params.caseNo ?? '';
      const known =
        request.params.caseNo === undefined ? caseOf(this.#o.identity.kiosk) : jointCase(this.#o.identity.kiosk);
      const applied = [...this.applied.values()].some(({ receiptNo }) => receiptNo === number);
      return {
        ...about,
        status: 'found',
        data: { case: applied ? { ...jointCase(this.#o.identity.kiosk), receiptNo: number } : known },
      };
    }
    const { kiosk, deviceId } = this.#o.identity;
    const answer = await answerPull({ deps: this.#deps, deviceId, kiosk, today, params: request.params }, request);
    return { ...about, status: answer.status, data: answer.status === 'found' ? answer.data : null };
  }

  #batch({ storeEpoch, messages, audit }: BatchRequest) {
    const verdicts = messages.map((message) => {
      const isKnown = this.applied.has(message.id);
      if (isKnown) this.duplicates.push(message.id);
      else this.applied.set(message.id, message);
      return { id: message.id, verdict: isKnown ? ('duplicate' as const) : ('accepted' as const) };
    });
    const arrived = addSequences(
      this.#arrived.get(storeEpoch) ?? [],
      messages.map(({ seq }) => seq),
    );
    this.#arrived.set(storeEpoch, arrived);
    const before = this.#audit;
    this.#audit = audit ?? before;
    const proof = {
      upTo: upTo(arrived),
      highest: highest(arrived),
      gaps: gaps(arrived),
    };
    return { verdicts, ...proof, ...(before === null ? {} : { audit: before }) };
  }

  #case(receiptNo: string): CaseReply {
    const state = this.#o.caseState;
    const isSettled = state === 'done';
    return {
      receiptNo,
      state,
      settledAt: isSettled ? this.#now() : null,
      reason: null,
      existingReceipt: null,
      dueOn: isSettled ? null : '2026-12-07',
      data: {},
      hubTime: this.#now(),
    };
  }

  #openOrder({ amountFen }: { readonly amountFen: number }): OrderReply {
    const orderId = this.#id('order');
    const reply: OrderReply = {
      orderId,
      amountFen,
      payCode: `DEMO:${orderId}`,
      expiresAt: new Date(this.#o.clock.wallMs() + 120_000).toISOString(),
      state: 'pending',
      provider: 'demo',
      demonstration: true,
    };
    this.orders.set(orderId, { reply, isTold: false, refundKeys: new Set() });
    return reply;
  }

  async #followOrder(id: string, waitMs: number, signal: AbortSignal | null): Promise<OrderReply> {
    const order = this.#order(id);
    const isOpen = () => order.reply.state === 'pending' && !this.isAway;
    for (let passed = 0; passed < waitMs && isOpen(); passed += 250) await this.#pass(250, signal);
    return order.reply;
  }

  #told({ orderId, state }: OrderReply): void {
    if (state === 'paid') this.#order(orderId).isTold = true;
  }

  #refund(id: string, key: string): OrderReply {
    const order = this.#order(id);
    order.refundKeys.add(key);
    order.reply = { ...order.reply, state: 'refunding' };
    return order.reply;
  }

  #order(id: string): KnownOrder {
    const order = this.orders.get(id);
    if (order === undefined) throw new Error(`no order ${id}`);
    return order;
  }

  #document(request: { readonly key: string; readonly preview: boolean }) {
    const about = { pages: this.#o.pdfPages, printNo: 1, freeUntil: this.#now(), reason: null };
    if (request.preview) return { ...about, state: 'preview', documentId: '', verifyCode: '', preview: [['证明']] };
    return this.#once(request, () => {
      const documentId = this.#id('doc');
      this.documents.push({ documentId, pages: this.#o.pdfPages });
      return { ...about, state: 'issued', documentId, verifyCode: 'ABCD-1234', preview: [] };
    });
  }

  #reserve() {
    const reservationId = this.#id('reservation');
    const card = {
      serial: `CARD${this.#made}`,
      payload: Buffer.from(`sealed ${reservationId}`).toString('base64'),
      isVerified: false,
    };
    this.reservations.set(reservationId, card);
    return { state: 'reserved', reservationId, serial: card.serial, payload: card.payload, reason: null };
  }

  #verify(reservationId: string, { digest }: { readonly digest: string }) {
    const card = this.reservations.get(reservationId);
    const isGood = card !== undefined && createHash('sha256').update(card.payload).digest('hex') === digest;
    if (isGood) card.isVerified = true;
    return { state: isGood ? 'good' : 'mismatch', last4: '1234' };
  }

  #saveDraft(draftId: string, { version, section, done = [], answers }: DraftRequest): DraftReply {
    const draft: DraftReply = {
      state: 'saved',
      draftId,
      version: version + 1,
      section,
      done,
      until: new Date(this.#o.clock.wallMs() + 7 * 86_400_000).toISOString(),
      answers,
      signers: [],
    };
    this.drafts.set(draftId, draft);
    return draft;
  }

  #signDraft(draftId: string): DraftReply {
    const draft = this.drafts.get(draftId);
    if (draft === undefined) throw new Error(`no draft ${draftId}`);
    return draft;
  }

  #book({ date }: { readonly date: string }) {
    const bookingNo = this.#id('BK');
    this.bookings.push(bookingNo);
    return {
      state: 'booked',
      bookingNo,
      place: '天河区大厅',
      address: '天河区示例街',
      date,
      from: '09:00',
      to: '09:30',
      window: '3',
    };
  }

  /** H7: one key, one effect, one answer. */
  #once(body: unknown, make: () => unknown): unknown {
    const { key } = body as { readonly key: string };
    if (!this.#byKey.has(key)) this.#byKey.set(key, make());
    return this.#byKey.get(key);
  }

  #signed(answer: unknown, request: Headers): Response {
    const bytes = Buffer.isBuffer(answer) ? answer : Buffer.from(JSON.stringify(answer));
    const parsed = parseSignature(
      'request',
      request.get('signature-input') ?? undefined,
      request.get('signature') ?? undefined,
    );
    if (parsed === null) throw new Error('an unsigned request');
    const digest = contentDigest(signingKey.suite, bytes);
    const params = responseSignatureParams({
      ...{ created: Math.floor(this.#o.clock.wallMs() / 1000), keyId: replyKey.kid, suite: signingKey.suite },
    });
    const base = responseSignatureBase({ status: 200, digest, requestSignature: parsed.signature, params });
    const headers = {
      'content-digest': digest,
      'signature-input': signatureInputHeader(params),
      signature: signatureHeader(signingKey.sign(base)),
    };
    return new Response(new Uint8Array(bytes), { status: 200, headers });
  }

  #id(of: string): string {
    this.#made += 1;
    return `${of}-${this.#made}`;
  }

  #now(): string {
    return new Date(this.#o.clock.wallMs()).toISOString();
  }

  #pass(ms: number, signal: AbortSignal | null): Promise<void> {
    return new Promise((resolve, reject) => {
      const gone = () => {
        cancel();
        reject(new DOMException('given up', 'AbortError'));
      };
      const cancel = this.#o.clock.after(ms, () => {
        signal?.removeEventListener('abort', gone);
        resolve();
      });
      if (signal?.aborted === true) gone();
      else signal?.addEventListener('abort', gone, { once: true });
    });
  }
}
