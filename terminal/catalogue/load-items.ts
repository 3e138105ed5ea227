import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceItem } from '../../contract/catalogue.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { parse } from '../../contract/validate.ts';
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
    let raw: unknown;
    try {
      raw = JSON.parse(readFileSync(join(dir, file), 'utf8'));
    } catch (cause) {
      return err({ file, reason: `not JSON: ${cause instanceof Error ? cause.message : 'unreadable'}` });
    }
    const item = parse(ServiceItem, raw);
    if (!item.ok) return err({ file, reason: `${item.error.path} ${item.error.reason}` });
    const missing = textKeys(item.value).find((key) => !texts.has(key));
    if (missing !== undefined) return err({ file, reason: `text ${missing} is missing` });
    const unknownField = item.value.steps.find(
      (step) => step.page === 'question' && !item.value.fields.some((field) => field.key === step.field),
    );
    if (unknownField?.page === 'question')
      return err({ file, reason: `step asks unknown field ${unknownField.field}` });
    items.push(item.value);
  }
  return ok(items);
}

/** Every text key that an item names, directly or by convention. */
export function textKeys(item: ServiceItem): readonly string[] {
  const keys = [item.hotline.label];
  for (const field of item.fields) {
    keys.push(field.label);
    if (field.question !== undefined) keys.push(field.question);
    if (field.why !== undefined) keys.push(field.why);
    for (const code of field.list?.codes ?? []) keys.push(`list.${field.list?.name}.${code}`);
  }
  for (const step of item.steps) {
    if (step.page === 'consent') keys.push(step.notice, `${step.notice}.lead`);
    if (step.page === 'found')
      keys.push(step.offlineNotice, `${step.offlineNotice}.lead`, `${step.offlineNotice}.option`);
    if (step.page === 'interruption') keys.push(step.id);
    if (step.page === 'check') keys.push(step.submitLabel, `${step.submitLabel}.offline`);
  }
  for (const state of ['effective', 'duplicate', 'accepted', 'delivered', 'stored', 'unknown', 'refused']) {
    keys.push(`${item.resultTexts}.${state}`, `${item.resultTexts}.${state}.lead`);
  }
  return keys;
}
