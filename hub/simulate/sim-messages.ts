import { createHash, hash, randomBytes } from 'node:crypto';
import {
  type Envelope,
  type PrintBody,
  type SubmitBody,
  type Suite,
  sealAad,
  type Topic,
} from '../../contract/envelope.ts';
import { receiptNumber } from '../../contract/receipt-number.ts';
import type { UpdateBody } from '../../contract/release/update-outcome.ts';
import type { CommandResultBody } from '../../contract/remote-command.ts';
import { seal } from '../../contract/suites/seal.ts';
import { uuid7 } from '../../contract/uuid7.ts';
import type { SimOutcome } from './life.ts';
import type { SimKiosk } from './sim-kiosks.ts';

/** What a machine must know of its hub. */
export interface SealingKey {
  readonly suite: Suite;
  readonly kid: string;
  readonly publicKey: string;
}

export interface SimPerson {
  readonly idNumber: string;
  readonly name: string;
}

/** Sealed size of a loss report with tag: what a real one has. For messages whose content nobody opens. */
const paddingBytes = 760;

/** One visit: a loss report of a person and the print of its receipt, sealed as a machine does it. @param isOffline the hub was away when it was taken in */
export async function visitMessages(
  kiosk: SimKiosk,
  sealing: SealingKey,
  person: SimPerson,
  wallMs: number,
  isOffline: boolean,
): Promise<readonly Envelope[]> {
  const receiptNo = nextReceipt(kiosk, wallMs);
  const at = new Date(wallMs).toISOString();
  const identified = { docType: 'resident', ...person, level: 'L1' as const, at };
  const submit: SubmitBody = {
    format: 'yitiji-submit/1',
    receiptNo,
    itemId: 'ss.card.loss',
    itemVersion: 1,
    actor: identified,
    subject: identified,
    answers: { action: 'report', reason: 'lost' },
    consents: [],
    offline: isOffline,
    capturedAt: at,
  };
  const print: PrintBody = { format: 'yitiji-print/1', actId: `act-${kiosk.seq}`, receiptNo, outcome: 'done', copy: 0 };
  return [
    await sealedMessage(kiosk, sealing, 'case.submit', receiptNo, submit, wallMs),
    await sealedMessage(kiosk, sealing, 'act.print', receiptNo, print, wallMs),
  ];
}

/** What became of an update, as a machine tells it. */
export function outcomeMessage(
  kiosk: SimKiosk,
  sealing: SealingKey,
  outcome: SimOutcome,
  wallMs: number,
): Promise<Envelope> {
  const at = new Date(wallMs).toISOString();
  return sealedMessage(kiosk, sealing, 'tech.update', null, { format: 'yitiji-update/1', ...outcome, at }, wallMs);
}

/** How a command ended. */
export function commandMessage(
  kiosk: SimKiosk,
  sealing: SealingKey,
  result: CommandResultBody,
  wallMs: number,
): Promise<Envelope> {
  return sealedMessage(kiosk, sealing, 'tech.command', null, result, wallMs);
}

async function sealedMessage(
  kiosk: SimKiosk,
  sealing: SealingKey,
  topic: Topic,
  receiptNo: string | null,
  body: SubmitBody | PrintBody | UpdateBody | CommandResultBody,
  wallMs: number,
): Promise<Envelope> {
  kiosk.seq += 1;
  const place = { id: uuid7(wallMs, randomBytes(10)), seq: kiosk.seq };
  const aad = sealAad({
    ...{ suite: sealing.suite, kid: sealing.kid, deviceId: kiosk.deviceId, storeEpoch: kiosk.epoch, topic },
    ...place,
  });
  const { enc, ct } = await seal(sealing, Buffer.from(JSON.stringify(body)), aad);
  const sha256 = createHash('sha256').update(enc).update(ct).digest('hex');
  return {
    ...envelope(kiosk, place, topic, receiptNo, sealing.kid, wallMs, { enc, ct, sha256 }),
    suite: sealing.suite,
  };
}

/**
 * A message as heavy as a sealed one, with random bytes in place of the body: for measuring what takes in, where nobody opens. Every second one is a
 * submission, as in `visitMessages`.
 */
export function paddedMessage(kiosk: SimKiosk, kid: string, wallMs: number): Envelope {
  kiosk.seq += 1;
  const bytes = randomBytes(32 + paddingBytes);
  const topic = kiosk.seq % 2 === 1 ? 'case.submit' : 'act.print';
  const receiptNo = topic === 'case.submit' ? nextReceipt(kiosk, wallMs) : null;
  const sealed = { enc: bytes.subarray(0, 32), ct: bytes.subarray(32), sha256: hash('sha256', bytes, 'hex') };
  const place = { id: uuid7(wallMs, randomBytes(10)), seq: kiosk.seq };
  return envelope(kiosk, place, topic, receiptNo, kid, wallMs, sealed);
}

/** Four digits a day; a simulated machine that has more visits goes on with the next day. */
function nextReceipt(kiosk: SimKiosk, wallMs: number): string {
  const day = new Date(wallMs + Math.floor(kiosk.receipts / 9999) * 86_400_000).toISOString();
  const number = (kiosk.receipts % 9999) + 1;
  kiosk.receipts += 1;
  return receiptNumber(kiosk.kiosk, day.slice(2, 10).replaceAll('-', ''), number);
}

function envelope(
  kiosk: SimKiosk,
  place: { readonly id: string; readonly seq: number },
  topic: Topic,
  receiptNo: string | null,
  kid: string,
  wallMs: number,
  sealed: { readonly enc: Uint8Array; readonly ct: Uint8Array; readonly sha256: string },
): Envelope {
  return {
    ...place,
    prio: topic === 'case.submit' ? 0 : 2,
    topic,
    orderKey: topic === 'tech.update' ? 'update' : (receiptNo ?? place.id),
    receiptNo,
    itemId: topic === 'case.submit' ? 'ss.card.loss' : null,
    suite: 'intl-1',
    kid,
    enc: Buffer.from(sealed.enc).toString('base64'),
    ct: Buffer.from(sealed.ct).toString('base64'),
    sha256: sealed.sha256,
    wallMs,
    bootId: kiosk.bootId,
    monoMs: 1000,
    hubOffsetMs: 0,
  };
}
