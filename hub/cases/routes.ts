import { Type } from 'typebox';
import { CaseReply } from '../../contract/hub-api.ts';
import { CaseActReply, CaseActRequest } from '../../contract/hub-services.ts';
import type { CaseState } from '../../contract/pulls/cases.ts';
import { isReceiptNumber } from '../../contract/receipt-number.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime, refuse } from '../http.ts';
import { keyedRoute } from '../services/device-route.ts';
import { waitFor } from '../signals.ts';
import { actOnCase } from './case-acts.ts';
import { openData } from './case-store.ts';
import { mattersOf } from './case-view.ts';

/** `seen=review`: the asker knows already that an automatic review is under way, and waits for its end. */
const CaseQuery = Type.Object(
  {
    wait: Type.Optional(Type.Integer({ minimum: 0, maximum: 25 })),
    seen: Type.Optional(Type.Literal('review')),
  },
  { additionalProperties: false },
);

/** What became of a case: a machine may ask for its own cases only; all others go through the pull `case.detail`. */
export function caseRoutes(app: App, deps: HubDeps): void {
  app.get(
    '/v1/devices/:deviceId/cases/:receiptNo',
    {
      config: { signer: 'device' },
      schema: {
        params: Type.Object({ deviceId: Type.String({ maxLength: 64 }), receiptNo: Type.String({ maxLength: 32 }) }),
        querystring: CaseQuery,
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
        isFinal: (known) =>
          known !== null && (isWordForNow(known) || (isReviewed(known.reply) && request.query.seen !== 'review')),
      });
      return found?.reply ?? refuse(reply, deps.clock, 'notFound', 'no such case of this machine');
    },
  );

  keyedRoute(app, deps, {
    path: 'cases/:receiptNo/acts',
    body: CaseActRequest,
    reply: CaseActReply,
    async handle(tx, body, { nowMs, params }) {
      const receiptNo = params.receiptNo ?? '';
      const state = await actOnCase(tx, deps, receiptNo, body, nowMs);
      if (state === null) return null;
      return { state, matters: state === 'done' ? await mattersOf(tx, deps, receiptNo) : [] };
    },
  });
}

const isReviewed = ({ state, data }: CaseReply): boolean => state === 'accepted' && data.review === 'automatic';

interface Known {
  readonly reply: CaseReply;
  /** A blank was reserved for it: it ends by what becomes of that card, while somebody stands here, and not by its day. */
  readonly isCardHere: boolean;
}

/** Settled; or taken on with a promised day, or waiting for somebody: nothing more will be known while somebody stands here. */
function isWordForNow({ reply, isCardHere }: Known): boolean {
  if (reply.settledAt !== null || ['needMore', 'waitSpouse', 'waitSign'].includes(reply.state)) return true;
  if (isCardHere) return false;
  // An automatic review ends in seconds, or says that an officer has it (hub/worker/joint.ts).
  if (isReviewed(reply)) return false;
  return reply.state !== 'delivered' && reply.dueOn !== null;
}

async function readCase(deps: HubDeps, deviceId: string, receiptNo: string): Promise<Known | null> {
  const [row] = await deps.sql<
    {
      state: CaseState;
      settled_ms: string | null;
      reason: string | null;
      existing_receipt: string | null;
      existing_state: CaseState | null;
      due_on: string | null;
      data: Buffer | null;
      has_card: boolean;
    }[]
  >`select c.state, c.settled_ms, c.reason, c.existing_receipt, first.state as existing_state, c.due_on, c.data,
      exists (select 1 from card_reservation r where r.receipt_no = c.receipt_no) as has_card
    from case_file c left join case_file first on first.receipt_no = c.existing_receipt
    where c.receipt_no = ${receiptNo} and c.device_id = ${deviceId}`;
  if (row === undefined) return null;
  const reply: CaseReply = {
    receiptNo,
    state: row.state,
    settledAt: row.settled_ms === null ? null : isoTime(Number(row.settled_ms)),
    reason: row.reason,
    existingReceipt: row.existing_receipt,
    dueOn: row.due_on,
    data: {
      ...openData(deps, receiptNo, row.data),
      ...(row.existing_state === null ? {} : { existingState: row.existing_state }),
    },
    hubTime: isoTime(deps.clock.wallMs()),
  };
  return { reply, isCardHere: row.has_card };
}
