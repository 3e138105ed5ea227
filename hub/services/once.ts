import { type Tx, transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';

/** Longer than any machine repeats a request; drafts and re-prints use new keys. */
export const answerLifeMs = 7 * 24 * 3_600_000;

/** The key was used before for another request. */
export const keyReused = Symbol('keyReused');

/**
 * Does a request once: effect and answer are one transaction, and the same key again gives the same answer without a second effect (H7, H18). Two
 * requests with one key at the same moment wait for each other. `fn` may not talk to anything outside the transaction.
 * @param request what the key stands for; only a keyed hash of it is stored, the answer is sealed
 */
export async function once<T>(
  deps: HubDeps,
  at: { readonly deviceId: string; readonly key: string; readonly route: string },
  request: unknown,
  fn: (tx: Tx) => Promise<T>,
): Promise<T | typeof keyReused> {
  const { store } = deps.keys;
  const about = `answer ${at.deviceId} ${at.key}`;
  const fingerprint = Buffer.from(store.token(`request ${at.route}`, JSON.stringify(request)), 'base64url');
  return await transaction(deps.sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended(${about}, 7149))`;
    const [known] = await tx<{ request: Buffer; answer: Buffer }[]>`
      select request, answer from service_answer where device_id = ${at.deviceId} and key = ${at.key}`;
    if (known !== undefined) {
      if (!fingerprint.equals(known.request)) return keyReused;
      return JSON.parse(store.open(about, known.answer).toString()) as T;
    }
    const answer = await fn(tx);
    await tx`insert into service_answer (device_id, key, request, answer, at_ms)
      values (${at.deviceId}, ${at.key}, ${fingerprint}, ${store.seal(about, JSON.stringify(answer))}, ${Math.round(deps.clock.wallMs())})`;
    return answer;
  });
}
