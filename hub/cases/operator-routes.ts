import { Type } from 'typebox';
import { type CaseState, isFinalCase } from '../../contract/pulls/cases.ts';
import { onlyToken } from '../accounts/permit.ts';
import { type Tx, transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, refuse } from '../http.ts';
import { notFound } from '../services/device-route.ts';
import { dropTasks } from '../worker/case-clock.ts';
import { decideCase, giveUpCard, isCardHandedOut, nothingToReport, resume, type StepReport } from '../worker/decide.ts';
import { accept, endCase } from '../worker/intake.ts';
import { ruleOf } from '../worker/items/registry.ts';
import { endRest, expireJoint, readMatters, ruleMatter } from '../worker/joint.ts';
import { tellEnd } from '../worker/tell-end.ts';
import { confirmed } from './case-acts.ts';
import { changeCase, lockCase, readApplication } from './case-store.ts';
import { collect } from './collect.ts';
import { isGoodMatter } from './matters.ts';
import { reasonForLog } from './refusal-codes.ts';

const decidable = ['accepted', 'inProgress', 'needMore', 'ready', 'done', 'collected', 'refused', 'expired'] as const;
type Word = (typeof decidable)[number];
const DecideRequest = Type.Object(
  {
    state: Type.Unsafe<Word>({ type: 'string', enum: [...decidable] }),
    reason: Type.Optional(Type.String({ maxLength: 64 })),
    /** One matter of a joint application; without it the whole. */
    matterId: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
);
const Decided = Type.Object({ receiptNo: Type.String(), state: Type.String() });

/** The simulated departments' clerk: decides now what the clock would decide later, or decides otherwise. */
export function operatorCaseRoutes(app: App, deps: HubDeps): void {
  app.post(
    '/v1/operator/cases/:receiptNo/decide',
    {
      onRequest: onlyToken(deps),
      schema: {
        params: Type.Object({ receiptNo: Type.String({ maxLength: 32 }) }),
        body: DecideRequest,
        response: { 200: Decided, ...failures },
      },
    },
    async (request, reply) => {
      const { receiptNo } = request.params;
      const word = { ...request.body, reason: request.body.reason ?? null, matterId: request.body.matterId ?? null };
      const nowMs = Math.round(deps.clock.wallMs());
      const outcome = await transaction(deps.sql, async (tx) => {
        const report = await say(tx, deps, receiptNo, word, nowMs);
        const known = await lockCase(tx, deps, receiptNo);
        return { report, state: known?.state ?? null };
      });
      if (outcome.state === null) return notFound(deps, reply);
      if (outcome.report === null)
        return refuse(reply, deps.clock, 'badRequest', `state: not possible from ${outcome.state}`);
      outcome.report();
      await deps.signals.send('work');
      return { receiptNo, state: outcome.state };
    },
  );
}

/** @returns null = not possible from where the case stands */
async function say(
  tx: Tx,
  deps: HubDeps,
  receiptNo: string,
  word: { readonly state: Word; readonly reason: string | null; readonly matterId: string | null },
  nowMs: number,
): Promise<StepReport | null> {
  const known = await lockCase(tx, deps, receiptNo);
  if (known === null) return null;
  const { state, reason, matterId } = word;
  if (state === 'collected') return matterId === null ? await collect(tx, deps, known, nowMs) : null;
  if (matterId !== null) {
    if (state === 'accepted' || state === 'expired') return null;
    return await ruleMatter(tx, deps, known, matterId, { state, reason }, nowMs);
  }
  const application = await readApplication(tx, receiptNo);
  if (isFinalCase(known.state) || application === null) return null;
  const matters = await readMatters(tx, receiptNo);
  const isJoint = matters.length > 0;
  // Of a joint application the parts are decided, a card on the spot by what becomes of it, and nothing before everybody has confirmed or signed.
  const isCard = ruleOf(known.itemId, deps.catalogue).endsBy?.(application) === 'custody';
  const mayDecide = !isJoint && !isCard && ['accepted', 'inProgress', 'needMore'].includes(known.state);
  switch (state) {
    case 'accepted':
      return (await goOn(tx, deps, known.state, receiptNo, nowMs)) ? nothingToReport : null;
    case 'inProgress':
    case 'needMore':
      if (!mayDecide) return null;
      // The clock may have gone by meanwhile: without a new plan nobody would ever decide it.
      if (state === 'inProgress' && known.state === 'needMore') await resume(tx, deps, known, nowMs);
      else await changeCase(tx, deps, known, { state, reason }, nowMs);
      await tellEnd(tx, deps, receiptNo, state, nowMs);
      return nothingToReport;
    case 'ready':
    case 'done':
      if (!mayDecide) return null;
      await dropTasks(tx, receiptNo);
      return await decideCase(tx, deps, receiptNo, nowMs);
    case 'refused':
    case 'expired': {
      // A card that is being handed out cannot be called back: what becomes of it decides.
      if (isCard && (await isCardHandedOut(tx, receiptNo, nowMs))) return null;
      await dropTasks(tx, receiptNo);
      if (matters.some((matter) => isGoodMatter(matter.state)))
        return await endRest(tx, deps, known, { state, reason: reason ?? 'other' }, nowMs);
      if (isCard) await giveUpCard(tx, application, 'cancelled', nowMs);
      const isKept =
        isJoint && (await expireJoint(tx, receiptNo, state === 'expired' ? 'expired' : 'withdrawn', nowMs));
      await endCase(tx, deps, known, application, { state, reason: reason ?? 'other' }, nowMs);
      await tellEnd(tx, deps, receiptNo, state === 'expired' && isKept ? 'unsigned' : state, nowMs);
      return () => deps.log('hub.case.settled', { receiptNo, state, reason: reasonForLog(reason ?? 'other') });
    }
  }
}

/** Stands for the spouse's phone, and for the call that confirms who somebody is. */
async function goOn(tx: Tx, deps: HubDeps, state: CaseState, receiptNo: string, nowMs: number): Promise<boolean> {
  const known = await lockCase(tx, deps, receiptNo);
  if (known === null) return false;
  if (state === 'waitSpouse') return (await confirmed(tx, deps, known, nowMs)) === 'done';
  if (state !== 'delivered' || known.data.waiting !== 'identity') return false;
  await dropTasks(tx, receiptNo);
  if ((await accept(tx, deps, known, nowMs)) === 'apply') await decideCase(tx, deps, receiptNo, nowMs);
  return true;
}
