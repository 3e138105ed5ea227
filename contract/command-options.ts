import { UsageError } from './command.ts';

/** Options of a call of a command, as `Command.run` gets them. */
export type Options = Readonly<Record<string, string | boolean | undefined>>;

/** Text of an option; undefined = not given, or empty. */
export function givenOption(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Text of an option that must be given. Throws UsageError when it is missing or empty. */
export function textOption(options: Options, name: string): string {
  const value = givenOption(options, name);
  if (value === undefined) throw new UsageError(`--${name} needs a value`);
  return value;
}

/** Address of a hub. Throws UsageError: it is missing, or none with http or https. */
export function addressOption(options: Options, name: string): string {
  const text = textOption(options, name);
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new UsageError(`--${name} is an address such as https://hub.example, not ${text}`);
}

/** Words of a value that are separated by commas, without blanks around them; none = not given. */
export function wordsOf(value: Options[string]): readonly string[] {
  if (typeof value !== 'string') return [];
  return value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** Words of an option that are separated by commas; none = not given. */
export const wordsOption = (options: Options, name: string): readonly string[] => wordsOf(options[name]);

/** A number of `unit` between bounds, both included. Throws UsageError. */
export function numberOption(
  options: Options,
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
export function choiceOption<const T extends readonly string[]>(options: Options, name: string, values: T): T[number] {
  const text = textOption(options, name);
  const found = values.find((value) => value === text);
  if (found === undefined) throw new UsageError(`--${name} must be one of ${values.join(', ')}, not ${text}`);
  return found;
}
