import { type Static, Type } from 'typebox';
import { Action, tones } from '../blocks/parts.ts';
import { oneOf, strict } from '../closed-shapes.ts';
import { Block } from '../screen.ts';
import { Text } from '../text.ts';
import { deviceBlocks } from './device-blocks.ts';
import { setUpBlocks } from './set-up-blocks.ts';
import { TraceLine } from './trace-line.ts';
import { verdicts } from './verdicts.ts';

/**
 * What the window shows while a keeper or technician is at work: a whole value, like `Screen`, with every word resolved. It never holds anything of a citizen, and
 * never a PIN or a code that was typed.
 */

/** Where the PIN is typed. What is typed stays in the window and leaves with `submit` as an Intent `type`; only dots are drawn. */
const Secret = Type.Object(
  {
    type: Type.Literal('secret'),
    name: Type.String(),
    label: Text,
    why: Type.Optional(Text),
    minLength: Type.Integer({ minimum: 1 }),
    maxLength: Type.Integer({ minimum: 1, maximum: 32 }),
    /** Locked after wrong ones until then, ISO 8601; the window counts down. `lockedWords` says why and whom to ask. */
    lockedUntil: Type.Optional(Type.String()),
    lockedWords: Type.Optional(Text),
    submit: Action,
    error: Type.Optional(Text),
  },
  strict,
);

/** A code of letters and digits that somebody reads out over the phone; one key for each character of the alphabet. */
const CodePad = Type.Object(
  {
    type: Type.Literal('codePad'),
    name: Type.String(),
    label: Text,
    why: Type.Optional(Text),
    alphabet: Type.String({ minLength: 2, maxLength: 36 }),
    groups: Type.Array(Type.Integer({ minimum: 1 })),
    submit: Action,
    error: Type.Optional(Text),
  },
  strict,
);

/** What is read out to the operator, in groups, large. */
const Challenge = Type.Object(
  {
    type: Type.Literal('challenge'),
    label: Text,
    groups: Type.Array(Type.String()),
    caption: Type.Optional(Text),
    endsAt: Type.Optional(Type.String()),
  },
  strict,
);

/** Checks of the machine, one line each: what, verdict in a word, the number measured, what to do. */
const CheckLine = Type.Object(
  {
    id: Type.String(),
    label: Text,
    verdict: oneOf(verdicts),
    word: Text,
    measured: Type.Optional(Text),
    /** What to do, where it did not pass. */
    todo: Type.Optional(Text),
    action: Type.Optional(Action),
  },
  strict,
);
const Checks = Type.Object(
  { type: Type.Literal('checks'), title: Type.Optional(Text), lines: Type.Array(CheckLine) },
  strict,
);

/** The devices of this machine. `action` opens one. */
const Devices = Type.Object(
  {
    type: Type.Literal('devices'),
    rows: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          name: Text,
          /** Model, port path, serial number: plain, in mono figures. */
          detail: Type.String(),
          tone: oneOf(tones),
          word: Text,
          /** The last error in plain words, and what to do. */
          trouble: Type.Optional(Type.Object({ text: Text, todo: Text, code: Type.String() }, strict)),
          action: Type.Optional(Action),
        },
        strict,
      ),
    ),
  },
  strict,
);

/** Live axes of one device (paper, cover, card in path …): pushed, never asked for. */
const Axes = Type.Object(
  {
    type: Type.Literal('axes'),
    title: Type.Optional(Text),
    rows: Type.Array(
      Type.Object({ id: Type.String(), label: Text, value: Text, tone: Type.Optional(oneOf(tones)) }, strict),
    ),
  },
  strict,
);

/** Paper, cards, bins: count now, and in a replenishment before, after and the difference against the journal. */
const Supplies = Type.Object(
  {
    type: Type.Literal('supplies'),
    columns: Type.Object(
      {
        now: Type.Optional(Text),
        before: Type.Optional(Text),
        after: Type.Optional(Text),
        difference: Type.Optional(Text),
      },
      strict,
    ),
    rows: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          name: Text,
          tone: oneOf(tones),
          word: Text,
          /** Filled part, 0 to 1; left out = nobody knows. */
          level: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
          now: Type.Optional(Text),
          before: Type.Optional(Text),
          after: Type.Optional(Text),
          difference: Type.Optional(Type.Object({ text: Text, tone: oneOf(tones) }, strict)),
          /** Days left, two persons needed … */
          detail: Type.Optional(Text),
          action: Type.Optional(Action),
        },
        strict,
      ),
    ),
  },
  strict,
);

/** What went over the wire, newest last, in mono. No payload that a citizen could be read from. */
const Trace = Type.Object(
  {
    type: Type.Literal('trace'),
    title: Type.Optional(Text),
    lines: Type.Array(TraceLine),
    /** Where no line stands yet. */
    empty: Type.Optional(Text),
  },
  strict,
);

export const technicianOnlyBlocks = [
  Secret,
  CodePad,
  Challenge,
  Checks,
  Devices,
  Axes,
  Supplies,
  Trace,
  ...setUpBlocks,
  ...deviceBlocks,
] as const;

/** Pieces of the citizen's pages fit here too. */
export const TechnicianBlock = Type.Union([Block, ...technicianOnlyBlocks]);
export type TechnicianBlock = Static<typeof TechnicianBlock>;
export type TechnicianBlockOf<T extends TechnicianBlock['type']> = Extract<TechnicianBlock, { type: T }>;

export const TechnicianView = Type.Object(
  {
    /** Names the page for tests and pictures, for example `technician/devices`. */
    name: Type.String(),
    heading: Text,
    lead: Type.Optional(Text),
    /** Who is here: role and number. Left out = nobody has been let in yet. */
    person: Type.Optional(Text),
    /** What this page does to citizens, now. Stands on every page. */
    citizens: Type.Object({ tone: oneOf(tones), text: Text }, strict),
    /** Nobody touches anything: leaves by itself then, ISO 8601. */
    leavesAt: Type.Optional(Type.String()),
    nav: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          label: Text,
          icon: Type.String(),
          current: Type.Optional(Type.Literal(true)),
          /** Something there needs attention. */
          mark: Type.Optional(Type.Object({ tone: oneOf(tones), text: Text }, strict)),
        },
        strict,
      ),
    ),
    blocks: Type.Array(TechnicianBlock),
    /** `leave`: ends the maintenance, on every page but the one of getting in, where it is the way back to citizens. */
    actions: Type.Object(
      {
        leave: Action,
        back: Type.Optional(Action),
        main: Type.Optional(Action),
        other: Type.Array(Action),
      },
      strict,
    ),
    /** Works and cannot be pressed now: what it waits for. */
    waiting: Type.Optional(Text),
  },
  strict,
);
export type TechnicianView = Static<typeof TechnicianView>;
