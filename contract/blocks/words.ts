import { Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';
import { Text } from '../text.ts';
import { Action, Pager, tones } from './parts.ts';

/** Blocks that tell something: nothing in them is typed or chosen, though a row may open or uncover. */

export const Paragraph = Type.Object(
  { type: Type.Literal('paragraph'), text: Text, muted: Type.Optional(Type.Boolean()) },
  strict,
);

/** Notice with icon, a title word and a sentence of meaning. */
export const Notice = Type.Object(
  { type: Type.Literal('notice'), tone: oneOf(tones), title: Type.Optional(Text), text: Text },
  strict,
);

/** "We found this": label, value, and where the value comes from. */
const FactRow = Type.Object(
  {
    id: Type.String(),
    label: Text,
    value: Text,
    change: Type.Optional(Action),
    emphasis: Type.Optional(Type.Boolean()),
    /** A hidden tile (amounts, health, family): `value` is then the text that covers it, `reveal` shows it for 10 s. */
    reveal: Type.Optional(Action),
  },
  strict,
);
export const FactSheet = Type.Object(
  {
    type: Type.Literal('facts'),
    title: Type.Optional(Text),
    source: Type.Optional(Text),
    rows: Type.Array(FactRow),
  },
  strict,
);

/** Records in a table with pages of 12. A cell that is hidden holds the covering text; `reveal` shows all of them for 10 s. */
export const Table = Type.Object(
  {
    type: Type.Literal('table'),
    title: Type.Optional(Text),
    source: Type.Optional(Text),
    columns: Type.Array(Text),
    rows: Type.Array(Type.Array(Text)),
    pager: Type.Optional(Pager),
    reveal: Type.Optional(Action),
  },
  strict,
);

/** Eligibility, one line each. */
export const Board = Type.Object(
  {
    type: Type.Literal('board'),
    lines: Type.Array(
      Type.Object(
        { id: Type.String(), holds: oneOf(['yes', 'no', 'unknown'] as const), text: Text, reason: Type.Optional(Text) },
        strict,
      ),
    ),
  },
  strict,
);

/** Parallel matters as parallel lanes, with days used of days allowed; the bar of the whole above them. */
export const Lanes = Type.Object(
  {
    type: Type.Literal('lanes'),
    title: Type.Optional(Text),
    done: Type.Integer({ minimum: 0 }),
    of: Type.Integer({ minimum: 0 }),
    lanes: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          title: Text,
          department: Text,
          tone: oneOf(['done', 'waiting', 'attention', 'information', 'idle'] as const),
          state: Text,
          /** Until when, or when it ended. */
          date: Type.Optional(Text),
          days: Type.Optional(Text),
          used: Type.Optional(Type.Number()),
          note: Type.Optional(Text),
        },
        strict,
      ),
    ),
  },
  strict,
);

/** Task list: sections with their state; one can be opened. */
export const Tasks = Type.Object(
  {
    type: Type.Literal('tasks'),
    tasks: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          title: Text,
          detail: Type.Optional(Text),
          state: oneOf(['notStarted', 'blocked', 'inProgress', 'done'] as const),
          word: Text,
        },
        strict,
      ),
    ),
  },
  strict,
);

/** Steps of work in progress, in words. */
export const Steps = Type.Object(
  {
    type: Type.Literal('steps'),
    steps: Type.Array(
      Type.Object({ label: Text, state: oneOf(['waiting', 'active', 'done', 'failed', 'unknown'] as const) }, strict),
    ),
  },
  strict,
);

/** Telephone numbers to call, large. */
export const Hotlines = Type.Object(
  {
    type: Type.Literal('hotlines'),
    lines: Type.Array(Type.Object({ label: Text, number: Type.String() }, strict)),
  },
  strict,
);
