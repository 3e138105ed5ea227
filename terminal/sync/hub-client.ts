import type { Static, TSchema } from 'typebox';
import { hubKeysHeader } from '../../contract/http-signature.ts';
import {
  BatchReply,
  type BatchRequest,
  CaseReply,
  HeartbeatReply,
  type HeartbeatRequest,
  HubError,
  PullReply,
  type PullRequest,
} from '../../contract/hub-api.ts';
import type { Log } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { checkReply } from './check-reply.ts';
import type { ClockTrust } from './clock-trust.ts';
import type { HubCallError } from './hub-call-error.ts';
import { type RawReply, type SignedFetchOptions, signedFetch } from './signed-fetch.ts';
import { type ReplyKey, verifyReply } from './verify-reply.ts';

/** Time limits from connect to the last byte, milliseconds. */
export const budgets = {
  /** Contract: 5 s at the terminal. */
  pull: 5_000,
  /** 512 KiB on a 400 kbit/s mobile link take 11 s. */
  batch: 15_000,
  heartbeat: 5_000,
  /** On top of the wait that was asked for. */
  caseState: 5_000,
} as const;

export type CallKind = 'pull' | 'batch' | 'caseState' | 'heartbeat' | 'service';

/** What a call tells about the hub's presence: `null` = it answered, believed. */
export type CallOutcome = { readonly kind: CallKind; readonly error: HubCallError | null };

/** Signed calls to the hub; only replies that carry the enrolled hub's signature over our own request are believed. */
export interface HubClient {
  pull(request: PullRequest, signal?: AbortSignal): Promise<Result<PullReply, HubCallError>>;
  /** @param budgetMs shorter than `budgets.batch` while a citizen waits */
  batch(request: BatchRequest, signal?: AbortSignal, budgetMs?: number): Promise<Result<BatchReply, HubCallError>>;
  /**
   * @param waitS 0–25: the hub answers when the case is settled or an automatic review begins, or after that many seconds
   * @param seen `review`: that it began is known, its end is waited for
   */
  caseState(
    receiptNo: string,
    waitS: number,
    signal?: AbortSignal,
    seen?: 'review',
  ): Promise<Result<CaseReply, HubCallError>>;
  heartbeat(request: HeartbeatRequest, signal?: AbortSignal): Promise<Result<HeartbeatReply, HubCallError>>;
  /**
   * One of the services of contract/hub-services.ts.
   * @param call.path below `/v1/devices/{deviceId}/`, its parts encoded
   */
  service<S extends TSchema>(call: ServiceCall<S>): Promise<Result<Static<S>, HubCallError>>;
  /** As `service`, for bytes: the caller zeroes them. The signature covers them as it does JSON. */
  download(call: Omit<ServiceCall<TSchema>, 'schema' | 'method' | 'body'>): Promise<Result<Buffer, HubCallError>>;
  /** Told after every call that was not given up by its caller. */
  onOutcome(listener: (outcome: CallOutcome) => void): () => void;
}

