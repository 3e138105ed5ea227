import type { Evidence } from '../../../contract/device.ts';
import type { NewCustody } from '../ledger.ts';
import type { MotionIntent, MotionKind, Store } from '../store.ts';

export const seen: Evidence = { at: '2026-11-23T14:05:00+08:00', values: { st0: '0', bin: 4 } };
export const seenAfter: Evidence = { at: '2026-11-23T14:05:03+08:00', values: { st0: '2', bin: 4 } };

export function newCard(id = 'card-1', more: Partial<NewCustody> = {}): NewCustody {
  return { id, session: 's-1', deviceId: 'dispenser', kind: 'issuedCard', direction: 'out', receiptNo: null, ...more };
}

export function motion(id: string, kind: MotionKind, custodyId: string | null = 'card-1'): MotionIntent {
  return { id, kind, deviceId: 'dispenser', custodyId, session: 's-1' };
}

/** Intends and sends; unwraps. */
export function send(store: Store, act: MotionIntent, opens?: NewCustody): void {
  const intended = store.acts.intend(act, opens);
  if (!intended.ok) throw new Error(intended.error.detail);
  store.acts.sent(act.id, seen);
}
