import type { TSchema } from 'typebox';
import { conditionSchema } from '../../../contract/catalogue/condition.ts';
import { parse } from '../../../contract/validate.ts';
import { pointer } from './json-lines.ts';

/** The parts of a JSON schema that our contracts use. */
interface Shape {
  readonly $ref?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly patternProperties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Shape;
  readonly items?: Shape | readonly Shape[];
}

export interface Problem {
  readonly path: string;
  readonly reason: string;
}

/**
 * Where and why a value does not fit, told for the branch that its author meant: a validator says of a step with one wrong key only that it is none of
 * twenty kinds of step. Null where the value fits.
 */
export function explain(schema: TSchema, value: unknown): Problem | null {
  return problemOf(schema as Shape, value, '');
}

function problemOf(given: Shape, value: unknown, path: string): Problem | null {
  const shape = given.$ref === 'Condition' ? (conditionSchema as Shape) : given;
  if (fits(shape, value)) return null;
  if (shape.anyOf !== undefined) {
    const meant = meantBranch(shape.anyOf, value);
    if (meant === null) return { path, reason: unionReason(shape.anyOf, value) };
    return problemOf(meant, value, path) ?? { path, reason: 'does not fit' };
  }
  if (isRecord(value) && (shape.properties !== undefined || shape.patternProperties !== undefined)) {
    return problemOfRecord(shape, value, path);
  }
  if (Array.isArray(value) && shape.items !== undefined) {
    for (const [i, entry] of value.entries()) {
      const inner = Array.isArray(shape.items) ? shape.items[i] : (shape.items as Shape);
      const problem = inner === undefined ? null : problemOf(inner, entry, pointer(path, i));
      if (problem !== null) return problem;
    }
  }
  if (shape.enum !== undefined) return { path, reason: `${JSON.stringify(value)} is none of ${shape.enum.join(', ')}` };
  if ('const' in shape) return { path, reason: `${JSON.stringify(value)} is not ${JSON.stringify(shape.const)}` };
  const flat = parse(shape as TSchema, value);
  return flat.ok
    ? null
    : { path: `${path}${flat.error.path}`, reason: `${flat.error.reason}, not ${JSON.stringify(value)}` };
}

function problemOfRecord(shape: Shape, value: Readonly<Record<string, unknown>>, path: string): Problem | null {
  const properties = shape.properties ?? {};
  const [pattern] = Object.values(shape.patternProperties ?? {});
  for (const [key, entry] of Object.entries(value)) {
    const inner = properties[key] ?? pattern;
    if (inner === undefined) {
      const known = Object.keys(properties).join(', ');
      return { path: pointer(path, key), reason: `unknown key ${key}; known here: ${known}` };
    }
    const problem = problemOf(inner, entry, pointer(path, key));
    if (problem !== null) return problem;
  }
  const missing = shape.required?.find((key) => !(key in value));
  if (missing !== undefined) return { path, reason: `${missing} is missing` };
  const flat = parse(shape as TSchema, value);
  return flat.ok ? null : { path: `${path}${flat.error.path}`, reason: flat.error.reason };
}

/** The branch whose fixed words stand in the value, else the one that shares most keys with it. */
function meantBranch(branches: readonly Shape[], value: unknown): Shape | null {
  if (!isRecord(value))
    return branches.filter((branch) => sameKind(branch, value)).length === 1
      ? (branches.find((branch) => sameKind(branch, value)) ?? null)
      : null;
  const scored = branches.map((branch) => {
    const properties = Object.entries(branch.properties ?? {});
    const fixed = properties.filter(([, property]) => 'const' in property);
    if (fixed.some(([key, property]) => value[key] !== property.const)) return { branch, score: -1 };
    const known = properties.filter(([key]) => key in value).length;
    const missing = (branch.required ?? []).filter((key) => !(key in value)).length;
    return { branch, score: fixed.length * 100 + known * 10 - missing };
  });
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a), { branch: null as Shape | null, score: 0 });
  return best.branch;
}

const sameKind = (branch: Shape, value: unknown): boolean =>
  Array.isArray(value) === (branch.items !== undefined) && branch.properties === undefined && !('const' in branch);

function unionReason(branches: readonly Shape[], value: unknown): string {
  const words = branches.flatMap((branch) => {
    const [fixed] = Object.entries(branch.properties ?? {}).filter(([, property]) => 'const' in property);
    if (fixed !== undefined) return [`${fixed[0]}: ${String(fixed[1].const)}`];
    if ('const' in branch) return [JSON.stringify(branch.const)];
    return branch.properties === undefined ? [] : [`{ ${(branch.required ?? []).join(', ')} }`];
  });
  const got = isRecord(value) ? `{ ${Object.keys(value).join(', ')} }` : JSON.stringify(value);
  return `${got} is none of ${words.join(' | ') || 'what may stand here'}`;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fits = (shape: Shape, value: unknown): boolean => parse(shape as TSchema, value).ok;
