import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';
import { Condition, capabilities, Format, Ref } from './condition.ts';
import { ItemField } from './field.ts';
import { ItemId, TextKey } from './schema-kit.ts';
import { ItemLink, ItemStep, identityLevels } from './step.ts';

/**
 * A service item is data: what it is, what it needs, what it asks, in which order, what it puts out. Content and conventions:
 * docs/domain/catalogue.md; how to write one: docs/services.md. A new item needs no code as long as it uses the pages that exist.
 */
export const Localised = Type.Object(
  { 'zh-CN': Type.String({ minLength: 1 }), 'zh-HK': Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) },
  strict,
);
export type Localised = Static<typeof Localised>;

export const categories = ['ss', 'hpf', 'hukou', 'exit', 'traffic', 'health', 'estate', 'biz', 'more'] as const;
export const verbs = ['do', 'query', 'print', 'mine', 'none'] as const;
export const offlineRules = ['LIVE', 'QUEUE', 'CACHE', 'NONE'] as const;

/** One fee rule: the first whose condition holds is the fee. Integer fen. */
const FeeRule = Type.Object({ when: Condition, amountFen: Type.Integer({ minimum: 0, maximum: 100_000_00 }) }, strict);

/** Devices for one way of fulfilment, where it differs from the rest of the item. */
const Needs = Type.Object(
  { required: Type.Array(oneOf(capabilities)), optional: Type.Array(oneOf(capabilities)) },
  strict,
);

export const ServiceItem = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    id: ItemId,
    version: Type.Integer({ minimum: 1 }),
    /** GB/T 39554.1 code supplied by the hub; null until then, never invented. */
    officialCode: Type.Union([Type.String(), Type.Null()]),
    title: Localised,
    /** Replaces the title on paper and wherever others can read, for sensitive items. */
    receiptTitle: Type.Optional(Localised),
    /** Short words on the tile: what a citizen would say. */
    tile: Localised,
    /** Everyday words for the search beside title and tile: 丢了, 补卡, … */
    words: Type.Array(Type.String({ minLength: 1, maxLength: 24 }), { maxItems: 24 }),
    categories: Type.Array(oneOf(categories), { minItems: 1 }),
    themes: Type.Array(Type.String({ maxLength: 24 })),
    verb: oneOf(verbs),
    icon: Type.String({ maxLength: 24 }),
    /** Order among the high-frequency items of the home page; null = not one of them. */
    frequent: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    department: Type.String({ pattern: '^gz[.][a-z]+$' }),
    audience: Type.Array(oneOf(['person', 'proxy', 'officer', 'company', 'all'] as const), { minItems: 1 }),
    identity: oneOf(identityLevels),
    offline: oneOf(offlineRules),
    queuePriority: Type.Integer({ minimum: 0, maximum: 3 }),
    capabilities: Needs,
    pulls: Type.Array(Type.String({ maxLength: 48 }), { maxItems: 16 }),
    fields: Type.Array(ItemField, { maxItems: 64 }),
    steps: Type.Array(ItemStep, { minItems: 1, maxItems: 48 }),
    outputs: Type.Array(oneOf(['screen', 'qr', 'receipt80', 'a4', 'card', 'sms'] as const)),
    /** The promise; the clock starts at hub acknowledgement. */
    sla: Type.Object(
      {
        value: Type.Integer({ minimum: 0 }),
        unit: oneOf(['instant', 'minute', 'hour', 'halfday', 'workday', 'day'] as const),
        clock: Type.Literal('hubAck'),
      },
      strict,
    ),
    fee: Type.Object({ rules: Type.Array(FeeRule, { minItems: 1, maxItems: 8 }) }, strict),
    visits: Type.Integer({ minimum: 0, maximum: 1 }),
    /** Papers the citizen must bring besides the ID card: text keys; empty = 材料 0 份. */
    materials: Type.Array(TextKey, { maxItems: 8 }),
    /** Typical minutes, a placeholder until the fleet's medians replace it. */
    minutes: Type.Integer({ minimum: 0, maximum: 60 }),
    phase: oneOf(['live', 'second'] as const),
    sensitive: Type.Boolean(),
    assumed: Type.Boolean(),
    hotline: Type.Object({ label: TextKey, number: Type.String({ maxLength: 24 }) }, strict),
    /** Prefix of this item's wording of results: `<prefix>.<state>` and `<prefix>.<state>.lead`; missing ones fall back to `result.<state>`. */
    resultTexts: TextKey,
    /** Wording that depends on what the hub said (`result/data/…`): the first whose condition holds replaces `resultTexts`. */
    resultVariants: Type.Optional(
      Type.Array(Type.Object({ when: Condition, texts: TextKey }, strict), { maxItems: 6 }),
    ),
    /** Values for the places of these texts, beside `{time}` `{no}` `{reason}`: amounts, dates, the bank. */
    resultValues: Type.Optional(
      Type.Record(Type.String({ maxLength: 24 }), Type.Object({ ref: Ref, format: Format }, strict)),
    ),
    /** What can be done next, on the done page. */
    next: Type.Optional(Type.Array(ItemLink, { maxItems: 6 })),
    /** Stem of its receipt template in kiosk-config/receipts: `<stem>.zh-CN.receipt`. Most items use `case`. */
    receipt: Type.String({ maxLength: 64 }),
  },
  strict,
);
export type ServiceItem = Static<typeof ServiceItem>;

/** A theme (一件事): several items that belong to one event of life. `kiosk-config/themes.json`. */
export const Theme = Type.Object(
  {
    id: Type.String({ maxLength: 24 }),
    title: Localised,
    icon: Type.String({ maxLength: 24 }),
    items: Type.Array(ItemId, { minItems: 1 }),
  },
  strict,
);
export type Theme = Static<typeof Theme>;
