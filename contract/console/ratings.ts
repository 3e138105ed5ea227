import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { Count, District, DistrictNames, Iso, pageOf, pageQuery } from './page.ts';

const sources = ['person', 'default'] as const;

/** `GET /v1/console/ratings`: sums. Levels are 1 (worst) to 5; `default` = seven days without a word count as 3. */
export const RatingsQuery = Type.Object(
  {
    /** Back from today, default 30. */
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 400 })),
    district: Type.Optional(District),
    item: Type.Optional(Type.String({ maxLength: 64 })),
  },
  strict,
);
export type RatingsQuery = Static<typeof RatingsQuery>;

const Mean = nullable(Type.Number({ minimum: 1, maximum: 5 }));

export const RatingsReply = Type.Object(
  {
    from: Type.String(),
    to: Type.String(),
    levels: Type.Array(Type.Object({ level: Count, byPersons: Count, byDefault: Count }, strict), { maxItems: 5 }),
    /** Of persons only. */
    mean: Mean,
    reasons: Type.Array(
      Type.Object({ reason: Type.String(), nameZh: Type.String(), nameEn: Type.String(), count: Count }, strict),
      { maxItems: 64 },
    ),
    days: Type.Array(Type.Object({ day: Type.String(), count: Count, mean: Mean }, strict), { maxItems: 400 }),
    items: Type.Array(Type.Object({ itemId: Type.String(), count: Count, mean: Mean }, strict), { maxItems: 600 }),
    districts: Type.Array(Type.Object({ ...DistrictNames, count: Count, mean: Mean }, strict)),
  },
  strict,
);
export type RatingsReply = Static<typeof RatingsReply>;

/** `GET /v1/console/ratings/list`, `….csv`: newest first. No words and no number of anybody: those are sealed. */
export const RatingListQuery = Type.Object(
  {
    ...RatingsQuery.properties,
    /** At most this level. */
    upTo: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
    source: Type.Optional(oneOf(sources)),
    ...pageQuery,
  },
  strict,
);
export type RatingListQuery = Static<typeof RatingListQuery>;

export const RatingRow = Type.Object(
  {
    receiptNo: Type.String(),
    itemId: nullable(Type.String()),
    kiosk: nullable(Type.String()),
    place: nullable(Type.String()),
    level: Count,
    reasons: Type.Array(Type.String()),
    source: oneOf(sources),
    at: Iso,
    /** The citizen left words or a number to call back. */
    hasWords: Type.Boolean(),
    /** Last day for an answer to a bad rating (1 or 2): 15 working days of the city; null = none is due. */
    answerBy: nullable(Type.String()),
  },
  strict,
);
export type RatingRow = Static<typeof RatingRow>;
export const RatingsPage = pageOf(RatingRow);
export type RatingsPage = Static<typeof RatingsPage>;
