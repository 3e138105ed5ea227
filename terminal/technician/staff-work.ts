import type { Capability } from '../../contract/catalogue/condition.ts';
import type { WorkEvidence } from '../../contract/technician/work-orders.ts';
import type { DeviceKey } from '../crypto/device-key.ts';
import type { SessionContext } from '../session/context.ts';
import type { CardLock } from './card-lock.ts';
import type { OrderBook } from './orders/order-book.ts';
import type { WorkSteps } from './orders/work-steps.ts';
import type { LeftCards } from './register/left-card.ts';
import type { Register } from './register/register.ts';

/** What the staff has to do at this machine beyond its own tests: orders, captured cards and found items, counts that differ. */
export interface StaffWork {
  readonly orders: OrderBook;
  readonly steps: WorkSteps;
  readonly cardLock: CardLock;
  readonly register: Register;
  readonly leftCards: LeftCards;
  /** Signs records. */
  readonly key: Pick<DeviceKey, 'publicKey' | 'sign'>;
  readonly hubUrl: string;
}

/** Which capability of the catalogue a part of the machine gives. */
const capabilityOf: Readonly<Record<string, Capability>> = {
  ...{
    idReader: 'idReader',
    receiptPrinter: 'receiptPrinter',
    documentPrinter: 'a4Printer',
    cardDispenser: 'cardIssuer',
  },
  ...{ personaliser: 'cardIssuer', scanner: 'qrScanner', smartCard: 'ssCardReader', camera: 'camera' },
};

/** Items that cannot be offered now because of this part; null = it does not show in what is offered. */
export function itemsOff(
  { items, devices }: Pick<SessionContext, 'items' | 'devices'>,
  part: string | null,
): number | null {
  const capability = part === null || !Object.hasOwn(capabilityOf, part) ? undefined : capabilityOf[part];
  if (capability === undefined) return null;
  if (devices[capability].availability !== 'unavailable') return 0;
  return items.filter((item) => item.capabilities.required.includes(capability)).length;
}

/** Whether two pieces of evidence say the same of one axis; for the table of before and after. */
export function evidenceRows(before: WorkEvidence, after: WorkEvidence | null) {
  const keys = (pick: (evidence: WorkEvidence) => Readonly<Record<string, unknown>>) => [
    ...new Set([...Object.keys(pick(before)), ...(after === null ? [] : Object.keys(pick(after)))]),
  ];
  return {
    supplies: keys((evidence) => evidence.device?.supplies ?? {}),
    bins: keys((evidence) => evidence.device?.bins ?? {}),
    counters: keys((evidence) => evidence.counters),
  };
}
