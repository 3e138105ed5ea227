import { subjectWords } from '../../../contract/alerts/words.ts';
import type { Language, Words } from '../../texts/define-texts.ts';
import type { commandTexts } from '../commands/command-texts.ts';
import type { machinePageTexts } from './machine-texts.ts';

const families = ['intake', 'device', 'fault', 'low', 'test', 'notice'] as const;

export type MachinePageWords = Words<keyof (typeof machinePageTexts)['en']>;

/** Why a machine is not in order (codes of contract/console/machines.ts), in words. Pure; a code that the page does not know is shown as it is. */
export function reasonWords(
  words: MachinePageWords,
  commands: Words<keyof (typeof commandTexts)['en']>,
  language: Language,
  code: string,
): string {
  const at = code.indexOf(':');
  if (at < 0) return words.of('reason.', code);
  const family = code.slice(0, at);
  const said = code.slice(at + 1);
  const rest = family === 'notice' ? commands.of('notice.', said) : subjectWords(said, language);
  const one = families.find((name) => name === family);
  return one === undefined ? code : words(`reasonOf.${one}`, { rest });
}
