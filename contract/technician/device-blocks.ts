import { type Static, Type } from 'typebox';
import { Action } from '../blocks/parts.ts';
import { oneOf, strict } from '../closed-shapes.ts';
import { Text } from '../text.ts';
import { gridOf, readingPattern } from './window-tests.ts';

/**
 * What the window itself has to look at when a part is tested that no driver can see. Each is a field: what was found leaves as an Intent `type` with the name of the field, in the
 * short form of `window-tests.ts`.
 */

/** Cells over the whole glass, corners too. Each must be touched once; it covers the page. */
const TouchGrid = Type.Object(
  {
    type: Type.Literal('touchGrid'),
    name: Type.String(),
    label: Text,
    hint: Text,
    /** Cells along the longer and the shorter side of the glass. */
    long: Type.Integer({ minimum: 2, maximum: 30 }),
    short: Type.Integer({ minimum: 2, maximum: 20 }),
    /** The window ends it then, ISO 8601, and sends what it has. */
    endsAt: Type.String(),
    /** Sends what it has. */
    giveUp: Action,
  },
  strict,
);

/** One picture is measured and dropped at once; only numbers leave the window. */
const CameraTest = Type.Object(
  { type: Type.Literal('cameraTest'), name: Type.String(), use: oneOf(['face', 'document'] as const), label: Text },
  strict,
);

/** Something is played when it comes up, and again by its button. Sends `played`, or `silent` when it could not be played. */
const SoundTest = Type.Object(
  {
    type: Type.Literal('soundTest'),
    name: Type.String(),
    label: Text,
    output: oneOf(['speaker', 'headset'] as const),
    /** `phrase`: a recording of the voice; `left`, `right`: a tone on one side. */
    sound: oneOf(['phrase', 'left', 'right'] as const),
    /** Part of the name of the sound card; left out = that of the system. */
    card: Type.Optional(Type.String()),
    again: Text,
  },
  strict,
);

/** Keys of the pad as they are pressed; the value is the names of those that came, in the order of the list. */
const KeyTest = Type.Object(
  {
    type: Type.Literal('keyTest'),
    name: Type.String(),
    label: Text,
    keys: Type.Array(Type.Object({ key: Type.String(), label: Text }, strict), { minItems: 1, maxItems: 12 }),
    /** The window ends it then, ISO 8601, and sends what came. */
    endsAt: Type.String(),
  },
  strict,
);

/** Settings of the machine with where each comes from; `action` opens one. */
const Settings = Type.Object(
  {
    type: Type.Literal('settings'),
    title: Type.Optional(Text),
    rows: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          /** As people write it: `devices.idReader.port`. */
          path: Type.String(),
          value: Text,
          /** Layer and line, and what it covers. */
          from: Text,
          /** Somebody has set it for this place or machine. */
          isOwn: Type.Boolean(),
          action: Type.Optional(Action),
        },
        strict,
      ),
    ),
    pager: Type.Object({ words: Text, previous: Type.Optional(Action), next: Type.Optional(Action) }, strict),
  },
  strict,
);

const tests = [TouchGrid, CameraTest, SoundTest, KeyTest] as const;
export const deviceBlocks = [...tests, Settings] as const;
export type DeviceTestBlock = Static<(typeof tests)[number]>;

/** Whether a value can come from this block. */
export function fitsDeviceTest(block: DeviceTestBlock, value: string): boolean {
  switch (block.type) {
    case 'touchGrid': {
      const seen = gridOf(value);
      if (seen === null) return false;
      const { columns, rows } = seen;
      return Math.max(columns, rows) === block.long && Math.min(columns, rows) === block.short;
    }
    case 'cameraTest':
      return value === 'none' || readingPattern.test(value);
    case 'soundTest':
      return value === 'played' || value === 'silent';
    case 'keyTest':
      return value === block.keys.flatMap(({ key }) => (value.split(' ').includes(key) ? [key] : [])).join(' ');
  }
}
