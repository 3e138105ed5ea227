import { availability } from '../../contract/device.ts';
import type { DeviceHealth, HealthFacts } from '../../contract/update-health.ts';
import type { Device } from '../../drivers/core/device.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import type { Store } from '../store/store.ts';
import type { StoreError } from '../store/store-error.ts';
import type { Heartbeats } from './hub-fact.ts';

/** Where the facts of health are known. */
export interface HealthSources {
  readonly release: string | null;
  readonly start: string;
  /** The open store, or why there is none. */
  readonly store: Pick<Store, 'promises' | 'probe' | 'durability' | 'onWritten'> | StoreError;
  readonly page: () => HealthFacts['page'];
  readonly hosts: DeviceSet['hosts'];
  /** Everything that is fitted, with the driver that the configuration names. */
  readonly devices: readonly { readonly device: Pick<Device, 'id' | 'status' | 'onStatus'>; readonly driver: string }[];
  readonly hub: () => {
    readonly isEnrolled: boolean;
    readonly isOnline: boolean;
    readonly heartbeats: Heartbeats;
    readonly isUplinkUp: boolean;
  };
}

export type ProbeState = HealthFacts['store']['probe'];

/** Looks at everything now. @param startedAtMs monotonic start of the service @param probe how the last probe of the store ended */
export function healthNow(o: HealthSources, probe: ProbeState, nowMs: number, startedAtMs: number): HealthFacts {
  const { isEnrolled, isOnline, heartbeats, isUplinkUp } = o.hub();
  const { last, acceptedAtMs } = heartbeats;
  return {
    release: o.release,
    start: o.start,
    store: storeFact(o.store, probe),
    page: o.page(),
    hosts: o.hosts().map(({ name, pid, restarts }) => ({
      name,
      state: pid !== null ? 'up' : restarts > 0 ? 'down' : 'idle',
      deaths: restarts,
    })),
    devices: o.devices.map(({ device, driver }) => deviceHealth(device, driver)),
    hub: {
      ...{ isEnrolled, isOnline, isUplinkUp, last },
      isAccepted: acceptedAtMs !== null,
      awayMs: isOnline ? null : Math.max(0, Math.floor(nowMs - (acceptedAtMs ?? startedAtMs))),
    },
  };
}

/** An open store was checked when it was opened (terminal/store/open-store.ts); the promises are asked anew after a read. */
function storeFact(store: HealthSources['store'], probe: ProbeState): HealthFacts['store'] {
  if ('code' in store) return { fault: store.code, isDurable: false, probe };
  const promises = store.promises();
  const isDurable = promises.ok && promises.value.synchronous === 2 && promises.value.journalMode === 'wal';
  return { fault: store.durability() === 'ok' ? null : 'writeLost', isDurable, probe };
}

/** A full bin for captured cards forbids cards, but no slips (custody rule 1 and 8): as the pages have it. */
function deviceHealth(device: Pick<Device, 'id' | 'status'>, driver: string): DeviceHealth {
  const { id } = device;
  return { role: id, driver, availability: availability(device.status(), { needsRetainBin: id === 'cardDispenser' }) };
}
