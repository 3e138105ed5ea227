import { randomUUID } from 'node:crypto';
import type { Log } from '../../contract/log.ts';
import type { DeviceKey } from '../crypto/device-key.ts';
import type { Store } from '../store/store.ts';
import type { HubClient } from '../sync/hub-client.ts';
import { CardLock } from './card-lock.ts';
import { OrderBook } from './orders/order-book.ts';
import { loadWorkSteps } from './orders/work-steps.ts';
import { LeftCards } from './register/left-card.ts';
import { Register } from './register/register.ts';
import type { StaffWork } from './staff-work.ts';

/** Orders, register and counts that differ, as this machine keeps them. What operators have accepted ends a lock as soon as the hub says so. */
export function openStaffWork(o: {
  readonly store: Store;
  readonly log: Log;
  readonly key: DeviceKey;
  readonly shippedDir: string;
  readonly hubUrl: string;
  readonly dispenserId: string | null;
  /** Null = not enrolled yet. */
  client(): Pick<HubClient, 'service'> | null;
  /** What pages show has changed. */
  changed(): void;
}): StaffWork {
  const { store, log, key, hubUrl, dispenserId, client, changed } = o;
  const cardLock = new CardLock(store, log);
  const orders = new OrderBook({ store, log, client, changed });
  const accept = () => cardLock.step({ type: 'accepted', ids: orders.accepted() });
  orders.onList(accept);
  accept();
  return {
    ...{ orders, cardLock, key, hubUrl, steps: loadWorkSteps(o.shippedDir) },
    leftCards: new LeftCards(store),
    register: new Register({ store, log, dispenserId, newId: randomUUID }),
  };
}
