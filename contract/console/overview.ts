import { type Static, Type } from 'typebox';
import { strict } from '../closed-shapes.ts';
import { StateCounts } from './fleet-state.ts';
import { Count, DistrictNames, Iso, Share } from './page.ts';

/** One district: where it stands on the tile map (metres east and north of the centre), and its machines by state. */
export const DistrictRow = Type.Object(
  { ...DistrictNames, eastM: Type.Integer(), northM: Type.Integer(), machines: Count, states: StateCounts },
  strict,
);
export type DistrictRow = Static<typeof DistrictRow>;

/** `GET /v1/console/overview`: the whole city at one moment. At most two seconds old. */
export const Overview = Type.Object(
  {
    asOf: Iso,
    machines: Count,
    states: StateCounts,
    /** All districts of the city, also those without machines. */
    districts: Type.Array(DistrictRow),
    attention: Type.Object(
      {
        openOrders: Count,
        /** Machines of which a number has not arrived. */
        machinesWithGap: Count,
        machinesWithDead: Count,
        /** Machines whose oldest message waits for more than four hours. */
        machinesWithOldQueue: Count,
        /** Messages that wait at machines, as last heard. */
        pending: Count,
      },
      strict,
    ),
    today: Type.Object(
      {
        /** `YYYY-MM-DD` in the city. */
        day: Type.String(),
        /** Applications that arrived today. */
        applications: Count,
        /** All messages that arrived today. */
        messages: Count,
        /** One for each hour of the city's day up to now; `hour` = 0–23. */
        hours: Type.Array(Type.Object({ hour: Count, applications: Count, messages: Count }, strict), { maxItems: 24 }),
      },
      strict,
    ),
    /** The last 24 hours, oldest first: one sample each five minutes, as long as the hub was up. */
    history: Type.Array(Type.Object({ at: Iso, states: StateCounts }, strict), { maxItems: 300 }),
    availability: Type.Object(
      {
        /** Part of the machines' published hours in which they served (`ok` or `limited`); planned maintenance counts against it. */
        lastDay: Share,
        last30Days: Share,
        target: Type.Number(),
      },
      strict,
    ),
    /** Versions by machines that run them, most first; at most 20. */
    versions: Type.Array(Type.Object({ version: Type.String(), machines: Count }, strict), { maxItems: 20 }),
  },
  strict,
);
export type Overview = Static<typeof Overview>;
