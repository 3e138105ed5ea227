import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { speechEquipment } from './speech-equipment.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-page-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

it('a machine promises the voices whose recordings lie beside its page, and no other', () => {
  expect(speechEquipment({}, dir).voices).toEqual([]);
  mkdirSync(join(dir, 'audio/yue'), { recursive: true });
  // Recordings without their manifest: a build that could not say everything that speech itself needs.
  writeFileSync(join(dir, 'audio/yue/x.opus'), '');
  expect(speechEquipment({}, dir).voices).toEqual([]);
  writeFileSync(join(dir, 'audio/yue/manifest.js'), 'export default {};');
  expect(speechEquipment({}, dir).voices).toEqual(['yue']);
});

it('cards and the guard of the keys are those of the configuration; without one the card of the system, and every stroke counts', () => {
  expect(speechEquipment({}, dir)).toMatchObject({ cards: {}, doubleStrikeMs: 0 });
  const config = { sound: { headset: 'USB' }, keys: { doubleStrikeMs: 500 } };
  expect(speechEquipment(config, dir)).toMatchObject({ cards: { headset: 'USB' }, doubleStrikeMs: 500 });
});
