import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KioskConfig } from '../contract/kiosk-config.ts';

/** Where editors find the schema of a configuration file: `"$schema"` in it (docs/configuration.md). */
export const configSchemaFile = 'kiosk-config/schema/config.schema.json';

type Schema = Readonly<Record<string, unknown>>;

/**
 * The schema of one layer of the configuration, made from `contract/kiosk-config.ts`, so that editors complete and check while somebody writes. A layer names only what it
 * changes, so nothing is required but within lists; `null` takes out what lower layers say. What goes beyond shapes is found by `yitiji config check`.
 */
export function configSchema(): string {
  const whole = JSON.parse(JSON.stringify(KioskConfig)) as Schema;
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: 'Generated from contract/kiosk-config.ts by npm run generate. Do not edit.',
    title: 'Configuration of a machine (one layer)',
    ...partial(whole),
  };
  return `${JSON.stringify(schema, null, 1)}\n`;
}

function partial(schema: Schema): Schema {
  if (Array.isArray(schema.anyOf)) {
    return { ...schema, anyOf: (schema.anyOf as readonly Schema[]).map((branch) => partial(branch)) };
  }
  const { required: _whole, ...rest } = schema;
  const properties = schema.properties as Readonly<Record<string, Schema>> | undefined;
  if (properties === undefined) return schema;
  const inner = Object.entries(properties).map(([key, one]) => [key, orNothing(partial(one))]);
  return { ...rest, properties: Object.fromEntries(inner) as Schema };
}

/** The description stays where editors look for it. */
function orNothing(schema: Schema): Schema {
  const { description, ...rest } = schema;
  return { ...(description === undefined ? {} : { description }), anyOf: [rest, { type: 'null' }] };
}

if (import.meta.main) {
  const path = join(import.meta.dirname, '..', configSchemaFile);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, configSchema());
}
