import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { Count, District, Share } from './page.ts';

/** `GET /v1/console/usage`, `….csv`: every service item, how it is used. `days` back from today, today included (default 7). */
export const UsageQuery = Type.Object(
  {
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90 })),
    district: Type.Optional(District),
  },
  strict,
);
export type UsageQuery = Static<typeof UsageQuery>;

/** The four 减 of an item: steps, time, papers, journeys. */
const Four = {
  /** 减环节: pages that a citizen goes through. */
  pages: nullable(Type.Number()),
  /** 减时间 */
  seconds: nullable(Type.Number()),
  /** 减材料: papers brought or photographed. */
  materials: nullable(Type.Number()),
  /** 减跑动: journeys to a counter afterwards. */
  visits: nullable(Type.Number()),
};

export const UsageRow = Type.Object(
  {
    itemId: Type.String(),
    titleZh: Type.String(),
    titleEn: Type.String(),
    phase: oneOf(['live', 'second'] as const),
    isOn: Type.Boolean(),
    /** Why it is switched off by itself; null = it is not. */
    offReason: nullable(Type.String()),
    /** Visits to this item that ended, by how: completed = it came to its last page. */
    started: Count,
    completed: Count,
    abandoned: Count,
    success: Share,
    medianSeconds: nullable(Type.Number()),
    medianTouches: nullable(Type.Number()),
    /** Where visits were given up, most first. `step` = kind of page. */
    abandonedAt: Type.Array(Type.Object({ step: Type.String(), count: Count }, strict), { maxItems: 12 }),
    /** Applications that reached the hub, and what the departments said. */
    applications: Count,
    done: Count,
    refused: Count,
    offline: Count,
    prints: Count,
    printsFailed: Count,
    /** What the item's first page promises. */
    promised: Type.Object(Four, strict),
    /** What was measured: medians of completed visits (pages, seconds), means (materials, visits). Null = nobody completed it, or machines do not tell. */
    measured: Type.Object(Four, strict),
  },
  strict,
);
export type UsageRow = Static<typeof UsageRow>;

export const UsageReply = Type.Object(
  {
    /** City days, both included. */
    from: Type.String(),
    to: Type.String(),
    rows: Type.Array(UsageRow, { maxItems: 600 }),
  },
  strict,
);
export type UsageReply = Static<typeof UsageReply>;
