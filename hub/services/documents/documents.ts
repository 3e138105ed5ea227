import type { DocumentBody } from '../../../contract/envelope.ts';
import { type DocumentReply, type DocumentRequest, mostDocumentPages } from '../../../contract/hub-services.ts';
import { cityDay } from '../../../contract/working-days.ts';
import { openData } from '../../cases/case-store.ts';
import type { Tx } from '../../database/pool.ts';
import { answerPull } from '../../departments/answer-pull.ts';
import { pathSource } from '../../departments/pull-context.ts';
import type { HubDeps } from '../../deps.ts';
import { isoTime } from '../../http.ts';
import { personToken } from '../../keys/store-key.ts';
import { findDoc } from '../city-facts.ts';
import { newCode, newId } from '../ids.ts';
import { type DocumentContent, previewPages } from './content.ts';
import { type Composed, composers, type DocumentSource } from './contents.ts';
import { countPages, renderPdf } from './pdf.ts';

/**
 * Free re-print; how long pages may be fetched, and how long a code is good without a word about its print (docs/domain/privacy-and-security.md §9 and §3: the spool
 * of a machine lives 10 minutes).
 */
const documentLimits = { freeMs: 24 * 3_600_000, fetchMs: 10 * 60_000, unreportedMs: 10 * 60_000 } as const;

/** `away`: a department does not answer now. `pages` over all copies. */
export type Prepared =
  | Exclude<Composed, { readonly state: 'composed' }>
  | { readonly state: 'away' }
  | { readonly state: 'composed'; readonly content: DocumentContent; readonly pages: number };

/** Reads the departments and lays out the pages, outside of any transaction. */
export async function compose(
  deps: HubDeps,
  request: DocumentRequest,
  at: { readonly deviceId: string; readonly nowMs: number },
): Promise<Prepared> {
  // A machine may ask for anything: `constructor` is no certificate.
  const composer = Object.hasOwn(composers, request.document) ? composers[request.document] : undefined;
  if (composer === undefined) return { state: 'refused', reason: 'documentUnknown' };
  if ((await findDoc(deps.sql, request.person)) === null) return { state: 'noRecord' };
  const today = cityDay(at.nowMs);
  const [device] = await deps.sql<{ kiosk: string }[]>`select kiosk from device where id = ${at.deviceId}`;
  let isAway = false;
  const source: DocumentSource = {
    today,
    request,
    async pull(path, params = {}) {
      if (deps.faults[pathSource[path]].outage) isAway = true;
      if (isAway) return null;
      const context = { deps, deviceId: at.deviceId, kiosk: device?.kiosk ?? '', today, params };
      const answer = await answerPull(context, { path, person: request.person, params });
      return answer.status === 'found' ? (answer.data as Awaited<ReturnType<typeof source.pull<typeof path>>>) : null;
    },
    async members(people) {
      const found = await Promise.all(people.slice(0, 7).map((one) => findDoc(deps.sql, one)));
      return found.flatMap((doc) => doc?.idNumber ?? []);
    },
    voucher: () => voucherOf(deps, request.person.idNumber),
  };
  const composed = await composer(source);
  if (isAway) return { state: 'away' };
  if (composed.state !== 'composed') return composed;
  const pages = countPages(composed.content);
  return pages > mostDocumentPages ? { state: 'refused', reason: 'tooLong' } : { ...composed, pages };
}

/**
 * Issues a certificate for one print job, or shows what it would say (`preview`: nothing is issued, no code exists). Every print has a code of its own, so that
 * voiding one that was cut does not void the others; prints of the same content within a day are numbered.
 */
export async function issueDocument(
  tx: Tx,
  deps: HubDeps,
  request: DocumentRequest,
  composed: Prepared,
  at: { readonly deviceId: string; readonly nowMs: number },
): Promise<DocumentReply> {
  const none = { documentId: '', verifyCode: '', pages: 0, printNo: 1, freeUntil: isoTime(at.nowMs), preview: [] };
  if (composed.state === 'noRecord') return { state: 'noRecord', ...none, reason: 'noRecord' };
  if (composed.state === 'away') return { state: 'refused', ...none, reason: 'departmentAway' };
  if (composed.state === 'refused') return { state: 'refused', ...none, reason: composed.reason };
  const { store } = deps.keys;
  const person = personToken(store, request.person.idNumber);
  const content = store.token('document', JSON.stringify([request.document, person, sorted(request.answers)]));
  await tx`select pg_advisory_xact_lock(hashtextextended(${content}, 7154))`;
  const [before] = await tx<{ count: string; first_ms: string | null }[]>`
    select count(*) as count, min(issued_ms) as first_ms from document
    where content = ${content} and issued_ms > ${at.nowMs - documentLimits.freeMs}`;
  const printNo = Number(before?.count ?? 0) + 1;
  const freeUntilMs = Number(before?.first_ms ?? at.nowMs) + documentLimits.freeMs;
  const freeUntil = isoTime(freeUntilMs);
  const { pages } = composed;
  const preview = previewPages(composed.content, pages / composed.content.copies);
  if (request.preview) return { ...none, state: 'preview', pages, printNo, freeUntil, preview, reason: null };
  if (request.replaces !== undefined) await voidReplaced(tx, request.replaces, { person, ...at });
  const verifyCode = newCode(16);
  const documentId = newId('doc');
  const sealed = store.seal(`document ${documentId}`, JSON.stringify(composed.content));
  await tx`insert into document (id, device_id, kind, item_id, person, content, verify_code, pages, print_no, state, issued_ms, free_until_ms, source)
    values (${documentId}, ${at.deviceId}, ${request.document}, ${request.itemId}, ${person}, ${content}, ${verifyCode}, ${pages}, ${printNo},
      'issued', ${at.nowMs}, ${freeUntilMs}, ${sealed})`;
  return { state: 'issued', documentId, verifyCode, pages, printNo, freeUntil, preview, reason: null };
}

