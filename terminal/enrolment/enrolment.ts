import { sleep } from '../../contract/clock.ts';
import { type EnrolmentClaimed, EnrolmentReply, EnrolmentState } from '../../contract/hub-api.ts';
import type { Log } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { isSealingKey } from '../../contract/suites/seal.ts';
import type { Identity, Store } from '../store/store.ts';
import type { StoreError } from '../store/store-error.ts';
import { checkReply } from '../sync/check-reply.ts';
import { makeClockTrust } from '../sync/clock-trust.ts';
import type { HubCallError } from '../sync/hub-call-error.ts';
import { backoffMs } from '../sync/retry-policy.ts';
import { type RawReply, type SignedFetchOptions, signedFetch } from '../sync/signed-fetch.ts';
import { verifyReply } from '../sync/verify-reply.ts';
import { hubTimeOfRefusal } from './refusal-time.ts';

/** The hub holds a poll for this long. */
const waitS = 20;
const budgetMs = 10_000;
/** A technician stands before the machine: no longer than this between two tries. */
const longestPauseMs = 30_000;

/** A code of this machine, open at the hub. */
export interface EnrolmentCode {
  readonly code: string;
  readonly expiresAt: string;
  /**
   * Brings a code that the operator made beforehand (`yitiji hub enrol`); when it is taken the enrolment itself ends as if this machine's own code had been claimed.
   * Errors: `http` with status 403 (wrong, used or over), 400 (another machine carries that kiosk code), 429; or what hub calls say.
   */
  bring(ticket: string): Promise<Result<null, HubCallError>>;
}

export interface EnrolmentOptions extends SignedFetchOptions {
  readonly store: Store;
  readonly log: Log;
  readonly model: string;
  readonly version: string;
  /** Shows the code until the next call; null = take it off the screen. */
  onCode(code: EnrolmentCode | null): void;
  readonly signal?: AbortSignal;
  /** The keys of this machine were ended at the hub and `key` is a new one: it comes back as what it was, since what it has queued bears that name. */
  readonly isAgain?: boolean;
}

export type EnrolmentError =
  | { readonly code: 'otherMachine'; readonly detail: string }
  | { readonly code: 'aborted'; readonly detail: string };

/**
 * Makes this machine known to the hub: asks for a code, shows it, waits until an operator claims it, stores the identity durably. A machine that has an
 * identity is done at once. Without a network, or while the disk does not take the identity, it goes on trying; an expired code is replaced by a new one.
 * Errors: `aborted` `otherMachine`.
 */
export async function enrol(options: EnrolmentOptions): Promise<Result<Identity, EnrolmentError>> {
  const known = options.store.identity();
  if (known !== null && options.isAgain !== true) return ok(known);
  const call = enrolmentCalls(options);
  let failures = 0;
  while (options.signal?.aborted !== true) {
    const claimed = await oneCode(options, call, () => {
      failures = 0;
    });
    if (claimed.ok) {
      options.onCode(null);
      return claimed.value === null ? err(aborted) : await keptOnce(options, claimed.value);
    }
    options.onCode(null);
    if (claimed.error.code !== 'expired') options.log('enrolment.attempt.failed', { code: claimed.error.code });
    const pause =
      claimed.error.code === 'expired' ? 0 : 500 + Math.min(longestPauseMs, backoffMs(failures, options.random));
    failures += 1;
    await sleep(options.clock, pause, options.signal);
  }
  return err(aborted);
}

const aborted = { code: 'aborted', detail: 'enrolment was given up' } as const;

type EnrolmentCalls = ReturnType<typeof enrolmentCalls>;

/** One code from request to claim. Null = aborted. A failed poll does not lose the code: it goes on until the hub says expired. */
async function oneCode(
  options: EnrolmentOptions,
  call: EnrolmentCalls,
  onSuccess: () => void,
): Promise<Result<EnrolmentClaimed | null, { readonly code: HubCallError['code'] | 'expired' }>> {
  const begun = await call.begin();
  if (!begun.ok) return begun;
  onSuccess();
  const { code, expiresAt, enrolmentId } = begun.value;
  options.onCode({ code, expiresAt, bring: (ticket) => call.bring(enrolmentId, ticket) });
  options.log('enrolment.code.shown', { expiresAt });
  let failures = 0;
  while (options.signal?.aborted !== true) {
    const state = await call.poll(enrolmentId);
    if (state.ok && state.value.state === 'claimed') return ok(state.value);
    if (state.ok && state.value.state === 'expired') return err({ code: 'expired' });
    if (state.ok) {
      failures = 0;
      continue;
    }
    // The hub does not know this enrolment any more: ask for a new code.
    if (state.error.status === 404 || state.error.status === 403) return err({ code: 'expired' });
    options.log('enrolment.attempt.failed', { code: state.error.code });
    await sleep(options.clock, 500 + Math.min(longestPauseMs, backoffMs(failures, options.random)), options.signal);
    failures += 1;
  }
  return ok(null);
}

