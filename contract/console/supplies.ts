import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { heldLevels } from '../heartbeat-facts.ts';
import { District, Iso, Kiosk, pageOf, pageQuery } from './page.ts';

/** What machines use up, how long it lasts, and which visits can be joined. Read only: what is refilled says the machine. */

export const SupplyRow = Type.Object(
  {
    kiosk: Type.String(),
    place: Type.String(),
    district: Type.String(),
    /** Role of the device, and its supply or bin. */
    device: Type.String(),
    supply: Type.String(),
    state: oneOf(heldLevels),
    /** Sheets, receipts, cards or pieces as the machine counts them; null = nobody counts it. */
    left: nullable(Type.Integer()),
    /** Used on a day, over what is known of the last 28 days; null = see `unknown`. */
    perDay: nullable(Type.Number()),
    daysLeft: nullable(Type.Number()),
    /** Why no forecast is told: too little history, nobody counts, nothing was used. */
    unknown: nullable(oneOf(['history', 'count', 'use'] as const)),
    /** Low, out or full, or less than two days left: somebody has to go. */
    isDue: Type.Boolean(),
    seenAt: Iso,
  },
  strict,
);
export type SupplyRow = Static<typeof SupplyRow>;

/** `GET /v1/console/supplies`: what ends first comes first. */
export const SuppliesQuery = Type.Object(
  {
    district: Type.Optional(District),
    kiosk: Type.Optional(Kiosk),
    state: Type.Optional(oneOf(heldLevels)),
    /** Only what has fewer days left, or is due. */
    withinDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
    ...pageQuery,
  },
  strict,
);
export type SuppliesQuery = Static<typeof SuppliesQuery>;
export const SuppliesPage = pageOf(SupplyRow);
export type SuppliesPage = Static<typeof SuppliesPage>;

/**
 * `GET /v1/console/visits?district=…`: sites that somebody has to go to, and what else can be done on the same way: at the site itself, and at sites of the district
 * whose supplies end within a week. Most urgent district first.
 */
export const VisitNeed = Type.Object(
  {
    kiosk: Type.String(),
    /** `supply`: `subject` = device.supply; `task`: a keeper task; `order`: a work order, `orderId` names it. */
    what: oneOf(['supply', 'task', 'order'] as const),
    subject: Type.String(),
    orderId: nullable(Type.Integer()),
    daysLeft: nullable(Type.Number()),
    isDue: Type.Boolean(),
  },
  strict,
);
export type VisitNeed = Static<typeof VisitNeed>;
export const Visits = Type.Object(
  {
    districts: Type.Array(
      Type.Object(
        {
          district: Type.String(),
          /** Sites that must be visited. */
          due: Type.Integer(),
          /** All due sites first, then those on the way; of these no more than make 50 altogether. */
          sites: Type.Array(
            Type.Object({ place: Type.String(), isDue: Type.Boolean(), needs: Type.Array(VisitNeed) }, strict),
          ),
          /** What has to be taken along for all of them. */
          load: Type.Array(
            Type.Object({ device: Type.String(), supply: Type.String(), machines: Type.Integer() }, strict),
          ),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type Visits = Static<typeof Visits>;
