import { cityDay, dueDay } from '../../contract/working-days.ts';
import { type CaseRow, changeCase, readApplication, tellApplicant } from '../cases/case-store.ts';
import { isGoodMatter, isSettledMatter, type MatterState, parentState } from '../cases/matters.ts';
import { reasonForLog } from '../cases/refusal-codes.ts';
import type { Tx } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { giveBackDraft, submitDraft } from '../services/drafts/drafts.ts';
import { signaturesOf } from '../services/drafts/signatures.ts';
import { decideAtMs, planTask } from './case-clock.ts';
import { nothingToReport, type StepReport } from './decide.ts';
import { bizMatters, endOfMatter, gateId, isManual, issueLicence, pickupOf } from './items/biz-open.ts';
import type { Application } from './items/item-rule.ts';

/**
 * How long an automatic review of the gate usually takes, and after what time it is an officer's (docs/domain/catalogue.md §4.2, rule 1: over 30 s). `mendDays`: working days that a department gives to mend what it has asked for; own choice of the simulation.
 */
const jointLimits = { gateMs: 4000, manualMs: 30_000, mendDays: 15 } as const;

interface MatterRow {
  readonly matterId: string;
  readonly department: string;
  readonly state: MatterState;
}

/** Matters of a joint case in their order. */
export async function readMatters(tx: Tx, receiptNo: string): Promise<readonly MatterRow[]> {
  return await tx<MatterRow[]>`select matter_id as "matterId", department, state from case_matter
    where receipt_no = ${receiptNo} order by position`;
}

/** All signed: the gate begins. Else the case waits for signatures until their time is over (`submitDraft`). */
export async function startJoint(
  tx: Tx,
  deps: HubDeps,
  known: CaseRow,
  application: Application,
  nowMs: number,
): Promise<'later'> {
  if (application.draftId !== null) {
    const untilMs = await submitDraft(tx, application.draftId, nowMs);
    const signatures = await signaturesOf(tx, application.draftId);
    if (signatures !== null && signatures.signed < signatures.of) {
      await changeCase(tx, deps, known, { state: 'waitSign' }, nowMs);
      await planTask(tx, known.receiptNo, 'expire', untilMs);
      return 'later';
    }
  }
  await startGate(tx, deps, known, application, nowMs);
  return 'later';
}

/** Only the gate starts on submission; the promise begins now. A review that is not over in seconds is a person's. */
export async function startGate(
  tx: Tx,
  deps: HubDeps,
  known: CaseRow,
  application: Application,
  nowMs: number,
): Promise<void> {
  const today = cityDay(nowMs);
  await startMatter(tx, deps, known.receiptNo, gateId, nowMs);
  const isByHand = isManual(application);
  const change = {
    state: 'accepted' as const,
    dueOn: dueDay(deps.calendar, today, 1),
    data: { review: isByHand ? 'manual' : 'automatic' },
  };
  await changeCase(tx, deps, known, change, nowMs);
  if (!isByHand) await planTask(tx, known.receiptNo, 'manual', nowMs + jointLimits.manualMs);
  // Automatic reviews know no office hours; a simulation never takes longer than its own delay.
  const soonMs = nowMs + Math.min(jointLimits.gateMs, deps.decisionDelayMs ?? jointLimits.gateMs);
  await planTask(tx, known.receiptNo, 'gate', isByHand ? decideAtMs(deps, 1, nowMs) : soonMs);
}

/** The automatic review has not ended in its time: from now on it is an officer's, and the applicant is told so on every screen and by message. */
export async function handOver(tx: Tx, deps: HubDeps, known: CaseRow, nowMs: number): Promise<StepReport> {
  const gate = (await readMatters(tx, known.receiptNo)).find((matter) => matter.matterId === gateId);
  if (gate?.state !== 'inProgress' || known.data.review !== 'automatic') return nothingToReport;
  await changeCase(tx, deps, known, { state: known.state, data: { review: 'manual' } }, nowMs);
  await tellApplicant(tx, deps, known.receiptNo, '转人工审核，完成后短信通知。', nowMs);
  return nothingToReport;
}

