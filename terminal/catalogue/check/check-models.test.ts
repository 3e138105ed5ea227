import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { referenceMachine } from '../../../contract/reference-machine.ts';
import { checkModels } from './check-models.ts';
import { configFolder } from './guide-example.test-data.ts';

const folder = configFolder();
mkdirSync(join(folder.dir, 'models'));
afterAll(() => folder[Symbol.dispose]());

test('the author of a model learns of a slot on top of another before a citizen looks for it', () => {
  const { front } = referenceMachine;
  const { idReader } = front.parts;
  folder.write('models/mine.json', { ...referenceMachine, front: { ...front, parts: { idReader, pinPad: idReader } } });
  expect(checkModels(folder.dir)).toEqual([
    {
      level: 'error',
      rule: 'model',
      file: 'models/mine.json',
      line: 0,
      path: '',
      reason: 'idReader and pinPad overlap',
    },
  ]);
});

test('the delivered models are without fault', () => {
  expect(checkModels(join(import.meta.dirname, '../../../kiosk-config'))).toEqual([]);
});
