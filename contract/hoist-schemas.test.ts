import { Ajv } from 'ajv';
import fc from 'fast-check';
import { type TSchema, Type } from 'typebox';
import { expect, test } from 'vitest';
import { FromTerminal } from './channel.ts';
import { hoistRepeated } from './hoist-schemas.ts';

const strict = { additionalProperties: false } as const;
const address = Type.Object(
  {
    street: Type.String({ maxLength: 40 }),
    number: Type.Integer({ minimum: 1 }),
    hint: Type.Optional(Type.String({ maxLength: 8 })),
  },
  strict,
);
const person = Type.Object({ name: Type.String({ minLength: 1 }), home: address, work: address }, strict);
const schema = Type.Union([
  Type.Object({ kind: Type.Literal('one'), who: person, list: Type.Array(address, { maxItems: 3 }) }, strict),
  Type.Object({ kind: Type.Literal('two'), who: person, byName: Type.Record(Type.String(), address) }, strict),
]);

const judge = (of: TSchema) => new Ajv({ strict: true, code: { optimize: false } }).compile(of);
const plain = judge(schema);
const hoisted = judge(hoistRepeated(schema));

/** Mostly what fits, so that the rest of a value is judged as well. */
const mostly = <A, B>(fits: fc.Arbitrary<A>, other: fc.Arbitrary<B>) =>
  fc.oneof({ weight: 12, arbitrary: fits }, { weight: 1, arbitrary: other });
const text = mostly(fc.constantFrom('a', 'Street'), fc.string({ maxLength: 50 }));
const nothing = fc.constant(undefined);
const anAddress = fc
  .record({
    street: mostly(text, fc.integer()),
    number: mostly(fc.integer({ min: 1, max: 9 }), fc.oneof(fc.integer({ max: 0 }), text)),
    hint: mostly(fc.oneof(fc.constant('left'), nothing), text),
    more: mostly(nothing, text),
  })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
const aPerson = fc.record({ name: text, home: anAddress, work: anAddress }, { requiredKeys: ['name', 'home', 'work'] });
const value = fc.oneof(
  fc.record({ kind: fc.constantFrom('one', 'two'), who: aPerson, list: fc.array(anAddress, { maxLength: 4 }) }),
  fc.record({
    kind: fc.constantFrom('one', 'two'),
    who: aPerson,
    byName: fc.dictionary(text, anAddress, { maxKeys: 3 }),
  }),
  fc.json().map((json) => JSON.parse(json) as unknown),
);

test('what was refused is refused, what was taken is taken', () => {
  let taken = 0;
  fc.assert(
    fc.property(value, (given) => {
      const isTaken = plain(given);
      if (isTaken) taken += 1;
      expect(hoisted(given)).toBe(isTaken);
    }),
    { numRuns: 2_000 },
  );
  expect(taken).toBeGreaterThan(0);
});

test('a part that stands in it twice is written once', () => {
  const written = JSON.stringify(hoistRepeated(schema));
  expect(written.split('"street"').length - 1).toBe(2); // as a property and in `required`
  expect(written.length).toBeLessThan(JSON.stringify(schema).length);
});

test('the messages of the terminal service become a quarter as long: a start of the shell does not wait for their validator', () => {
  expect(JSON.stringify(hoistRepeated(FromTerminal)).length * 4).toBeLessThan(JSON.stringify(FromTerminal).length);
});
