import { maskName } from '../../contract/mask.ts';
import { type CaseState, type CaseView, isFinalCase, type Matter } from '../../contract/pulls/cases.ts';
import { cityDay, workingDaysUsed } from '../../contract/working-days.ts';
import { findPlace } from '../city/reference.ts';
import type { Sql, Tx } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { isoTime } from '../http.ts';
import { personToken } from '../keys/store-key.ts';
import { toSign } from '../services/drafts/drafts.ts';
import { provenMobile } from '../services/sms/sms-codes.ts';
import { openData } from './case-store.ts';
import { isGoodMatter, type MatterState, matterWords } from './matters.ts';
import { nextWords } from './next-words.ts';

/** Who wants to see a case: a person who was identified, or a code that went to the number of the application. */
export interface Viewer {
  readonly idNumber: string | null;
  /** Machine and code of an SMS that was checked good (`sms-codes`, purpose `progress`); null = none. */
  readonly sms: { readonly deviceId: string; readonly codeId: string } | null;
  /** The machine knows the word that says for whom a case is. */
  readonly asksForSubject: boolean;
}

interface Row {
  readonly receipt_no: string;
  readonly item_id: string;
  readonly message_id: string | null;
  readonly state: CaseState;
  readonly person: string | null;
  readonly actor: string | null;
  readonly confirmer: string | null;
  readonly delivered_ms: string | null;
  readonly settled_ms: string | null;
  readonly due_on: string | null;
  readonly reason: string | null;
  readonly mobile: string | null;
  readonly fulfil: string | null;
  readonly pick_place: string | null;
  readonly is_rated: boolean;
  readonly signed: string | null;
  readonly signers: string | null;
  readonly signer: string | null;
  /** The entries of the one who looks are theirs to use again until then, milliseconds; null = they are not. */
  readonly kept_ms: string | null;
  readonly subject_number: string | null;
  readonly subject_name: string | null;
  readonly data: Buffer | null;
}

interface MatterRow {
  readonly receipt_no: string;
  readonly matter_id: string;
  readonly department: string;
  readonly state: MatterState;
  readonly allowed_days: number | null;
  readonly started_ms: string | null;
  readonly due_on: string | null;
  readonly settled_ms: string | null;
  readonly reason: string | null;
  readonly section: string | null;
  readonly pickup: string | null;
}

/**
 * One case as a viewer may see it, whichever machine it came from. Whoever only has the number sees how far it is (`status`); reasons, matters and what
 * can be done stand there for the person, the one who acted, the one who must confirm, and whoever proved the application's phone number. The number of an
 * application that only repeated another (H18) leads to that one: it stands on slips of a time when nobody could know.
 * @returns null = no such case
 */
export async function viewCase(
  deps: Pick<HubDeps, 'sql' | 'keys' | 'clock' | 'calendar'>,
  receiptNo: string,
  viewer: Viewer,
): Promise<CaseView | null> {
  const token = viewer.idNumber === null ? null : personToken(deps.keys.store, viewer.idNumber);
  const [row] = await deps.sql<Row[]>`${select(deps, token)} where c.receipt_no = coalesce((select first.receipt_no
    from case_file again join case_file first on first.receipt_no = again.existing_receipt where again.receipt_no = ${receiptNo}), ${receiptNo})`;
  if (row === undefined) return null;
  const mine = token !== null && [row.person, row.actor, row.confirmer, row.signer].includes(token);
  const isDetail = mine || (await provesMobile(deps, row.mobile, viewer));
  const matters = await readMatters(deps.sql, [row.receipt_no]);
  const view = toView(deps, row, matters, isDetail ? 'detail' : 'status', mine);
  if (token === null) return view;
  return withSubject(await withSigning(deps, view, row, token), row, token, viewer.asksForSubject);
}

/** Everything that this person applied for, or applied for somebody else, newest first; what only repeated another application is that one. */
export async function listCases(
  deps: Pick<HubDeps, 'sql' | 'keys' | 'clock' | 'calendar'>,
  { idNumber, asksForSubject }: { readonly idNumber: string; readonly asksForSubject: boolean },
): Promise<readonly CaseView[]> {
  const token = personToken(deps.keys.store, idNumber);
  const rows = await deps.sql<
    Row[]
  >`${select(deps, token)} where c.existing_receipt is null and (c.person = ${token} or c.actor = ${token} or c.confirmer = ${token}
      or exists (select 1 from draft_signer s where s.draft_id = a.draft_id and s.person = ${token}))
    order by c.delivered_ms desc nulls last, c.receipt_no desc limit 50`;
  const matters = await readMatters(
    deps.sql,
    rows.map((row) => row.receipt_no),
  );
  const views: CaseView[] = [];
  for (const row of rows) {
    const view = await withSigning(deps, toView(deps, row, matters, 'detail', true), row, token);
    views.push(withSubject(view, row, token, asksForSubject));
  }
  return views;
}

