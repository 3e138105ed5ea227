import type { Random } from '../../../../hub/city/random.ts';
import type { Who } from '../planned.ts';
import type { World } from '../world.ts';

/** A request that a route does what it is for with. What is not said is drawn from the schema. */
export interface GoodRequest {
  readonly who: Who;
  /** By their names in the path. */
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Prepares what a good request of one route needs to be there before; throws where somebody else's request was faster or a bound is reached. */
export type Preparation = (world: World, random: Random) => Promise<GoodRequest>;

/** By `POST /v1/…` as the document names it. */
export type Preparations = Readonly<Record<string, Preparation>>;

export const byOperatorToken: Who = { kind: 'token', fault: null };

/** A machine of the world, its number in `World.machines` and how it proves who it is. */
export function someMachine(world: World, random: Random) {
  const at = random.int(0, world.machines.length - 1);
  const machine = world.machines[at] ?? world.victim;
  return { at, machine, who: { kind: 'machine', at, fault: null } satisfies Who };
}

/** A text of an answer; throws where it is not there. */
export function textIn(body: unknown, name: string): string {
  const value = (body as Readonly<Record<string, unknown>>)[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`no ${name} in ${JSON.stringify(body)}`);
}
