import type { FocusedControl } from '../../contract/speech/controls.ts';
import { splitBy } from '../../contract/speech/pieces.ts';
import type { Language } from '../../contract/text.ts';
import { type ControlWords, controlWords } from '../kit/control-words.ts';

/** Words of the kit one below the other; their order is that of their type, the same in every language. */
const listed = (words: ControlWords): readonly string[] =>
  Object.values(words as unknown as Readonly<Record<string, unknown>>).flatMap((word) =>
    typeof word === 'string' ? [word] : Object.values(word as Readonly<Record<string, string>>),
  );

/** A name that the kit gives a control (年：加 1), in another language (Year: plus 1). What is not the kit's own stays as it is. Pure. */
export function kitNameIn(name: string, from: Language, to: Language): string {
  const known = listed(controlWords(from));
  const wanted = listed(controlWords(to));
  const exact = known.indexOf(name);
  if (exact >= 0) return wanted[exact] ?? name;
  for (const [at, template] of known.entries()) {
    // `{name}` alone fits everything.
    if (!template.includes('{')) continue;
    const parts = splitBy(template, name);
    if (parts === null) continue;
    return parts.reduce(
      (text, part) => ('place' in part ? text.replace(`{${part.place}}`, kitNameIn(part.value, from, to)) : text),
      wanted[at] ?? name,
    );
  }
  return name;
}

/** A control as it is called in the language that is spoken: names of the kit stand on the page in the language that is shown. */
export function inSpokenLanguage(control: FocusedControl, shown: Language, spoken: Language): FocusedControl {
  if (shown === spoken) return control;
  if (control.kind === 'leaf') return { ...control, words: kitNameIn(control.words, shown, spoken) };
  if (control.kind !== 'other' && control.kind !== 'typing') return control;
  return { ...control, name: kitNameIn(control.name, shown, spoken) };
}
