import { Type } from 'typebox';
import { SmsCheckReply, SmsCheckRequest, SmsCodeReply, SmsCodeRequest } from '../../../contract/hub-services.ts';
import { isReceiptNumber } from '../../../contract/receipt-number.ts';
import { onlyToken } from '../../accounts/permit.ts';
import { mobileOfCase } from '../../cases/case-store.ts';
import { transaction } from '../../database/pool.ts';
import type { HubDeps } from '../../deps.ts';
import { type App, failures, isoTime } from '../../http.ts';
import { mobileOnFile } from '../city-facts.ts';
import { idParams, keyedRoute, notFound } from '../device-route.ts';
import { checkCode, sendCode, sendProgressCode } from './sms-codes.ts';

const Messages = Type.Array(
  Type.Object({
    at: Type.String(),
    mobile: Type.String(),
    text: Type.String(),
    receiptNo: Type.Union([Type.String(), Type.Null()]),
  }),
);

/** Route of machines: sends a code to a mobile phone; and of the desk, which reads what was sent. */
export function smsRoutes(app: App, deps: HubDeps): void {
  keyedRoute(app, deps, {
    path: 'sms-codes',
    body: SmsCodeRequest,
    reply: SmsCodeReply,
    prepare: async ({ person, mobile, purpose, receiptNo }) => {
      if (purpose === 'progress' && receiptNo !== undefined) {
        const asked = receiptNo.toUpperCase();
        return isReceiptNumber(asked) ? await mobileOfCase(deps, asked) : null;
      }
      return person === null || mobile !== null ? null : await mobileOnFile(deps, person);
    },
    handle: (tx, body, asked, known) => {
      const { purpose, receiptNo, last4 } = body;
      return purpose === 'progress' && receiptNo !== undefined
        ? sendProgressCode(
            tx,
            deps,
            { receiptNo: receiptNo.toUpperCase(), last4: last4 ?? '' },
            last4 === undefined ? null : known,
            asked,
          )
        : sendCode(tx, deps, body, known, asked);
    },
  });

  const check = 'sms-codes/:codeId/check';
  app.post(
    `/v1/devices/:deviceId/${check}`,
    {
      config: { signer: 'device' },
      schema: { params: idParams(check), body: SmsCheckRequest, response: { 200: SmsCheckReply, ...failures } },
    },
    async (request, reply) => {
      const at = { deviceId: request.signer, nowMs: Math.round(deps.clock.wallMs()) };
      const { codeId = '' } = request.params as Record<string, string>;
      const answer = await transaction(deps.sql, (tx) => checkCode(tx, deps.keys.store, at, codeId, request.body.code));
      return answer ?? notFound(deps, reply);
    },
  );

  app.get(
    '/v1/operator/sms',
    { onRequest: onlyToken(deps), schema: { response: { 200: Messages, ...failures } } },
    async () => {
      const rows = await deps.sql<{ mobile: string; text: string; receipt_no: string | null; sent_ms: string }[]>`
        select mobile, text, receipt_no, sent_ms from dept_sms order by id desc limit 100`;
      return rows.map((row) => ({
        at: isoTime(Number(row.sent_ms)),
        mobile: row.mobile,
        text: row.text,
        receiptNo: row.receipt_no,
      }));
    },
  );
}
