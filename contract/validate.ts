import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Static, TSchema } from 'typebox';
import { conditionSchema } from './catalogue/condition.ts';
import { err, ok, type Result } from './result.ts';

/** Not for the window: Ajv compiles with `new Function`, which its content security policy forbids. */
const ajv = new Ajv({
  allErrors: false,
  strict: true,
  strictTypes: false,
  allowUnionTypes: true,
  code: { optimize: false },
});
ajv.addSchema(conditionSchema);
const compiled = new WeakMap<TSchema, ValidateFunction>();

/** Where and why a value does not fit its schema: `/messages/0/id must match pattern …`. Never contains the value itself. */
export interface Invalid {
  readonly path: string;
  readonly reason: string;
}

/** Checks a value from outside against its schema; inside, trust the type. Unknown fields are refused by the schemas themselves. */
export function parse<const S extends TSchema>(schema: S, value: unknown): Result<Static<S>, Invalid> {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    validate = ajv.compile(schema);
    compiled.set(schema, validate);
  }
  if (validate(value)) return ok(value as Static<S>);
  const first: ErrorObject | undefined = validate.errors?.[0];
  return err({ path: first?.instancePath ?? '', reason: first?.message ?? 'does not fit' });
}
