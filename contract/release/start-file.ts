import { type Static, Type } from 'typebox';
import { strict } from '../closed-shapes.ts';
import { err, ok, type Result } from '../result.ts';
import { parse } from '../validate.ts';
import { pathFault } from './release-path.ts';

/** Where an application says how it is started: at the top of its slot. */
export const startFile = 'start.json';

/** `{slot}` in a word after the first becomes the folder of the slot. No shell reads any of them. */
const Words = Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), { minItems: 1, maxItems: 32 });

/**
 * The two programs of a release, each as its words: the first is a file of the slot, for example `bin/kiosk`. The launcher adds `YITIJI_ROOT` (folder of the installation), `YITIJI_SLOT`,
 * `YITIJI_RELEASE` to its own environment.
 */
export const StartFile = Type.Object(
  {
    format: Type.Literal('yitiji-start/1'),
    /** Window and terminal service. */
    kiosk: Words,
    /** The agent of updates, beside it. */
    updater: Words,
  },
  strict,
);
export type StartFile = Static<typeof StartFile>;

export const programs = ['kiosk', 'updater'] as const;
export type ProgramName = (typeof programs)[number];

/** Error: what is wrong, for whoever builds a release. Pure. */
export function readStartFile(text: string): Result<StartFile, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err('no JSON');
  }
  const read = parse(StartFile, value);
  if (!read.ok) return err(`${read.error.path} ${read.error.reason}`);
  for (const name of programs) {
    const [program = ''] = read.value[name];
    const fault = pathFault(program);
    if (fault !== null) return err(`${name}: ${JSON.stringify(program)} is no file of the slot: ${fault}`);
  }
  return ok(read.value);
}

/** Program and arguments. Pure. @param slot folder of the slot, absolute */
export function commandOf(start: StartFile, name: ProgramName, slot: string): readonly [string, ...string[]] {
  const [program = '', ...args] = start[name];
  return [`${slot}/${program}`, ...args.map((word) => word.replaceAll('{slot}', slot))];
}
