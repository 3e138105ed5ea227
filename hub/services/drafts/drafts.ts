import {
  type DraftReply,
  type DraftRequest,
  mostSigners,
  personLimits,
  type SignatureRequest,
} from '../../../contract/hub-services.ts';
import type { SignedSummary, Signing } from '../../../contract/pulls/cases.ts';
import type { Sql, Tx } from '../../database/pool.ts';
import { isoTime } from '../../http.ts';
import { personToken, type StoreKey } from '../../keys/store-key.ts';
import { signersOf } from '../../worker/items/biz-open.ts';
import { newCode, newId } from '../ids.ts';

/** docs/domain/catalogue.md §4.2 °: a draft lives seven days from its last save or signature; once somebody has signed, the others have 72 hours. */
const draftLimits = { lifeMs: 7 * 24 * 3_600_000, signMs: 72 * 3_600_000 } as const;

interface Content {
  readonly answers: Record<string, unknown>;
  readonly done?: string[];
  /** As the one who filled it in saw it before signing. */
  readonly summary?: SignedSummary;
  readonly signers: readonly { readonly idNumber: string; readonly name: string }[];
}

interface DraftRow {
  readonly id: string;
  readonly item_id: string;
  readonly owner: string;
  readonly version: number;
  readonly section: number;
  readonly content: Buffer;
  readonly until_ms: string;
  readonly sign_until_ms: string | null;
  readonly state: 'draft' | 'awaitingSignatures' | 'submitted' | 'expired';
}

/** Ids are made here or are long enough that nobody guesses one; whoever has it may read, only the owner may write. */
const longEnough = 16;

/**
 * Saves a draft. The machine names the version that it last saw; another one means that somebody went on elsewhere. Other answers are a new version, and the
 * signatures of the old one are void.
 */
export async function saveDraft(
  tx: Tx,
  store: StoreKey,
  asked: string,
  request: DraftRequest,
  nowMs: number,
): Promise<DraftReply | null> {
  const draftId = asked === 'new' ? newId('draft') : asked;
  if (draftId.length < longEnough) return null;
  const owner = personToken(store, request.person.idNumber);
  const known = await lockDraft(tx, draftId, nowMs);
  if (known === null) {
    const content = contentOf(request);
    await tx`insert into draft (id, item_id, owner, version, section, content, saved_ms, until_ms, state)
      values (${draftId}, ${request.itemId}, ${owner}, 1, ${sectionOf(request)}, ${sealContent(store, draftId, content)}, ${nowMs},
        ${nowMs + draftLimits.lifeMs}, 'draft')`;
    await writeSigners(tx, store, draftId, content);
    return await replyOf(tx, store, draftId, 'saved', nowMs);
  }
  if (known.owner !== owner) return nobodys(draftId, 'notYours');
  if (known.state === 'expired') return nobodys(draftId, 'expired');
  if (known.version !== request.version || known.state === 'submitted') {
    return await replyOf(tx, store, draftId, 'conflict', nowMs);
  }
  const before = openContent(store, known);
  const given = contentOf(request);
  const isSame = inOrder(signedPart(before.answers)) === inOrder(signedPart(given.answers));
  // What the signatures stand under stays as it was shown, as long as nothing was changed.
  const summary = given.summary ?? (isSame ? before.summary : undefined);
  const content = summary === undefined ? given : { ...given, summary };
  const version = isSame ? known.version : known.version + 1;
  await tx`update draft set version = ${version}, section = ${sectionOf(request)}, content = ${sealContent(store, draftId, content)},
      saved_ms = ${nowMs}, until_ms = ${nowMs + draftLimits.lifeMs}, state = case when ${isSame} then state else 'draft' end,
      sign_until_ms = case when ${isSame} then sign_until_ms else null end where id = ${draftId}`;
  await writeSigners(tx, store, draftId, content);
  return await replyOf(tx, store, draftId, 'saved', nowMs);
}

