import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../../../contract/closed-shapes.ts';
import { lineFields, orNull } from './schema-parts.ts';

/** Units that can stand on the bench. D1801 is a K720 whose FC0 and FC4 have changed places. */
export const dispenserUnits = ['f2', 'k720', 'd1801'] as const;
export type DispenserUnit = (typeof dispenserUnits)[number];

/** Commands that a fault of the wire can wait for; `any`: whichever comes next. */
export const dispenserCommands = ['any', 'feed', 'present', 'capture', 'status'] as const;
export type DispenserCommand = (typeof dispenserCommands)[number];

/**
 * What goes wrong on the wire, in words that both families share. `deaf` and `nak`: the command is not
 * carried out. The four power cuts last three seconds.
 */
export const dispenserFaults = [
  ...(['deaf', 'ackLost', 'nak', 'noReply', 'late', 'garbled', 'half', 'duplicate', 'noise', 'unplug'] as const),
  ...(['powerBeforeAck', 'powerAfterAck', 'powerMidMotion', 'powerAfterMotion'] as const),
] as const;
export type DispenserFault = (typeof dispenserFaults)[number];

export const mishapPlaces = ['feed', 'present', 'capture'] as const;
export type MishapPlace = (typeof mishapPlaces)[number];

/**
 * What happens to a card in the next such motion. `jam`: cured by a reset; `hardJam`: only by a person; `misfeed`: nothing leaves the hopper;
 * `overlap`: two cards at its gate; `snatch`: a hand is quicker than the motor.
 */
export const mishapKinds = ['jam', 'hardJam', 'misfeed', 'overlap', 'snatch'] as const;
export type MishapKind = (typeof mishapKinds)[number];

export const DispenserState = Type.Object(
  {
    ...lineFields,
    unit: oneOf(dispenserUnits),
    hasPower: Type.Boolean(),
    hopper: Type.Object({ count: Type.Integer(), capacity: Type.Integer(), level: Type.String() }, strict),
    /** The card in the channel; while a motor runs, where it came from. A foreign card has a negative number. */
    card: orNull(
      Type.Object(
        {
          id: Type.Integer(),
          place: oneOf(['inside', 'exit', 'entering', 'between', 'jammed'] as const),
          /** The motion in which it got stuck. */
          stoppedIn: orNull(Type.String()),
        },
        strict,
      ),
    ),
    /** What the motor does now. */
    motion: orNull(Type.String()),
    /** Two cards block the gate of the hopper. */
    isOverlapping: Type.Boolean(),
    hasMotorFault: Type.Boolean(),
    bin: Type.Object({ count: Type.Integer(), capacity: Type.Integer() }, strict),
    /** Cards that hands took, foreign ones included. */
    taken: Type.Integer(),
    /** Mishaps that have not happened yet, oldest first. */
    mishaps: Type.Array(Type.Object({ kind: oneOf(mishapKinds), at: oneOf(mishapPlaces) }, strict)),
    /** Faults of the wire that have not struck yet. */
    faults: Type.Array(Type.Object({ fault: oneOf(dispenserFaults), on: oneOf(dispenserCommands) }, strict)),
  },
  strict,
);
export type DispenserState = Static<typeof DispenserState>;
