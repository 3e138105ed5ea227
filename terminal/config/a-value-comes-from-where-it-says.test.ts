import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, type JsonObject, readJson } from './json-text.ts';
import { isObject, isSame, type Layer, layerNames, leavesOf, merge, mergeLayers, valueAt } from './layers.ts';

/** Few names, so that layers meet. */
const key = fc.constantFrom('a', 'b', 'c', 'kind');
const scalar = fc.constantFrom<Json>(0, 1, 'x', 'y', true, null);
const document = fc.letrec<{ object: JsonObject; value: Json }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, fc.array(scalar, { maxLength: 2 }), tie('object')),
  object: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
})).object;
const stack = fc.tuple(document, document, document, document, document);

function layersOf(documents: readonly JsonObject[]): Layer[] {
  return documents.map((one, i) => {
    const json = readJson(JSON.stringify(one, null, 2));
    if (!json.ok || !isObject(json.value.value)) throw new Error('not a document');
    const name = layerNames[i] ?? 'machine';
    return { name, file: `${name}.json`, json: { value: json.value.value, places: json.value.places } };
  });
}

/** The rule itself, written another way: the loudest layer that speaks of a path or of something on the way to it. */
function expected(documents: readonly JsonObject[]): JsonObject {
  return documents.reduce<JsonObject>((base, layer) => slowMerge(base, layer), {});
}
function slowMerge(base: JsonObject, layer: JsonObject): JsonObject {
  const clean = typeof layer.kind === 'string' && base.kind !== undefined && base.kind !== layer.kind ? {} : base;
  const keys = [...new Set([...Object.keys(clean), ...Object.keys(layer)])];
  return Object.fromEntries(
    keys.flatMap((name): [string, Json][] => {
      const says = Object.hasOwn(layer, name) ? layer[name] : undefined;
      const was = Object.hasOwn(clean, name) ? clean[name] : undefined;
      if (says === undefined) return was === undefined ? [] : [[name, was]];
      if (says === null) return [];
      return [[name, isObject(says) ? slowMerge(isObject(was) ? was : {}, says) : says]];
    }),
  );
}

describe('a value that is said to come from somewhere else', () => {
  it('each value in force is the one that the named layer says at the named place, and no louder layer speaks of it', () => {
    fc.assert(
      fc.property(stack, (documents) => {
        const layers = layersOf(documents);
        const { value, settings } = mergeLayers(layers);
        expect(value).toEqual(expected(documents));
        expect(settings.map(({ path }) => path).sort()).toEqual([...leavesOf(value)].map(([path]) => path).sort());
        for (const setting of settings) {
          const at = layers.findIndex(({ name }) => name === setting.layer);
          const own = layers[at];
          if (own === undefined) throw new Error('no such layer');
          expect(isSame(valueAt(value, setting.path), setting.value)).toBe(true);
          const says = valueAt(own.json.value, setting.path);
          // An empty group may come of one whose members were all taken out there.
          if (isObject(setting.value)) expect(isObject(says)).toBe(true);
          else expect(says).toEqual(setting.value);
          const place = own.json.places.get(setting.path);
          expect({ line: setting.line, column: setting.column }).toEqual(place);
          for (const louder of layers.slice(at + 1)) {
            const word = valueAt(louder.json.value, setting.path);
            expect(
              word === undefined || (isObject(word) && isObject(setting.value) && Object.keys(word).length > 0),
            ).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('layers say the same in one merge or in two', () => {
    fc.assert(
      fc.property(document, document, (base, layer) => {
        const once = merge(merge({}, base), layer);
        expect(merge(once, layer)).toEqual(once);
        expect(merge(once, {})).toEqual(once);
      }),
    );
  });

  it('what a louder layer has covered is listed, lowest first', () => {
    const { settings } = mergeLayers(layersOf([{ a: 1 }, { a: 2 }, {}, {}, { a: 3 }]));
    expect(settings).toMatchObject([
      { path: '/a', value: 3, layer: 'machine', over: [{ layer: 'default' }, { layer: 'model' }] },
    ]);
  });

  it('null takes out what is below, and another kind takes out the keys of the first', () => {
    expect(merge({ a: { b: 1 }, c: 2 }, { a: null })).toEqual({ c: 2 });
    expect(merge({ v: { kind: 'program', path: '/x' } }, { v: { kind: 'none' } })).toEqual({ v: { kind: 'none' } });
    expect(merge({ v: { kind: 'program', path: '/x' } }, { v: { path: '/y' } })).toEqual({
      v: { kind: 'program', path: '/y' },
    });
  });

  it('$schema is for editors: it is no setting', () => {
    expect(mergeLayers(layersOf([{ $schema: 'x', a: 1 }])).settings.map(({ path }) => path)).toEqual(['/a']);
  });
});
