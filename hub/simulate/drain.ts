import type { Envelope } from '../../contract/envelope.ts';
import type { BatchReply } from '../../contract/hub-api.ts';
import type { Sql } from '../database/pool.ts';
import type { SimSender } from './signed-sender.ts';
import type { SimKiosk } from './sim-kiosks.ts';
import { paddedMessage } from './sim-messages.ts';

/** What the hub said to what was sent. */
export interface Tally {
  accepted: number;
  duplicates: number;
  rejected: number;
  /** Requests without a usable answer, sent again under the same ids: no reply, 429, 503, reply thrown away on purpose. */
  again: number;
  /** Milliseconds of each answered request. */
  readonly times: number[];
}

/** Nothing sent yet. */
export function newTally(): Tally {
  return { accepted: 0, duplicates: 0, rejected: 0, again: 0, times: [] };
}

/** The p-th part of sorted values; 0 when there are none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0;
}

const longestRestMs = 2000;

/**
 * Sends messages of one machine until the hub has answered for each: batch after batch, the same ids again when nothing usable came back.
 * @param isLost true = throw this reply away, as a line that breaks does
 */
export async function deliver(
  sender: SimSender,
  kiosk: SimKiosk,
  messages: readonly Envelope[],
  tally: Tally,
  isLost: () => boolean = () => false,
): Promise<void> {
  let left = messages;
  for (let tries = 0; left.length > 0; tries += 1) {
    const answer = await sender.post(kiosk, 'batches', { storeEpoch: kiosk.epoch, messages: left });
    if (answer.status !== 200 || isLost()) {
      tally.again += 1;
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
        throw new Error(`the hub refuses: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      if (answer.status !== 200) await rest(Math.min(longestRestMs, 50 * 2 ** tries) * Math.random());
      continue;
    }
    tally.times.push(answer.ms);
    left = count(left, (answer.body as BatchReply).verdicts, tally);
  }
}

/** @returns what must be sent again */
function count(sent: readonly Envelope[], verdicts: BatchReply['verdicts'], tally: Tally): readonly Envelope[] {
  const words = new Map(verdicts.map(({ id, verdict }) => [id, verdict]));
  return sent.filter(({ id }) => {
    const word = words.get(id);
    if (word === 'accepted') tally.accepted += 1;
    else if (word === 'duplicate') tally.duplicates += 1;
    else if (word === undefined || word === 'retry') return true;
    else tally.rejected += 1;
    return false;
  });
}

function rest(ms: number): Promise<void> {
  return new Promise((settle) => setTimeout(settle, ms));
}

export interface DrainOptions {
  readonly sender: SimSender;
  readonly kiosks: readonly SimKiosk[];
  /** Sealing key that the messages name. */
  readonly kid: string;
  /** Messages that each machine has queued. */
  readonly perKiosk: number;
  readonly batch: number;
  /** Machines that send together. */
  readonly atOnce: number;
  /** Part of the replies that are thrown away. */
  readonly lose: number;
  readonly tally: Tally;
  readonly stop?: AbortSignal;
}

/** Every machine empties its queue, `atOnce` of them together. Bodies are random bytes (`paddedMessage`). */
export async function drainQueues(options: DrainOptions): Promise<void> {
  const { kiosks, perKiosk, batch, tally } = options;
  let next = 0;
  const lane = async () => {
    for (let kiosk = kiosks[next++]; kiosk !== undefined && !options.stop?.aborted; kiosk = kiosks[next++]) {
      for (let left = perKiosk; left > 0; left -= batch) {
        const one = kiosk;
        const messages = Array.from({ length: Math.min(batch, left) }, () =>
          paddedMessage(one, options.kid, Date.now()),
        );
        await deliver(options.sender, kiosk, messages, tally, () => Math.random() < options.lose);
      }
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, lane));
}

/** What the hub's database says of what the machines have sent. */
export interface Proof {
  readonly expected: number;
  readonly stored: number;
  /** Sequence numbers that are not there. */
  readonly lost: number;
  /** Sequence numbers that are there more than once, cases and effects included. */
  readonly doubled: number;
  /** Machines whose cursor does not reach their last number. */
  readonly behind: number;
}

/** Counts rows, not replies: every number of every machine must be there once, and every cursor must say so. */
export async function prove(sql: Sql, kiosks: readonly SimKiosk[]): Promise<Proof> {
  const sent = kiosks.filter(({ seq }) => seq > 0);
  const epoch = sent[0]?.epoch ?? '';
  const expected = sent.reduce((sum, { seq }) => sum + seq, 0);
  const [rows] = await sql<{ stored: string; places: string }[]>`
    select count(*) as stored, count(distinct (device_id, seq)) as places from ingest
    where store_epoch = ${epoch} and device_id = any(${sent.map(({ deviceId }) => deviceId)}::text[])`;
  const [cases] = await sql<{ doubled: string }[]>`
    select count(*) - count(distinct message_id) as doubled from case_file where device_id = any(${sent.map(({ deviceId }) => deviceId)}::text[])`;
  const [cursors] = await sql<{ whole: string }[]>`
    select count(*) as whole from device_cursor c
    join unnest(${sent.map(({ deviceId }) => deviceId)}::text[], ${sent.map(({ seq }) => String(seq))}::text[]) as s(device_id, seq)
      using (device_id) where c.store_epoch = ${epoch} and c.up_to = s.seq::bigint`;
  const stored = Number(rows?.stored ?? 0);
  const places = Number(rows?.places ?? 0);
  return {
    expected,
    stored,
    lost: expected - places,
    doubled: stored - places + Number(cases?.doubled ?? 0),
    behind: sent.length - Number(cursors?.whole ?? 0),
  };
}
