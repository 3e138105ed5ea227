import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KioskConfig } from '../../contract/kiosk-config.ts';
import { parse } from '../../contract/validate.ts';
import { checkShape, configShape, type Shape, shapeAt } from './check-shape.ts';
import { type Json, type JsonObject, keysOf, pointer } from './json-text.ts';
import { isObject, leavesOf, valueAt } from './layers.ts';
import { type LayerText, problemLine, resolve } from './resolve.ts';

const shipped = readFileSync(join(import.meta.dirname, '../../kiosk-config/default.json'), 'utf8');
const base: LayerText = { name: 'default', file: 'default.json', text: shipped };
const document = JSON.parse(shipped) as JsonObject;

const withMachine = (text: string, site: string | null = null) =>
  resolve([
    base,
    { name: 'model', file: 'model.json', text: null },
    { name: 'site', file: 'site.json', text: site },
    { name: 'machine', file: 'machine.json', text },
  ]);
function refused(text: string, site: string | null = null): readonly string[] {
  const resolved = withMachine(text, site);
  return resolved.ok ? [] : resolved.error.map(problemLine);
}

describe('a file that is refused without saying where', () => {
  it.each([
    [
      'a misspelt key',
      '{\n  "devices": {\n    "idReader": { "prot": "/dev/kiosk/id" }\n  }\n}',
      'machine.json:3:19: /devices/idReader/prot: there is no such setting; did you mean "port"? (known here: driver, port, baud, settings)',
    ],
    [
      'a text for a number',
      '{ "keys": {\n  "doubleStrikeMs": "300" } }',
      'machine.json:2:3: /keys/doubleStrikeMs: must be a whole number, not a text in double quotes',
    ],
    [
      'a number out of its range',
      '{ "store": { "backups": 15 } }',
      'machine.json:1:14: /store/backups: must be 1 to 14',
    ],
    [
      'an address that is none',
      '{ "hub": { "url": "hub.example.invalid" } }',
      'machine.json:1:12: /hub/url: does not have the right form: Address of the hub; begins with https:// (http:// only on the machine itself).',
    ],
    [
      'a driver that is none',
      '{ "devices": { "cardDispenser": { "driver": "f3" } } }',
      'machine.json:1:35: /devices/cardDispenser/driver: must be one of f2, k720',
    ],
    [
      'a verifier that is none',
      '{ "faceVerifier": { "kind": "magic" } }',
      'machine.json:1:21: /faceVerifier/kind: must be one of none, demonstration, program',
    ],
    [
      'a verifier without its program',
      '{\n "faceVerifier": { "kind": "program", "args": [] } }',
      'machine.json:2:2: /faceVerifier: "path" is missing',
    ],
    [
      'a wrong entry of a list',
      '{ "updates": { "freeze": [\n  { "from": "2026-12-01", "to": "2026-12-03" },\n  { "from": "1.12.", "to": "2026-12-03" }\n] } }',
      'machine.json:3:5: /updates/freeze/1/from: does not have the right form: A day of the city, YYYY-MM-DD.',
    ],
    [
      'days the wrong way round',
      '{ "updates": { "freeze": [\n  { "from": "2026-12-05", "to": "2026-12-03" } ] } }',
      'machine.json:2:3: /updates/freeze/0: `to` must not be earlier than `from`',
    ],
    [
      'two devices on one port',
      '{ "devices": {\n  "scanner": { "port": "/dev/a" },\n  "idReader": { "port": "/dev/a" } } }',
      'machine.json:2:16: /devices/scanner/port: names the same port as /devices/idReader/port; a port belongs to one device',
    ],
    [
      'a password within an address',
      '{ "hub": { "url": "https://kiosk:1234@hub.example.invalid" } }',
      'machine.json:1:12: /hub/url: a secret has no place in the configuration: it is shown, kept in the history and read by editors',
    ],
    [
      'a token for a program',
      '{ "faceVerifier": { "kind": "program", "path": "/opt/face", "args": [\n"--api-token",\n"abc"] } }',
      'machine.json:3:1: /faceVerifier/args/1: a secret has no place in the configuration: it is shown, kept in the history and read by editors',
    ],
    ['something taken out that must be', '{ "receipt": null }', 'machine.json:1:3: "receipt" is missing: Receipts.'],
    ['a list instead of a document', '[]', 'machine.json:1:1: must be a group { … }, not a list [ … ]'],
    [
      'no JSON',
      '{\n  "cityHotline": 12345,\n}',
      'machine.json:3:1: a name was expected after ",", not "}": one comma too many',
    ],
  ])('%s is told with file, line, column and the reason', (_, text, line) => {
    expect(refused(text)).toEqual([line]);
  });

  it('everything that is wrong is told at once, each in its own file', () => {
    expect(refused('{ "cityHotlin": "12320",\n  "keys": {} , "store": { "backups": 0 } }', '{ "hub": 1 }')).toEqual([
      'site.json:1:3: /hub: must be a group { … }, not a number',
      expect.stringContaining('machine.json:1:3: /cityHotlin: there is no such setting; did you mean "cityHotline"?'),
      'machine.json:2:27: /store/backups: must be 1 to 14',
    ]);
  });

  it('what only shows in the whole is told where the louder layer says it', () => {
    expect(
      refused(
        '{ "devices": { "scanner": { "port": "/dev/a" } } }',
        '{ "devices": { "idReader": { "port": "/dev/a" } } }',
      ),
    ).toEqual([
      'machine.json:1:29: /devices/scanner/port: names the same port as /devices/idReader/port; a port belongs to one device',
    ]);
    expect(refused('{}', '{\n "keeper": { "hours": { "en": "9 to 5" } } }')).toEqual([
      'site.json:2:14: /keeper/hours: "zh-CN" is missing',
      'site.json:2:14: /keeper/hours: "zh-HK" is missing',
    ]);
  });

  it('never repeats the value: a refusal goes into the log', () => {
    const canary = 'CANARY-欧阳淼';
    const places = [...leavesOf(document)].map(([path]) => path).filter((path) => path !== '/$schema');
    for (const path of places) {
      const keys = keysOf(path);
      const text = JSON.stringify(
        keys.reduceRight<Json>((inner, key) => ({ [key]: inner }), [canary, { [path]: canary }]),
      );
      for (const said of refused(text)) expect(said).not.toContain(canary);
    }
  });

  it('a layer that fits is taken, and the whole is what it was asked to be', () => {
    const resolved = withMachine('{ "devices": { "idReader": { "port": "/dev/kiosk/id" } } }');
    expect(resolved.ok && resolved.value.config.devices.idReader).toEqual({ driver: 'sdt', port: '/dev/kiosk/id' });
    const port = resolved.ok ? resolved.value.settings.find(({ path }) => path === '/devices/idReader/port') : null;
    expect(port).toMatchObject({ layer: 'machine', line: 1, column: 30, over: [{ layer: 'default', line: 11 }] });
  });
});

