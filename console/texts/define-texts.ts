import { createInstance } from 'i18next';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

/** Words of one area of the console in both languages; each key is in both (the compiler sees to it). */
export interface Texts<K extends string = string> {
  /** Name of the area; one per file. */
  readonly area: string;
  readonly 'zh-CN': Readonly<Record<K, string>>;
  readonly en: Readonly<Record<K, string>>;
}

/** `found_one` and `found_other` are both asked for as `found` with a `count`. */
type Asked<K extends string> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;

/** The words of an area in the language that is shown. */
export interface Words<K extends string = string> {
  (key: Asked<K>, values?: Readonly<Record<string, string | number>>): string;
  /** For codes that come from the hub: `of('state.', 'ok')`. A code that this page does not know yet is shown as it is: better than nothing. */
  of(prefix: string, code: string): string;
}

const i18n = createInstance();
const areas = new Set<string>();

/**
 * Declares the words of an area. Values are put in as `{{name}}`; with a `count`, English tells `_one` and `_other` apart.
 * @param area name that no other file uses
 */
export function defineTexts<const K extends string>(
  area: string,
  zh: Readonly<Record<K, string>>,
  en: Readonly<Record<K, string>>,
): Texts<K> {
  if (areas.size === 0) prepare();
  // Two files of one name would write their words over each other, as it happens to be which page was opened first.
  if (areas.has(area)) throw new Error(`texts "${area}" are declared twice`);
  areas.add(area);
  i18n.addResourceBundle('zh-CN', area, zh);
  i18n.addResourceBundle('en', area, en);
  return { area, 'zh-CN': zh, en };
}

/** Pure but for what `defineTexts` has declared. */
export function wordsOf<K extends string>(texts: Texts<K>, language: Language): Words<K> {
  const say = i18n.getFixedT(language, texts.area);
  const words = (key: string, values?: Readonly<Record<string, string | number>>) => say(key, { ...values });
  const of = (prefix: string, code: string) =>
    Object.hasOwn(texts[language], prefix + code) ? say(prefix + code) : code;
  return Object.assign(words, { of });
}

function prepare(): void {
  // Nothing is loaded, so nothing is waited for. Keys hold dots and colons (codes of the hub): they are names, not paths.
  void i18n.init({
    lng: 'zh-CN',
    fallbackLng: false,
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: {},
  });
}
