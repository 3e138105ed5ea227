import { UsageError } from '../../contract/command.ts';

/** Value of an option that must be given. Throws UsageError when it is missing or empty. */
export function textOption(options: Readonly<Record<string, string | boolean | undefined>>, name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} needs a value`);
  return value;
}

/** A number of `unit` between bounds, both included. Throws UsageError. */
export function numberOption(
  options: Readonly<Record<string, string | boolean | undefined>>,
  name: string,
  bounds: { readonly min: number; readonly max: number; readonly unit: string },
): number {
  const text = textOption(options, name);
  const value = Number(text);
  if (!Number.isFinite(value) || value < bounds.min || value > bounds.max) {
    throw new UsageError(`--${name} must be ${bounds.min} to ${bounds.max} ${bounds.unit}, not ${text}`);
  }
  return value;
}

/** One of a closed list. Throws UsageError. */
export function choiceOption<const T extends readonly string[]>(
  options: Readonly<Record<string, string | boolean | undefined>>,
  name: string,
  values: T,
): T[number] {
  const text = textOption(options, name);
  const found = values.find((value) => value === text);
  if (found === undefined) throw new UsageError(`--${name} must be one of ${values.join(', ')}, not ${text}`);
  return found;
}
