import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { ServiceItem } from '../../contract/catalogue/item.ts';
import type { CatalogueItem } from '../../contract/console/catalogue.ts';
import { err, ok, type Result } from '../../contract/result.ts';

/** What the console needs of an item; the rest is the machine's. */
const { id, title, phase, verb, categories, department, offline, sla, minutes, visits } = ServiceItem.properties;
const Shown = Compile(
  Type.Object({
    ...{ id, title, phase, verb, categories, department, offline, sla, minutes, visits },
    steps: Type.Array(Type.Unknown()),
    materials: Type.Array(Type.Unknown()),
  }),
);

/** Items of the machines' catalogue (`kiosk-config/catalogue`) by id. Error: one sentence that names the file. */
export function readCatalogueItems(folder: string): Result<readonly CatalogueItem[], string> {
  const items: CatalogueItem[] = [];
  try {
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
      const item: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      if (!Shown.Check(item)) return err(`${join(folder, name)} is no service item`);
      const [category = 'more'] = item.categories;
      items.push({
        ...{ id: item.id, title: { 'zh-CN': item.title['zh-CN'], en: item.title.en }, phase: item.phase },
        ...{ verb: item.verb, category, department: item.department, offline: item.offline },
        promise: { value: item.sla.value, unit: item.sla.unit },
        ...{ minutes: item.minutes, steps: item.steps.length },
        ...{ materials: item.materials.length, visits: item.visits },
      });
    }
  } catch (cause) {
    return err(`${folder} cannot be read: ${cause instanceof Error ? cause.name : 'unknown'}`);
  }
  return ok(items.sort((a, b) => (a.id < b.id ? -1 : 1)));
}
