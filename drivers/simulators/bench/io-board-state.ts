import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../../../contract/closed-shapes.ts';
import { type ContactName, contactWords, lampColours, lampNames } from '../../io-board/io-board.ts';
import { lineFields, orNull } from './schema-parts.ts';

export const contactNames = Object.keys(contactWords) as readonly ContactName[];
export const boardLamps = lampNames;
export const lampWires = ['well', 'open', 'short'] as const;
export type LampWire = (typeof lampWires)[number];

/** What goes wrong with the next line of the board to the software. */
export const boardFaults = ['checksum', 'silence', 'half', 'late', 'twice', 'noise'] as const;
export type BoardFault = (typeof boardFaults)[number];

export const IoBoardState = Type.Object(
  {
    ...lineFields,
    /** What a citizen sees. `colour` null: the lamp has one colour only. */
    lamps: Type.Array(
      Type.Object(
        {
          name: oneOf(boardLamps),
          pattern: oneOf(['off', 'on', 'blink'] as const),
          colour: orNull(oneOf(lampColours)),
          onMs: orNull(Type.Integer()),
          offMs: orNull(Type.Integer()),
          /** The board measures this lamp. */
          hasSense: Type.Boolean(),
          wire: oneOf(lampWires),
          isStuck: Type.Boolean(),
        },
        strict,
      ),
    ),
    contacts: Type.Array(
      Type.Object({ name: oneOf(contactNames), isActive: Type.Boolean(), isLatched: Type.Boolean() }, strict),
    ),
    /** Beeps that were begun. */
    beeps: Type.Integer(),
    isSilent: Type.Boolean(),
  },
  strict,
);
export type IoBoardState = Static<typeof IoBoardState>;
