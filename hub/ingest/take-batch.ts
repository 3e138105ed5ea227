import type { Tombstone } from '../../contract/envelope.ts';
import { type AuditCheckpoint, type BatchRequest, maxGaps, type Verdict } from '../../contract/hub-api.ts';
import { type Tx, transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { notify } from '../signals.ts';
import { type CheckedMessage, checkMessage, messageId } from './check-message.ts';
import { judgeOld } from './horizon.ts';
import { takeReissues } from './reissues.ts';
import { addSequences, gaps, highest, type SequenceRanges, upTo } from './sequence.ts';
import { buryTombstones } from './tombstones.ts';

/** What the hub holds of one (machine, store epoch) after this batch. */
export interface SequenceProof {
  readonly upTo: number;
  readonly highest: number;
  readonly gaps: [number, number][];
  /** What was known of the machine's audit chain before. */
  readonly audit: AuditCheckpoint | null;
}

export interface TakenBatch {
  readonly verdicts: readonly Verdict[];
  readonly proof: SequenceProof;
}

interface Sender {
  readonly deviceId: string;
  readonly kiosk: string;
  readonly storeEpoch: string;
}

/** What a batch carries beside its messages. */
export interface BatchExtras {
  readonly tombstones?: readonly Tombstone[] | undefined;
  readonly previousEpoch?: BatchRequest['previousEpoch'];
  readonly audit?: AuditCheckpoint | undefined;
}

/**
 * Takes a batch: every message is stored, known, or refused with a reason, and the verdicts exist only after COMMIT with
 * synchronous_commit = on. Sending the same batch again, in whole or part, in any order, to any instance, changes nothing.
 * @param messages each with a readable id (`messageId`)
 */
export async function takeBatch(
  deps: HubDeps,
  sender: Sender,
  messages: readonly unknown[],
  extras: BatchExtras = {},
): Promise<TakenBatch> {
  const verdicts: (Verdict | undefined)[] = new Array(messages.length);
  const fresh = new Map<string, { readonly at: number; readonly message: CheckedMessage }>();
  const repeats: { readonly at: number; readonly message: CheckedMessage }[] = [];
  messages.forEach((raw, at) => {
    const checked = checkMessage(raw, sender.kiosk, (kid) => deps.keys.opening(kid) !== null);
    const id = messageId(raw) ?? '';
    if (!checked.ok) verdicts[at] = { id, verdict: 'rejected', code: checked.error };
    else if (fresh.has(id)) repeats.push({ at, message: checked.value });
    else fresh.set(id, { at, message: checked.value });
  });
  // In one order everywhere: two batches that share ids cannot deadlock.
  const ordered = [...fresh.values()].sort((a, b) => (a.message.envelope.id < b.message.envelope.id ? -1 : 1));

  const taken = await transaction(deps.sql, async (tx) => {
    const nowMs = Math.round(deps.clock.wallMs());
    const old = await judgeOld(
      tx,
      sender,
      ordered.map((entry) => entry.message.envelope),
      nowMs,
    );
    const young = ordered.filter(({ at, message }) => {
      const verdict = old.get(message.envelope.id);
      if (verdict !== undefined) verdicts[at] = { id: message.envelope.id, verdict };
      return verdict === undefined;
    });
    const here = await takeReissues(
      tx,
      sender.deviceId,
      young.map((entry) => entry.message.envelope),
    );
    const arrived: number[] = [];
    const offered = young.filter(({ at, message: { envelope } }) => {
      const fault = here.get(envelope.id);
      if (fault === undefined) return true;
      verdicts[at] =
        fault === 'duplicate'
          ? { id: envelope.id, verdict: 'duplicate' }
          : { id: envelope.id, verdict: 'rejected', code: fault };
      if (fault === 'duplicate') arrived.push(envelope.seq);
      return false;
    });
    const refused = await receiptsTaken(
      tx,
      offered.map((entry) => entry.message),
    );
    const wanted = offered.filter(({ at, message }) => {
      if (!refused.has(message.envelope.id)) return true;
      verdicts[at] = { id: message.envelope.id, verdict: 'rejected', code: 'receiptNumberTaken' };
      return false;
    });
    const stored = await insertMessages(
      tx,
      sender,
      wanted.map((entry) => entry.message),
      nowMs,
    );
    const known = await lookUp(
      tx,
      wanted.map((entry) => entry.message.envelope.id).filter((id) => !stored.has(id)),
    );
    for (const { at, message } of wanted) {
      const { id, seq, sha256 } = message.envelope;
      const before = known.get(id);
      if (stored.has(id)) verdicts[at] = { id, verdict: 'accepted' };
      else if (before?.deviceId === sender.deviceId && before.sha256 === sha256)
        verdicts[at] = { id, verdict: 'duplicate' };
      else verdicts[at] = { id, verdict: 'conflict' };
      if (verdicts[at]?.verdict !== 'conflict') arrived.push(seq);
    }
    if (stored.size > 0) {
      await notify(tx, 'work');
      await notify(tx, `console:${[...stored].join(',')}`);
    }
    const { tombstones = [] } = extras;
    const buried = await buryTombstones(tx, sender, tombstones, nowMs);
    const proof = await moveCursor(tx, sender, [...arrived, ...tombstones.map(({ seq }) => seq)], extras);
    return { buried, proof };
  });

  for (const { at, message } of repeats) {
    const { id, sha256 } = message.envelope;
    const first = fresh.get(id);
    const before = first === undefined ? undefined : verdicts[first.at];
    // A repeat is known only when the first one is: one that was refused or is too old must not look taken the second time.
    if (first?.message.envelope.sha256 !== sha256) verdicts[at] = { id, verdict: 'conflict' };
    else verdicts[at] = before === undefined || before.verdict === 'accepted' ? { id, verdict: 'duplicate' } : before;
  }
  return { verdicts: [...verdicts.filter((verdict) => verdict !== undefined), ...taken.buried], proof: taken.proof };
}

/** Messages whose receipt number already belongs to another message: a machine that was set up again and counts from the start. */
async function receiptsTaken(tx: Tx, messages: readonly CheckedMessage[]): Promise<ReadonlySet<string>> {
  const submits = messages.filter((message) => message.envelope.topic === 'case.submit');
  const owner = new Map<string, string>();
  const rows = await tx<{ receipt_no: string; message_id: string }[]>`
    select receipt_no, message_id from case_file where receipt_no = any(${submits.map((m) => m.envelope.receiptNo ?? '')}::text[])`;
  for (const row of rows) owner.set(row.receipt_no, row.message_id);
  const refused = new Set<string>();
  for (const { envelope } of submits) {
    const receiptNo = envelope.receiptNo ?? '';
    const holder = owner.get(receiptNo);
    if (holder === undefined) owner.set(receiptNo, envelope.id);
    else if (holder !== envelope.id) refused.add(envelope.id);
  }
  return refused;
}

/**
 * One statement for all. Arrays go as text[] and are cast in SQL: postgres.js does not infer arrays of bytes or big numbers.
 * @returns ids that were new
 */
async function insertMessages(
  tx: Tx,
  sender: Sender,
  messages: readonly CheckedMessage[],
  nowMs: number,
): Promise<ReadonlySet<string>> {
  if (messages.length === 0) return new Set();
  const envelopes = messages.map((message) => message.envelope);
  const column = (pick: (message: CheckedMessage) => string | number | null) =>
    messages.map((message) => pick(message)?.toString() ?? null);
  const rows = await tx<{ id: string }[]>`
    insert into ingest (id, device_id, store_epoch, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, enc, ct, sha256,
      wall_ms, boot_id, mono_ms, hub_offset_ms, received_ms)
    select id::uuid, ${sender.deviceId}, ${sender.storeEpoch}, seq::bigint, prio::smallint, topic, order_key, receipt_no, item_id, suite,
      kid, decode(enc, 'hex'), decode(ct, 'hex'), decode(sha256, 'hex'), wall_ms::bigint, boot_id, mono_ms::bigint,
      hub_offset_ms::bigint, ${nowMs}
    from unnest(
      ${envelopes.map((e) => e.id)}::text[], ${column((m) => m.envelope.seq)}::text[], ${column((m) => m.envelope.prio)}::text[],
      ${envelopes.map((e) => e.topic)}::text[], ${envelopes.map((e) => e.orderKey)}::text[],
      ${column((m) => m.envelope.receiptNo)}::text[], ${column((m) => m.envelope.itemId)}::text[],
      ${envelopes.map((e) => e.suite)}::text[], ${envelopes.map((e) => e.kid)}::text[],
      ${column((m) => m.enc.toString('hex'))}::text[], ${column((m) => m.ct.toString('hex'))}::text[],
      ${envelopes.map((e) => e.sha256)}::text[], ${column((m) => m.envelope.wallMs)}::text[],
      ${envelopes.map((e) => e.bootId)}::text[], ${column((m) => m.envelope.monoMs)}::text[],
      ${column((m) => m.envelope.hubOffsetMs)}::text[]
    ) as m(id, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, enc, ct, sha256, wall_ms, boot_id, mono_ms, hub_offset_ms)
    on conflict do nothing
    returning id`;
  const stored = rows.map((row) => row.id);
  await tx`
    insert into work (message_id, device_id, store_epoch, order_key, seq, prio, next_ms)
    select id, device_id, store_epoch, order_key, seq, prio, received_ms from ingest where id = any(${stored}::uuid[])`;
  await tx`
    insert into case_file (receipt_no, message_id, device_id, item_id, state, delivered_ms)
    select receipt_no, id, device_id, coalesce(item_id, ''), 'delivered', received_ms from ingest
    where id = any(${stored}::uuid[]) and topic = 'case.submit'`;
  return new Set(stored);
}

async function lookUp(tx: Tx, ids: readonly string[]) {
  const rows = await tx<{ id: string; device_id: string; sha256: string }[]>`
    select id, device_id, encode(sha256, 'hex') as sha256 from ingest where id = any(${[...ids]}::uuid[])`;
  return new Map(rows.map((row) => [row.id, { deviceId: row.device_id, sha256: row.sha256 }]));
}

/** Held for ever per store epoch: it proves what has arrived even after the messages themselves are dropped. */
async function moveCursor(
  tx: Tx,
  sender: Sender,
  arrived: readonly number[],
  { audit, previousEpoch }: BatchExtras,
): Promise<SequenceProof> {
  const { deviceId, storeEpoch } = sender;
  await tx`insert into device_cursor (device_id, store_epoch, ranges, up_to) values (${deviceId}, ${storeEpoch}, '[]', 0)
    on conflict do nothing`;
  const [row] = await tx<{ ranges: SequenceRanges; audit_seq: string | null; audit_hash: string | null }[]>`
    select ranges, audit_seq, audit_hash from device_cursor where device_id = ${deviceId} and store_epoch = ${storeEpoch} for update`;
  const ranges = addSequences(row?.ranges ?? [], arrived);
  const proven = upTo(ranges);
  const before = row?.audit_hash == null ? null : { seq: Number(row.audit_seq), hash: row.audit_hash };
  // A chain never gets shorter: what is behind the place that is known stays out, and the reply shows that place to the machine.
  const known = audit !== undefined && audit.seq >= (before?.seq ?? 0) ? audit : before;
  await tx`update device_cursor set ranges = ${JSON.stringify(ranges)}::text::jsonb, up_to = ${proven},
      audit_seq = ${known?.seq ?? null}, audit_hash = ${known?.hash ?? null},
      previous_epoch = coalesce(previous_epoch, ${previousEpoch?.storeEpoch ?? null}),
      previous_last_seq = coalesce(previous_last_seq, ${previousEpoch?.lastSeq ?? null})
    where device_id = ${deviceId} and store_epoch = ${storeEpoch}`;
  const missing = gaps(ranges).slice(0, maxGaps);
  return {
    upTo: proven,
    highest: highest(ranges),
    gaps: missing.map(([from, to]): [number, number] => [from, to]),
    audit: before,
  };
}