/** Gate approved: the code is issued and all needed matters start beside each other. Where the name is gone by now, the gate is refused. */
export async function decideGate(tx: Tx, deps: HubDeps, known: CaseRow, nowMs: number): Promise<StepReport> {
  const application = await readApplication(tx, known.receiptNo);
  const gate = (await readMatters(tx, known.receiptNo)).find((matter) => matter.matterId === gateId);
  if (application === null || gate === undefined || isSettledMatter(gate.state) || gate.state === 'needMore')
    return nothingToReport;
  const uscc = await issueLicence(tx, application);
  if (uscc === null) {
    const refused = { state: 'refused', reason: 'nameTaken' } as const;
    return (await ruleMatter(tx, deps, known, gateId, refused, nowMs)) ?? nothingToReport;
  }
  await setMatter(
    tx,
    known.receiptNo,
    gateId,
    { state: endOfMatter(application, gateId), pickup: pickupOf(application) },
    nowMs,
  );
  const others = (await readMatters(tx, known.receiptNo)).filter((matter) => matter.matterId !== gateId);
  for (const [i, { matterId }] of others.entries()) {
    await startMatter(tx, deps, known.receiptNo, matterId, nowMs);
    // Staggered, so that the tracker shows lanes of different length.
    const nextMs = decideAtMs(deps, 1, nowMs, (i + 1) / others.length);
    await planTask(tx, known.receiptNo, 'matter', nextMs, matterId);
  }
  return await updateParent(tx, deps, { ...known, data: { ...known.data, uscc } }, nowMs);
}

/** The department decides one matter of a joint case; when it was the last one, the case. */
export async function decideMatter(
  tx: Tx,
  deps: HubDeps,
  known: CaseRow,
  matterId: string,
  nowMs: number,
): Promise<StepReport> {
  const application = await readApplication(tx, known.receiptNo);
  const matter = (await readMatters(tx, known.receiptNo)).find((one) => one.matterId === matterId);
  if (application === null || matter?.state !== 'inProgress') return nothingToReport;
  const end = endOfMatter(application, matterId);
  const isHandedOut = bizMatters.find((one) => one.matterId === matterId)?.end === 'ready';
  const pickup = isHandedOut ? pickupOf(application) : null;
  await setMatter(tx, known.receiptNo, matterId, { state: end, pickup }, nowMs);
  return await updateParent(tx, deps, known, nowMs);
}

/** A word of the operator about one matter: approves, refuses, or asks for more. A refused gate ends its children. */
export async function ruleMatter(
  tx: Tx,
  deps: HubDeps,
  known: CaseRow,
  matterId: string,
  word: { readonly state: 'ready' | 'done' | 'refused' | 'needMore' | 'inProgress'; readonly reason: string | null },
  nowMs: number,
): Promise<StepReport | null> {
  const matters = await readMatters(tx, known.receiptNo);
  const matter = matters.find((one) => one.matterId === matterId);
  // What waits for the gate or for signatures is nobody's to decide yet: mended, it would begin without them.
  if (matter === undefined || matter.state === 'waiting' || isSettledMatter(matter.state)) return null;
  if (word.state === 'ready' || word.state === 'done') {
    if (matterId === gateId) return await decideGate(tx, deps, known, nowMs);
    await setMatter(tx, known.receiptNo, matterId, { state: 'inProgress' }, nowMs);
    return await decideMatter(tx, deps, known, matterId, nowMs);
  }
  if (word.state === 'inProgress') {
    const next = matter.state === 'needMore' ? await goOnWith(tx, deps, known, [matterId], nowMs) : known;
    return await updateParent(tx, deps, next, nowMs);
  }
  const section = bizMatters.find((one) => one.matterId === matterId)?.section ?? null;
  const mendBy = word.state === 'needMore' ? dueDay(deps.calendar, cityDay(nowMs), jointLimits.mendDays) : null;
  await setMatter(
    tx,
    known.receiptNo,
    matterId,
    { state: word.state, reason: word.reason, section, dueOn: mendBy },
    nowMs,
  );
  if (matterId === gateId && word.state === 'refused') {
    await tx`update case_matter set state = 'withdrawn', settled_ms = ${nowMs} where receipt_no = ${known.receiptNo} and state = 'waiting'`;
    await giveBackDraft(tx, known.receiptNo, nowMs);
  }
  return await updateParent(tx, deps, known, nowMs, word.reason);
}

/** 补正 of one part: only the matters that asked for it go on, where they were, with their promise from now on. False = nobody asks for this part (any more). */
export async function supplementMatters(
  tx: Tx,
  deps: HubDeps,
  known: CaseRow,
  section: string,
  nowMs: number,
): Promise<boolean> {
  const open = await tx<{ matter_id: string }[]>`select matter_id from case_matter where receipt_no = ${known.receiptNo}
    and section = ${section} and (state = 'needMore' or (state = 'refused' and matter_id <> ${gateId})) order by position`;
  const ids = open.map((matter) => matter.matter_id);
  if (ids.length > 0) await updateParent(tx, deps, await goOnWith(tx, deps, known, ids, nowMs), nowMs);
  return ids.length > 0;
}

