import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { type Language, languages } from '../texts/define-texts.ts';
import { LanguageContext } from '../texts/use-words.ts';
import { keep, readKept } from './kept.ts';

function firstLanguage(): Language {
  const kept = languages.find((language) => language === readKept('language'));
  return kept ?? (navigator.language.startsWith('zh') ? 'zh-CN' : 'en');
}

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choice = useMemo(
    () => ({
      language,
      choose: (next: Language) => {
        keep('language', next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return (
    <LanguageContext value={choice}>
      <I18nProvider locale={language}>{children}</I18nProvider>
    </LanguageContext>
  );
}
