import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';

/** One frame, or a part of one, that went over a wire: for people, in mono. Never a payload that a citizen could be read from. */
export const TraceLine = Type.Object(
  {
    /** Time of day, to the hundredth of a second. */
    at: Type.String(),
    /** `event`: no message, such as the port being opened. */
    way: oneOf(['out', 'in', 'event'] as const),
    /** Bytes as pairs of hexadecimal digits with spaces between; cut with … where they are many. */
    bytes: Type.String(),
    /** What they mean, where the driver knows: plain words and names of the protocol. */
    words: Type.Optional(Type.String()),
    /** Noise or a damaged frame. */
    isDamaged: Type.Optional(Type.Literal(true)),
  },
  strict,
);
export type TraceLine = Static<typeof TraceLine>;
