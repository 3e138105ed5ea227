import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkShape, shapeAt } from './check-shape.ts';
import type { JsonObject } from './json-text.ts';
import { leavesOf } from './layers.ts';
import { fieldAt, settingsBelow, typedValue } from './setting-field.ts';

const shipped = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../kiosk-config/default.json'), 'utf8'),
) as JsonObject;

it('every single value that is delivered can be changed at the machine: typed or chosen, it comes back as it is', () => {
  const single = [...leavesOf(shipped)].filter(
    ([path, value]) => path !== '/$schema' && !path.startsWith('/faceVerifier') && typeof value !== 'object',
  );
  expect(single.length).toBeGreaterThan(20);
  for (const [path, value] of single) {
    const field = fieldAt(path);
    if (field === null) throw new Error(`${path} has no field`);
    if (field.kind === 'choice') expect(field.options, path).toContain(value);
    else expect(typedValue(field, String(value)), path).toEqual({ ok: true, value });
  }
});

it('what has no field is no single value, and nothing is guessed of what is no setting', () => {
  expect([fieldAt('/updates/freeze'), fieldAt('/devices'), fieldAt('/nothing'), fieldAt('/faceVerifier')]).toEqual([
    ...[null, null, null, null],
  ]);
  expect(settingsBelow('/devices/scanner').length).toBeGreaterThan(3);
  expect(settingsBelow('/nothing')).toEqual([]);
});

it('a number that is typed is that number or nothing; whether it fits the schema decides', () => {
  const field = fieldAt('/keys/doubleStrikeMs');
  const shape = shapeAt('/keys/doubleStrikeMs');
  if (field?.kind !== 'number' || shape === null) throw new Error('no number');
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer().map(String)), (typed) => {
      const value = typedValue(field, typed);
      if (!value.ok) return typed.trim() === '' || !Number.isFinite(Number(typed.trim()));
      const isIn = Number.isInteger(value.value) && Number(value.value) >= 0 && Number(value.value) <= 1_000;
      return (checkShape(value.value, 'whole', shape).length === 0) === isIn;
    }),
  );
});