/** These matters go on where they were, with their promise from now on. At the gate, what was asked for once more is read by a person. */
async function goOnWith(
  tx: Tx,
  deps: HubDeps,
  known: CaseRow,
  matterIds: readonly string[],
  nowMs: number,
): Promise<CaseRow> {
  for (const matterId of matterIds) {
    const isGate = matterId === gateId;
    await startMatter(tx, deps, known.receiptNo, matterId, nowMs);
    const atMs = decideAtMs(deps, 1, nowMs);
    await planTask(tx, known.receiptNo, isGate ? 'gate' : 'matter', atMs, isGate ? '' : matterId);
  }
  return matterIds.includes(gateId) ? { ...known, data: { ...known.data, review: 'manual' } } : known;
}

/** Withdrawn or expired: what has not ended ends with the whole, and what was filled in is there to be used again. @returns whether there is a draft with it */
export async function expireJoint(
  tx: Tx,
  receiptNo: string,
  state: 'withdrawn' | 'expired',
  nowMs: number,
): Promise<boolean> {
  await tx`update case_matter set state = ${state}, settled_ms = ${nowMs} where receipt_no = ${receiptNo} and settled_ms is null`;
  return await giveBackDraft(tx, receiptNo, nowMs);
}

/**
 * A clerk ends the whole behind its gate: what departments have made stays made and is told as that, what has not ended ends, and nothing is mended any more. The entries are not there to be used again: the company
 * exists, and whoever sent them once more would be refused its name.
 */
export async function endRest(
  tx: Tx,
  deps: HubDeps,
  known: CaseRow,
  word: { readonly state: 'refused' | 'expired'; readonly reason: string },
  nowMs: number,
): Promise<StepReport> {
  await tx`update case_matter set state = ${word.state}, reason = ${word.reason}, settled_ms = ${nowMs}
    where receipt_no = ${known.receiptNo} and settled_ms is null`;
  await tx`update case_matter set section = null where receipt_no = ${known.receiptNo}`;
  return await updateParent(tx, deps, known, nowMs, word.reason);
}

async function updateParent(
  tx: Tx,
  deps: HubDeps,
  known: CaseRow,
  nowMs: number,
  reason: string | null = null,
): Promise<StepReport> {
  const matters = await readMatters(tx, known.receiptNo);
  const state = parentState(matters, gateId);
  if (state === 'refused') await tx`update dept_application set is_live = false where receipt_no = ${known.receiptNo}`;
  // The slowest part decides: each has its promise from its own start on.
  const [slowest] = await tx<{ due_on: string | null }[]>`
    select max(due_on) as due_on from case_matter where receipt_no = ${known.receiptNo} and state = 'inProgress'`;
  const dueOn = slowest?.due_on ?? null;
  await changeCase(
    tx,
    deps,
    known,
    { state, dueOn, reason: state === 'refused' || state === 'needMore' ? reason : null },
    nowMs,
  );
  if (state === known.state) return nothingToReport;
  const isWhole = matters.every((matter) => isGoodMatter(matter.state));
  const words = {
    ready: isWhole ? '可领取，请带身份证。' : '已办好的可领取，请带身份证；其余请扫回执查看。',
    // Nothing is left to collect: the courier brings it (`endOfMatter`).
    done: isWhole ? '已办结，证照由快递送达。' : '已办好的由快递送达，其余请扫回执查看。',
    needMore: '需要补正，可在任一一体机办理。',
    refused: '不予受理，请扫回执查看原因。',
  };
  if (state === 'ready' || state === 'done' || state === 'needMore' || state === 'refused') {
    await tellApplicant(tx, deps, known.receiptNo, words[state], nowMs);
  }
  return () => deps.log('hub.case.settled', { receiptNo: known.receiptNo, state, reason: reasonForLog(reason) });
}

async function startMatter(tx: Tx, deps: HubDeps, receiptNo: string, matterId: string, nowMs: number): Promise<void> {
  const due = dueDay(deps.calendar, cityDay(nowMs), 1);
  await tx`update case_matter set state = 'inProgress', started_ms = coalesce(started_ms, ${nowMs}), due_on = ${due},
    settled_ms = null, reason = null, section = null where receipt_no = ${receiptNo} and matter_id = ${matterId}`;
}

async function setMatter(
  tx: Tx,
  receiptNo: string,
  matterId: string,
  change: {
    readonly state: MatterState;
    readonly reason?: string | null;
    readonly section?: string | null;
    readonly pickup?: string | null;
    /** Another day than before. */
    readonly dueOn?: string | null;
  },
  nowMs: number,
): Promise<void> {
  await tx`update case_matter set state = ${change.state}, due_on = coalesce(${change.dueOn ?? null}, due_on), reason = ${change.reason ?? null}, section = ${change.section ?? null},
    pickup = ${change.pickup ?? null}, settled_ms = ${isSettledMatter(change.state) ? nowMs : null}
    where receipt_no = ${receiptNo} and matter_id = ${matterId}`;
}
