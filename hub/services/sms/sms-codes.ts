import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { SmsCheckReply, SmsCodeReply, SmsCodeRequest } from '../../../contract/hub-services.ts';
import { maskMobile } from '../../../contract/mask.ts';
import type { Sql, Tx } from '../../database/pool.ts';
import type { HubDeps } from '../../deps.ts';
import { personToken, type StoreKey } from '../../keys/store-key.ts';
import { newId } from '../ids.ts';

/** Limits of docs/domain/catalogue.md, field type `sms6`. */
const smsLimits = { lifeMs: 5 * 60_000, tries: 3, againMs: 60_000 } as const;
/** Codes for one receipt in a day: ten thousand endings are not tried out with them. */
const codesPerReceipt = 5;
const dayMs = 24 * 3_600_000;

/** @param onFile number of the population register; null = none */
export async function sendCode(
  tx: Tx,
  deps: Pick<HubDeps, 'keys' | 'sms'>,
  request: SmsCodeRequest,
  onFile: string | null,
  at: { readonly deviceId: string; readonly nowMs: number },
): Promise<SmsCodeReply> {
  const mobile = request.mobile ?? onFile;
  if (mobile === null || !/^1[3-9]\d{9}$/.test(mobile)) return { state: 'noNumber', codeId: '', to: '', waitS: 0 };
  const { store } = deps.keys;
  const token = store.token('mobile', mobile);
  // Two machines at once: the number is waited for, so that nobody's phone is flooded.
  await tx`select pg_advisory_xact_lock(hashtextextended(${token}, 7150))`;
  const [last] = await tx<{ sent_ms: string }[]>`select max(sent_ms) as sent_ms from sms_code where mobile = ${token}`;
  const waitMs = Number(last?.sent_ms ?? 0) + smsLimits.againMs - at.nowMs;
  const to = maskMobile(mobile);
  if (waitMs > 0) return { state: 'tooSoon', codeId: '', to, waitS: Math.ceil(waitMs / 1000) };
  const person = request.person === null ? null : personToken(store, request.person.idNumber);
  const codeId = await storeCode(tx, deps, { ...at, purpose: request.purpose, person, mobile, receipt: null });
  return { state: 'sent', codeId, to, waitS: smsLimits.againMs / 1000 };
}

/**
 * Progress without a person: to the number of the case, if its last four digits are these. Whoever asks learns nothing from the answer: limits count per receipt, and
 * where the digits do not fit there is a code too, which nobody knows.
 * @param onCase number of the application; null = no such case, or it names none
 */
export async function sendProgressCode(
  tx: Tx,
  deps: Pick<HubDeps, 'keys' | 'sms'>,
  request: { readonly receiptNo: string; readonly last4: string },
  onCase: string | null,
  at: { readonly deviceId: string; readonly nowMs: number },
): Promise<SmsCodeReply> {
  const { store } = deps.keys;
  const receipt = store.token('progress', request.receiptNo);
  await tx`select pg_advisory_xact_lock(hashtextextended(${receipt}, 7150))`;
  const sent = await tx<{ sent_ms: string }[]>`select sent_ms from sms_code
    where receipt = ${receipt} and sent_ms > ${at.nowMs - dayMs} order by sent_ms desc`;
  const again =
    sent.length >= codesPerReceipt
      ? Number(sent.at(-1)?.sent_ms) + dayMs
      : Number(sent[0]?.sent_ms ?? 0) + smsLimits.againMs;
  const to = `*******${request.last4}`;
  if (again > at.nowMs) return { state: 'tooSoon', codeId: '', to, waitS: Math.ceil((again - at.nowMs) / 1000) };
  const isRight = onCase !== null && /^1[3-9]\d{9}$/.test(onCase) && onCase.endsWith(request.last4);
  const mobile = isRight ? onCase : null;
  const codeId = await storeCode(tx, deps, { ...at, purpose: 'progress', person: null, mobile, receipt });
  return { state: 'sent', codeId, to, waitS: smsLimits.againMs / 1000 };
}

/** Makes a code and sends it; without a number it goes nowhere and is never right. */
async function storeCode(
  tx: Tx,
  { keys: { store }, sms }: Pick<HubDeps, 'keys' | 'sms'>,
  one: {
    readonly deviceId: string;
    readonly nowMs: number;
    readonly purpose: SmsCodeRequest['purpose'];
    readonly person: string | null;
    readonly mobile: string | null;
    readonly receipt: string | null;
  },
): Promise<string> {
  const codeId = newId('sms');
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const token = one.mobile === null ? '' : store.token('mobile', one.mobile);
  const hash = one.mobile === null ? randomBytes(32) : hashOf(store, codeId, code);
  await tx`insert into sms_code (id, device_id, person, mobile, purpose, code_hash, sent_ms, expires_ms, receipt)
    values (${codeId}, ${one.deviceId}, ${one.person}, ${token}, ${one.purpose}, ${hash}, ${one.nowMs},
      ${one.nowMs + smsLimits.lifeMs}, ${one.receipt})`;
  const text = `【广州政务一体机】验证码 ${code}，5 分钟内有效。请勿告诉他人。`;
  if (one.mobile !== null) await sms.send(tx, { mobile: one.mobile, text, receiptNo: null }, one.nowMs);
  return codeId;
}

/**
 * A code is good once, for the machine and purpose that asked for it; told again within its five minutes (the answer may have been lost on the way) it is still good, from the same moment on. Wrong tries
 * are counted before the answer goes out, so that parallel guesses do not outrun the limit.
 * @returns null = no such code of this machine
 */
export async function checkCode(
  tx: Tx,
  store: StoreKey,
  at: { readonly deviceId: string; readonly nowMs: number },
  codeId: string,
  code: string,
): Promise<SmsCheckReply | null> {
  const [row] = await tx<{ code_hash: Buffer; expires_ms: string; tries: number }[]>`
    select code_hash, expires_ms, tries from sms_code where id = ${codeId} and device_id = ${at.deviceId} for update`;
  if (row === undefined) return null;
  const left = smsLimits.tries - row.tries;
  if (left <= 0) return { state: 'locked', triesLeft: 0 };
  if (Number(row.expires_ms) <= at.nowMs) return { state: 'expired', triesLeft: left };
  if (timingSafeEqual(row.code_hash, hashOf(store, codeId, code))) {
    await tx`update sms_code set good_ms = coalesce(good_ms, ${at.nowMs}) where id = ${codeId}`;
    return { state: 'good', triesLeft: left };
  }
  await tx`update sms_code set tries = tries + 1 where id = ${codeId}`;
  return left === 1 ? { state: 'locked', triesLeft: 0 } : { state: 'wrong', triesLeft: left - 1 };
}

/** Token of the number that a code of this purpose was proven for by this machine in the last `withinMs`; null = none. */
export async function provenMobile(
  sql: Sql | Tx,
  at: { readonly deviceId: string; readonly nowMs: number },
  codeId: string,
  withinMs = 10 * 60_000,
): Promise<string | null> {
  const [row] = await sql<{ mobile: string }[]>`select mobile from sms_code
    where id = ${codeId} and device_id = ${at.deviceId} and good_ms > ${at.nowMs - withinMs}`;
  return row?.mobile ?? null;
}

function hashOf(store: StoreKey, codeId: string, code: string): Buffer {
  return Buffer.from(store.token('sms code', `${codeId} ${code}`), 'base64url');
}