/** Whoever has applied for somebody else is told for whom, masked; whoever it is for, that it is theirs. Nobody else may do anything with it. */
function withSubject(view: CaseView, row: Row, token: string, isAsked: boolean): CaseView {
  if (!isAsked) return view;
  if (row.person === token) return { ...view, subject: null };
  const { subject_name: name, subject_number: number } = row;
  if (row.actor !== token || name === null || number === null) return view;
  return { ...view, subject: { name: maskName(name), idLast4: number.slice(-4) } };
}

/** Whoever has to sign sees what, and may do that and nothing else with somebody else's application; a spouse who has to confirm neither mends nor withdraws it. */
async function withSigning(
  deps: Pick<HubDeps, 'sql' | 'keys' | 'clock'>,
  view: CaseView,
  row: Row,
  token: string,
): Promise<CaseView> {
  const isOwn = [row.person, row.actor].includes(token);
  if (row.signer !== token) return isOwn ? view : { ...view, may: view.may.filter((act) => !ownActs.includes(act)) };
  const may = isOwn ? view.may : [];
  const nowMs = Math.round(deps.clock.wallMs());
  const signing =
    row.state === 'waitSign' ? await toSign(deps.sql, deps.keys.store, row.receipt_no, token, nowMs) : null;
  return signing === null ? { ...view, may } : { ...view, may: [...may, 'sign'], signing };
}

/** What `actOnCase` refuses to everybody but the one whose application it is, and the one who applied. */
const ownActs: readonly string[] = ['supplement', 'withdraw'];

/** @param token of the one who looks; null = nobody was identified */
function select({ sql }: Pick<HubDeps, 'sql'>, token: string | null) {
  return sql`select c.receipt_no, c.item_id, c.message_id, c.state, c.person, c.actor, c.confirmer, c.delivered_ms, c.settled_ms, c.due_on, c.reason,
      coalesce(a.answers ->> 'mobile', a.answers ->> 'legalRepMobile') as mobile, a.answers ->> 'fulfil' as fulfil,
      coalesce(a.answers ->> 'pickPlace', a.answers ->> 'pickKiosk') as pick_place,
      exists (select 1 from rating r where r.receipt_no = c.receipt_no and r.source = 'person') as is_rated,
      (select count(*) from draft_signer s join draft d on d.id = s.draft_id where d.id = a.draft_id and s.signed_version = d.version) as signed,
      (select count(*) from draft_signer s where s.draft_id = a.draft_id) as signers, c.data,
      a.id_number as subject_number, a.name as subject_name,
      (select s.person from draft_signer s where s.draft_id = a.draft_id and s.person = ${token}) as signer,
      (select d.until_ms from draft d where d.id = a.draft_id and d.owner = ${token} and d.state <> 'submitted') as kept_ms
    from case_file c left join dept_application a on a.receipt_no = c.receipt_no`;
}

async function readMatters(sql: Sql | Tx, receipts: readonly string[]): Promise<readonly MatterRow[]> {
  if (receipts.length === 0) return [];
  return await sql<
    MatterRow[]
  >`select receipt_no, matter_id, department, state, allowed_days, started_ms, due_on, settled_ms, reason, section, pickup
    from case_matter where receipt_no = any(${[...receipts]}::text[]) order by receipt_no, position`;
}

async function provesMobile(
  deps: Pick<HubDeps, 'sql' | 'keys' | 'clock'>,
  mobile: string | null,
  { sms }: Viewer,
): Promise<boolean> {
  if (sms === null || mobile === null) return false;
  const at = { deviceId: sms.deviceId, nowMs: Math.round(deps.clock.wallMs()) };
  return (await provenMobile(deps.sql, at, sms.codeId)) === deps.keys.store.token('mobile', mobile);
}

function toView(
  deps: Pick<HubDeps, 'clock' | 'calendar' | 'keys'>,
  row: Row,
  allMatters: readonly MatterRow[],
  level: CaseView['level'],
  mine: boolean,
): CaseView {
  const own = allMatters.filter((matter) => matter.receipt_no === row.receipt_no);
  const isDetail = level === 'detail';
  const keptOn = keptUntil(deps, row);
  return {
    receiptNo: row.receipt_no,
    itemId: row.item_id === '' ? 'unknown' : row.item_id,
    level,
    state: row.state,
    matters: isDetail ? own.slice(0, 12).map((matter) => toMatter(deps, matter)) : [],
    done: own.filter((matter) => isGoodMatter(matter.state)).length,
    of: own.length,
    submittedOn: cityDay(Number(row.delivered_ms ?? 0)),
    dueOn: row.due_on,
    settledAt: row.settled_ms === null ? null : isoTime(Number(row.settled_ms)),
    ...nextWords(
      keptOn === null ? nextOf(deps, row, own) : 'kept',
      keptOn ?? row.due_on,
      isDetail && row.pick_place !== null ? findPlace(row.pick_place) : null,
    ),
    reason: isDetail ? row.reason : null,
    signers: { signed: Number(row.signed ?? 0), of: Number(row.signers ?? 0) },
    may: isDetail ? mayOf(row, own) : [],
    mine,
    rated: row.is_rated,
  };
}

