import { type Static, Type } from 'typebox';

/**
 * A service item is data: what it is, what it needs, what it asks, in which order. Content and conventions: docs/domain/catalogue.md.
 * A new item needs no code as long as it uses the page kinds below.
 */
const strict = { additionalProperties: false } as const;
const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });

export const Localised = Type.Object({ 'zh-CN': Type.String(), 'zh-HK': Type.String(), en: Type.String() }, strict);
export type Localised = Static<typeof Localised>;

export const capabilities = ['idReader', 'receiptPrinter'] as const;
export type Capability = (typeof capabilities)[number];

/** A condition on what is known in the visit. `offline`: nothing could be fetched; `manyCards`: more than one card can be chosen. */
export const conditionsOfSteps = ['always', 'online', 'offline', 'manyCards'] as const;
export type StepCondition = (typeof conditionsOfSteps)[number];

export const ItemField = Type.Object(
  {
    key: Type.String({ pattern: '^[a-z][A-Za-z0-9]*$' }),
    type: oneOf(['select', 'cardRef', 'mobile', 'constant'] as const),
    /** Codes of a select; texts stand under `list.<list>.<code>`. */
    list: Type.Optional(
      Type.Object({ name: Type.String(), codes: Type.Array(Type.String(), { minItems: 1 }) }, strict),
    ),
    /** Taken without asking; shown on the check page, where it can be changed (select) or not (constant). */
    default: Type.Optional(Type.String()),
    /** Text keys. */
    label: Type.String(),
    question: Type.Optional(Type.String()),
    why: Type.Optional(Type.String()),
  },
  strict,
);
export type ItemField = Static<typeof ItemField>;

export const ItemStep = Type.Union([
  Type.Object({ page: Type.Literal('consent'), notice: Type.String(), textVersion: Type.Integer() }, strict),
  Type.Object({ page: Type.Literal('identify'), level: Type.Literal('L1') }, strict),
  /** Fetches and shows what the city knows; where it cannot be fetched, `offlineNotice` explains and asks whether to go on. */
  Type.Object({ page: Type.Literal('found'), pull: Type.Literal('hrss.cards'), offlineNotice: Type.String() }, strict),
  Type.Object({ page: Type.Literal('question'), field: Type.String(), when: oneOf(conditionsOfSteps) }, strict),
  Type.Object({ page: Type.Literal('interruption'), id: Type.String(), hotlines: Type.Boolean() }, strict),
  Type.Object({ page: Type.Literal('check'), submitLabel: Type.String() }, strict),
]);
export type ItemStep = Static<typeof ItemStep>;
export type StepPage = ItemStep['page'];

export const ServiceItem = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    id: Type.String({ pattern: '^[a-z]+(\\.[a-zA-Z]+)+$' }),
    version: Type.Integer({ minimum: 1 }),
    officialCode: Type.Union([Type.String(), Type.Null()]),
    title: Localised,
    /** Short words on the tile: what a citizen would say. */
    tile: Localised,
    categories: Type.Array(
      oneOf(['ss', 'hpf', 'hukou', 'exit', 'traffic', 'health', 'estate', 'biz', 'more'] as const),
    ),
    verb: oneOf(['do', 'query', 'print', 'mine'] as const),
    icon: Type.String(),
    department: Type.String(),
    identity: Type.Literal('L1'),
    offline: oneOf(['LIVE', 'QUEUE', 'CACHE', 'NONE'] as const),
    queuePriority: Type.Integer({ minimum: 0, maximum: 3 }),
    capabilities: Type.Object(
      { required: Type.Array(oneOf(capabilities)), optional: Type.Array(oneOf(capabilities)) },
      strict,
    ),
    fields: Type.Array(ItemField),
    steps: Type.Array(ItemStep, { minItems: 1 }),
    outputs: Type.Array(oneOf(['screen', 'qr', 'receipt80', 'a4', 'card', 'sms'] as const)),
    sla: Type.Object({ unit: Type.Literal('instant'), clock: Type.Literal('hubAck') }, strict),
    fee: Type.Object({ amountFen: Type.Integer({ minimum: 0 }) }, strict),
    visits: Type.Integer({ minimum: 0, maximum: 1 }),
    minutes: Type.Integer({ minimum: 1 }),
    phase: oneOf(['live', 'second'] as const),
    sensitive: Type.Boolean(),
    assumed: Type.Boolean(),
    /** Hotline of the department, shown where the machine cannot help at once. */
    hotline: Type.Object({ label: Type.String(), number: Type.String() }, strict),
    /** Prefix of this item's wording of results: `<prefix>.effective`, `.stored`, … (kiosk-config/texts). */
    resultTexts: Type.String(),
    /** File name stem in kiosk-config/receipts; the language follows: `<stem>.zh-CN.receipt`. */
    receipt: Type.String(),
  },
  strict,
);
export type ServiceItem = Static<typeof ServiceItem>;
