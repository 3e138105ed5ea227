import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../../contract/closed-shapes.ts';
import { type ErrorCode, errorCodes, type Outcome } from '../../contract/device.ts';
import { parse } from '../../contract/validate.ts';
import type { Meta } from '../store/store.ts';
import { type DeviceTestId, deviceTests } from './device-tests.ts';
import type { LastTest } from './test-result.ts';

/** Meta key of what each test found the last time. */
const key = 'tests.last';

const Kept = Type.Record(
  Type.String({ maxLength: 64 }),
  Type.Object(
    {
      verdict: oneOf(['pass', 'warn', 'fail'] as const),
      outcome: Type.Unsafe<Outcome>({ type: 'string' }),
      code: Type.Union([Type.Unsafe<ErrorCode>({ type: 'string', enum: Object.keys(errorCodes) }), Type.Null()]),
      found: Type.Union([
        Type.Object(
          {
            key: Type.String({ pattern: '^tech\\.found\\.' }),
            values: Type.Optional(
              Type.Record(Type.String(), Type.Union([Type.String({ maxLength: 40 }), Type.Number()])),
            ),
            list: Type.Optional(
              Type.Object({ prefix: Type.String(), names: Type.Array(Type.String(), { maxItems: 20 }) }, strict),
            ),
          },
          strict,
        ),
        Type.Null(),
      ]),
      atMs: Type.Number(),
      by: Type.String({ maxLength: 16 }),
    },
    strict,
  ),
);

export type LastTests = Readonly<Partial<Record<DeviceTestId, LastTest>>>;

/** What each test found the last time, on disk: somebody who comes after a week sees what the one before saw, when, and who it was. Technical, never personal. */
export class LastTestBook {
  readonly #meta: Meta;
  #known: LastTests | null = null;

  constructor(meta: Meta) {
    this.#meta = meta;
  }

  all(): LastTests {
    this.#known ??= restored(this.#meta.get(key));
    return this.#known;
  }

  /** What is not on disk is known as long as the program runs. */
  note(test: DeviceTestId, last: LastTest): void {
    this.#known = { ...this.all(), [test]: last };
    this.#meta.set(key, JSON.stringify(this.#known));
  }
}

/** Damage, or what another version wrote, is no result. */
function restored(text: string | null): LastTests {
  if (text === null) return {};
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return {};
  }
  const kept = parse(Kept, json);
  if (!kept.ok) return {};
  const known = new Set<string>(deviceTests.map(({ id }) => id));
  const all: Static<typeof Kept> = kept.value;
  return Object.fromEntries(Object.entries(all).filter(([id]) => known.has(id))) as LastTests;
}