/** Day up to which the entries of an application that ended without effect are there; null = they are not, or whoever looks may not use them. */
function keptUntil({ clock }: Pick<HubDeps, 'clock'>, { state, kept_ms }: Row): string | null {
  const untilMs = Number(kept_ms ?? 0);
  return (state === 'expired' || state === 'withdrawn') && untilMs > clock.wallMs() ? cityDay(untilMs) : null;
}

/** Of a joint application not everything is done because all that will be done is. */
function nextOf(deps: Pick<HubDeps, 'keys'>, row: Row, matters: readonly MatterRow[]): Parameters<typeof nextWords>[0] {
  if (isAnOfficers(deps, row)) return 'manual';
  if (isToBePaid(deps, row)) return 'toPay';
  return row.state === 'done' && !matters.every((matter) => isGoodMatter(matter.state)) ? 'partly' : row.state;
}

/** The automatic review of the gate did not end in its time, or was not possible (hub/worker/joint.ts). */
const isAnOfficers = (deps: Pick<HubDeps, 'keys'>, row: Row): boolean =>
  row.state === 'accepted' && openData(deps, row.receipt_no, row.data).review === 'manual';

/** An enrolment that is done is in force only once it is paid (docs/domain/catalogue.md S12); the hub does not see whether it was. */
const isToBePaid = (deps: Pick<HubDeps, 'keys'>, row: Row): boolean => {
  if (row.item_id !== 'med.res.enrol' || row.state !== 'done') return false;
  const { totalFen } = openData(deps, row.receipt_no, row.data);
  return totalFen !== undefined && totalFen !== '0';
};

function toMatter({ clock, calendar }: Pick<HubDeps, 'clock' | 'calendar'>, row: MatterRow): Matter {
  const started = row.started_ms === null ? null : cityDay(Number(row.started_ms));
  const until = cityDay(row.settled_ms === null ? clock.wallMs() : Number(row.settled_ms));
  return {
    matterId: row.matter_id,
    ...matterWords(row.matter_id),
    department: row.department,
    state: row.state,
    daysUsed: started === null ? null : workingDaysUsed(calendar, started, until),
    daysAllowed: row.allowed_days,
    startedAt: started,
    dueAt: row.due_on,
    settledAt: row.settled_ms === null ? null : cityDay(Number(row.settled_ms)),
    reason: row.reason,
    section: row.section,
    pickup: row.pickup,
  };
}

const withdrawable: readonly CaseState[] = [
  'delivered',
  'accepted',
  'inProgress',
  'needMore',
  'waitSpouse',
  'waitSign',
];

/** Once something has been issued, the whole cannot be withdrawn any more; a card on the spot ends by being taken or not. */
export function mayWithdraw(
  state: CaseState,
  matters: readonly { readonly state: MatterState }[],
  fulfil: string | null,
): boolean {
  return withdrawable.includes(state) && fulfil !== 'A' && !matters.some((matter) => isGoodMatter(matter.state));
}

/** What has ended for the whole has ended for each of its parts, also for one that was refused before and could be mended until then. */
export const mayMend = (state: CaseState): boolean => !['refused', 'withdrawn', 'expired'].includes(state);

function mayOf(row: Row, matters: readonly MatterRow[]): CaseView['may'] {
  const may: CaseView['may'] = ['print'];
  const isMendable = matters.some((matter) => matter.state === 'refused' && matter.section !== null);
  const isFromHere = row.message_id !== null;
  if (isFromHere && (row.state === 'needMore' || (isMendable && mayMend(row.state)))) may.push('supplement');
  if (isFromHere && mayWithdraw(row.state, matters, row.fulfil)) may.push('withdraw');
  if (row.state === 'ready' || row.item_id === 'joint.track') may.push('book');
  if (isFinalCase(row.state) && !row.is_rated) may.push('rate');
  return may;
}

/** The matters of one case, for replies to an act. */
export async function mattersOf(
  sql: Sql | Tx,
  deps: Pick<HubDeps, 'clock' | 'calendar'>,
  receiptNo: string,
): Promise<Matter[]> {
  return (await readMatters(sql, [receiptNo])).slice(0, 12).map((row) => toMatter(deps, row));
}
