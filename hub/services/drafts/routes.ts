import { Type } from 'typebox';
import { DraftReply, DraftRequest, SignatureRequest } from '../../../contract/hub-services.ts';
import { onlyToken } from '../../accounts/permit.ts';
import { lockCase, readApplication } from '../../cases/case-store.ts';
import { type Tx, transaction } from '../../database/pool.ts';
import type { HubDeps } from '../../deps.ts';
import { type App, failures } from '../../http.ts';
import { startGate } from '../../worker/joint.ts';
import { idParams, keyedRoute, notFound } from '../device-route.ts';
import { readDraft, saveDraft, signByPhone, signDraft, signersFault } from './drafts.ts';
import { signaturesOf } from './signatures.ts';

const Signed = Type.Object({ signed: Type.Integer(), of: Type.Integer() });

/** Routes of machines: keep a draft, read it, sign it; and of the desk, which signs for a phone. */
export function draftRoutes(app: App, deps: HubDeps): void {
  const { store } = deps.keys;
  const one = 'drafts/:draftId';
  keyedRoute(app, deps, {
    method: 'PUT',
    path: one,
    body: DraftRequest,
    reply: DraftReply,
    fault: signersFault,
    handle: (tx, body, { nowMs, params }) => saveDraft(tx, store, params.draftId ?? '', body, nowMs),
  });

  app.get(
    `/v1/devices/:deviceId/${one}`,
    {
      config: { signer: 'device' },
      schema: { params: idParams(one), response: { 200: DraftReply, ...failures } },
    },
    async (request, reply) => {
      const { draftId = '' } = request.params as Record<string, string>;
      const nowMs = Math.round(deps.clock.wallMs());
      return (await transaction(deps.sql, (tx) => readDraft(tx, store, draftId, nowMs))) ?? notFound(deps, reply);
    },
  );

  keyedRoute(app, deps, {
    path: 'drafts/:draftId/signatures',
    body: SignatureRequest,
    reply: DraftReply,
    async handle(tx, body, { nowMs, params }) {
      const draftId = params.draftId ?? '';
      await lockCaseOf(tx, deps, draftId);
      const answer = await signDraft(tx, store, draftId, body, nowMs);
      await goOn(tx, deps, draftId, nowMs);
      return answer;
    },
  });

  // Stands for the phone of a signer: a real hub has the city's app here.
  app.post(
    '/v1/operator/signatures/:phoneCode',
    { onRequest: onlyToken(deps), schema: { response: { 200: Signed, ...failures } } },
    async (request, reply) => {
      const { phoneCode = '' } = request.params as Record<string, string>;
      const nowMs = Math.round(deps.clock.wallMs());
      const signed = await transaction(deps.sql, async (tx) => {
        const [draft] = await tx<
          { draft_id: string }[]
        >`select draft_id from draft_signer where phone_code = ${phoneCode}`;
        if (draft === undefined) return null;
        await lockCaseOf(tx, deps, draft.draft_id);
        if ((await signByPhone(tx, phoneCode, nowMs)) === null) return null;
        await goOn(tx, deps, draft.draft_id, nowMs);
        return await signaturesOf(tx, draft.draft_id);
      });
      return signed ?? notFound(deps, reply);
    },
  );
}

/** The application of a draft that waits for signatures, else the newest: one before it may have expired unsigned, and one behind it may have repeated it. Case before draft, as everywhere: whoever waits for both takes them in one order. */
async function lockCaseOf(tx: Tx, deps: HubDeps, draftId: string) {
  const [row] = await tx<
    { receipt_no: string }[]
  >`select a.receipt_no from dept_application a join case_file c on c.receipt_no = a.receipt_no where a.draft_id = ${draftId}
    order by c.state = 'waitSign' desc, a.taken_ms desc limit 1`;
  return row === undefined ? null : await lockCase(tx, deps, row.receipt_no);
}

/** The last signature starts the gate of an application that waited for it. */
async function goOn(tx: Tx, deps: HubDeps, draftId: string, nowMs: number): Promise<void> {
  const known = await lockCaseOf(tx, deps, draftId);
  if (known?.state !== 'waitSign') return;
  const signatures = await signaturesOf(tx, draftId);
  const application = await readApplication(tx, known.receiptNo);
  if (signatures === null || signatures.signed < signatures.of || application === null) return;
  await startGate(tx, deps, known, application, nowMs);
}
