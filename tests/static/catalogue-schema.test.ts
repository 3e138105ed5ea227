import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { catalogueSchema, schemaFile } from '../../build/generate-catalogue-schema.ts';
import { iconNames } from '../../contract/catalogue/icons.ts';
import { serviceDrawings, serviceSynonyms } from '../../renderer/kit/service-icons.tsx';
import { readText } from './source-files.ts';

describe('what editors and items know of the program', () => {
  it('the schema of items is that of the contract (otherwise: npm run generate)', () => {
    expect(readText(schemaFile)).toBe(catalogueSchema());
  });

  it('the schema stands by itself: every shipped item fits it', () => {
    const fits = new Ajv({ strict: false }).compile(JSON.parse(readText(schemaFile)));
    const folder = join(import.meta.dirname, '../../kiosk-config/catalogue');
    for (const file of readdirSync(folder)) {
      expect([file, fits(JSON.parse(readText(`kiosk-config/catalogue/${file}`)))]).toEqual([file, true]);
    }
  });

  it('icons that items may name are those that the window draws', () => {
    expect([...iconNames].sort()).toEqual([...Object.keys(serviceDrawings), ...Object.keys(serviceSynonyms)].sort());
  });
});
