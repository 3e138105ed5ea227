import { type Static, Type } from 'typebox';
import { strict } from '../closed-shapes.ts';
import { Count } from './page.ts';

/**
 * What a machine is for those who run the fleet (docs/domain/technician-and-operations.md §10).
 * ok = serves everything it is fitted for; limited = serves, but not everything; outOfService = switched on and serves nobody; maintenance = staff is at it, or a keeper's notice
 * stands; offline = three heartbeats are missing, or it was never heard; lost = silent since an update was activated.
 */
export const fleetStates = ['ok', 'limited', 'outOfService', 'maintenance', 'offline', 'lost'] as const;
export type FleetState = (typeof fleetStates)[number];

/** How many machines are in each state. */
export const StateCounts = Type.Object(
  { ok: Count, limited: Count, outOfService: Count, maintenance: Count, offline: Count, lost: Count },
  strict,
);
export type StateCounts = Static<typeof StateCounts>;
