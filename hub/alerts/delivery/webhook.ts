import { createHmac } from 'node:crypto';
import { alertKinds } from '../../../contract/alerts/catalogue.ts';
import { alertWords } from '../../../contract/alerts/words.ts';
import { err, ok } from '../../../contract/result.ts';
import { isoTime } from '../../http.ts';
import { type AlertChange, type AlertPort, changeId, linkOf } from './change.ts';
import type { WebhookPort } from './ports.ts';

const answerMs = 10_000;

/**
 * POST of one change as JSON. `yitiji-signature` is `sha256=` and the HMAC-SHA-256, hex, of `<yitiji-time>.<body>` under the secret of the port; `idempotency-key` is the same for every
 * attempt. Any 2xx means taken; a redirect does not, since the secret was agreed with somebody else.
 */
export function webhookPort(
  { name, url, secret }: WebhookPort,
  { publicUrl, wallMs }: { publicUrl(): string; wallMs(): number },
): AlertPort {
  return {
    ...{ name, atOnce: 1 },
    async send([change]) {
      if (change === undefined) return ok(undefined);
      const body = JSON.stringify(bodyOf(change, publicUrl()));
      const time = String(Math.round(wallMs() / 1000));
      try {
        const answer = await fetch(url, {
          method: 'POST',
          redirect: 'error',
          headers: {
            ...{ 'content-type': 'application/json', 'idempotency-key': changeId(change), 'yitiji-time': time },
            'yitiji-signature': `sha256=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`,
          },
          body,
          signal: AbortSignal.timeout(answerMs),
        });
        await answer.body?.cancel();
        return answer.ok ? ok(undefined) : err(`http ${answer.status}`);
      } catch (cause) {
        return err(codeOf(cause));
      }
    },
  };
}

function bodyOf(change: AlertChange, publicUrl: string): object {
  const { alertId, code, subject, kiosk, place, district, numbers } = change;
  return {
    ...{
      format: 'yitiji-alert/1',
      id: changeId(change),
      change: change.change,
      at: isoTime(change.atMs),
      alertId,
      code,
    },
    ...{ group: alertKinds[code].group, severity: change.severity, subject, kiosk: kiosk === '' ? null : kiosk },
    ...{ place, district, numbers, since: isoTime(change.sinceMs), link: linkOf(publicUrl, change) },
    words: { 'zh-CN': alertWords(change, 'zh-CN'), en: alertWords(change, 'en') },
  };
}

function codeOf(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  if (inner instanceof Error && 'code' in inner && typeof inner.code === 'string') return inner.code;
  return inner instanceof Error ? inner.name : 'unknown';
}
