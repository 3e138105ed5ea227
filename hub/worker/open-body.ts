import { Compile } from 'typebox/compile';
import { CustodyBody, DocumentBody, PrintBody, RateBody, SubmitBody, sealAad } from '../../contract/envelope.ts';
import { UpdateBody } from '../../contract/release/update-outcome.ts';
import { CommandResultBody } from '../../contract/remote-command.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { CommissioningBody } from '../../contract/technician/commissioning.ts';
import { RegisterItem } from '../../contract/technician/register.ts';
import { ReplenishBody } from '../../contract/technician/staff.ts';
import { WorkRecord } from '../../contract/technician/work-orders.ts';
import { holdsHalfPair, holdsNul } from '../database/json-text.ts';
import type { HubKeys } from '../keys/hub-keys.ts';
import { openSeal } from '../keys/seal.ts';

/** A stored message, sealed. */
export interface SealedMessage {
  readonly id: string;
  readonly deviceId: string;
  readonly storeEpoch: string;
  readonly seq: number;
  /** The place that the seal binds where it is not this one: a re-issued message. */
  readonly sealedFor: { readonly id: string; readonly storeEpoch: string; readonly seq: number } | null;
  readonly topic: string;
  readonly receiptNo: string | null;
  readonly itemId: string | null;
  readonly suite: string;
  readonly kid: string;
  readonly enc: Uint8Array;
  readonly ct: Uint8Array;
  /** When the hub took it in: its body may be opened much later. */
  readonly receivedMs: number;
}

export type OpenedBody =
  | { readonly topic: 'case.submit'; readonly body: SubmitBody }
  | { readonly topic: 'act.print'; readonly body: PrintBody }
  | { readonly topic: 'custody.changed'; readonly body: CustodyBody }
  | { readonly topic: 'case.rate'; readonly body: RateBody }
  | { readonly topic: 'act.document'; readonly body: DocumentBody }
  | { readonly topic: 'tech.replenished'; readonly body: ReplenishBody }
  | { readonly topic: 'tech.commissioned'; readonly body: CommissioningBody }
  | { readonly topic: 'tech.work'; readonly body: WorkRecord }
  | { readonly topic: 'tech.item'; readonly body: RegisterItem }
  | { readonly topic: 'tech.update'; readonly body: UpdateBody }
  | { readonly topic: 'tech.command'; readonly body: CommandResultBody };

/** Why a body is no good; never what stands in it. */
export type BodyFault = 'keyUnknown' | 'sealBroken' | 'notJson' | 'wrongShape' | 'otherCase' | 'topicUnknown';

const submitCheck = Compile(SubmitBody);
const printCheck = Compile(PrintBody);
const custodyCheck = Compile(CustodyBody);
const rateCheck = Compile(RateBody);
const documentCheck = Compile(DocumentBody);
const replenishCheck = Compile(ReplenishBody);
const commissionCheck = Compile(CommissioningBody);
const workCheck = Compile(WorkRecord);
const itemCheck = Compile(RegisterItem);
const updateCheck = Compile(UpdateBody);
const commandCheck = Compile(CommandResultBody);
/** PostgreSQL `int`. */
const maxCount = 2_147_483_647;

/**
 * Opens and checks a body. It must name the receipt and item of its envelope: what the hub shows outside and what it does inside are one thing.
 */
export async function openBody(keys: HubKeys, message: SealedMessage): Promise<Result<OpenedBody, BodyFault>> {
  // Taken in by an instance that knew a key which was made after our last look.
  if (keys.opening(message.kid) === null) await keys.refresh();
  const key = keys.opening(message.kid);
  if (key === null) return err('keyUnknown');
  const plain = await openSeal(key, message.enc, message.ct, sealAad({ ...message, ...message.sealedFor }));
  if (!plain.ok) return err('sealBroken');
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain.value));
  } catch {
    return err('notJson');
  } finally {
    plain.value.fill(0);
  }
  if (message.topic === 'case.submit') {
    if (!submitCheck.Check(body) || cannotBeStored(body) || (body.readVersion ?? 0) > maxCount)
      return err('wrongShape');
    if (body.receiptNo !== message.receiptNo || body.itemId !== message.itemId) return err('otherCase');
    return ok({ topic: 'case.submit', body });
  }
  if (message.topic === 'act.print') {
    if (!printCheck.Check(body) || cannotBeStored(body) || body.copy > 32_767) return err('wrongShape');
    // A slip of no case has no number: null outside, empty inside.
    if (body.receiptNo !== (message.receiptNo ?? '')) return err('otherCase');
    return ok({ topic: 'act.print', body });
  }
  if (message.topic === 'custody.changed') {
    if (!custodyCheck.Check(body) || cannotBeStored(body)) return err('wrongShape');
    if (Math.max(body.counts.hopper ?? 0, body.counts.retain ?? 0) > maxCount) return err('wrongShape');
    if (body.receiptNo !== message.receiptNo) return err('otherCase');
    return ok({ topic: 'custody.changed', body });
  }
  if (message.topic === 'case.rate') {
    if (!rateCheck.Check(body) || cannotBeStored(body) || body.reasonsVersion > maxCount) return err('wrongShape');
    return ok({ topic: 'case.rate', body });
  }
  if (message.topic === 'act.document') {
    if (!documentCheck.Check(body) || cannotBeStored(body)) return err('wrongShape');
    return ok({ topic: 'act.document', body });
  }
  if (message.topic === 'tech.replenished') {
    if (!replenishCheck.Check(body) || cannotBeStored(body)) return err('wrongShape');
    return ok({ topic: 'tech.replenished', body });
  }
  if (message.topic === 'tech.commissioned') {
    if (!commissionCheck.Check(body) || cannotBeStored(body)) return err('wrongShape');
    // It is kept as it was signed, so nothing in it can be put in the place of what cannot be kept.
    if (holdsHalfPair(JSON.stringify(body))) return err('wrongShape');
    return ok({ topic: 'tech.commissioned', body });
  }
  if (message.topic === 'tech.work') {
    if (!workCheck.Check(body) || cannotBeStored(body)) return err('wrongShape');
    return ok({ topic: 'tech.work', body });
  }
  if (message.topic === 'tech.item') {
    if (!itemCheck.Check(body) || cannotBeStored(body)) return err('wrongShape');
    return ok({ topic: 'tech.item', body });
  }
  if (message.topic === 'tech.update') {
    if (!updateCheck.Check(body) || cannotBeStored(body)) return err('wrongShape');
    return ok({ topic: 'tech.update', body });
  }
  if (message.topic === 'tech.command') {
    if (!commandCheck.Check(body) || cannotBeStored(body)) return err('wrongShape');
    return ok({ topic: 'tech.command', body });
  }
  return err('topicUnknown');
}

/** Such a body would fail for ever instead of being refused. */
function cannotBeStored(body: object): boolean {
  return holdsNul(JSON.stringify(body));
}
