import type { TSchema } from 'typebox';

type Node = Readonly<Record<string, unknown>>;

/** A schema that is shorter than this as JSON is as well written out where it is used. */
const worthChars = 120;

/**
 * The same schema with each part that stands in it more than once written once, under `$defs`. Builders of schemas write a part out wherever it is used, and a compiler of
 * validators makes code of each: of what the shell checks, twenty times as much as of this. Only for schemas without `$ref` and `$id` of their own.
 */
export function hoistRepeated(schema: TSchema): TSchema {
  const counts = new Map<string, number>();
  const texts = new WeakMap<object, string>();
  const textOf = (node: Node): string => {
    const known = texts.get(node);
    if (known !== undefined) return known;
    const text = JSON.stringify(node);
    texts.set(node, text);
    return text;
  };
  const count = (node: Node): void => {
    const text = textOf(node);
    const seen = counts.get(text) ?? 0;
    counts.set(text, seen + 1);
    // What stands in a part that is written once is written once with it.
    if (seen === 0) for (const part of partsOf(node)) count(part);
  };
  count(schema as Node);
  const names = new Map<string, string>();
  const defs: Record<string, unknown> = {};
  const write = (node: Node): unknown => {
    const text = textOf(node);
    if (text.length < worthChars || (counts.get(text) ?? 0) < 2) return mapParts(node, write);
    const known = names.get(text);
    if (known !== undefined) return { $ref: `#/$defs/${known}` };
    const name = `part${names.size}`;
    names.set(text, name);
    defs[name] = mapParts(node, write);
    return { $ref: `#/$defs/${name}` };
  };
  const whole = mapParts(schema as Node, write) as object;
  return { ...whole, $defs: defs } as unknown as TSchema;
}

const listKeywords = ['anyOf', 'allOf', 'oneOf', 'prefixItems'] as const;
const mapKeywords = ['properties', 'patternProperties'] as const;
const partKeywords = ['items', 'additionalProperties', 'additionalItems', 'not', 'propertyNames', 'contains'] as const;

function partsOf(node: Node): readonly Node[] {
  const found: Node[] = [];
  mapParts(node, (part) => {
    found.push(part);
    return part;
  });
  return found;
}

/** The node with each direct part replaced. `items` may be a list of schemas (draft 7) or one. */
function mapParts(node: Node, map: (part: Node) => unknown): Node {
  const out: Record<string, unknown> = { ...node };
  const one = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(one);
    return typeof value === 'object' && value !== null ? map(value as Node) : value;
  };
  for (const keyword of [...listKeywords, ...partKeywords]) if (keyword in node) out[keyword] = one(node[keyword]);
  for (const keyword of mapKeywords) {
    const parts = node[keyword];
    if (typeof parts !== 'object' || parts === null) continue;
    out[keyword] = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, one(part)]));
  }
  return out;
}
