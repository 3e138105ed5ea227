import { type Static, Type } from 'typebox';
import { categories, offlineRules, verbs } from '../catalogue/item.ts';
import { nullable, oneOf, strict } from '../closed-shapes.ts';

/** What the console shows of the catalogue: which items there are, which of them the city has switched on. */
export const phases = ['live', 'second'] as const;
export type Phase = (typeof phases)[number];

/** Words for citizens who meet a closed item; their texts are with the machines (`home.closed.<reason>` or the general one). */
export const switchReasons = ['maintenance', 'department', 'law', 'fault', 'notYet'] as const;

export const CatalogueItem = Type.Object(
  {
    id: Type.String({ maxLength: 64 }),
    title: Type.Object({ 'zh-CN': Type.String(), en: Type.String() }, strict),
    phase: oneOf(phases),
    verb: oneOf(verbs),
    category: oneOf(categories),
    department: Type.String({ maxLength: 32 }),
    offline: oneOf(offlineRules),
    /** Promise, as the item says it: 0 instant, 5 workday. */
    promise: Type.Object({ value: Type.Integer({ minimum: 0 }), unit: Type.String({ maxLength: 16 }) }, strict),
    /** Typical minutes, pages, papers that must be brought besides the card, and ways that remain afterwards: the four figures of 减时间, 减环节, 减材料, 减跑动. */
    minutes: Type.Integer({ minimum: 0 }),
    steps: Type.Integer({ minimum: 0 }),
    materials: Type.Integer({ minimum: 0 }),
    visits: Type.Integer({ minimum: 0 }),
  },
  strict,
);
export type CatalogueItem = Static<typeof CatalogueItem>;

/** `GET /v1/console/catalogue`. Items in the order of their ids; empty when the hub was started without a catalogue. */
export const CatalogueReply = Type.Object(
  {
    /** Rises with every change of a switch; an editor sends back the one that was read. */
    version: Type.Integer({ minimum: 1 }),
    phases: Type.Array(oneOf(phases), { maxItems: phases.length }),
    items: Type.Array(
      Type.Object(
        {
          ...CatalogueItem.properties,
          /** Why the city has closed it; null = it is open, as far as its phase is. */
          offReason: nullable(Type.String({ maxLength: 64 })),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type CatalogueReply = Static<typeof CatalogueReply>;
