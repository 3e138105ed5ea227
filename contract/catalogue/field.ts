import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';
import { Condition, DateBound, Format, Line, Ref } from './condition.ts';
import { FieldKey, TextKey } from './schema-kit.ts';

/**
 * Types of asked values. Validation, mask, speech and default errors of each: docs/domain/catalogue.md §1.6, in code `terminal/session/rules/field-types.ts`.
 * Answers are kept as text: codes, digits, `YYYY-MM-DD`, `YYYY-MM`, integer fen for money, integer hundredths for percent, `yes`/`no`;
 * `multi` keeps a list of codes, `records` a list of rows, `address` and `region5` an object (`address` also plain text, where the city knows it).
 *
 * What is asked: a `question` step shows its page whenever its own `when` and the field's hold; a `default` then stands there already chosen. A field
 * without a question step is never asked by itself: it takes its default and can be changed on the check page. Two exceptions: a required `select` with
 * one entry that can be taken is taken without its page; and after a change on the check page every question and interruption before it that applies only
 * now is shown first.
 * `person` keeps `{ name, idNumber, by: 'card' | 'typed' }`, also inside a row; a default by reference takes `name` and `idNumber` of the city's entry and
 * has no `by`, since nobody stood here. The answer of a `multi` keeps the order in which its entries were chosen. `receiptNo` is scanned, or made of the
 * district's letters (chosen) and 15 digits (typed); it is kept as `TH0017-261123-0042-3` and its check digit is right (contract/receipt-number.ts).
 * `sms6` proves the number of the field whose key it carries before `Code`: `mobileCode` proves `mobile`.
 */
const fieldTypes = [
  'constant', // never asked: the value is `default`
  'select',
  'multi',
  'yesno',
  'int',
  'digits',
  'text',
  'name',
  'idno',
  'uscc',
  'mobile',
  'sms6',
  'date',
  'month',
  'money',
  'percent',
  'region5',
  'address',
  'bankacct',
  'docphoto',
  'consent',
  'sign',
  'pin',
  'pay',
  'receiptNo',
  'person', // an ID card on the pad, or name and number where the item allows typing
  'records', // repeated group with fields of its own
] as const;

/** Options that come from the city instead of from a list of codes. */
const PulledOptions = Type.Object(
  {
    /** The list, for example `pull/hrss.cards/cards`. */
    from: Ref,
    /** Property of an entry that names it; the answer is its value. */
    id: Type.String({ maxLength: 32 }),
    label: Line,
    detail: Type.Optional(Line),
    /** Entries for which this does not hold are left out. */
    where: Type.Optional(Condition),
    /** Entries that are shown greyed, with the reason in words. First that holds wins. */
    greyed: Type.Optional(Type.Array(Type.Object({ when: Condition, because: Line }, strict), { maxItems: 8 })),
    /** Long lists: found by pinyin initials and words; the property that holds the words to search. */
    search: Type.Optional(Type.String({ maxLength: 32 })),
    /** Class C2 and above: the entries are about a person. */
    personal: Type.Boolean(),
  },
  strict,
);

