import { type Language, languages } from '../text.ts';

/** Voices, named as in ISO 639-3: Mandarin, Cantonese, English. */
export const voices = ['cmn', 'yue', 'en'] as const;
export type Voice = (typeof voices)[number];

const voiceByLanguage: Readonly<Record<Language, Voice>> = { 'zh-CN': 'cmn', 'zh-HK': 'yue', en: 'en' };
/** The voice that speaks a language. */
export const voiceOf = (language: Language): Voice => voiceByLanguage[language];
/** The language whose texts a voice says. */
export const languageOf = (voice: Voice): Language =>
  languages.find((language) => voiceByLanguage[language] === voice) ?? 'zh-CN';

/** Texts for people who repair the machine stand in files of their own: nobody records them and no page of a citizen speaks them. */
export const isSpokenFile = (name: string): boolean => !name.startsWith('technician-');

/** One recording: its file below `audio/<voice>/`, and its length in milliseconds at normal speed. */
export type Clip = readonly [file: string, ms: number];

/**
 * What one voice can say. Built by `build/speech/`, shipped beside its recordings as `audio/<voice>/manifest.js`.
 */
export interface SpeechManifest {
  readonly voice: Voice;
  /** Every text of the catalogue by its key, with its places (`{n}`): tells fixed words from values. */
  readonly texts: Readonly<Record<string, string>>;
  /** Recordings by the words that they say. */
  readonly clips: Readonly<Record<string, Clip>>;
  /** Han characters by another one that is said alike and has a recording: words of the city are joined from them. Empty where a voice has none. */
  readonly readings: Readonly<Record<string, string>>;
}

/** Parts of a text: fixed words, and places for values. `第 {n} 步` → words, place n, words. */
export type TextPart = { readonly words: string } | { readonly place: string };

/** Words and places of a template: `{name}` is a place, everything between is words. */
export function partsOf(template: string): readonly TextPart[] {
  return template
    .split(/(\{\w+\})/)
    .filter((part) => part !== '')
    .map((part) => (/^\{\w+\}$/.test(part) ? { place: part.slice(1, -1) } : { words: part }));
}

/** Words as they are recorded: no space and no punctuation at the ends; empty = there is nothing to say. */
export function clipWords(words: string): string {
  return words.replace(/^[\s\p{P}\p{S}]+/u, '').replace(/[\s\p{P}\p{S}]+$/u, '');
}
