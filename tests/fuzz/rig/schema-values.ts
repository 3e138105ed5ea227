import fc from 'fast-check';
import type { Random } from '../../../hub/city/random.ts';

/** JSON Schema as far as the hub's OpenAPI document uses it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema | boolean;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Values that somebody who knows the hub would use: by the name of the member. */
export type Known = (name: string) => readonly unknown[];

const matching = new Map<string, readonly string[]>();
const samples = 24;

/** Texts that fit a pattern: drawn once, since drawing them is slow. */
function textsOf(pattern: string, seed: number): readonly string[] {
  let texts = matching.get(pattern);
  if (texts === undefined) {
    texts = fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: samples, seed });
    matching.set(pattern, texts);
  }
  return texts;
}

const words = ['a', '黎赟', 'Guichet 7', 'ok', '😀 ねこ', "O'Hara", '2026-11-29', '12', 'ss.card.loss', 'ĀĒĪ', ' '];

/** A value that fits a schema, or nearly so: lengths of records and formats in words are not looked at. */
export function fittingValue(schema: Schema, random: Random, known: Known, name = ''): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  if (schema.anyOf !== undefined) return fittingValue(random.pick(schema.anyOf), random, known, name);
  if (schema.allOf !== undefined) {
    return Object.assign({}, ...schema.allOf.map((one) => fittingValue(one, random, known, name)));
  }
  const type = Array.isArray(schema.type) ? random.pick(schema.type as readonly string[]) : schema.type;
  const fitting = known(name);
  if (fitting.length > 0 && type !== 'array' && (name === 'wait' || random.chance(0.75))) return random.pick(fitting);
  switch (type) {
    case 'string':
      return textOf(schema, random);
    case 'integer':
    case 'number':
      return numberOf(schema, random);
    case 'boolean':
      return random.chance(0.5);
    case 'null':
      return null;
    case 'array':
      return arrayOf(schema, random, known, name);
    case 'object':
      return objectOf(schema, random, known);
    default:
      return random.pick([null, 0, 'text', [], {}, true]);
  }
}

function textOf({ pattern, minLength = 0, maxLength = 40 }: Schema, random: Random): string {
  if (pattern !== undefined) return random.pick(textsOf(pattern, 7));
  const text = random.pick(words);
  if (random.chance(0.05)) return 'x'.repeat(Math.min(maxLength, 5000));
  return [...text.repeat(Math.ceil(minLength / text.length) || 1)].slice(0, Math.max(minLength, maxLength)).join('');
}

function numberOf({ type, minimum, maximum }: Schema, random: Random): number {
  const least = minimum ?? -1000;
  const most = maximum ?? Math.max(least + 1000, 1000);
  const edge = random.int(0, 9);
  if (edge === 0) return least;
  if (edge === 1) return most;
  // Far ends are rare values of nobody: near the lower one is where real ones are.
  const value = least + random.next() * Math.min(most - least, 100);
  return type === 'integer' ? Math.floor(value) : value;
}

function arrayOf(schema: Schema, random: Random, known: Known, name: string): unknown[] {
  if (schema.prefixItems !== undefined) return schema.prefixItems.map((one) => fittingValue(one, random, known, name));
  const least = schema.minItems ?? 0;
  const count = random.int(least, Math.max(least, Math.min(schema.maxItems ?? 3, least + 3)));
  const of = typeof schema.items === 'object' ? schema.items : {};
  return Array.from({ length: count }, () => fittingValue(of, random, known, name.replace(/s$/, '')));
}

function objectOf(schema: Schema, random: Random, known: Known): Record<string, unknown> {
  const required = new Set(schema.required ?? []);
  const made: Record<string, unknown> = {};
  for (const [name, of] of Object.entries(schema.properties ?? {})) {
    if (required.has(name) || random.chance(0.5)) made[name] = fittingValue(of, random, known, name);
  }
  for (const of of Object.values(schema.patternProperties ?? {})) {
    if (random.chance(0.6)) made[random.pick(['a', 'reason', 'card', 'receiptNo'])] = fittingValue(of, random, known);
  }
  const more = schema.additionalProperties;
  if (typeof more === 'object' && random.chance(0.6)) made[random.pick(words)] = fittingValue(more, random, known);
  return made;
}