/** A field of one asked value. In a group of `records` the same shape is used for the fields of one row. */
const base = {
  key: FieldKey,
  type: oneOf(fieldTypes),
  label: TextKey,
  /** Heading of its page; default: the label. */
  question: Type.Optional(TextKey),
  /** One line: why we ask. */
  why: Type.Optional(TextKey),
  /** Asked and sent only where this holds; default always. An answer whose condition ends is dropped. */
  when: Type.Optional(Condition),
  /** Must be answered where `when` holds; default always. Where it does not hold, the page offers 跳过. */
  required: Type.Optional(Condition),
  /**
   * Taken until the citizen says otherwise, shown on the check page, changeable there unless `fixed`. A reference takes what the city knows (`or`: where the
   * first leads nowhere; `plusDays`: so many days after that day). Date and month: also a limit such as `month-23`. Entries that are not offered in this
   * visit are left out of it.
   */
  default: Type.Optional(
    Type.Union([
      Type.String({ maxLength: 64 }),
      Type.Array(Type.String({ maxLength: 64 })),
      Type.Object({ ref: Ref, or: Type.Optional(Ref), plusDays: Type.Optional(Type.Integer()) }, strict),
    ]),
  ),
  /** Defaults that depend on the visit: the first whose condition holds is taken as `default` would be; where none holds, `default` counts. */
  defaults: Type.Optional(
    Type.Array(
      Type.Object(
        { when: Condition, is: Type.Union([Type.String({ maxLength: 64 }), Type.Object({ ref: Ref }, strict)]) },
        strict,
      ),
      { maxItems: 8 },
    ),
  ),
  /** Never changeable by the citizen: department data, constants. */
  fixed: Type.Optional(Type.Boolean()),
  /** Codes of a select or multi; texts `list.<name>.<code>`. `offered`: conditions of single codes. */
  list: Type.Optional(
    Type.Object(
      {
        name: Type.String({ maxLength: 32 }),
        codes: Type.Array(Type.String({ maxLength: 32 }), { minItems: 1, maxItems: 64 }),
        offered: Type.Optional(Type.Record(Type.String({ maxLength: 32 }), Condition)),
      },
      strict,
    ),
  ),
  options: Type.Optional(PulledOptions),
  /** int: value; text, name, digits: length; multi, records: number of entries; money: fen. */
  min: Type.Optional(Type.Number()),
  max: Type.Optional(Type.Number()),
  /** date and month. */
  from: Type.Optional(DateBound),
  to: Type.Optional(DateBound),
  /** text: characters that may stand in it, as a character class of a regular expression, e.g. `A-Z0-9`. */
  alphabet: Type.Optional(Type.String({ maxLength: 64 })),
  /** text: sentences offered for one touch, text keys. */
  phrases: Type.Optional(Type.Array(TextKey, { maxItems: 12 })),
  /** How it is shown on check page and paper; default from the type. */
  format: Type.Optional(Format),
  sensitive: Type.Optional(Type.Boolean()),
  speak: Type.Optional(oneOf(['never', 'headset', 'any'] as const)),
  /** Rules over several answers; the first that holds is the error. */
  wrongWhen: Type.Optional(Type.Array(Type.Object({ when: Condition, error: TextKey }, strict), { maxItems: 8 })),
  /** consent: kind and version of its text. */
  consent: Type.Optional(
    Type.Object({ kind: Type.String({ maxLength: 32 }), textVersion: Type.Integer({ minimum: 1 }) }, strict),
  ),
  /** person: may be typed where no card is at hand. */
  typed: Type.Optional(Type.Boolean()),
  /**
   * person: people of this visit that are offered for one touch before a card is asked for: `actor`, other answers of type `person` (`answer/director`),
   * `records` of people (`answer/shareholders`: the person of each row), people whom the city names (`pull/civil.marriage/spouse`: not here, so they
   * confirm elsewhere). The same ID number stands there once; masked.
   */
  known: Type.Optional(Type.Array(Ref, { minItems: 1, maxItems: 12 })),
  /** text, receiptNo: may be scanned instead of typed; the page opens the scanner window. What is scanned is checked like what is typed. */
  scan: Type.Optional(Type.Boolean()),
  /**
   * Asked at the city as soon as this field has an answer, before its rules: `wrongWhen` and `suggest` read the reply. A reply counts only for the
   * parameters with which it was asked: where one of them changes, it is dropped and asked again before the page, the section or the check page counts
   * as complete. Parameters that lead nowhere are left out. Away or timeout: the answer stands unchecked; conditions on the pull do not hold.
   */
  lookup: Type.Optional(
    Type.Object(
      { pull: Type.String({ maxLength: 48 }), params: Type.Record(Type.String({ maxLength: 32 }), Ref) },
      strict,
    ),
  ),
  /** text: words from the city offered for one touch, a list of texts: `pull/amr.nameCheck/alternatives`. */
  suggest: Type.Optional(Ref),
  /**
   * money: this share (hundredths of a percent) of that whole (fen). It stands there already, rounded to whole fen, until the citizen changes it, and may
   * be changed by at most `within` fen; `error` where it differs by more.
   */
  shareOf: Type.Optional(
    Type.Object({ ratio: Ref, whole: Ref, within: Type.Integer({ minimum: 0 }), error: TextKey }, strict),
  ),
} as const;

const RowField = Type.Object(base, strict);
/** Sums over the rows of a group, for example shares of 100.00 %. `equals`: a number, or a reference to one. */
const RowSum = Type.Object(
  {
    key: FieldKey,
    equals: Type.Union([Type.Number(), Type.Object({ ref: Ref }, strict)]),
    label: TextKey,
    error: TextKey,
  },
  strict,
);
export const ItemField = Type.Object(
  {
    ...base,
    /** records: fields of one row. */
    fields: Type.Optional(Type.Array(RowField, { minItems: 1, maxItems: 16 })),
    sums: Type.Optional(Type.Array(RowSum, { maxItems: 4 })),
    /** records: how a row is named in the list. */
    rowLabel: Type.Optional(Line),
  },
  strict,
);
export type ItemField = Static<typeof ItemField>;
