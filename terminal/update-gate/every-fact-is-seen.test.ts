import { expect, it } from 'vitest';
import type { WaitCode } from '../../contract/update-gate.ts';
import type { SessionContext } from '../session/context.ts';
import { earlierDocumentMs, type FactSources, factsNow, watchFacts } from './facts.ts';
import { reasonsAgainst } from './reasons.ts';
import { always } from './testing/facts.test-data.ts';

const atRest = {
  ...{ place: 'idle', touchedAtMs: null as number | null, position: 'none', media: 'none', durability: 'ok' },
  ...{ custody: 0, inUse: 0, draining: 0, orders: 0 },
  prints: [] as { readonly bootId: string }[],
  documents: [] as { readonly bootId: string }[],
  motions: [] as { readonly state: string; readonly bootId: string }[],
};
interface Change extends Partial<typeof atRest> {
  readonly context?: Readonly<Record<string, string | boolean>>;
  readonly contacts?: Readonly<Record<string, string | null>>;
}
const partNames = ['session', 'ioBoard', 'cardDispenser', 'receiptPrinter', 'claims', 'orders', 'store'] as const;

/** The parts of a machine as the service holds them, each with the little that the gate looks at. */
function parts(change: Change = {}) {
  const { context, contacts, ...rest } = change;
  const state = {
    ...atRest,
    ...rest,
    context: { pad: 'absent', papersLeft: false, doorOpen: false, outletCard: false, service: false, ...context },
    contacts: { presence: 'absent', serviceKey: 'off', ...contacts } as Readonly<Record<string, string | null>>,
  };
  const listeners = new Map<string, () => void>();
  const on = (part: (typeof partNames)[number]) => (listener: () => void) => {
    listeners.set(part, listener);
    return () => void listeners.delete(part);
  };
  const many = (count: number) => Array.from({ length: count }, () => 'x');
  const sources = {
    session: {
      context: () => state.context as unknown as SessionContext,
      place: () => state.place,
      touchedAtMs: () => state.touchedAtMs,
      onChange: on('session'),
    },
    devices: {
      ioBoard: { contact: (name: string) => state.contacts[name] ?? null, onContact: on('ioBoard') },
      cardDispenser: { id: 'cardDispenser', position: () => state.position, onStatus: on('cardDispenser') },
      receiptPrinter: { status: () => ({ media: state.media }), onStatus: on('receiptPrinter') },
    },
    claims: {
      get inUse() {
        return many(state.inUse);
      },
      get draining() {
        return many(state.draining);
      },
      onChange: on('claims'),
    },
    orders: {
      get entries() {
        return many(state.orders);
      },
      onChange: on('orders'),
    },
    store: {
      bootId: 'now',
      acts: {
        unsettled: () => state.prints,
        unsettledDocuments: () => state.documents,
        openMotions: () => state.motions,
      },
      custody: { open: () => many(state.custody) },
      durability: () => state.durability,
      onWritten: on('store'),
    },
  };
  return { listeners, sources: sources as unknown as FactSources };
}

it('everything that forbids an update is seen where it is known', () => {
  const changes: readonly (readonly [WaitCode | null, Change])[] = [
    [null, {}],
    ['visit.open', { place: 'visit' }],
    ['visit.ending', { place: 'cleared' }],
    ['home.inUse', { place: 'home' }],
    // The page of a card that was left stands also where the reader has lost its link.
    ['idCard.onPad', { place: 'cardLeft' }],
    ['touch.recent', { touchedAtMs: 900_001 }],
    ['person.present', { contacts: { presence: 'present' } }],
    [null, { contacts: { presence: 'unknown' } }],
    [null, { contacts: { presence: null } }],
    ['idCard.onPad', { context: { pad: 'present' } }],
    ['idCard.onPad', { context: { pad: 'reading' } }],
    [null, { context: { pad: 'unknown' } }],
    ['card.atOutlet', { position: 'exit' }],
    ['card.atOutlet', { context: { outletCard: true } }],
    ['card.inside', { position: 'inside' }],
    ['custody.open', { custody: 1 }],
    ['paper.atExit', { media: 'atExit' }],
    ['paper.inTray', { context: { papersLeft: true } }],
    ['act.open', { prints: [{ bootId: 'now' }] }],
    ['act.open', { documents: [{ bootId: 'now' }] }],
    ['act.open', { documents: [{ bootId: 'before' }] }],
    ['act.open', { motions: [{ state: 'sent', bootId: 'now' }] }],
    [null, { motions: [{ state: 'unknown', bootId: 'now' }] }],
    // Left open by an earlier start at a device that is dead since: no update would come until somebody mends it.
    [null, { prints: [{ bootId: 'before' }], motions: [{ state: 'sent', bootId: 'before' }] }],
    ['custody.open', { custody: 1, motions: [{ state: 'sent', bootId: 'before' }] }],
    ['device.claimed', { inUse: 1 }],
    ['maintenance.wanted', { draining: 1 }],
    ['maintenance.wanted', { context: { service: true } }],
    ['money.open', { orders: 1 }],
    ['door.open', { context: { doorOpen: true } }],
    ['service.key', { contacts: { serviceKey: 'on' } }],
    ['store.failed', { durability: 'failed' }],
  ];
  for (const [code, change] of changes) {
    const { sources } = parts(change);
    expect(reasonsAgainst(factsNow(sources, 1_020_000, 0), always, 0, false), JSON.stringify(change)).toEqual(
      code === null ? [] : [code],
    );
  }
});

it('a document that an earlier start left open at a spooler that stays away holds an update back for an hour, not for ever; one of this start holds it to its end', () => {
  const reasons = (bootId: string, monoMs: number) =>
    reasonsAgainst(factsNow(parts({ documents: [{ bootId }] }).sources, monoMs, 1_000), always, 0, false);
  expect(reasons('before', 1_000 + earlierDocumentMs - 1)).toEqual(['act.open']);
  expect(reasons('before', 1_000 + earlierDocumentMs)).toEqual([]);
  expect(reasons('now', 1_000 + earlierDocumentMs)).toEqual(['act.open']);
});

it('a machine without any of these parts can be updated, one without a store cannot: nobody knows what is open', () => {
  const { sources } = parts();
  const bare = { ...sources, devices: { ioBoard: null, cardDispenser: null, receiptPrinter: null } };
  expect(reasonsAgainst(factsNow(bare, 1_000_000, 0), always, 0, false)).toEqual([]);
  const blind = { ...bare, store: null, claims: null, orders: null };
  expect(reasonsAgainst(factsNow(blind, 1_000_000, 0), always, 0, false)).toEqual(['store.failed']);
});

it('somebody may have stood here when the program was started anew: quiet counts from the start', () => {
  const { sources } = parts();
  expect(factsNow(sources, 5_000, 4_000).quietMs).toBe(1_000);
});

it('every part tells when it has changed, and nothing is listened to behind the end', () => {
  const { sources, listeners } = parts();
  let told = 0;
  const stop = watchFacts(sources, () => {
    told += 1;
  });
  expect([...listeners.keys()].sort()).toEqual([...partNames].sort());
  for (const listener of listeners.values()) listener();
  expect(told).toBe(partNames.length);
  stop();
  expect(listeners.size).toBe(0);
});
