import type { DeviceSet } from '../devices/device-set.ts';
import type { Store } from '../store/store.ts';
import { type ActName, namesUnderWay, openActsOf } from './blockers.ts';
import type { HandOver } from './hand-over.ts';

/** Whoever works at the machine under claims of their own: technician mode, set-up. */
export interface Workers {
  readonly store: Store;
  readonly devices: DeviceSet;
  /** Prints that are open in the journal are settled from what the printer shows, as at a start; claims the printer for recovery before it returns. */
  settlePrints(): void;
}

/** Acts of this start that run now, by id and device. Throws what the store throws. */
export function actsNow({ store, devices }: Pick<Workers, 'store' | 'devices'>): readonly ActName[] {
  return namesUnderWay(openActsOf(store, devices.cardDispenser?.id), store.bootId);
}

/**
 * An act that has begun and whose end nobody wrote, since this program failed in it: its device goes back at once, and recovery settles it by what the device shows, before anybody moves or prints
 * anything there. Where the journal itself cannot be asked, every device with acts goes.
 * @param before acts that ran before, by their ids
 * @param threw hears that the journal could not be asked
 */
export function leaveToRecovery(
  before: readonly string[],
  { store, devices, settlePrints }: Workers,
  handOver: HandOver | null,
  threw: (error: unknown) => void,
): void {
  const [printer, dispenser] = [devices.receiptPrinter?.id, devices.cardDispenser?.id];
  let begun: readonly ActName[] = [];
  let left: ReadonlySet<string>;
  try {
    // What recovery has begun meanwhile on a device that it holds is its own.
    const isOurs = ({ id, deviceId }: ActName) => !before.includes(id) && handOver?.of(deviceId) === 'ours';
    begun = actsNow({ store, devices }).filter(isOurs);
    left = new Set(begun.map(({ deviceId }) => deviceId));
  } catch (error) {
    threw(error);
    left = new Set([printer, dispenser].filter((id) => id !== undefined));
  }
  store.acts.disown(begun.map(({ id }) => id));
  // A dispenser that is let go of is the custodian's in that moment.
  for (const id of left) handOver?.giveUp(id, id === printer ? settlePrints : () => undefined);
}
