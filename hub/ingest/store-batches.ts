import type { Envelope } from '../../contract/envelope.ts';
import { maxGaps, type Verdict } from '../../contract/hub-api.ts';
import { type CopyRows, copyRows } from '../database/copy-rows.ts';
import { isDatabaseAway, type Tx, transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { notifyAll } from '../signals.ts';
import { type Cursor, cursorName, holdCursors, moveCursors } from './cursors.ts';
import { judgeOld } from './horizon.ts';
import {
  type Batch,
  type JudgedBatch,
  judgeBatch,
  type Known,
  type Sender,
  type SequenceProof,
  type Settled,
} from './judge-batch.ts';
import { takeReissues } from './reissues.ts';
import { addSequences, gaps, highest, upTo } from './sequence.ts';
import { buryTombstones } from './tombstones.ts';

export interface StoredBatch {
  /** By id, one for every message of the batch. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Of the tombstones. */
  readonly buried: readonly Verdict[];
  readonly proof: SequenceProof;
}

/** Ids in one hint: PostgreSQL refuses payloads over 8000 bytes. */
const idsPerHint = 200;

/**
 * Stores batches of different machines in one transaction: rows, work, cases and cursors together or not at all. Rejects when nothing was stored (or nobody
 * can know): the machines ask again, under the same ids.
 *
 * Batches of one machine are done one after another on all instances, because each holds the row of its cursor to the end. So what was looked up stays true,
 * except for an id that another machine sends at this moment: the primary key refuses that, and the second try sees who was first.
 */
export async function storeBatches(
  deps: Pick<HubDeps, 'sql' | 'clock'>,
  batches: readonly Batch[],
): Promise<readonly StoredBatch[]> {
  try {
    return await storeOnce(deps, batches);
  } catch (cause) {
    if (batches.length > 1 || isDatabaseAway(cause)) throw cause;
    return await storeOnce(deps, batches);
  }
}

function storeOnce(deps: Pick<HubDeps, 'sql' | 'clock'>, batches: readonly Batch[]): Promise<readonly StoredBatch[]> {
  return transaction(deps.sql, async (tx) => {
    const nowMs = Math.round(deps.clock.wallMs());
    const old = new Map<Batch, Settled['old']>();
    for (const batch of batches) old.set(batch, await judgeOld(tx, batch.sender, batch.messages, nowMs));
    const { cursors, known } = await look(tx, batches);
    const judged: JudgedBatch[] = [];
    for (const batch of batches) {
      const beyond = old.get(batch) ?? new Map();
      const young = batch.messages.filter(({ id }) => !beyond.has(id));
      const reissues = await takeReissues(tx, batch.sender.deviceId, young);
      judged.push(judgeBatch(batch, known, { old: beyond, reissues }));
    }
    await insert(tx, batches, judged, nowMs);
    const buried: (readonly Verdict[])[] = [];
    for (const { sender, extras } of batches) {
      buried.push(await buryTombstones(tx, sender, extras.tombstones ?? [], nowMs));
    }
    const moves = batches.map(({ sender, extras }, at) => {
      const before = cursors.get(cursorName(sender)) ?? { ranges: [], audit: null };
      const arrived = [...(judged[at]?.arrived ?? []), ...(extras.tombstones ?? []).map(({ seq }) => seq)];
      return { sender, extras, before, ranges: addSequences(before.ranges, arrived) };
    });
    const stored = judged.flatMap(({ fresh }) => fresh.map(({ id }) => id));
    await Promise.all([moveCursors(tx, moves), ...(stored.length === 0 ? [] : [notifyAll(tx, hints(stored))])]);
    return moves.map(({ ranges, before }, at) => ({
      verdicts: judged[at]?.verdicts ?? new Map(),
      buried: buried[at] ?? [],
      proof: {
        upTo: upTo(ranges),
        highest: highest(ranges),
        gaps: gaps(ranges)
          .slice(0, maxGaps)
          .map(([from, to]): [number, number] => [from, to]),
        audit: before.audit,
      },
    }));
  });
}

/** Takes hold of the cursors, then looks up what is known: one round trip, as the statements of a connection run in order. */
async function look(
  tx: Tx,
  batches: readonly Batch[],
): Promise<{ readonly cursors: ReadonlyMap<string, Cursor>; readonly known: Known }> {
  const senders = batches.map(({ sender }) => sender);
  const [cursors, stored, receipts] = await Promise.all([
    holdCursors(tx, senders),
    lookUpIds(tx, batches),
    lookUpReceipts(tx, batches),
  ]);
  if (cursors.size >= new Set(senders.map(cursorName)).size) return { cursors, known: { stored, receipts } };
  // First message of a machine or epoch: there was no row to hold, so what was looked up may have changed meanwhile.
  await tx`insert into device_cursor (device_id, store_epoch, ranges, up_to)
    select device_id, store_epoch, '[]', 0 from unnest(${senders.map(({ deviceId }) => deviceId)}::text[],
      ${senders.map(({ storeEpoch }) => storeEpoch)}::text[]) as w(device_id, store_epoch)
    order by device_id, store_epoch on conflict do nothing`;
  return await look(tx, batches);
}

async function lookUpIds(tx: Tx, batches: readonly Batch[]): Promise<Known['stored']> {
  const ids = batches.flatMap(({ messages }) => messages.map(({ id }) => id));
  if (ids.length === 0) return new Map();
  const rows = await tx<{ id: string; device_id: string; sha256: string }[]>`
    select id, device_id, encode(sha256, 'hex') as sha256 from ingest where id = any(${arrayText(ids)}::uuid[])`;
  return new Map(rows.map((row) => [row.id, { deviceId: row.device_id, sha256: row.sha256 }]));
}

async function lookUpReceipts(tx: Tx, batches: readonly Batch[]): Promise<Known['receipts']> {
  const numbers = batches.flatMap(({ messages }) =>
    messages.flatMap(({ topic, receiptNo }) => (topic === 'case.submit' ? [receiptNo ?? ''] : [])),
  );
  if (numbers.length === 0) return new Map();
  const rows = await tx<{ receipt_no: string; message_id: string }[]>`
    select receipt_no, message_id from case_file where receipt_no = any(${arrayText(numbers)}::text[])`;
  return new Map(rows.map((row) => [row.receipt_no, row.message_id]));
}

/** An array as PostgreSQL writes one, of values that need no quotes: the driver tries every element for five kinds of signs. */
function arrayText(values: readonly string[]): string {
  return `{${values.join(',')}}`;
}

const ingestColumns = `id, device_id, store_epoch, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, enc, ct, sha256, wall_ms,
  boot_id, mono_ms, hub_offset_ms, received_ms`;
const workColumns = 'message_id, device_id, store_epoch, order_key, seq, prio, next_ms';
const caseColumns = 'receipt_no, message_id, device_id, item_id, state, delivered_ms';

async function insert(tx: Tx, batches: readonly Batch[], judged: readonly JudgedBatch[], nowMs: number): Promise<void> {
  const rows = judged
    .flatMap(({ fresh }, at) => fresh.map((message) => ({ message, sender: batches[at]?.sender as Sender })))
    // In one order everywhere, see `sortOut`.
    .sort((a, b) => (a.message.id < b.message.id ? -1 : 1));
  if (rows.length === 0) return;
  await copyRows(tx, `copy ingest (${ingestColumns}) from stdin (format binary)`, 19, (ingest) => {
    for (const { message, sender } of rows) addIngest(ingest, message, sender, nowMs);
  });
  await copyRows(tx, `copy work (${workColumns}) from stdin (format binary)`, 7, (work) => {
    for (const { message, sender } of rows) {
      const { id, orderKey, seq, prio } = message;
      work.row().uuid(id).text(sender.deviceId).text(sender.storeEpoch).text(orderKey).int8(seq).int2(prio).int8(nowMs);
    }
  });
  const submits = rows.filter(({ message }) => message.topic === 'case.submit');
  if (submits.length === 0) return;
  await copyRows(tx, `copy case_file (${caseColumns}) from stdin (format binary)`, 6, (cases) => {
    for (const { message, sender } of submits) {
      const { id, receiptNo, itemId } = message;
      cases.row().text(receiptNo).uuid(id).text(sender.deviceId);
      cases
        .text(itemId ?? '')
        .text('delivered')
        .int8(nowMs);
    }
  });
}

function addIngest(rows: CopyRows, e: Envelope, sender: Sender, nowMs: number): void {
  rows.row().uuid(e.id).text(sender.deviceId).text(sender.storeEpoch).int8(e.seq).int2(e.prio).text(e.topic);
  rows
    .text(e.orderKey)
    .text(e.receiptNo)
    .text(e.itemId)
    .text(e.suite)
    .text(e.kid)
    .base64(e.enc)
    .base64(e.ct)
    .hex(e.sha256);
  rows.int8(e.wallMs).text(e.bootId).int8(e.monoMs).int8(e.hubOffsetMs).int8(nowMs);
}

/** The worker's hint, and the ids for whoever watches the page. */
function hints(ids: readonly string[]): readonly string[] {
  const list = ['work'];
  for (let at = 0; at < ids.length; at += idsPerHint) list.push(`console:${ids.slice(at, at + idsPerHint).join(',')}`);
  return list;
}
