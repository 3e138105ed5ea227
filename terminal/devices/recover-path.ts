import { randomUUID } from 'node:crypto';
import type { CustodyRow } from '../store/ledger.ts';
import { type CardDeps, evidenceOf, type MotionSettled, motionAct, recordSeen } from './dispense-act.ts';
import { mediaOf } from './motion-consequences.ts';
import { logRetracted } from './retracted-log.ts';

/**
 * One reset of the card path: what is on its way goes to the bin. With the record of that card; one that no record knows gets a record then, since one before would say that there is a card where
 * most often there is none. Effect: movesMedia.
 * @returns null = a card is in the bin, and its record could not be written
 */
export async function recoverPath(record: CustodyRow | null, deps: CardDeps): Promise<MotionSettled | null> {
  const act = { motion: 'recover', custodyId: record?.id ?? null, session: record?.session ?? null } as const;
  const recovered = await motionAct({ ...act, lastSeen: null }, deps);
  if (record !== null) {
    tellCaptured(record.id, recovered, deps);
    return recovered;
  }
  if (recovered.place !== 'bin') return recovered;
  const orphanId = await openOrphan('unknown', deps);
  if (orphanId === null) return null;
  if (!(await recordSeen(orphanId, { type: 'captured' }, 'reconcile', deps))) return null;
  logRetracted(orphanId, deps);
  return recovered;
}

/** A record for a card that none knows. Null = it could not be written. */
export async function openOrphan(
  position: 'exit' | 'inside' | 'unknown',
  { dispenser, store, clock, log }: CardDeps,
): Promise<string | null> {
  const orphan = { id: randomUUID(), deviceId: dispenser.id, kind: 'issuedCard', direction: 'out' } as const;
  const opened = await store.custody.openOrphan(orphan, evidenceOf(clock, position));
  if (!opened.ok) return null;
  log('custody.item.orphaned', { custodyId: orphan.id, deviceId: dispenser.id, media: mediaOf(position) });
  return orphan.id;
}

/** Says that the bin has it, where it has. */
export function tellCaptured(custodyId: string, { state }: MotionSettled, deps: CardDeps): void {
  if (state === 'retracted' || state === 'retained') logRetracted(custodyId, deps);
}