/** A value that fits a schema, or nearly. */
function near(shape: Shape): fc.Arbitrary<Json> {
  const odd = fc.constantFrom<Json>(
    null,
    true,
    0,
    -1,
    1.5,
    1_000_000,
    '',
    'x',
    'x'.repeat(300),
    '😀'.repeat(40),
    [],
    {},
    { kind: 'none' },
  );
  const good = ((): fc.Arbitrary<Json> => {
    if (shape.anyOf !== undefined) return fc.oneof(...shape.anyOf.map(near));
    if (shape.enum !== undefined) return fc.constantFrom(...shape.enum);
    if (shape.const !== undefined) return fc.constant(shape.const);
    switch (shape.type) {
      case 'integer':
        return fc.integer({ min: (shape.minimum ?? 0) - 1, max: Math.min((shape.maximum ?? 10) + 1, 1_000_000) });
      case 'boolean':
        return fc.boolean();
      case 'array':
        return fc.array(near(shape.items ?? {}), { maxLength: 3 }) as fc.Arbitrary<Json>;
      case 'object': {
        const properties = Object.entries(shape.properties ?? {}).map(([key, inner]) => [key, near(inner)] as const);
        const known = fc.record(Object.fromEntries(properties), { requiredKeys: [...(shape.required ?? [])] });
        return fc.oneof(
          { weight: 20, arbitrary: known as fc.Arbitrary<Json> },
          { weight: 1, arbitrary: known.map((one) => ({ ...(one as JsonObject), toaster: 1 })) },
          { weight: 1, arbitrary: known.map((one) => Object.fromEntries(Object.entries(one as JsonObject).slice(1))) },
        );
      }
      default:
        return fc.constantFrom(
          'https://a.example.invalid',
          '12345',
          '23:59',
          '2026-11-28',
          '1F 2A',
          'ipp://a/b',
          '没有',
        );
    }
  })();
  return fc.oneof({ weight: 60, arbitrary: good }, { weight: 1, arbitrary: odd });
}

describe('a checker that is of another mind than the schema', () => {
  const groups = Object.entries(configShape.properties ?? {});
  it.each(groups)('%s: refuses what Ajv refuses and takes what it takes', (name, shape) => {
    fc.assert(
      fc.property(near(shape), (value) => {
        const whole = { ...document, [name]: value };
        expect(checkShape(whole, 'whole').length === 0).toBe(parse(KioskConfig, whole).ok);
      }),
      { numRuns: 60 },
    );
  });

  it('each problem stands at something that is there', () => {
    fc.assert(
      fc.property(
        fc.oneof(...groups.map(([name, shape]) => near(shape).map((value) => ({ ...document, [name]: value })))),
        (whole) => {
          for (const { path } of checkShape(whole, 'whole')) expect(inside(whole, path)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('finds the schema of a path, also within a union', () => {
    expect(shapeAt('/store/backups')).toMatchObject({ type: 'integer', maximum: 14 });
    expect(shapeAt('/faceVerifier/args')).toMatchObject({ type: 'array' });
    expect(shapeAt('/store/toaster')).toBeNull();
  });
});

function inside(whole: Json, path: string): boolean {
  const keys = keysOf(path);
  const at = keys.findIndex((_, i) => Array.isArray(valueAt(whole, keys.slice(0, i).reduce<string>(pointer, ''))));
  return isObject(whole) && (at >= 0 || valueAt(whole, path) !== undefined);
}
