import type { DeviceStatus, SupplyLevel } from '../../contract/device.ts';
import type { Device } from '../../drivers/core/device.ts';
import type { Store } from '../store/store.ts';
import { refillsKey, refillsOf, type SupplyName } from './supply-history.ts';

/** What sensors have shown of one load since it was put in. */
export interface LoadState {
  /** It was near its end, or at it. */
  readonly wasLow: boolean;
  readonly isOut: boolean;
  /** This unit has a sensor that sees the end come. */
  readonly seesLow: boolean;
}

export const freshLoad: LoadState = { wasLow: false, isOut: false, seesLow: false };

/**
 * A load is new when paper comes after there was none, and the load before had come near its end: paper that is taken out to free a jam and put back is the
 * same load. A unit that cannot see the end come gives no better sign than paper after none. Pure.
 */
export function stepLoad(state: LoadState, level: SupplyLevel): { readonly state: LoadState; readonly isNew: boolean } {
  switch (level) {
    case 'unknown':
      return { state, isNew: false };
    case 'low':
      return { state: { wasLow: true, isOut: false, seesLow: true }, isNew: false };
    case 'out':
      return { state: { ...state, isOut: true }, isNew: false };
    case 'ok':
    case 'full': {
      const isNew = state.isOut && (state.wasLow || !state.seesLow);
      return { state: { ...state, isOut: false, wasLow: isNew ? false : state.wasLow }, isNew };
    }
  }
}

/** So many are remembered: about a year of rolls. */
const kept = 60;
const sameLoadMs = 30 * 60_000;

/** Writes down when paper was loaded. Returns the end of watching. */
export function watchRefills(
  devices: { readonly receiptPrinter: Device | null; readonly documentPrinter: Device | null },
  store: Pick<Store, 'meta' | 'trustedWallMs'>,
): () => void {
  const watch = (device: Device | null, supply: SupplyName) => {
    if (device === null) return () => undefined;
    const key = `supply.load.${supply}`;
    let state = loadOf(store.meta.get(key));
    const look = ({ link, supplies }: DeviceStatus) => {
      const level = supplies.paper?.level;
      // What a device that is away once said is no sign of anything.
      if (link !== 'up' || level === undefined) return;
      const next = stepLoad(state, level);
      if (JSON.stringify(next.state) !== JSON.stringify(state)) {
        state = next.state;
        store.meta.set(key, JSON.stringify(state));
      }
      if (next.isNew) noteRefill(store, supply);
    };
    look(device.status());
    return device.onStatus(look);
  };
  const ends = [watch(devices.receiptPrinter, 'receiptPaper'), watch(devices.documentPrinter, 'documentPaper')];
  return () => {
    for (const end of ends) end();
  };
}

/** Somebody has loaded it, as sensors or a person say. */
export function noteRefill(store: Pick<Store, 'meta' | 'trustedWallMs'>, supply: SupplyName): void {
  const refills = refillsOf(store.meta.get(refillsKey));
  const before = refills[supply] ?? [];
  const now = store.trustedWallMs();
  const last = before.at(-1);
  // Sensor and person tell of the same roll.
  if (last !== undefined && now >= last && now - last < sameLoadMs) return;
  const times = [...before, now].slice(-kept);
  store.meta.set(refillsKey, JSON.stringify({ ...refills, [supply]: times }));
}

function loadOf(text: string | null): LoadState {
  if (text === null) return freshLoad;
  const { wasLow, isOut, seesLow } = JSON.parse(text) as Partial<LoadState>;
  return { wasLow: wasLow === true, isOut: isOut === true, seesLow: seesLow === true };
}