/** A draft as it stands; one that has expired tells so and nothing else; null = never there. */
export async function readDraft(tx: Tx, store: StoreKey, draftId: string, nowMs: number): Promise<DraftReply | null> {
  const known = await lockDraft(tx, draftId, nowMs);
  if (known === null) return null;
  if (known.state === 'expired') return nobodys(draftId, 'expired');
  return await replyOf(tx, store, draftId, 'saved', nowMs);
}

/**
 * Whether an application says what its draft said when it was signed: the same answers, the same one who filled it in. Signatures are of the version that stands, so
 * comparing with that one is comparing with what everybody saw.
 * @returns `unsigned`: there is no such draft, or somebody else's; `changedAfterSigning`: the answers differ
 */
export async function judgeSigned(
  tx: Tx,
  store: StoreKey,
  application: {
    readonly draftId: string;
    readonly itemId: string;
    readonly actorNumber: string;
    readonly answers: Readonly<Record<string, unknown>>;
  },
): Promise<'asSigned' | 'unsigned' | 'changedAfterSigning'> {
  const [row] = await tx<
    DraftRow[]
  >`select id, item_id, owner, version, section, content, until_ms, sign_until_ms, state from draft
    where id = ${application.draftId} for update`;
  if (
    row === undefined ||
    row.owner !== personToken(store, application.actorNumber) ||
    row.item_id !== application.itemId
  )
    return 'unsigned';
  const isSame = inOrder(signedPart(openContent(store, row).answers)) === inOrder(signedPart(application.answers));
  return isSame ? 'asSigned' : 'changedAfterSigning';
}

/** Which draft was taken up again says nothing about the application; what is empty was not answered. */
function signedPart(answers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isEmpty = (value: unknown) =>
    value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(answers).filter(([key, value]) => key !== 'draft' && !isEmpty(value)));
}

/**
 * What this person has still to sign of an application that waits for signatures: what was shown to the one who filled it in. Nobody but a named signer sees it.
 * @returns null = nothing to sign
 */
export async function toSign(
  sql: Sql | Tx,
  store: StoreKey,
  receiptNo: string,
  person: string,
  nowMs: number,
): Promise<Signing | null> {
  const [row] = await sql<
    DraftRow[]
  >`select d.id, d.item_id, d.owner, d.version, d.section, d.content, d.until_ms, d.sign_until_ms, d.state
    from draft d join dept_application a on a.draft_id = d.id join draft_signer s on s.draft_id = d.id
    where a.receipt_no = ${receiptNo} and s.person = ${person} and s.signed_version is distinct from d.version and d.state = 'submitted'`;
  if (row === undefined || Number(row.sign_until_ms ?? row.until_ms) <= nowMs) return null;
  const { summary } = openContent(store, row);
  const until = isoTime(Number(row.sign_until_ms ?? row.until_ms));
  return summary === undefined ? null : { draftId: row.id, version: row.version, until, summary };
}

/** One signature under the version that the signer saw. Nobody but the named signers can sign. */
export async function signDraft(
  tx: Tx,
  store: StoreKey,
  draftId: string,
  request: Pick<SignatureRequest, 'person' | 'method' | 'version' | 'digest'>,
  nowMs: number,
): Promise<DraftReply | null> {
  const known = await lockDraft(tx, draftId, nowMs);
  if (known === null) return null;
  if (known.state === 'expired') return nobodys(draftId, 'expired');
  const person = personToken(store, request.person.idNumber);
  // Before anything is told of the draft: an id and a wrong version must not show somebody else's answers.
  const named = await tx`select 1 from draft_signer where draft_id = ${draftId} and person = ${person}`;
  if (named.length === 0) return nobodys(draftId, 'notYours');
  if (await isSignedTooLate(tx, known, nowMs)) return nobodys(draftId, 'expired');
  if (known.version !== request.version) return await replyOf(tx, store, draftId, 'conflict', nowMs);
  const signed = await putSignature(tx, draftId, person, request, nowMs);
  return signed ? await replyOf(tx, store, draftId, 'saved', nowMs) : nobodys(draftId, 'notYours');
}

