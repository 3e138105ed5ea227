import type { SubmitBody } from '../../contract/envelope.ts';
import { cityDay, dueDay } from '../../contract/working-days.ts';
import {
  type CaseChange,
  type CaseRow,
  changeCase,
  lockCase,
  readApplication,
  tellApplicant,
} from '../cases/case-store.ts';
import { jsonText } from '../database/json-text.ts';
import type { Tx } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { personToken } from '../keys/store-key.ts';
import { judgeSigned } from '../services/drafts/drafts.ts';
import { isFeePaid } from '../services/orders/fee.ts';
import { giveBackSpent, spendOrder } from '../services/orders/orders.ts';
import { decideAtMs, planTask } from './case-clock.ts';
import type { Application, At, Intake, ItemRule } from './items/item-rule.ts';
import { ruleOf } from './items/registry.ts';
import { startJoint } from './joint.ts';
import { tellEnd } from './tell-end.ts';

/** Days until a spouse must have confirmed, and how long a card on the spot may take until its application is dropped. */
const waitLimits = { spouseDays: 15, cardMs: 30 * 60_000 } as const;

/** What became of an application when it came in. `apply`: decided by the next step of its message. */
export type Taken = 'settled' | 'apply' | 'later';

/** The moment as the rules see it: wall clock, day of the city, calendar of work. */
export function atOf(deps: Pick<HubDeps, 'calendar'>, nowMs: number): At {
  return { nowMs, today: cityDay(nowMs), calendar: deps.calendar };
}

/**
 * Step 1: the department has the application. Same person, item and target as one that is under way (or was done for good): the case ends here with the first
 * receipt (H18). Whoever could not be identified offline is asked by SMS or phone before anything else.
 */
export async function takeIn(tx: Tx, deps: HubDeps, body: SubmitBody, deviceId: string, nowMs: number): Promise<Taken> {
  const known = await lockCase(tx, deps, body.receiptNo);
  if (known === null) throw new Error('an application without its case');
  if (known.state !== 'delivered') return 'settled';
  const rule = ruleOf(body.itemId, deps.catalogue);
  const { store } = deps.keys;
  const idNumber = body.subject.idNumber.toUpperCase();
  const target = rule.target(body);
  await tx`update case_file set person = ${personToken(store, idNumber)}, actor = ${personToken(store, body.actor.idNumber)}
    where receipt_no = ${body.receiptNo}`;
  await tx`select pg_advisory_xact_lock(hashtextextended(${`act ${body.itemId} ${personToken(store, idNumber)}`}, 7152))`;
  // Before anything is looked up: somebody else's repetition would be led to the receipt of the person it names.
  const isAllowed = mayActFor(deps, body);
  const first = isAllowed ? await firstOfSame(tx, rule, body, idNumber, target) : null;
  await tx`insert into dept_application (receipt_no, item_id, device_id, id_number, name, actor_number, actor_name, answers, is_offline,
      read_version, order_id, draft_id, captured_at, taken_ms, target, is_live, photos)
    values (${body.receiptNo}, ${body.itemId}, ${deviceId}, ${idNumber}, ${body.subject.name}, ${body.actor.idNumber.toUpperCase()},
      ${body.actor.name}, ${jsonText(body.answers)}::text::jsonb, ${body.offline}, ${body.readVersion ?? null}, ${body.orderId ?? null},
      ${body.draftId ?? null}, ${body.capturedAt}, ${nowMs}, ${target}, ${first === null}, ${photosOf(deps, body)}) on conflict do nothing`;
  if (!isAllowed) {
    const application = await takenApplication(tx, known.receiptNo);
    return await refuse(tx, deps, known, application, { state: 'refused', reason: 'ownOnly' }, nowMs);
  }
  if (first !== null) {
    await changeCase(tx, deps, known, { state: 'done', existingReceipt: first }, nowMs);
    if (body.offline) await tellExisting(tx, deps, body.receiptNo, first, nowMs);
    return 'settled';
  }
  if (body.identityPending === true) {
    await changeCase(tx, deps, known, { state: 'delivered', data: { waiting: 'identity' } }, nowMs);
    await tellApplicant(tx, deps, body.receiptNo, '需确认身份，工作人员将与您联系。', nowMs);
    await planTask(tx, body.receiptNo, 'identity', decideAtMs(deps, 1, nowMs, 0.5));
    return 'later';
  }
  return await accept(tx, deps, known, nowMs);
}

