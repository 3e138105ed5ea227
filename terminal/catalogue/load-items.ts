import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { ServiceItem, Theme } from '../../contract/catalogue/item.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { parse } from '../../contract/validate.ts';
import { textKeys } from './item-texts.ts';
import type { Texts } from './texts.ts';

export interface CatalogueError {
  readonly file: string;
  readonly reason: string;
}

/** Reads and validates every item of `kiosk-config/catalogue`. One bad item refuses the catalogue: the last good one stays in force. */
export function loadItems(dir: string, texts: Texts): Result<readonly ServiceItem[], CatalogueError> {
  const items: ServiceItem[] = [];
  for (const file of readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    const raw = readJson(join(dir, file), file);
    if (!raw.ok) return raw;
    const item = parse(ServiceItem, raw.value);
    if (!item.ok) return err({ file, reason: `${item.error.path} ${item.error.reason}` });
    const missing = textKeys(item.value).find((key) => !texts.has(key));
    if (missing !== undefined) return err({ file, reason: `text ${missing} is missing` });
    const broken = brokenField(item.value);
    if (broken !== null) return err({ file, reason: broken });
    items.push(item.value);
  }
  return ok(items);
}

/** Events of life, `kiosk-config/themes.json`; a configuration without the file has none. */
export function loadThemes(configDir: string): Result<readonly Theme[], CatalogueError> {
  const file = 'themes.json';
  if (!existsSync(join(configDir, file))) return ok([]);
  const raw = readJson(join(configDir, file), file);
  if (!raw.ok) return raw;
  const themes = parse(Type.Array(Theme, { maxItems: 24 }), raw.value);
  return themes.ok ? themes : err({ file, reason: `${themes.error.path} ${themes.error.reason}` });
}

function readJson(path: string, file: string): Result<unknown, CatalogueError> {
  try {
    return ok(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    return err({ file, reason: `not JSON: ${cause instanceof Error ? cause.message : 'unreadable'}` });
  }
}

/** What the engine takes for granted: every page asks a field that exists and can be asked. The rest is `catalogue check`. */
function brokenField(item: ServiceItem): string | null {
  const fields = new Map(item.fields.map((field) => [field.key, field]));
  for (const step of item.steps) {
    const keys =
      step.page === 'question'
        ? [step.field]
        : step.page === 'sections'
          ? step.sections.flatMap((section) => section.fields)
          : [];
    for (const key of keys) {
      const field = fields.get(key);
      if (field === undefined) return `step asks unknown field ${key}`;
      if (['constant', 'pay', 'pin', 'sign'].includes(field.type)) {
        return `step asks ${key}, but a field of type ${field.type} has no question page`;
      }
    }
  }
  return null;
}