function enrolmentCalls(options: EnrolmentOptions) {
  const trust = makeClockTrust(options.clock, (offsetMs) => options.store.followHub(offsetMs));
  const { publicKey } = options.key;

  async function send(
    method: 'GET' | 'POST',
    target: string,
    body: unknown,
    budget: number,
  ): Promise<Result<RawReply, HubCallError>> {
    const once = () =>
      signedFetch(options, {
        method,
        target,
        ...(body === undefined ? {} : { body }),
        keyId: `new:${publicKey}`,
        nowMs: trust.nowMs(),
        budgetMs: budget,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
    const first = await once();
    // No reply key is known yet, so the time in a refusal is taken on trust. It decides over nothing but our next `created`.
    const hubTime = first.ok ? hubTimeOfRefusal(first.value) : null;
    if (hubTime !== null) trust.observe(hubTime, 0);
    const reply = hubTime === null ? first : await once();
    if (!reply.ok || (reply.value.status >= 200 && reply.value.status < 300)) return reply;
    return err({ code: 'http', detail: `HTTP ${reply.value.status}`, status: reply.value.status });
  }

  return {
    begin: async () => {
      const body = { publicKey, model: options.model, version: options.version };
      const reply = await send('POST', '/v1/enrolments', body, budgetMs);
      return reply.ok ? checkReply(EnrolmentReply, reply.value.body) : reply;
    },
    bring: async (enrolmentId: string, ticket: string): Promise<Result<null, HubCallError>> => {
      const target = `/v1/enrolments/${encodeURIComponent(enrolmentId)}/ticket`;
      const reply = await send('POST', target, { code: ticket }, budgetMs);
      return reply.ok ? ok(null) : reply;
    },
    poll: async (enrolmentId: string) => {
      const target = `/v1/enrolments/${encodeURIComponent(enrolmentId)}?wait=${waitS}`;
      const reply = await send('GET', target, undefined, waitS * 1000 + budgetMs);
      if (!reply.ok) return reply;
      const state = checkReply(EnrolmentState, reply.value.body);
      if (!state.ok || state.value.state !== 'claimed') return state;
      return confirmed(reply.value, state.value);
    },
  };
}

/**
 * The claim names the key that signs every later reply; it must itself be signed with it. That proves that the hub holds the key, not that it is the right
 * hub: that is the word of TLS and of the operator who typed the code.
 */
function confirmed(reply: RawReply, state: EnrolmentClaimed): Result<EnrolmentClaimed, HubCallError> {
  const verified = verifyReply(reply, state.replyKey);
  if (!verified.ok) return err({ code: 'badSignature', detail: `claim not believed: ${verified.error}` });
  if (!isSealingKey(state.sealing)) {
    return err({ code: 'badReply', detail: 'the claim names no usable sealing key' });
  }
  return ok(state);
}

/** The hub has the machine, and the operator was told so: what it is called is written as soon as the disk takes it. */
async function keptOnce(
  options: EnrolmentOptions,
  claimed: EnrolmentClaimed,
): Promise<Result<Identity, EnrolmentError>> {
  for (let failures = 0; ; failures += 1) {
    const kept = keep(options, claimed);
    if (kept.ok) return kept;
    const { error } = kept;
    if (error.code === 'otherMachine') return err(error);
    options.log('enrolment.attempt.failed', { code: error.code });
    const pause = 500 + Math.min(longestPauseMs, backoffMs(failures, options.random));
    if (!(await sleep(options.clock, pause, options.signal))) return err(aborted);
  }
}

function keep(
  options: EnrolmentOptions,
  claimed: EnrolmentClaimed,
): Result<Identity, StoreError | Extract<EnrolmentError, { readonly code: 'otherMachine' }>> {
  const { state: _, ...identity } = claimed;
  const known = options.store.identity();
  if (known !== null && (known.deviceId !== identity.deviceId || known.kiosk !== identity.kiosk)) {
    return err({
      code: 'otherMachine',
      detail: `claimed as ${identity.kiosk}, but what is queued here bears ${known.kiosk}`,
    });
  }
  const stored = options.store.setIdentity(identity);
  if (!stored.ok) return stored;
  options.store.audit('config', { what: 'enrolled', result: 'ok' }, null);
  options.log('enrolment.machine.claimed', { deviceId: identity.deviceId, kiosk: identity.kiosk });
  return ok(identity);
}
