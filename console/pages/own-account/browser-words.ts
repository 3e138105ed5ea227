import type { Browser } from '../../../contract/console/own-account.ts';
import { ownAccountTexts } from '../../texts/own-account-texts.ts';
import { useWords } from '../../texts/use-words.ts';

export type OwnWords = ReturnType<typeof useWords<keyof typeof ownAccountTexts.en & string>>;
export const useOwnWords = (): OwnWords => useWords(ownAccountTexts);

/** `Firefox, Linux` */
export function browserWords(words: OwnWords, browser: Browser | null): string {
  if (browser === null) return words('unknown');
  return words('on', { browser: words(`browser.${browser.browser}`), system: words(`system.${browser.system}`) });
}
