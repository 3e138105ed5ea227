import type { Clock } from '../../contract/clock.ts';
import {
  type CustodyBody,
  type DocumentBody,
  type PrintBody,
  type RateBody,
  type SubmitBody,
  sealAad,
  type Topic,
} from '../../contract/envelope.ts';
import type { UpdateBody } from '../../contract/release/update-outcome.ts';
import type { CommandResultBody } from '../../contract/remote-command.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Sealed, SealingKey } from '../../contract/suites/seal.ts';
import type { CommissioningBody } from '../../contract/technician/commissioning.ts';
import type { RegisterItem } from '../../contract/technician/register.ts';
import type { ReplenishBody } from '../../contract/technician/staff.ts';
import type { WorkRecord } from '../../contract/technician/work-orders.ts';
import { uuid7 } from '../../contract/uuid7.ts';
import type { Random } from '../crypto/random.ts';
import { sha256 } from '../crypto/sha256.ts';
import { insertMessage, type NewMessage, nextSeq, takeSeq } from '../outbox/outbox-rows.ts';
import type { CommitOutcome } from './connection.ts';
import { type Db, immediate } from './sqlite.ts';
import type { StoreError } from './store-error.ts';

/** Where a sealed message will stand: part of its associated data, hence known before sealing. */
export interface Place {
  readonly id: string;
  readonly seq: number;
}

/**
 * Numbers that are probably the next ones, after a commit of our own; null = look them up. The transaction verifies them anyhow, since another process may have written.
 */
export interface Probably {
  seq: number | null;
  receipt: { readonly day: string; readonly seq: number } | null;
}
const encoder = new TextEncoder();
const nothing: Probably = { seq: null, receipt: null };

export interface SealedCommitContext {
  readonly db: Db;
  readonly clock: Clock;
  readonly random: Random;
  readonly epoch: string;
  readonly bootId: string;
  trustedWallMs(): number;
  hubOffsetMs(): number | null;
  /** To whom and as whom; null = not enrolled. */
  sealing(): (SealingKey & { readonly deviceId: string; readonly kid: string }) | null;
  /** Kiosk code of this machine; empty = not enrolled. */
  kiosk(): string;
  /** As `seal` of contract/suites/seal.ts. */
  seal(to: SealingKey, plain: Uint8Array, aad: string): Promise<Sealed>;
  isClosed(): boolean;
  readonly probably: Probably;
  /** What is on disk after a commit that threw; see connection.ts. */
  decide(thrown: unknown, messageId: string): CommitOutcome;
  /** Told after the commit. */
  committed(prio: number): void;
}

/** One message to be: numbers predicted, body not sealed yet. */
export interface Draft {
  readonly topic: Topic;
  readonly prio: number;
  readonly orderKey: string;
  /** One of this machine (`ownReceiptNumber`), or none. */
  readonly receiptNo: string | null;
  readonly itemId: string | null;
  body():
    | SubmitBody
    | PrintBody
    | CustodyBody
    | DocumentBody
    | RateBody
    | ReplenishBody
    | CommissioningBody
    | WorkRecord
    | RegisterItem
    | UpdateBody
    | CommandResultBody;
  /**
   * For what is committed most: what is written beside the message, made ready while the body is being sealed, so that nothing is left for the time after it. Gives a function that writes
   * message and business rows by one statement, which is a transaction of its own; false = nothing was written, and the long way finds out why. Null = the long way from the start.
   */
  atOnce?(wallMs: number): ((message: NewMessage) => boolean) | null;
  /**
   * Writes the business rows, inside the transaction that already holds the outbox row. False = a predicted number is taken: everything is rolled
   * back and predicted anew.
   */
  commit(place: Place, wallMs: number): boolean;
}

/**
 * Another process (`outbox fill` beside the terminal service) would have to win this often in a row between prediction and commit; sealing takes about 1 ms.
 */
const maxPredictions = 64;

/** Thrown to roll the transaction back; never leaves this file. */
class PredictionMissed extends Error {}

/**
 * Predict, seal, commit. HPKE is asynchronous and its associated data name the place in the sequence, but a transaction must be synchronous: so id and
 * sequence are predicted, the body is sealed for exactly that place, and the transaction verifies that the place is still free.
 * Must run inside the store's serial queue. Plain bytes are overwritten after sealing (JavaScript strings cannot be).
 * Throws SqliteError; the caller turns it into a StoreError.
 */
export async function sealAndCommit(
  context: SealedCommitContext,
  predict: () => Result<Draft, StoreError>,
): Promise<Result<Place, StoreError>> {
  const { db, clock } = context;
  for (let attempt = 0; attempt < maxPredictions; attempt += 1) {
    if (context.isClosed()) return closed;
    const sealing = context.sealing();
    if (sealing === null) return err({ code: 'notEnrolled', detail: 'no sealing key: this machine was never claimed' });
    const draft = predict();
    if (!draft.ok) return draft;
    const { topic, prio, orderKey, receiptNo, itemId } = draft.value;
    const wallMs = context.trustedWallMs();
    const place: Place = { id: uuid7(wallMs, context.random(10)), seq: context.probably.seq ?? nextSeq(db) };
    // Until it is committed nothing is probable.
    Object.assign(context.probably, nothing);
    const at = {
      suite: sealing.suite,
      kid: sealing.kid,
      deviceId: sealing.deviceId,
      storeEpoch: context.epoch,
      topic,
    } as const;
    const plain = encoder.encode(JSON.stringify(draft.value.body()));
    const aad = sealAad({ ...at, ...place });
    const sealedSoon = context.seal(sealing, plain, aad).finally(() => plain.fill(0));
    const writeAtOnce = draft.value.atOnce?.(wallMs) ?? null;
    const sealed = await sealedSoon;
    if (context.isClosed()) return closed;
    const body = Buffer.concat([sealed.enc, sealed.ct]);
    const message: NewMessage = {
      id: place.id,
      storeEpoch: context.epoch,
      seq: place.seq,
      prio,
      topic,
      orderKey,
      receiptNo,
      itemId,
      suite: at.suite,
      kid: at.kid,
      body,
      sha256: sha256(body),
      wallMs: clock.wallMs(),
      bootId: context.bootId,
      monoMs: clock.monoMs(),
      hubOffsetMs: context.hubOffsetMs(),
    };
    try {
      if (writeAtOnce?.(message) !== true) {
        immediate(db, () => {
          if (!takeSeq(db, place.seq)) throw new PredictionMissed();
          insertMessage(db, message);
          if (!draft.value.commit(place, wallMs)) throw new PredictionMissed();
        });
      }
      context.probably.seq = place.seq + 1;
      context.committed(prio);
      return ok(place);
    } catch (error) {
      if (error instanceof PredictionMissed) continue;
      const outcome = context.decide(error, place.id);
      if (outcome === 'absent') throw error;
      if (outcome === 'uncertain') return err({ code: 'uncertain', detail: 'nobody can tell whether it is on disk' });
      context.committed(prio);
      return ok(place);
    }
  }
  return err({ code: 'contended', detail: `numbers were taken by another process ${maxPredictions} times` });
}

const closed = err<StoreError>({ code: 'closed', detail: 'the store was closed' });
