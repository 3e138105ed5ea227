import { randomInt, timingSafeEqual } from 'node:crypto';
import type { SmsCheckReply, SmsCodeReply, SmsCodeRequest } from '../../../contract/hub-services.ts';
import { maskMobile } from '../../../contract/mask.ts';
import type { Sql, Tx } from '../../database/pool.ts';
import type { HubDeps } from '../../deps.ts';
import { personToken, type StoreKey } from '../../keys/store-key.ts';
import { newId } from '../ids.ts';

/** Limits of docs/domain/catalogue.md, field type `sms6`. */
export const smsLimits = { lifeMs: 5 * 60_000, tries: 3, againMs: 60_000 } as const;

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
  const codeId = newId('sms');
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const person = request.person === null ? null : personToken(store, request.person.idNumber);
  await tx`insert into sms_code (id, device_id, person, mobile, purpose, code_hash, sent_ms, expires_ms)
    values (${codeId}, ${at.deviceId}, ${person}, ${token}, ${request.purpose}, ${hashOf(store, codeId, code)}, ${at.nowMs},
      ${at.nowMs + smsLimits.lifeMs})`;
  const text = `【广州政务一体机】验证码 ${code},5 分钟内有效。请勿告诉他人。`;
  await deps.sms.send(tx, { mobile, text, receiptNo: null }, at.nowMs);
  return { state: 'sent', codeId, to, waitS: smsLimits.againMs / 1000 };
}

/** A code is good once. Wrong tries are counted before the answer goes out, so that parallel guesses do not outrun the limit. */
export async function checkCode(
  tx: Tx,
  store: StoreKey,
  at: { readonly deviceId: string; readonly nowMs: number },
  codeId: string,
  code: string,
): Promise<SmsCheckReply | null> {
  const [row] = await tx<{ code_hash: Buffer; expires_ms: string; tries: number; good_ms: string | null }[]>`
    select code_hash, expires_ms, tries, good_ms from sms_code where id = ${codeId} and device_id = ${at.deviceId} for update`;
  if (row === undefined) return null;
  const left = smsLimits.tries - row.tries;
  if (left <= 0) return { state: 'locked', triesLeft: 0 };
  if (row.good_ms !== null || Number(row.expires_ms) <= at.nowMs) return { state: 'expired', triesLeft: left };
  if (timingSafeEqual(row.code_hash, hashOf(store, codeId, code))) {
    await tx`update sms_code set good_ms = ${at.nowMs} where id = ${codeId}`;
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