/** On the phone of a signer: the code of the slip stands for the person. Returns the draft's id; null = no such code, or too late. */
export async function signByPhone(tx: Tx, phoneCode: string, nowMs: number): Promise<string | null> {
  const [row] = await tx<{ draft_id: string; person: string }[]>`
    select draft_id, person from draft_signer where phone_code = ${phoneCode}`;
  if (row === undefined) return null;
  const known = await lockDraft(tx, row.draft_id, nowMs);
  if (known === null || known.state === 'expired' || (await isSignedTooLate(tx, known, nowMs))) return null;
  const request = { method: 'sms', version: known.version, digest: '' };
  return (await putSignature(tx, row.draft_id, row.person, request, nowMs)) ? row.draft_id : null;
}

async function putSignature(
  tx: Tx,
  draftId: string,
  person: string,
  { method, version, digest }: { readonly method: string; readonly version: number; readonly digest: string },
  nowMs: number,
): Promise<boolean> {
  const put =
    await tx`update draft_signer set signed_version = ${version}, digest = ${digest}, method = ${method}, signed_ms = ${nowMs}
    where draft_id = ${draftId} and person = ${person}`;
  if (put.count === 0) return false;
  // A signature keeps the draft as a save does: it never ends before the time that the others were told.
  await tx`update draft set state = case when state = 'submitted' then state else 'awaitingSignatures' end,
    until_ms = greatest(until_ms, ${nowMs + draftLimits.lifeMs}), sign_until_ms = coalesce(sign_until_ms, ${nowMs + draftLimits.signMs}) where id = ${draftId}`;
  return true;
}

/**
 * The draft goes with its application. Signatures so far stand as long as they would without it; whoever is missing has what is left of the 72 hours, or all of them where nobody has signed.
 * @returns until when the last one must have signed, milliseconds
 */
export async function submitDraft(tx: Tx, draftId: string, nowMs: number): Promise<number> {
  await lockDraft(tx, draftId, nowMs);
  const [row] = await tx<{ sign_until_ms: string }[]>`
    update draft set state = 'submitted', sign_until_ms = coalesce(sign_until_ms, ${nowMs + draftLimits.signMs})
    where id = ${draftId} returning sign_until_ms`;
  return Number(row?.sign_until_ms ?? nowMs + draftLimits.signMs);
}

/**
 * What was sent with a draft has ended without effect (not signed in time, withdrawn, the gate refused): the draft is its owner's again, with all entries and
 * without signatures, for another seven days. Only the application that the draft belongs to gives it back: it passed `judgeSigned` when it was taken in.
 * @returns false = it was sent without one
 */
export async function giveBackDraft(tx: Tx, receiptNo: string, nowMs: number): Promise<boolean> {
  const [row] = await tx<
    { id: string }[]
  >`update draft set state = 'draft', sign_until_ms = null, until_ms = ${nowMs + draftLimits.lifeMs}
    where state = 'submitted' and id = (select draft_id from dept_application where receipt_no = ${receiptNo}) returning id`;
  if (row === undefined) return false;
  await tx`update draft_signer set signed_version = null where draft_id = ${row.id}`;
  return true;
}

/** The 72 hours of an application are over and somebody is missing: it ends with the next step of its clock, and a signature that comes before that is none. */
async function isSignedTooLate(tx: Tx, row: DraftRow, nowMs: number): Promise<boolean> {
  return (
    row.state === 'submitted' && Number(row.sign_until_ms ?? nowMs + 1) <= nowMs && !(await isSignedByAll(tx, row))
  );
}

/** Signatures that were complete in time stay so. */
async function isSignedByAll(tx: Tx, { id, version }: Pick<DraftRow, 'id' | 'version'>): Promise<boolean> {
  const missing = await tx`
    select 1 from draft_signer where draft_id = ${id} and signed_version is distinct from ${version} limit 1`;
  return missing.length === 0;
}

