/**
 * A value or a typed error. Expected failures (device faults, refusals, time-outs, bad input from outside) are values;
 * exceptions are bugs. Source: docs/design/code-style.md, "Result or throw".
 */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** What went well. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** What did not, with a value that says why. Never thrown. */
export function err<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}

/** Exhausts a union: a forgotten case fails the build. At run time it is a bug, hence a throw. */
export function never(value: never, where: string): never {
  throw new Error(`unreachable case in ${where}: ${JSON.stringify(value)}`);
}