/** 没有打印出来?: paper that the printer calls printed and the citizen did not get must not be good in somebody else's hand. */
async function voidReplaced(
  tx: Tx,
  replaced: readonly string[],
  { person, deviceId, nowMs }: { readonly person: string; readonly deviceId: string; readonly nowMs: number },
): Promise<void> {
  await tx`update document set state = 'void', reason = 'notOut', void_ms = ${nowMs}, source = null
    where id = any(${[...replaced]}::text[]) and device_id = ${deviceId} and person = ${person} and state = 'issued'`;
}

/** The pages, for the machine that asked for them, while they are wanted. Drawn here and now: no transaction waits for it. */
export async function readPdf(
  deps: HubDeps,
  documentId: string,
  deviceId: string,
  nowMs: number,
): Promise<Buffer | null> {
  const [row] = await deps.sql<
    { source: Buffer | null; verify_code: string; print_no: number; issued_ms: string; kiosk: string }[]
  >`select d.source, d.verify_code, d.print_no, d.issued_ms, m.kiosk from document d join device m on m.id = d.device_id
    where d.id = ${documentId} and d.device_id = ${deviceId} and d.state = 'issued' and d.issued_ms > ${nowMs - documentLimits.fetchMs}`;
  if (row === undefined || row.source === null) return null;
  const content = JSON.parse(deps.keys.store.open(`document ${documentId}`, row.source).toString()) as DocumentContent;
  return renderPdf(content, {
    verifyCode: row.verify_code.replace(/(.{4})(?=.)/g, '$1-'),
    verifyUrl: `${deps.publicUrl()}/v1/verify/${row.verify_code}`,
    kiosk: row.kiosk,
    printedAt: cityMinute(Number(row.issued_ms)),
    printNo: row.print_no,
  }).bytes;
}

/**
 * How the print ended. Fully out: the code stays good, or is good again where the word came later than the hub waited. Anything else, also "nobody knows": the code
 * is void, and printing again is free (H11).
 */
export async function settleDocument(tx: Tx, deviceId: string, body: DocumentBody, nowMs: number): Promise<void> {
  // By the hub's own count of pages, not by the machine's.
  const out = body.outcome === 'done' ? (body.pagesOut ?? 0) : 0;
  await tx`update document set source = null,
      state = case when ${out} >= pages then 'issued' else 'void' end,
      reason = case when ${out} >= pages then null else 'notFullyPrinted' end,
      printed_ms = case when ${out} >= pages then ${nowMs}::bigint else null end,
      void_ms = case when ${out} >= pages then null else ${nowMs}::bigint end
    where id = ${body.documentId} and device_id = ${deviceId} and printed_ms is null and (state = 'issued' or reason = 'unreported')`;
}

/**
 * A code whose print nobody has told of is void after ten minutes: the answer that carried it may never have reached the machine. What it says is dropped as soon
 * as nobody may fetch it.
 */
export async function tidyDocuments(tx: Tx, nowMs: number): Promise<void> {
  await tx`update document set source = null where source is not null and issued_ms < ${nowMs - documentLimits.fetchMs}`;
  await tx`update document set state = 'void', reason = 'unreported', void_ms = ${nowMs}
    where state = 'issued' and printed_ms is null and issued_ms < ${nowMs - documentLimits.unreportedMs}`;
}

/** The newest approved voucher of a person. */
async function voucherOf(deps: HubDeps, idNumber: string) {
  const person = personToken(deps.keys.store, idNumber);
  const [row] = await deps.sql<{ receipt_no: string; data: Buffer | null }[]>`select receipt_no, data from case_file
    where person = ${person} and item_id = 'med.maternity.confirm' and state = 'done' and existing_receipt is null
    order by settled_ms desc limit 1`;
  if (row === undefined) return null;
  const { voucher, dueDate } = openData(deps, row.receipt_no, row.data);
  return voucher === undefined ? null : { code: voucher, dueDate: dueDate ?? '' };
}

/** Answers in one order, so that the same content is known again; how many copies does not change what it says. */
function sorted(answers: DocumentRequest['answers']): unknown {
  return Object.entries(answers)
    .filter(([key]) => key !== 'copies')
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** City time, UTC+8. */
function cityMinute(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}