export interface ServiceCall<S extends TSchema> {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  readonly schema: S;
  readonly budgetMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface HubClientOptions extends SignedFetchOptions {
  readonly deviceId: string;
  /** Key that replies must be signed with. Read anew for each request. */
  readonly replyKey: ReplyKey;
  /** Key that messages are sealed to, so that the hub knows which ones this machine has; left out = the hub is not told. */
  readonly sealKid?: string;
  readonly trust: ClockTrust;
  readonly log: Log;
}

interface Call<T> {
  readonly kind: CallKind;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  readonly budgetMs: number;
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
  /** Takes a body that is believed. */
  read(body: Buffer): Result<T, HubCallError>;
}

/** Largest document that is fetched: 8 MiB. */
const maxDownloadBytes = 8 * 1024 * 1024;

/** The reader of a JSON body. */
const json =
  <const S extends TSchema>(schema: S) =>
  (body: Buffer) =>
    checkReply(schema, body);

/** Largest wait that a Retry-After header can impose. */
const maxRetryAfterMs = 3_600_000;

/** Signed calls to the hub, each within its budget. Errors are values with what may have happened. */
export function makeHubClient(options: HubClientOptions): HubClient {
  const listeners = new Set<(outcome: CallOutcome) => void>();

  async function send<T>(call: Call<T>): Promise<Result<T, HubCallError>> {
    const startMs = options.clock.monoMs();
    let result = await sendOnce(options, call, call.budgetMs);
    if (!result.ok && result.error.code === 'clock') {
      // The reply has corrected our time; once more, in what is left of the budget.
      const leftMs = call.budgetMs - (options.clock.monoMs() - startMs);
      if (leftMs > 0) result = await sendOnce(options, call, leftMs);
    }
    const error = result.ok ? null : result.error;
    if (error?.code !== 'aborted') for (const listener of listeners) listener({ kind: call.kind, error });
    return result;
  }

  const device = `/v1/devices/${encodeURIComponent(options.deviceId)}`;
  return {
    pull: (body, signal) =>
      send({
        kind: 'pull',
        method: 'POST',
        path: `${device}/pulls`,
        body,
        read: json(PullReply),
        budgetMs: budgets.pull,
        signal,
      }),
    batch: (body, signal, budgetMs = budgets.batch) =>
      send({
        kind: 'batch',
        method: 'POST',
        path: `${device}/batches`,
        body,
        read: json(BatchReply),
        budgetMs,
        signal,
      }),
    caseState: (receiptNo, waitS, signal, seen) =>
      send({
        kind: 'caseState',
        method: 'GET',
        path: `${device}/cases/${encodeURIComponent(receiptNo)}?wait=${Math.min(25, Math.max(0, Math.floor(waitS)))}${seen === undefined ? '' : `&seen=${seen}`}`,
        read: json(CaseReply),
        budgetMs: waitS * 1000 + budgets.caseState,
        signal,
      }),
    heartbeat: (body, signal) =>
      send({
        kind: 'heartbeat',
        method: 'POST',
        path: `${device}/heartbeats`,
        body,
        read: json(HeartbeatReply),
        budgetMs: budgets.heartbeat,
        signal,
      }),
    service: ({ path, schema, ...call }) =>
      send({ ...call, kind: 'service', path: `${device}/${path}`, read: json(schema) }),
    download: ({ path, ...call }) =>
      send({
        ...call,
        kind: 'service',
        method: 'GET',
        path: `${device}/${path}`,
        maxBytes: maxDownloadBytes,
        read: (body) => ok(body),
      }),
    onOutcome: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

async function sendOnce<T>(
  options: HubClientOptions,
  call: Call<T>,
  budgetMs: number,
): Promise<Result<T, HubCallError>> {
  const startMs = options.clock.monoMs();
  // The key that this request asks for; by the time of its reply a newer one may be known.
  const { replyKey, sealKid } = options;
  const reply = await signedFetch(options, {
    method: call.method,
    target: call.path,
    ...(call.body === undefined ? {} : { body: call.body }),
    keyId: options.deviceId,
    ...(sealKid === undefined ? {} : { headers: { [hubKeysHeader]: `${replyKey.kid} ${sealKid}` } }),
    nowMs: options.trust.nowMs(),
    budgetMs,
    ...(call.maxBytes === undefined ? {} : { maxBytes: call.maxBytes }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  });
  if (!reply.ok) return reply;
  const roundTripMs = options.clock.monoMs() - startMs;
  const verified = verifyReply(reply.value, replyKey);
  if (reply.value.status !== 200) return err(refusal(options, reply.value, verified.ok, roundTripMs));
  if (!verified.ok) {
    options.log('sync.reply.unsigned', { reason: verified.error });
    return err({ code: 'badSignature', detail: `reply not believed: ${verified.error}`, status: 200 });
  }
  const value = call.read(reply.value.body);
  if (!value.ok) return value;
  if (isPrompt(call.kind) || options.trust.offsetMs() === null) {
    options.trust.observe(hubTimeOf(value.value), roundTripMs);
  }
  return ok(value.value);
}

/**
 * Whether the hub answers such a call at once. Every other answer may have waited there, for a department or for news, up to 25 s: half of that would be taken for the way of the reply, and the clock
 * of the machine for that much wrong. Heartbeats come often enough to go by.
 */
const isPrompt = (kind: CallKind): boolean => kind === 'heartbeat' || kind === 'batch';

/**
 * Anything but 200. An unsigned refusal (a gateway's 502, a proxy's page) only makes us wait; the hub's own word and its time are taken from a signed
 * one alone.
 */
function refusal(options: HubClientOptions, reply: RawReply, isSigned: boolean, roundTripMs: number): HubCallError {
  const retryAfterMs = retryAfter(reply.header('retry-after'));
  const about = {
    detail: `HTTP ${reply.status}`,
    status: reply.status,
    isSigned,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  };
  const said = isSigned ? checkReply(HubError, reply.body) : null;
  if (said === null || !said.ok) return { code: 'http', ...about };
  const { error, detail, hubTime } = said.value;
  if (error !== 'clock') return { code: 'http', ...about, detail: `${error}: ${detail}`, hubError: error };
  options.trust.observe(hubTime, roundTripMs);
  return { code: 'clock', ...about, detail, hubError: error };
}

/** Seconds only (RFC 9110 §10.2.3 also allows a date; our hub does not send one). */
function retryAfter(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Math.min(maxRetryAfterMs, Number(header) * 1000) : null;
}

function hubTimeOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'hubTime' in value && typeof value.hubTime === 'string'
    ? value.hubTime
    : '';
}