/** What people may only do themselves is refused for somebody else, whatever the machine let through. An item that no catalogue knows is left to its rule. */
function mayActFor({ catalogue }: HubDeps, { itemId, actor, subject }: SubmitBody): boolean {
  const isOwn = actor.idNumber.toUpperCase() === subject.idNumber.toUpperCase();
  return isOwn || catalogue.get(itemId)?.isForOthers !== false;
}

async function takenApplication(tx: Tx, receiptNo: string): Promise<Application> {
  const application = await readApplication(tx, receiptNo);
  if (application === null) throw new Error('a case that was never taken in');
  return application;
}

type Refused = Extract<Intake, { readonly state: 'refused' }>;

/** The first look says no: nothing stays in force, and who applied is told. */
async function refuse(
  tx: Tx,
  deps: HubDeps,
  known: CaseRow,
  application: Application,
  change: Refused,
  nowMs: number,
): Promise<Taken> {
  await endCase(tx, deps, known, application, change, nowMs);
  await tellEnd(tx, deps, known.receiptNo, 'refused', nowMs);
  return 'settled';
}

/** Who applied while the hub was away saw 已暂存 and has left: that nothing was done twice is told on the phone. */
async function tellExisting(tx: Tx, deps: HubDeps, receiptNo: string, existing: string, nowMs: number): Promise<void> {
  await tellApplicant(tx, deps, receiptNo, `此前已申请，回执 ${existing}，没有重复办理。`, nowMs);
}

/** A joint application must say what was signed; null = it does, or it has no draft. */
async function lookAtDraft(tx: Tx, deps: HubDeps, application: Application): Promise<Intake | null> {
  const { draftId } = application;
  if (draftId === null) return null;
  const judged = await judgeSigned(tx, deps.keys.store, { ...application, draftId });
  return judged === 'asSigned' ? null : { state: 'refused', reason: judged };
}

/** What costs something is paid before it is taken in (H9); a card on the spot is looked at when its blank is reserved. null = paid, free, or later. */
async function lookAtPayment(tx: Tx, deps: HubDeps, application: Application): Promise<Intake | null> {
  if (ruleOf(application.itemId, deps.catalogue).endsBy?.(application) === 'custody') return null;
  const isPaid = await isFeePaid(tx, deps, application, application.orderId);
  return isPaid ? null : { state: 'refused', reason: 'notPaid' };
}

/** Step 2, at once or after the identity was confirmed: the department's first look, the promise begins. */
export async function accept(tx: Tx, deps: HubDeps, known: CaseRow, nowMs: number): Promise<Taken> {
  const application = await takenApplication(tx, known.receiptNo);
  const rule = ruleOf(known.itemId, deps.catalogue);
  const at = atOf(deps, nowMs);
  const seen = (await lookAtDraft(tx, deps, application)) ??
    (await lookAtPayment(tx, deps, application)) ??
    (await rule.intake?.(tx, application, at)) ?? { state: 'accepted' as const };
  const data = { ...(known.data.waiting === undefined ? {} : { waiting: '' }), ...seen.data };
  if (seen.state === 'refused') return await refuse(tx, deps, known, application, { ...seen, data }, nowMs);
  if (seen.state === 'existing') {
    await changeCase(tx, deps, known, { state: 'done', existingReceipt: seen.receiptNo, data }, nowMs);
    if (application.isOffline) await tellExisting(tx, deps, known.receiptNo, seen.receiptNo, nowMs);
    return 'settled';
  }
  if (seen.state === 'waitSpouse') {
    const confirmer = seen.confirmer === null ? null : personToken(deps.keys.store, seen.confirmer);
    await tx`update case_file set confirmer = ${confirmer} where receipt_no = ${known.receiptNo}`;
    await changeCase(tx, deps, known, { state: 'waitSpouse', data }, nowMs);
    const until = dueDay(at.calendar, at.today, waitLimits.spouseDays);
    await planTask(tx, known.receiptNo, 'expire', Date.parse(`${until}T16:00:00Z`));
    return 'later';
  }
  return await promise(tx, deps, { ...known, data: { ...known.data, ...data } }, application, nowMs);
}

