import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceItem } from '../../../../contract/catalogue/item.ts';
import type { DocumentReply, OrderReply } from '../../../../contract/hub-services.ts';
import { noLog } from '../../../../contract/log.ts';
import { err, ok } from '../../../../contract/result.ts';
import { parse } from '../../../../contract/validate.ts';
import type { VirtualClock } from '../../../../contract/virtual-clock.ts';
import type { Store } from '../../../store/store.ts';
import type { HubCallError } from '../../../sync/hub-call-error.ts';
import type { HubServices } from '../../../sync/hub-services.ts';
import { newVisit, type Party, type SessionContext, type Visit } from '../../context.ts';
import type { SessionEvent } from '../../events.ts';
import { newContext } from '../../new-context.ts';
import { Ongoing } from '../ongoing.ts';
import { PaidOrders } from '../paid-orders.ts';
import type { PortDeps } from '../port-deps.ts';
import { VisitKeys } from '../visit-keys.ts';
import { VisitSecrets } from '../visit-secrets.ts';

/** Synthetic: the person does not exist (region 440199). */
export const actor: Party = {
  card: null,
  docType: 'resident',
  name: '黎赟',
  idNumber: '440199199203150026',
  birthDate: '1992-03-15',
  sex: 'female',
  at: '2026-11-23T06:03:12.000Z',
  level: 'L2',
  verified: { method: 'face', assurance: 'demonstration', at: '2026-11-23T06:03:20.000Z' },
};

export const paidOrder: OrderReply = {
  orderId: 'order-1',
  amountFen: 2000,
  payCode: 'DEMO:order-1',
  expiresAt: '2026-11-23T06:10:00.000Z',
  state: 'paid',
  provider: 'demo',
  demonstration: true,
};

export const issued: DocumentReply = {
  state: 'issued',
  documentId: 'doc-1',
  verifyCode: 'ABCD-1234',
  pages: 3,
  printNo: 1,
  freeUntil: '2026-11-24T06:10:00.000Z',
  preview: [],
  reason: null,
};

export const away: HubCallError = { code: 'unreachable', detail: 'ECONNREFUSED', neverLeft: true };

/** An item as the catalogue would give it, with what a test needs changed. */
export function itemWith(id: string, more: Partial<ServiceItem> = {}): ServiceItem {
  const file = join(import.meta.dirname, '../../../../kiosk-config/catalogue', `${id}.json`);
  const item = parse(ServiceItem, JSON.parse(readFileSync(file, 'utf8')));
  if (!item.ok) throw new Error(`${id}: ${item.error.path} ${item.error.reason}`);
  return { ...item.value, ...more };
}

/** A visit that stands on the first step of this page. */
export function visitAt(item: ServiceItem, page: string, more: Partial<Visit> = {}): Visit {
  const step = Math.max(
    0,
    item.steps.findIndex((one) => one.page === page),
  );
  return newVisit('visit-1', item, { actor, step, ...more });
}

const refusing = () => Promise.resolve(err(away));

/** A hub of which only what the test names is there. */
export function fakeHub(calls: Partial<HubServices>): HubServices {
  return {
    sendSms: refusing,
    checkSms: refusing,
    openVideo: refusing,
    video: refusing,
    openOrder: refusing,
    order: refusing,
    refund: refusing,
    issueDocument: refusing,
    documentPdf: refusing,
    reserveCard: refusing,
    verifyCard: refusing,
    saveDraft: refusing,
    draft: refusing,
    sign: refusing,
    caseAct: refusing,
    book: refusing,
    personTokenKey: refusing,
    switches: refusing,
    ...calls,
  };
}

export function contextWith(more: Partial<SessionContext> = {}): SessionContext {
  const identity = { kiosk: 'TH0017', place: '天河区测试街 01 号机', keeperPhone: '020-00000000' };
  return {
    ...newContext({ items: [], themes: [], identity, durable: true, crashed: false, today: '2026-11-23' }),
    online: true,
    pad: 'absent',
    ...more,
  };
}

export interface PortRig extends PortDeps {
  readonly clock: VirtualClock;
  readonly events: SessionEvent[];
  readonly send: (event: SessionEvent) => void;
  /** Requests of refunds that the hub heard. */
  readonly refunds: { readonly orderId: string; readonly key: string; readonly reason: string }[];
  of<T extends SessionEvent['type']>(type: T): readonly Extract<SessionEvent, { type: T }>[];
}

/** What ports share, on virtual time, with a hub that only knows what the test gives it. */
export function portRig(
  at: { readonly store: Store; readonly clock: VirtualClock },
  calls: Partial<HubServices> = {},
): PortRig {
  const events: SessionEvent[] = [];
  const refunds: { orderId: string; key: string; reason: string }[] = [];
  let made = 0;
  const newKey = () => {
    made += 1;
    return `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
  };
  const hub = fakeHub({
    refund: (orderId, { key, reason }) => {
      refunds.push({ orderId, key, reason });
      return Promise.resolve(ok({ ...paidOrder, orderId, state: 'refunding' as const }));
    },
    ...calls,
  });
  return {
    ...at,
    log: noLog,
    secrets: new VisitSecrets(),
    keys: new VisitKeys(newKey),
    ongoing: new Ongoing(),
    orders: new PaidOrders({ ...at, services: () => hub, newKey }),
    services: () => hub,
    context: () => contextWith(),
    events,
    send: (event) => {
      events.push(event);
    },
    refunds,
    of: (type) => events.filter((event): event is Extract<SessionEvent, { type: typeof type }> => event.type === type),
  };
}
