import { pinyin } from 'pinyin-pro';
import type { Voice } from '../../contract/speech/lexicon.ts';
import { digitWords, numberWords } from '../../contract/speech/numbers.ts';

/**
 * Names of the letters as people in China say them, in pinyin. Own table.
 */
const letterNames: Readonly<Record<string, string>> = {
  ...{ A: 'ei1', B: 'bi4', C: 'xi1', D: 'di4', E: 'yi1', F: 'ai2 fu5', G: 'ji4', H: 'ai2 qi1', I: 'ai4', J: 'zhei4' },
  ...{ K: 'kai4', L: 'ai2 lou5', M: 'ai2 mu5', N: 'en1', O: 'ou1', P: 'pi1', Q: 'kiu1', R: 'a4 er5', S: 'ai2 si5' },
  ...{ T: 'ti4', U: 'you1', V: 'wei4', W: 'da2 bu5 liu5', X: 'ai2 ke4 si5', Y: 'wai4', Z: 'zei4' },
};

/** Names of languages stand in their own script; each voice says them in its own words. */
const foreignNames: Readonly<Record<Voice, Readonly<Record<string, string>>>> = {
  cmn: { English: '英文' },
  yue: { English: '英文' },
  en: { 简体中文: 'Simplified Chinese', 繁體中文: 'Traditional Chinese' },
};

/**
 * What the synthesizer is given for a text. The Mandarin dictionary that Debian ships with espeak-ng is the small one, which reads half of the characters in
 * English; its pinyin voice is whole, so the readings come from pinyin-pro (MIT), which also knows characters with several of them by their words.
 */
export function spokenForm(voice: Voice, given: string): string {
  // A syllable with its tone is what the voice reads anyway.
  if (voice === 'cmn' && isTonedSyllable(given)) return given;
  const words = foreignNames[voice][given] ?? given;
  return voice === 'cmn' ? pinyinForm(words) : words.replaceAll(/[\r\n]+/g, ' ');
}

/** Recordings that candidates of the keyboard are joined from (build/dictionary). */
const isTonedSyllable = (words: string): boolean => /^[a-z]{1,6}[1-5]$/.test(words);

const parts = /(\d[\d,]*(?:\.\d+)?)|([A-Za-z]+)|([\p{Script=Han}]+)|([^\dA-Za-z\p{Script=Han}]+)/gu;

function pinyinForm(words: string): string {
  // Figures first: a reading depends on the word that they stand in.
  const han = words.replaceAll(/\d[\d,]*(?:\.\d+)?/g, (figures, at: number) =>
    (isQuantity(figures, words.slice(at + figures.length))
      ? numberWords('cmn', figures)
      : digitWords('cmn', figures)
    ).join(''),
  );
  return [...han.matchAll(parts)]
    .map(([other, , latin, hanRun]) => {
      if (hanRun !== undefined) return readings(hanRun);
      if (latin !== undefined) return [...latin.toUpperCase()].map((letter) => letterNames[letter] ?? '').join(' ');
      return /[,.;:!?，。；：！？、…]/u.test(other) ? ',' : ' ';
    })
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Years and telephone numbers are read digit by digit. */
const isQuantity = (figures: string, behind: string): boolean =>
  figures.length < 5 && !(figures.length === 4 && behind.startsWith('年')) && !/^0\d/.test(figures);

function readings(han: string): string {
  return pinyin(han, { toneType: 'num', type: 'array' })
    .map((reading) => reading.replace('ü', 'v').replace(/0$/, '5'))
    .join(' ');
}
