import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { configSchema, configSchemaFile } from '../../build/generate-config-schema.ts';
import { KioskConfig } from '../../contract/kiosk-config.ts';
import { readText } from './source-files.ts';

const kioskConfig = join(import.meta.dirname, '../../kiosk-config');

describe('what editors know of the configuration', () => {
  it('the schema is that of the contract (otherwise: npm run generate)', () => {
    expect(readText(configSchemaFile)).toBe(configSchema());
  });

  it('every shipped layer names the schema and fits it; a misspelt key does not', () => {
    const fits = new Ajv({ strict: false }).compile(JSON.parse(readText(configSchemaFile)));
    const models = readdirSync(join(kioskConfig, 'model-settings')).map((file) => `model-settings/${file}`);
    for (const file of ['default.json', ...models]) {
      const layer = JSON.parse(readText(`kiosk-config/${file}`)) as { readonly $schema?: string };
      expect([file, fits(layer)]).toEqual([file, true]);
      expect(join(kioskConfig, file, '..', layer.$schema ?? '')).toBe(join(kioskConfig, 'schema/config.schema.json'));
    }
    expect(fits({ cityHotlin: '12345' })).toBe(false);
    expect(fits({ keeper: null, devices: { idReader: { port: '/dev/kiosk/id' } } })).toBe(true);
  });

  it('settings of a model belong to a model that is there', () => {
    const models = readdirSync(join(kioskConfig, 'models'));
    for (const file of readdirSync(join(kioskConfig, 'model-settings'))) expect(models).toContain(file);
  });

  it('no setting is a place for a secret', () => {
    const names: string[] = [];
    const walk = (schema: TSchema): void => {
      const {
        properties = {},
        anyOf = [],
        items,
      } = schema as unknown as {
        readonly properties?: Readonly<Record<string, TSchema>>;
        readonly anyOf?: readonly TSchema[];
        readonly items?: TSchema;
      };
      for (const [name, inner] of Object.entries(properties)) {
        names.push(name);
        walk(inner);
      }
      for (const inner of items === undefined ? anyOf : [items]) walk(inner);
    };
    walk(KioskConfig);
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name) => /pass|secret|token|credential|privateKey|apiKey|^pin$|code$/i.test(name))).toEqual(
      [],
    );
  });
});
