import type { ClaimManager } from '../devices/claims.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import type { PaidOrders } from '../session/ports/paid-orders.ts';
import type { SessionService } from '../session/session-service.ts';
import type { Store } from '../store/store.ts';
import type { GateFacts } from './reasons.ts';

/** Where the facts of the gate are known. The last three are null on a machine whose disk cannot be trusted: then nobody knows what is open. */
export interface FactSources {
  readonly session: Pick<SessionService, 'context' | 'place' | 'touchedAtMs' | 'onChange'>;
  readonly devices: Pick<DeviceSet, 'ioBoard' | 'cardDispenser' | 'receiptPrinter'>;
  readonly claims: Pick<ClaimManager, 'inUse' | 'draining' | 'onChange'> | null;
  readonly orders: Pick<PaidOrders, 'entries' | 'onChange'> | null;
  readonly store: Pick<Store, 'acts' | 'bootId' | 'custody' | 'durability' | 'onWritten'> | null;
}

/**
 * How long a document that an earlier start has left open forbids, milliseconds since this start. Its spooler runs on this computer and is asked as soon as it is there; until then a restart
 * of the device would make it print what it has not been asked about. One that has been away for so long is broken, and an update may be what mends it; the next start asks again, and
 * the hub voids whatever comes out without having been seen.
 */
export const earlierDocumentMs = 3_600_000;

/** Looks at everything now; a sensor that cannot say anything says nothing, as everywhere. @param startedAtMs monotonic start of the service: quiet counts from there */
export function factsNow(
  { session, devices, claims, orders, store }: FactSources,
  monoMs: number,
  startedAtMs: number,
): GateFacts {
  const { pad, papersLeft, doorOpen, outletCard, service } = session.context();
  const { ioBoard, cardDispenser, receiptPrinter } = devices;
  const position = cardDispenser?.position() ?? 'none';
  return {
    journey: session.place(),
    quietMs: monoMs - (session.touchedAtMs() ?? startedAtMs),
    isPersonPresent: ioBoard?.contact('presence') === 'present',
    isIdCardOnPad: pad === 'present' || pad === 'reading',
    card: position === 'exit' || outletCard ? 'atOutlet' : position === 'inside' ? 'inside' : 'none',
    openCustody: store?.custody.open().length ?? 0,
    isPaperAtExit: receiptPrinter?.status().media === 'atExit',
    mayPapersLieInTray: papersLeft,
    openActs: store === null ? 0 : openActs(store, cardDispenser?.id ?? null, monoMs - startedAtMs),
    claimedDevices: claims?.inUse.length ?? 0,
    openOrders: orders?.entries.length ?? 0,
    isDoorOpen: doorOpen,
    isServiceKeyOn: ioBoard?.contact('serviceKey') === 'on',
    isMaintenanceWanted: service || (claims?.draining.length ?? 0) > 0,
    isStoreOk: store !== null && store.durability() === 'ok',
  };
}

/**
 * Acts that an update would cut in two. A slip or a card of an earlier start is none: nobody drives it any more, it only waits for a device that is away, perhaps for months, to say how it
 * ended, and the next start asks again; a card that lies there is in the custody ledger, and what the custodian moves now is an act of this start. A document of an earlier
 * start is one for `earlierDocumentMs`. An act whose end nobody will ever know (`unknown`) is closed as far as this machine can.
 */
function openActs(
  { acts, bootId }: Pick<Store, 'acts' | 'bootId'>,
  dispenserId: string | null,
  sinceStartMs: number,
): number {
  const motions = dispenserId === null ? [] : acts.openMotions(dispenserId).filter(({ state }) => state !== 'unknown');
  const isOfThisStart = (act: { readonly bootId: string }) => act.bootId === bootId;
  const documents = acts.unsettledDocuments().filter((act) => isOfThisStart(act) || sinceStartMs < earlierDocumentMs);
  return [...acts.unsettled(), ...motions].filter(isOfThisStart).length + documents.length;
}

/** Tells after whatever may change a fact. Returns the end of watching. */
export function watchFacts({ session, devices, claims, orders, store }: FactSources, changed: () => void): () => void {
  const { ioBoard, cardDispenser, receiptPrinter } = devices;
  const ends = [
    session.onChange(changed),
    ioBoard?.onContact(changed),
    cardDispenser?.onStatus(changed),
    receiptPrinter?.onStatus(changed),
    claims?.onChange(changed),
    orders?.onChange(changed),
    store?.onWritten(changed),
  ];
  return () => {
    for (const end of ends) end?.();
  };
}
