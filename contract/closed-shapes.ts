import { type TSchema, Type } from 'typebox';

/** Options of an object that refuses properties it does not know: a misspelt key in a file or a message is an error, not a silence. */
export const strict = { additionalProperties: false } as const;

/** A closed list of words. */
export const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });

/** This, or a null that says so: JSON has no absent value that a reader could not take for a forgotten one. */
export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
