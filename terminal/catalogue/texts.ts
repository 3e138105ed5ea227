import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next, { type i18n } from 'i18next';
import type { Localised } from '../../contract/catalogue/item.ts';
import { type Language, languages, type Text } from '../../contract/text.ts';

/** Values for the `{x}` places of a text. */
export type TextValues = Readonly<Record<string, string | number>>;

/** Resolves text keys in one of the languages. A missing key is a bug of the texts, found by `catalogue check` and by a test: it throws. */
export interface Texts {
  text(language: Language, key: string, values?: TextValues): Text;
  /** A text that is not of the catalogue of texts: item titles, values. `personal` = class C2, already masked. */
  value(key: string, text: string, personal?: boolean): Text;
  localised(language: Language, key: string, text: Localised): Text;
  has(key: string): boolean;
  readonly keys: readonly string[];
}

/**
 * Reads every `*.json` of `kiosk-config/texts`: `{ key: { zh-CN, zh-HK, en } }`. Throws when a language lacks a key.
 * @param above folders whose texts stand in place of those before; one that is not there has none
 */
export function loadTexts(dir: string, ...above: readonly string[]): Texts {
  const resources: Record<Language, Record<string, string>> = { 'zh-CN': {}, 'zh-HK': {}, en: {} };
  const files = [dir, ...above.filter(existsSync)].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name)),
  );
  for (const file of files) {
    const entries = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Partial<Localised>>;
    for (const [key, entry] of Object.entries(entries)) {
      for (const language of languages) {
        const text = entry[language];
        if (typeof text !== 'string' || text === '') throw new Error(`text ${key} has no ${language} (${file})`);
        resources[language][key] = text;
      }
    }
  }
  return createTexts(resources);
}

/** Pure but for the i18next instance that it makes. */
function createTexts(resources: Readonly<Record<Language, Readonly<Record<string, string>>>>): Texts {
  const instance: i18n = i18next.createInstance();
  // Synchronous: the resources are here already, nothing is loaded.
  void instance.init({
    initAsync: false,
    lng: 'zh-CN',
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    interpolation: { prefix: '{', suffix: '}', escapeValue: false },
    resources: Object.fromEntries(languages.map((language) => [language, { translation: resources[language] }])),
  });
  const known = new Set(Object.keys(resources['zh-CN']));
  /** Texts without values, as they were resolved the first time: a page has a hundred of them, and is made anew with each touch. */
  const resolved: Readonly<Record<Language, Map<string, string>>> = {
    'zh-CN': new Map(),
    'zh-HK': new Map(),
    en: new Map(),
  };
  const withoutValues = (language: Language, key: string): string => {
    const before = resolved[language].get(key);
    if (before !== undefined) return before;
    const text = instance.t(key, { lng: language });
    resolved[language].set(key, text);
    return text;
  };
  return {
    text: (language, key, values) => {
      if (!known.has(key)) throw new Error(`no text for ${key}`);
      return {
        key,
        // As `replace`: beside it a value with the name of an option of i18next (`count`, `ns`, `context`) would be that option.
        text: values === undefined ? withoutValues(language, key) : instance.t(key, { replace: values, lng: language }),
      };
    },
    value: (key, text, personal = false) => (personal ? { key, text, personal: true } : { key, text }),
    localised: (language, key, text) => ({ key, text: text[language] }),
    has: (key) => known.has(key),
    keys: [...known],
  };
}
