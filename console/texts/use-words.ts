import { createContext, useContext, useMemo } from 'react';
import { type Language, type Texts, type Words, wordsOf } from './define-texts.ts';

export interface LanguageChoice {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

export const LanguageContext = createContext<LanguageChoice>({ language: 'zh-CN', choose: () => undefined });

export const useLanguage = (): LanguageChoice => useContext(LanguageContext);

/** The words of an area in the language that is shown. */
export function useWords<K extends string>(texts: Texts<K>): Words<K> {
  const { language } = useLanguage();
  return useMemo(() => wordsOf(texts, language), [texts, language]);
}
