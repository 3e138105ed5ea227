import { Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';
import { Text } from '../text.ts';
import { Action, Pager } from './parts.ts';

/** Blocks that ask: what the citizen chooses, types, counts or searches. */

/** One question, one choice. Choosing sends an Intent and changes nothing else; going on is its own press. */
export const ChoiceList = Type.Object(
  {
    type: Type.Literal('choice'),
    name: Type.String(),
    /** What is chosen, on a page that asks more than one thing; left out = the heading of the page says it. */
    title: Type.Optional(Text),
    options: Type.Array(
      Type.Object(
        { id: Type.String(), label: Text, detail: Type.Optional(Text), disabledBecause: Type.Optional(Text) },
        strict,
      ),
    ),
    selected: Type.Union([Type.String(), Type.Null()]),
    error: Type.Optional(Text),
    /** `faces`: five large faces with words and stars (rating); `pairs`: short words, two beside each other. Default: a list of rows. */
    look: Type.Optional(oneOf(['list', 'faces', 'pairs'] as const)),
    /** Long lists come in pages; the buttons are actions of their own. */
    pager: Type.Optional(Pager),
  },
  strict,
);

/** Several of a list: every touch is an Intent `choose` that turns one on or off. */
export const MultiChoice = Type.Object(
  {
    type: Type.Literal('multi'),
    name: Type.String(),
    options: Type.Array(
      Type.Object(
        { id: Type.String(), label: Text, detail: Type.Optional(Text), disabledBecause: Type.Optional(Text) },
        strict,
      ),
    ),
    selected: Type.Array(Type.String()),
    error: Type.Optional(Text),
    pager: Type.Optional(Pager),
  },
  strict,
);

/** A day or a month by wheels with ± buttons, or by digits. The renderer keeps the half-made value; the Intent carries `YYYY-MM-DD` or `YYYY-MM`. */
export const DateField = Type.Object(
  {
    type: Type.Literal('date'),
    name: Type.String(),
    label: Text,
    unit: oneOf(['day', 'month'] as const),
    min: Type.String(),
    max: Type.String(),
    value: Type.Union([Type.String(), Type.Null()]),
    submit: Action,
    error: Type.Optional(Text),
  },
  strict,
);

/** Words. `phrases` answer with one touch; the rest is typed on the screen's own keyboard. */
export const TextField = Type.Object(
  {
    type: Type.Literal('text'),
    name: Type.String(),
    label: Text,
    why: Type.Optional(Text),
    minLength: Type.Integer({ minimum: 0 }),
    maxLength: Type.Integer({ minimum: 1, maximum: 200 }),
    /** Which keyboard stands first. */
    layout: oneOf(['pinyin', 'latin', 'digits'] as const),
    /** Character class of a regular expression; left out = any character. */
    alphabet: Type.Optional(Type.String()),
    phrases: Type.Array(Type.Object({ id: Type.String(), text: Text }, strict)),
    value: Type.String(),
    submit: Action,
    error: Type.Optional(Text),
  },
  strict,
);

/** Digit pad with its field. The renderer keeps the half-typed value; the Intent carries it when the citizen goes on. */
export const Digits = Type.Object(
  {
    type: Type.Literal('digits'),
    name: Type.String(),
    label: Text,
    why: Type.Optional(Text),
    maxLength: Type.Integer({ minimum: 1, maximum: 32 }),
    groups: Type.Array(Type.Integer({ minimum: 1 })),
    allowX: Type.Boolean(),
    submit: Action,
    error: Type.Optional(Text),
  },
  strict,
);

/** A number chosen by − and +, for copies and heads. */
export const Counter = Type.Object(
  {
    type: Type.Literal('counter'),
    name: Type.String(),
    label: Text,
    min: Type.Integer(),
    max: Type.Integer(),
    value: Type.Integer(),
    unit: Type.Optional(Text),
    submit: Action,
    error: Type.Optional(Text),
  },
  strict,
);

/** Search on the home page and in long lists: letters typed, results are tiles or options beside it. Every letter is an Intent `search`. */
export const Search = Type.Object(
  {
    type: Type.Literal('search'),
    label: Text,
    query: Type.String(),
    hint: Text,
    words: Type.Array(Type.Object({ id: Type.String(), label: Text }, strict)),
    found: Type.Integer(),
    none: Type.Optional(Text),
  },
  strict,
);

/** A service on the idle or home page. Unavailable tiles stay in place, greyed, with the reason in words. */
const Tile = Type.Object(
  {
    id: Type.String(),
    title: Text,
    detail: Type.Optional(Text),
    icon: Type.String(),
    unavailable: Type.Optional(Text),
    primary: Type.Optional(Type.Boolean()),
    /** Among `tabs`: the one whose content stands below. */
    current: Type.Optional(Type.Boolean()),
  },
  strict,
);
export const Tiles = Type.Object(
  {
    type: Type.Literal('tiles'),
    title: Type.Optional(Text),
    tiles: Type.Array(Tile),
    /**
     * `cards` (default): services with their details. `tabs`: the verbs, one row, one of them `current`. `compact`: many of equal weight, icon and word
     * only (domains, themes). A tile without detail and reason is drawn compact by itself.
     */
    look: Type.Optional(oneOf(['cards', 'tabs', 'compact'] as const)),
    /** Lists of services come in pages too. */
    pager: Type.Optional(Pager),
  },
  strict,
);
