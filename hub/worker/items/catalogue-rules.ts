import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { isForOthers } from '../../../contract/catalogue/for-others.ts';
import { err, ok, type Result } from '../../../contract/result.ts';

const Ruled = Compile(
  Type.Object({
    id: Type.String(),
    audience: Type.Array(Type.String(), { minItems: 1 }),
    sla: Type.Object({ value: Type.Optional(Type.Integer({ minimum: 0 })), unit: Type.String() }),
  }),
);

/** What departments keep to because the catalogue says it of an item. */
export interface CatalogueRule {
  /** Promise in working days. Less than a day counts as 0: decided at once. */
  readonly days: number;
  /** People may have it done for somebody else (`audience`). */
  readonly isForOthers: boolean;
}

/** By item. */
export type CatalogueRules = ReadonlyMap<string, CatalogueRule>;

/** @param folder the machines' catalogue (`kiosk-config/catalogue`); error: one sentence that names the file */
export function readCatalogueRules(folder: string): Result<CatalogueRules, string> {
  const rules = new Map<string, CatalogueRule>();
  try {
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
      const item: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      if (!Ruled.Check(item)) return err(`${join(folder, name)} has no id, audience or promise`);
      const { value = 0, unit } = item.sla;
      const days = unit === 'workday' ? value : unit === 'day' ? Math.max(1, Math.ceil((value * 5) / 7)) : 0;
      rules.set(item.id, { days, isForOthers: isForOthers(item) });
    }
  } catch (cause) {
    return err(`${folder} cannot be read: ${cause instanceof Error ? cause.name : 'unknown'}`);
  }
  return ok(rules);
}
