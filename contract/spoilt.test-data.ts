import fc from 'fast-check';

/** Words that mean something else to JavaScript, SQL, paths or terminals than to people. */
const evilKeys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'length',
  '',
  '\u0000',
  '\ud800',
  '../x',
  '$where',
];

/** Whatever can cross a border between processes: structured clone carries more than JSON. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
  }),
  fc.constantFrom<unknown>(...cyclic(), nested(200_000), 'x'.repeat(300_000), Number.NaN, -0, 2 ** 53, undefined),
);

/** One place in a plain value: the keys that lead there. */
type Place = readonly (string | number)[];

/** Every place in a value, the value itself first. */
function placesIn(value: unknown, at: Place = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  const entries = Array.isArray(value) ? value.map((part, index) => [index, part] as const) : Object.entries(value);
  return [at, ...entries.flatMap(([key, part]) => placesIn(part, [...at, key]))];
}

function partAt(value: unknown, place: Place): unknown {
  return place.reduce<unknown>((part, key) => (part as Record<string | number, unknown>)[key], value);
}

/** A copy in which one place was changed. */
function changed(value: unknown, place: Place, change: (part: unknown) => unknown): unknown {
  const [key, ...rest] = place;
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.map((part, index) => (index === key ? changed(part, rest, change) : part));
  const copy: Record<string | number, unknown> = { ...(value as object) };
  copy[key] = changed(copy[key], rest, change);
  return copy;
}

/** A good message with one property more, in any object of it: closed shapes refuse it, wherever it is. */
export function withOneMore(good: unknown, inside: (place: Place) => boolean = () => true): fc.Arbitrary<unknown> {
  const objects = placesIn(good).filter((place) => {
    const part = partAt(good, place);
    return typeof part === 'object' && part !== null && !Array.isArray(part) && inside(place);
  });
  return fc
    .tuple(fc.constantFrom(...objects), fc.oneof(fc.constantFrom(...evilKeys), fc.string()), fc.jsonValue())
    .map(([place, key, value]) =>
      changed(good, place, (part) => {
        const copy = { ...(part as object) };
        // Defined, not assigned: `__proto__` becomes a property of its own, as structured clone and JSON make it.
        const name = Object.hasOwn(copy, key) ? `${key}x` : key;
        return Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
      }),
    );
}

/** A good message in which one part is of no kind that any message holds. */
export function withOneWrong(good: unknown): fc.Arbitrary<unknown> {
  const wrong = fc.constantFrom<unknown>(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    10n,
    () => 1,
    Symbol('x'),
    new Map(),
    new Uint8Array(1),
  );
  return (
    fc
      .tuple(fc.constantFrom(...placesIn(good)), wrong)
      // To an object in which nothing need stand a Map is none other: neither has a property of its own.
      .filter(([place, value]) => !(value instanceof Map) || typeof partAt(good, place) !== 'object')
      .map(([place, value]) => changed(good, place, () => value))
  );
}

function cyclic(): readonly unknown[] {
  const ring: Record<string, unknown> = { type: 'call', id: 1, method: 'shell.hello' };
  ring.input = ring;
  return [ring];
}

/** Arrays in arrays: deeper than a stack, shorter than the largest message. */
function nested(depth: number): unknown {
  return JSON.parse('['.repeat(depth) + ']'.repeat(depth));
}