/** The promise begins: nothing more is needed from the citizen. */
export async function promise(
  tx: Tx,
  deps: HubDeps,
  known: CaseRow,
  application: Application,
  nowMs: number,
): Promise<Taken> {
  const rule = ruleOf(known.itemId, deps.catalogue);
  const { today, calendar } = atOf(deps, nowMs);
  const endsBy = rule.endsBy?.(application) ?? 'clock';
  if (endsBy === 'matters') return await startJoint(tx, deps, known, application, nowMs);
  if (endsBy === 'custody') {
    await changeCase(tx, deps, known, { state: 'accepted', dueOn: today }, nowMs);
    await planTask(tx, known.receiptNo, 'expire', nowMs + waitLimits.cardMs);
    return 'later';
  }
  if (application.orderId !== null) await spendOrder(tx, application.orderId, known.receiptNo, nowMs);
  if (rule.days === 0 || rule.isInstant?.(application) === true) {
    await changeCase(tx, deps, known, { state: 'accepted' }, nowMs);
    return 'apply';
  }
  await changeCase(tx, deps, known, { state: 'accepted', dueOn: dueDay(calendar, today, rule.days) }, nowMs);
  await planTask(tx, known.receiptNo, 'start', decideAtMs(deps, rule.days, nowMs, 0.5));
  await planTask(tx, known.receiptNo, 'decide', decideAtMs(deps, rule.days, nowMs));
  return 'later';
}

/**
 * Ends a case that is not done: what the intake did is taken back with it, and what was paid for it goes back. A case that is still `delivered` never passed its first
 * look: what it would take back is that of somebody's earlier application.
 */
export async function endCase(
  tx: Tx,
  deps: HubDeps,
  known: CaseRow,
  application: Application,
  change: CaseChange,
  nowMs: number,
): Promise<void> {
  if (known.state !== 'delivered') await ruleOf(known.itemId, deps.catalogue).undo?.(tx, application);
  if (application.orderId !== null) await giveBackSpent(tx, application.orderId, known.receiptNo, nowMs);
  await changeCase(tx, deps, known, change, nowMs);
}

/** Pictures are for the officer who decides; sealed, so that a look into the tables shows none. */
function photosOf({ keys }: HubDeps, { photos, receiptNo }: SubmitBody): Buffer | null {
  if (photos === undefined || Object.keys(photos).length === 0) return null;
  return keys.store.seal(`photos ${receiptNo}`, JSON.stringify(photos));
}

async function firstOfSame(
  tx: Tx,
  rule: ItemRule,
  body: SubmitBody,
  idNumber: string,
  target: string,
): Promise<string | null> {
  if (rule.sameAct === 'never') return null;
  const [first] = await tx<{ receipt_no: string }[]>`select receipt_no from dept_application
    where item_id = ${body.itemId} and id_number = ${idNumber} and target = ${target} and receipt_no <> ${body.receiptNo}
      and (is_live or (${rule.sameAct === 'always'} and outcome in ('done', 'ready')))
    order by taken_ms limit 1`;
  return first?.receipt_no ?? null;
}
