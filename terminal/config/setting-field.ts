import { err, ok, type Result } from '../../contract/result.ts';
import { type Shape, shapeAt } from './check-shape.ts';
import type { Json } from './json-text.ts';

/** How one value can be typed or chosen. `null` of `fieldAt`: it is a list or a group, changed in the file only. */
export type SettingField =
  | { readonly kind: 'choice'; readonly options: readonly Json[] }
  | { readonly kind: 'number'; readonly isWhole: boolean; readonly least: number | null; readonly most: number | null }
  | { readonly kind: 'text'; readonly most: number };

/** Longest text that can be typed at the machine, characters. */
const mostTyped = 200;

/** The field of a setting. Pure. */
export function fieldAt(path: string): SettingField | null {
  const shape = shapeAt(path);
  return shape === null ? null : fieldOf(shape);
}

function fieldOf({ type, enum: options, minimum, maximum, maxLength, anyOf }: Shape): SettingField | null {
  if (anyOf !== undefined) return null;
  if (options !== undefined) return { kind: 'choice', options };
  if (type === 'boolean') return { kind: 'choice', options: [true, false] };
  if (type === 'integer' || type === 'number')
    return { kind: 'number', isWhole: type === 'integer', least: minimum ?? null, most: maximum ?? null };
  if (type === 'string') return { kind: 'text', most: Math.min(mostTyped, maxLength ?? mostTyped) };
  return null;
}

/** What was typed, as a value. Whether it fits is judged with the whole configuration. Error: it is no number. */
export function typedValue(field: SettingField, typed: string): Result<Json, 'noNumber'> {
  if (field.kind !== 'number') return ok(typed);
  const number = Number(typed.trim());
  return typed.trim() === '' || !Number.isFinite(number) ? err('noNumber') : ok(number);
}

/** Every single value that may stand below a path, whether or not anything is set there; in the order of the schema. */
export function settingsBelow(path: string): readonly string[] {
  const shape = shapeAt(path);
  if (shape === null) return [];
  if (shape.properties === undefined) return fieldOf(shape) === null ? [] : [path];
  return Object.keys(shape.properties).flatMap((key) => settingsBelow(`${path}/${key}`));
}
