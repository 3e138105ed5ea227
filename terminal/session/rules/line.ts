import type { Line } from '../../../contract/catalogue/condition.ts';
import type { Language, Text } from '../../../contract/text.ts';
import { isThere } from './condition.ts';
import { formatValue, type Words } from './format.ts';
import { isPersonalRef, resolveRef } from './ref.ts';
import type { Scope } from './scope.ts';

/**
 * A line of the catalogue as a text of the screen. Names that the city gives in two languages stand in the data as `…Zh` and `…En`
 * (and `…Hk`): a line names the Chinese one, the citizen reads the one of the language.
 */
export function lineText(words: Words, scope: Scope, line: Line): Text {
  if ('ref' in line) {
    const text = valueText(words, scope, line.ref, line.format);
    return isPersonal(scope, line.ref) ? { key: line.ref, text, personal: true } : { key: line.ref, text };
  }
  const values: Record<string, string> = {};
  let personal = false;
  for (const [name, { ref, format }] of Object.entries(line.with ?? {})) {
    values[name] = valueText(words, scope, ref, format);
    personal ||= isPersonal(scope, ref);
  }
  const text = words.texts.text(words.language, line.text, values);
  return personal ? { ...text, personal: true } : text;
}

function valueText(words: Words, scope: Scope, ref: string, format: string): string {
  return formatValue(words, resolveIn(scope, ref, words.language), format);
}

/** The value of a reference in the citizen's language, where the city gives it in several. */
export function resolveIn(scope: Scope, ref: string, language: Language): unknown {
  if (ref.endsWith('Zh') && language !== 'zh-CN') {
    const other = resolveRef(scope, `${ref.slice(0, -2)}${language === 'en' ? 'En' : 'Hk'}`);
    if (isThere(other)) return other;
  }
  return resolveRef(scope, ref);
}

function isPersonal(scope: Scope, ref: string): boolean {
  return isThere(resolveRef(scope, ref)) && isPersonalRef(ref);
}
