import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { clipWords, isSpokenFile, partsOf, type Voice, voiceOf } from '../../contract/speech/lexicon.ts';
import { atoms } from '../../contract/speech/numbers.ts';
import { type Language, languages } from '../../contract/text.ts';
import { controlWords } from '../../renderer/kit/control-words.ts';
import { tonedSyllables } from '../dictionary/readings.ts';
import { mandarinReadings } from './mandarin-readings.ts';

/** What a voice must be able to say. */
export interface SpeechTexts {
  readonly voice: Voice;
  /** Texts by key, with their places. */
  readonly texts: Readonly<Record<string, string>>;
  /** Words of each recording, with the key that a studio recording would be filed under; atoms have none. */
  readonly words: ReadonlyMap<string, string | null>;
  /** See `SpeechManifest.readings`. */
  readonly readings: Readonly<Record<string, string>>;
}

/** As they stand in the top bar, each in its own language; every voice has its own name for them (`spoken-form.ts`). */
const languageNames = { 'zh-CN': '简体中文', 'zh-HK': '繁體中文', en: 'English' } as const;

/** Names of the city whose characters have readings of their own, or that are heard all the time. */
const districts = '越秀区 荔湾区 海珠区 天河区 白云区 黄埔区 番禺区 花都区 南沙区 从化区 增城区 广州市 广东省'.split(
  ' ',
);
/** Words of the city in which a character has not its most frequent reading (银行), or that are in most names. */
const cityWords =
  '银行 支行 分行 总行 农商银行 医院 大厦 重庆 长安 长兴 朝阳 音乐 调解 会计 还款 便民服务站 政务服务中心 街道办事处 社区 街道 营业厅'.split(
    ' ',
  );
const placeWords: Readonly<Record<Voice, readonly string[]>> = {
  cmn: [...districts, ...cityWords],
  // 嘅: between a word and the character that it tells apart (contract/speech/pieces.ts).
  yue: '嘅 越秀區 荔灣區 海珠區 天河區 白雲區 黃埔區 番禺區 花都區 南沙區 從化區 增城區 廣州市 廣東省'.split(' '),
  en: [],
};

type Localised = Readonly<Record<Language, string>>;
type Readings = SpeechTexts['readings'];

/**
 * Every text that a page can show by a key: `kiosk-config/texts`, titles and words of the items, names of themes, words of the kit, and what numbers, letters,
 * words of the city and, in Mandarin, candidates of the keyboard are joined from.
 * @param config     folder of the configuration (`kiosk-config`)
 * @param cantonese  readings that were asked of the synthesizer (`cantonese-readings.ts`)
 */
export function speechTexts(config: string, language: Language, cantonese: Readings = {}): SpeechTexts {
  const voice = voiceOf(language);
  const texts: Record<string, string> = {};
  for (const file of jsonFiles(join(config, 'texts')).filter((path) => isSpokenFile(basename(path)))) {
    const entries = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Localised>;
    for (const [key, entry] of Object.entries(entries)) texts[key] = entry[language];
  }
  for (const file of jsonFiles(join(config, 'catalogue'))) {
    const item = JSON.parse(readFileSync(file, 'utf8')) as { id: string; title: Localised; tile: Localised };
    texts[`item.${item.id}.title`] = item.title[language];
    texts[`item.${item.id}.tile`] = item.tile[language];
  }
  const themes = JSON.parse(readFileSync(join(config, 'themes.json'), 'utf8')) as unknown;
  for (const [index, text] of localisedIn(themes).entries()) texts[`theme.${index}`] = text[language];
  const kit = controlWords(language);
  for (const [key, word] of Object.entries(kit)) {
    if (typeof word === 'string') texts[`kit.${key}`] = word;
    else for (const [state, text] of Object.entries(word)) texts[`kit.${key}.${state}`] = String(text);
  }
  for (const [name, own] of Object.entries(languageNames)) texts[`language.${name}`] = own;
  const words = new Map<string, string | null>();
  for (const [key, text] of Object.entries(texts)) {
    const clips = clipsOf(text);
    for (const [index, clip] of clips.entries()) {
      if (clip !== '' && !words.has(clip)) words.set(clip, clips.length === 1 ? key : `${key}.${index}`);
    }
  }
  const readings = voice === 'cmn' ? mandarinReadings() : voice === 'yue' ? cantonese : {};
  const syllables = voice === 'cmn' ? tonedSyllables() : [];
  for (const atom of [...atoms(voice), ...placeWords[voice], ...new Set(Object.values(readings)), ...syllables]) {
    if (!words.has(atom)) words.set(atom, null);
  }
  return { voice, texts, words, readings };
}

/** Words of the recordings that a text is joined from, part by part; empty where a value stands. */
const clipsOf = (text: string): readonly string[] =>
  partsOf(text).map((part) => ('words' in part ? clipWords(part.words) : ''));

export const allSpeechTexts = (config: string, cantonese: Readings): readonly SpeechTexts[] =>
  languages.map((language) => speechTexts(config, language, cantonese));

const jsonFiles = (dir: string): readonly string[] =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(dir, name));

/** Every `{ zh-CN, zh-HK, en }` inside a value. */
function localisedIn(value: unknown): readonly Localised[] {
  if (typeof value !== 'object' || value === null) return [];
  const entry = value as Partial<Localised>;
  if (languages.every((language) => typeof entry[language] === 'string')) return [entry as Localised];
  return Object.values(value).flatMap(localisedIn);
}
