import type { Problem } from '../../config/resolve.ts';
import type { DeskKit } from './desk.ts';

/** Forms that a pattern of the schema asks for, by their own sentence: nobody reads a pattern. */
const forms: readonly (readonly [pattern: string, key: string])[] = [
  ['^https?://', 'tech.why.form.address'],
  ['^https://', 'tech.why.form.https'],
  ['^([01]\\d|2[0-3]):[0-5]\\d$', 'tech.why.form.time'],
  ['^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$', 'tech.why.form.day'],
];

/** Why a file or a value is refused, in the language of whoever reads it. The same places as in English (terminal/config/reasons.ts). */
export function problemWords({ t, has }: DeskKit, { why, reason }: Pick<Problem, 'why' | 'reason'>): string {
  const { code, values } = why;
  const form = code === 'form' ? forms.find(([pattern]) => pattern === values.pattern)?.[1] : undefined;
  const key = form ?? `tech.why.${code}`;
  if (!has(key)) return reason;
  const word = (under: string, value: string | number) => {
    const inner = `tech.why.${under}.${value}`;
    return has(inner) ? t(inner).text : String(value);
  };
  const places = Object.fromEntries(
    Object.entries(values).map(([place, value]): readonly [string, string | number] => {
      if (place === 'wanted' || place === 'got') return [place, word('kindName', value)];
      if (place === 'seen') return [place, value === '' ? t('tech.why.seen.end').text : `“${value}”`];
      // English words of the schema: they stand in the file and on the command line, not here.
      return [place, place === 'hint' ? '' : value];
    }),
  );
  return t(key, places).text;
}
