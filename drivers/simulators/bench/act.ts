import { type Static, type TSchema, Type } from 'typebox';
import { strict } from '../../../contract/closed-shapes.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import type { DeviceBench } from './device-bench.ts';

/**
 * Refusals of an act that fits its schema. `nothingThere`: no card or slip to take; `occupied`: there is one in the way; `cannotBeWritten`: the
 * charset has no code for a character; `notOnBench`: the bench was started without this device; `notReady`: the reader does not take the card.
 */
export const actRefusals = [
  'unknownPersona',
  'nothingThere',
  'occupied',
  'cannotBeWritten',
  'notOnBench',
  'notReady',
] as const;
export type ActRefusal = (typeof actRefusals)[number];
type Done = Result<void, ActRefusal> | Promise<Result<void, ActRefusal>>;

export interface Act {
  readonly schema: TSchema;
  readonly run: (bench: DeviceBench, input: unknown) => Done;
}

/** One entry of the registry: input without the word `act`, and what it does. */
export function act<const P extends Type.TProperties>(
  properties: P,
  run: (bench: DeviceBench, input: Static<Type.TObject<P>>) => void | Done | Promise<void>,
): Act {
  const schema = Type.Object({ act: Type.String(), ...properties }, strict);
  return {
    schema,
    // `perform` has checked the input against this very schema.
    run: async (bench, input) => (await run(bench, input as Static<Type.TObject<P>>)) ?? ok(undefined),
  };
}

/** For acts that say by `false` that they could not be done. */
export function doneOr(isDone: boolean, refusal: ActRefusal): Result<void, ActRefusal> {
  return isDone ? ok(undefined) : err(refusal);
}