/** Locks a draft as it stands now: seven days over = gone; 72 hours without the last signature = all signatures are void, the entries stay. */
async function lockDraft(tx: Tx, draftId: string, nowMs: number): Promise<DraftRow | null> {
  const [row] = await tx<
    DraftRow[]
  >`select id, item_id, owner, version, section, content, until_ms, sign_until_ms, state from draft
    where id = ${draftId} for update`;
  if (row === undefined) return null;
  if (row.state === 'submitted') return row;
  if (Number(row.until_ms) <= nowMs) return { ...row, state: 'expired' };
  if (row.sign_until_ms === null || Number(row.sign_until_ms) > nowMs || (await isSignedByAll(tx, row))) return row;
  await tx`update draft_signer set signed_version = null where draft_id = ${draftId}`;
  await tx`update draft set state = 'draft', sign_until_ms = null where id = ${draftId}`;
  return { ...row, state: 'draft', sign_until_ms: null };
}

async function writeSigners(tx: Tx, store: StoreKey, draftId: string, content: Content): Promise<void> {
  const tokens = content.signers.map((signer) => personToken(store, signer.idNumber));
  await tx`delete from draft_signer where draft_id = ${draftId} and not (person = any(${tokens}::text[]))`;
  for (const person of tokens) {
    await tx`insert into draft_signer (draft_id, person, phone_code) values (${draftId}, ${person}, ${newCode(12)}) on conflict do nothing`;
  }
}

async function replyOf(
  tx: Tx,
  store: StoreKey,
  draftId: string,
  state: DraftReply['state'],
  nowMs: number,
): Promise<DraftReply> {
  const row = await lockDraft(tx, draftId, nowMs);
  if (row === null) throw new Error('a draft that was just written is gone');
  const signers = await tx<{ person: string; phone_code: string; signed_version: number | null }[]>`
    select person, phone_code, signed_version from draft_signer where draft_id = ${draftId}`;
  const content = openContent(store, row);
  return {
    state,
    draftId,
    version: row.version,
    section: row.section,
    done: content.done ?? [],
    until: isoTime(Number(row.sign_until_ms ?? row.until_ms)),
    answers: content.answers,
    signers: content.signers.map(({ idNumber, name }) => {
      const own = signers.find((signer) => signer.person === personToken(store, idNumber));
      return {
        name,
        idLast4: idNumber.slice(-4),
        signed: own?.signed_version === row.version,
        phoneCode: own === undefined ? '' : `https://sign.demonstration.invalid/${own.phone_code}`,
      };
    }),
  };
}

/** Nothing is told about a draft that is over or somebody else's. */
function nobodys(draftId: string, state: 'notYours' | 'expired'): DraftReply {
  return { state, draftId, version: 0, section: 0, done: [], until: isoTime(0), answers: {}, signers: [] };
}

/** PostgreSQL `int`; no form has so many parts. */
function sectionOf({ section }: DraftRequest): number {
  return Math.min(section, 1000);
}

function contentOf(request: DraftRequest): Content {
  const { answers, summary, done = [] } = request;
  return { answers, done, signers: allSigners(request), ...(summary === undefined ? {} : { summary }) };
}

/** Whoever fills it in signs too, also for others. */
function allSigners({ answers, person }: Pick<DraftRequest, 'answers' | 'person'>): Content['signers'] {
  const idNumber = person.idNumber.toUpperCase();
  return [{ idNumber, name: person.name }, ...signersOf(answers).filter((signer) => signer.idNumber !== idNumber)];
}

/**
 * What is wrong with the people who would have to sign. No form asks for so many or for such names, so the machine is not one of ours; leaving out who is too many
 * would open a company that not everybody has signed for.
 */
export function signersFault(request: Pick<DraftRequest, 'answers' | 'person'>): string | null {
  const signers = allSigners(request);
  if (signers.length > mostSigners) return `answers name more than ${mostSigners} people who sign`;
  const isLong = signers.some(
    ({ idNumber, name }) => idNumber.length > personLimits.idNumber || name.length > personLimits.name,
  );
  return isLong ? 'answers name somebody with too long a name or number' : null;
}

/** The same content in whatever order its keys come. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

function sealContent(store: StoreKey, draftId: string, content: Content): Buffer {
  return store.seal(`draft ${draftId}`, JSON.stringify(content));
}

function openContent(store: StoreKey, row: DraftRow): Content {
  return JSON.parse(store.open(`draft ${row.id}`, row.content).toString()) as Content;
}
