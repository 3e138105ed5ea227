import type { Clock } from '../../contract/clock.ts';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import { deviceClasses } from '../../drivers/registry.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import type { HubConnection } from '../hub-connection.ts';
import type { CardPersonaliser } from '../personaliser/card-personaliser.ts';
import type { Store } from '../store/store.ts';
import type { StoreError } from '../store/store-error.ts';
import { HealthDesk } from './health-desk.ts';
import { isUplinkUp, noHeartbeat } from './hub-fact.ts';
import type { PageFact } from './page-fact.ts';

export interface StartHealthOptions {
  readonly clock: Clock;
  readonly config: Pick<KioskConfig, 'devices' | 'hub'>;
  /** As the launcher has named it; null = started by hand. */
  readonly release: string | null;
  /** Epoch of the snapshots of this start. */
  readonly epoch: string;
  readonly page: PageFact;
  readonly store: Store | StoreError;
  readonly devices: DeviceSet;
  readonly personaliser: CardPersonaliser | null;
  /** Null = no store, so no link. */
  readonly hub: Pick<HubConnection, 'facts' | 'link' | 'heartbeats' | 'onHeartbeat'> | null;
}

/** The facts of health with everything that knows them. */
export function startHealth({
  clock,
  config,
  release,
  epoch,
  page,
  store,
  devices,
  personaliser,
  hub,
}: StartHealthOptions) {
  const fitted = deviceClasses.flatMap((role) => {
    const device = devices[role];
    return device === null ? [] : [{ device, driver: config.devices[role].driver }];
  });
  const desk = new HealthDesk({
    ...{ clock, release, start: epoch, store },
    page: () => page.fact,
    hosts: () => devices.hosts(),
    devices: [...fitted, ...(personaliser === null ? [] : [{ device: personaliser, driver: 'wire' }])],
    hub: () => ({
      isEnrolled: !('code' in store) && store.identity() !== null,
      isOnline: hub?.facts().isOnline ?? false,
      heartbeats: hub?.heartbeats() ?? noHeartbeat,
      isUplinkUp: isUplinkUp(config.hub.url),
    }),
  });
  page.onChange(() => desk.changed());
  const endHeartbeats = hub?.onHeartbeat(() => desk.changed());
  return {
    desk,
    stop: () => {
      endHeartbeats?.();
      page.stop();
      desk.stop();
    },
  };
}
