import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';

/**
 * A reference names one value that is known in the visit, as a path with `/`:
 *
 * | root | what |
 * |---|---|
 * | `answer/KEY` | what the citizen answered or what was taken as default |
 * | `chosen/KEY/…` | the whole entry behind an answer that was chosen from a pulled list |
 * | `pull/PATH/…` | data of a pull, for example `pull/hrss.cards/cards/0/last4`; without a rest the whole data |
 * | `actor/…`, `subject/…` | who stands here, and for whom: `name` `idNumber` `birthDate` `age` `sex` `docType` |
 * | `row/…` | the entry of the list that is being drawn or tested; `row` alone is the entry itself. In the fields of `records`: the row as filled in so far |
 * | `result/…` | what the hub said of this application: `state` `receiptNo` `data/…` |
 * | `today` | the city's day, `YYYY-MM-DD` |
 * | `machine/…` | `kiosk` `place` `keeperPhone` |
 *
 * A path that leads nowhere gives "nothing"; it is never an error at run time. `catalogue check` finds references that can never lead anywhere.
 * Names of the city come in two languages: a last part `nameZh` (anything ending in `Zh`) is read as `nameEn` for a citizen who reads English.
 */
export const Ref = Type.String({
  pattern: '^(today|(answer|chosen|pull|actor|subject|row|result|machine)(/[A-Za-z0-9._-]+)*)$',
  maxLength: 128,
});

/**
 * A day or month relative to the visit: `today`, `today-300d`, `today+14d`, `today-718m` (the same day 718 months ago, or the last day of a shorter month),
 * `month`, `month-24`, `month+6` (months), or a fixed `YYYY-MM-DD` / `YYYY-MM`.
 */
const DateLimit = Type.String({
  pattern: '^(today([+-][0-9]{1,4}[dm])?|month([+-][0-9]{1,3})?|[0-9]{4}-[0-9]{2}(-[0-9]{2})?)$',
});

/** A limit that is fixed, relative to the visit, or a value that is known in it: `answer/from`, `chosen/unit/lastClosedMonth`. */
export const DateBound = Type.Union([DateLimit, Ref]);

export const pullStatuses = ['found', 'none', 'partial', 'timeout', 'denied'] as const;
export type PullStatus = (typeof pullStatuses)[number];

/** What a machine can have; items name what they need (docs/domain/catalogue.md §1.4). */
export const capabilities = [
  'idReader',
  'camera',
  'receiptPrinter',
  'a4Printer',
  'cardIssuer',
  'pinPad',
  'qrScanner',
  'docCamera',
  'ssCardReader',
  'speaker',
  'headset',
  'navPad',
  'presence',
] as const;
export type Capability = (typeof capabilities)[number];

/**
 * When a page is shown, a field is asked, an option is offered. Pure function of the visit (`terminal/session/rules/condition.ts`).
 *
 * `link`: whether the hub answered in this visit; before anything was fetched, whether the machine is online.
 * `count`: number of entries of a list. `size`: a number. `date`: not before / not after. `has`: there and not empty.
 * `among`: the value is an entry of that list. A limit of `size` and `date` may itself be a reference; where it leads nowhere, the condition does not hold.
 * Lists: `some` and `every` test the entries of `of` with `row/…`.
 */
export type Condition =
  | 'always'
  | 'never'
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly link: 'online' | 'offline' }
  | { readonly pull: string; readonly is: readonly PullStatus[] }
  | { readonly device: Capability }
  | { readonly has: string }
  | { readonly ref: string; readonly in: readonly (string | number | boolean)[] }
  | { readonly ref: string; readonly includes: string }
  | { readonly ref: string; readonly among: string }
  | { readonly count: string; readonly min?: number; readonly max?: number }
  | { readonly size: string; readonly min?: number | string; readonly max?: number | string }
  | { readonly date: string; readonly min?: string; readonly max?: string }
  | { readonly some: Condition; readonly of: string }
  | { readonly every: Condition; readonly of: string }
  | { readonly same: readonly [string, string] };

const self = Type.Ref('Condition');
const Scalar = Type.Union([Type.String({ maxLength: 64 }), Type.Number(), Type.Boolean()]);
const limits = { min: Type.Optional(Type.Number()), max: Type.Optional(Type.Number()) };
const sizeLimit = Type.Optional(Type.Union([Type.Number(), Ref]));

/** Known to `parse` by its `$id` (contract/validate.ts): schemas name it as often as they like, and it stands in each only as a reference. */
export const conditionSchema = Type.Union(
  [
    Type.Literal('always'),
    Type.Literal('never'),
    Type.Object({ all: Type.Array(self, { minItems: 1, maxItems: 16 }) }, strict),
    Type.Object({ any: Type.Array(self, { minItems: 1, maxItems: 16 }) }, strict),
    Type.Object({ not: self }, strict),
    Type.Object({ link: oneOf(['online', 'offline'] as const) }, strict),
    Type.Object({ pull: Type.String({ maxLength: 48 }), is: Type.Array(oneOf(pullStatuses), { minItems: 1 }) }, strict),
    Type.Object({ device: oneOf(capabilities) }, strict),
    Type.Object({ has: Ref }, strict),
    Type.Object({ ref: Ref, in: Type.Array(Scalar, { minItems: 1, maxItems: 64 }) }, strict),
    Type.Object({ ref: Ref, includes: Type.String({ maxLength: 64 }) }, strict),
    Type.Object({ ref: Ref, among: Ref }, strict),
    Type.Object({ count: Ref, ...limits }, strict),
    Type.Object({ size: Ref, min: sizeLimit, max: sizeLimit }, strict),
    Type.Object({ date: Ref, min: Type.Optional(DateBound), max: Type.Optional(DateBound) }, strict),
    Type.Object({ some: self, of: Ref }, strict),
    Type.Object({ every: self, of: Ref }, strict),
    Type.Object({ same: Type.Tuple([Ref, Ref]) }, strict),
  ],
  { $id: 'Condition' },
);
export const Condition = Type.Unsafe<Condition>(self);

/** How a value is written for people. `code:LIST` = text `list.LIST.<value>`. Masks follow docs/domain/privacy-and-security.md §4. */
export const Format = Type.String({
  pattern:
    '^(plain|name|idno|mobile|last4|address|date|dateTime|month|money|percent|count|distance|yesno|code:[A-Za-z][A-Za-z0-9]*)$',
});

/** A piece of text with values: a text key with parameters, or one value alone. A value that is missing draws the text `value.none`. */
export const Line = Type.Union([
  Type.Object(
    {
      text: Type.String({ maxLength: 96 }),
      with: Type.Optional(
        Type.Record(Type.String({ maxLength: 24 }), Type.Object({ ref: Ref, format: Format }, strict)),
      ),
    },
    strict,
  ),
  Type.Object({ ref: Ref, format: Format }, strict),
]);
export type Line = Static<typeof Line>;
