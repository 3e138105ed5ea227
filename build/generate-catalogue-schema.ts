import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { conditionSchema } from '../contract/catalogue/condition.ts';
import { ServiceItem } from '../contract/catalogue/item.ts';

/** Where editors find the schema of an item: `"$schema": "../schema/item.schema.json"` in its file. */
export const schemaFile = 'kiosk-config/schema/item.schema.json';

/**
 * The schema of a service item as one JSON schema file, made from `contract/catalogue/`, so that editors complete and check while somebody writes.
 * What goes beyond shapes (references, texts, paths) is found by `yitiji catalogue check`.
 */
export function catalogueSchema(): string {
  const { $id: _own, ...condition } = JSON.parse(JSON.stringify(conditionSchema)) as Record<string, unknown>;
  const item = JSON.parse(JSON.stringify(ServiceItem)) as Record<string, unknown>;
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: 'Generated from contract/catalogue by npm run generate. Do not edit.',
    title: 'Service item',
    ...item,
    definitions: { Condition: condition },
  };
  return `${JSON.stringify(schema, null, 1).replaceAll('"$ref": "Condition"', '"$ref": "#/definitions/Condition"')}\n`;
}

if (import.meta.main) {
  const path = join(import.meta.dirname, '..', schemaFile);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, catalogueSchema());
}
