import { Type } from 'typebox';

/** The same, or null. */
export const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** What every device on a serial line tells. */
export const lineFields = {
  path: Type.String(),
  isPlugged: Type.Boolean(),
  /** A program has written to it within the last eight seconds. */
  isHostTalking: Type.Boolean(),
  /** Damage of the cable that has not struck yet. */
  cableFaults: Type.Integer(),
} as const;
