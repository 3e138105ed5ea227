import { Type } from 'typebox';
import { CaseReply, type CaseState } from '../../contract/hub-api.ts';
import { isReceiptNumber } from '../../contract/receipt-number.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime, refuse, WaitQuery } from '../http.ts';
import { waitFor } from '../signals.ts';

/** What became of a case: a machine may ask for its own cases only. */
export function caseRoutes(app: App, deps: HubDeps): void {
  app.get(
    '/v1/devices/:deviceId/cases/:receiptNo',
    {
      config: { signer: 'device' },
      schema: {
        params: Type.Object({ deviceId: Type.String({ maxLength: 64 }), receiptNo: Type.String({ maxLength: 32 }) }),
        querystring: WaitQuery,
        response: { 200: CaseReply, ...failures },
      },
    },
    async (request, reply) => {
      const { receiptNo } = request.params;
      if (!isReceiptNumber(receiptNo))
        return refuse(reply, deps.clock, 'badRequest', 'receiptNo: check digit or shape');
      const found = await waitFor({
        ...deps,
        hint: `case:${receiptNo}`,
        waitMs: (request.query.wait ?? 0) * 1000,
        look: () => readCase(deps, request.signer, receiptNo),
        // An unknown case may still be on its way (the machine asks while its batch is in flight), so it is waited for.
        isFinal: (reply) => reply !== null && reply.settledAt !== null,
      });
      return found ?? refuse(reply, deps.clock, 'notFound', 'no such case of this machine');
    },
  );
}

async function readCase(deps: HubDeps, deviceId: string, receiptNo: string): Promise<CaseReply | null> {
  const [row] = await deps.sql<
    { state: CaseState; settled_ms: string | null; reason: string | null; existing_receipt: string | null }[]
  >`select state, settled_ms, reason, existing_receipt from case_file where receipt_no = ${receiptNo} and device_id = ${deviceId}`;
  if (row === undefined) return null;
  return {
    receiptNo,
    state: row.state,
    settledAt: row.settled_ms === null ? null : isoTime(Number(row.settled_ms)),
    reason: row.reason,
    existingReceipt: row.existing_receipt,
    hubTime: isoTime(deps.clock.wallMs()),
  };
}
