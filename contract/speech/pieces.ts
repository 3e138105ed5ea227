import type { Language, Text } from '../text.ts';
import { clipWords, partsOf, type SpeechManifest } from './lexicon.ts';
import {
  amountWords,
  dateWords,
  digitWords,
  englishMonth,
  letterWords,
  numberWords,
  percentWords,
  timeWords,
} from './numbers.ts';

/** Who may hear a piece. `headset`: personal values and typed characters. `never`: secrets, not even with a headset. */
export const privacies = ['any', 'headset', 'never'] as const;
export type Privacy = (typeof privacies)[number];

/**
 * A piece of speech: what is said (for the log of tests), and from which recordings it is joined. `hidden` stands for masked characters; `unsaid` for a value that
 * has no recording.
 */
export interface Piece {
  readonly kind: 'words' | 'number' | 'digits' | 'letters' | 'date' | 'time' | 'amount' | 'hidden' | 'unsaid';
  readonly text: string;
  readonly clips: readonly string[];
  readonly privacy: Privacy;
}

/** What is to be said: a text of the screen, or a word of speech itself by its key. */
export interface Said {
  readonly text: Text;
  /** Privacy of the values in it; its fixed words are always those of the catalogue. */
  readonly values: Privacy;
  /** Digits one by one, as of a telephone or a card. */
  readonly spell?: boolean;
  /** Even the fixed words tell something about a person. */
  readonly words?: Privacy;
  /** The text as syllables with tones (yun2), phrase by phrase, for words that no recording has as a whole. */
  readonly sounds?: readonly (readonly string[])[];
  /** How many strokes a single character is written with. */
  readonly strokes?: number;
}

/** Places and keys whose digits are no quantity. */
const spelled = /last4|phone|hotline|mobile|number|^no$|No$|code|^to$|idNumber|card$/i;

/**
 * Splits a text into pieces. Fixed words are those that the catalogue has under its key; everything else is a value and has the privacy of values.
 */
export function piecesOf(said: Said, manifest: SpeechManifest, language: Language): readonly Piece[] {
  const { text, key } = said.text;
  const wordsPrivacy = said.words ?? 'any';
  const syllables = syllablePieces(said, manifest) ?? spelledSyllables(said, manifest);
  if (syllables !== null) return syllables;
  if (said.sounds !== undefined && manifest.voice === 'yue')
    return valuePieces(inCantonese(text), false, said.values, manifest, language);
  const template = manifest.texts[key];
  const split = template === undefined ? null : splitBy(template, text);
  if (split === null)
    return valuePieces(text, said.spell === true || spelled.test(key), said.values, manifest, language);
  return split.flatMap((part) =>
    'words' in part
      ? wordPieces(part.words, wordsPrivacy, manifest, language)
      : valuePieces(part.value, said.spell === true || spelled.test(part.place), said.values, manifest, language),
  );
}

/** What is joined from recordings of syllables; null where one of them is missing in every tone. */
function syllablePieces({ text, sounds, values }: Said, manifest: SpeechManifest): readonly Piece[] | null {
  if (sounds === undefined) return null;
  const phrases = text.text.split('，');
  const pieces: Piece[] = [];
  for (const [at, phrase] of sounds.entries()) {
    const clips = phrase.map((sound) => recordedSound(sound, manifest));
    if (!clips.every((clip) => clip !== null)) return null;
    pieces.push({ kind: 'words', text: phrases[at] ?? '', clips, privacy: values });
  }
  return pieces;
}

/** 云，白云的云: the particle as Cantonese says it. Characters are said by their readings, whichever script they are in. */
const inCantonese = (candidate: string): string => candidate.replace(/的(.)$/u, '嘅$1');

/**
 * A Chinese candidate in English, where nobody can read the characters out: how it is spelled, its tone, and for a single character how many strokes it has, which
 * tells apart what is spelled alike. Null in the other voices.
 */
function spelledSyllables({ sounds, strokes, values }: Said, manifest: SpeechManifest): readonly Piece[] | null {
  const [syllables] = sounds ?? [];
  if (manifest.voice !== 'en' || syllables === undefined) return null;
  const pieces = syllables.flatMap((syllable) => {
    const letters = syllable.slice(0, -1).toUpperCase();
    const tone = syllable.slice(-1);
    return [
      { kind: 'letters' as const, text: letters, clips: letterWords('en', letters), privacy: values },
      ...numberedPieces('speech.tone', tone, values, manifest),
    ];
  });
  return strokes === undefined
    ? pieces
    : [...pieces, ...numberedPieces('speech.strokes', String(strokes), values, manifest)];
}

const numberedPieces = (key: string, n: string, privacy: Privacy, manifest: SpeechManifest): readonly Piece[] =>
  piecesOf(
    { text: { key, text: (manifest.texts[key] ?? '').replace('{n}', n) }, values: privacy, words: privacy },
    manifest,
    'en',
  );

/** Few syllables are recorded without a tone; the first tone says what is meant. */
function recordedSound(sound: string, manifest: SpeechManifest): string | null {
  const base = sound.slice(0, -1);
  return (
    [sound, `${base}1`, `${base}4`, `${base}2`, `${base}3`].find((one) => manifest.clips[one] !== undefined) ?? null
  );
}

type Split = { readonly words: string } | { readonly place: string; readonly value: string };

/** Parts of a resolved text by its template; null where it is not of this template. */
export function splitBy(template: string, text: string): readonly Split[] | null {
  const parts = partsOf(template);
  const pattern = parts.map((part) => ('words' in part ? literal(part.words) : '([\\s\\S]*?)')).join('');
  const match = new RegExp(`^${pattern}$`, 'u').exec(text);
  if (match === null) return null;
  let place = 0;
  return parts.map((part) => {
    if ('words' in part) return part;
    place += 1;
    return { place: part.place, value: match[place] ?? '' };
  });
}

const literal = (words: string): string => words.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Fixed words are one recording; where it is missing (a text of a newer catalogue), they are said like a value. */
function wordPieces(words: string, privacy: Privacy, manifest: SpeechManifest, language: Language): readonly Piece[] {
  const clip = clipWords(words);
  if (clip === '') return [];
  if (manifest.clips[clip] !== undefined) return [{ kind: 'words', text: clip, clips: [clip], privacy }];
  return valuePieces(words, false, privacy, manifest, language);
}

/**
 * English that nobody has recorded cannot be put together: of a sentence only those words would be heard that happen to have a recording, the short ones as letters,
 * and it could say the opposite. Single words and codes are said as far as they can be.
 */
function isUnsaidEnglish(value: string, { voice, clips }: SpeechManifest): boolean {
  const words = value.match(/[A-Za-z]+/g) ?? [];
  return voice === 'en' && words.length > 1 && words.some((word) => word.length > 3 && clips[word] === undefined);
}

/** `黎**`, `J**`, `阿依古丽·**` (contract/mask.ts); numbers and addresses keep more, or have more asterisks. */
const maskedName = /^[^*\d]{1,16}\*\*$/u;

const zhDate = /(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?/;
const enDate =
  /(?:(\d{1,2}) )?(January|February|March|April|May|June|July|August|September|October|November|December) (\d{4})/;
/** `2024-12`, `2024-12-01`, as documents write them; no part of a longer number. */
const isoDate = /(?<!\d)(\d{4})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?(?!\d)/;
const grammar = new RegExp(
  [
    isoDate.source,
    zhDate.source,
    enDate.source,
    /(\d{1,2}):(\d{2})/.source,
    /(-?[¥￥][\d,]+(?:\.\d{1,2})?)/.source,
    /(\d+(?:\.\d+)?)%/.source,
    /(\*{2,})/.source,
    /([A-Z]{2}\d{4}-\d{6}-\d{4}-\d)/.source,
    /(-?\d[\d,]*(?:\.\d+)?)/.source,
    /([A-Za-z]+)/.source,
  ].join('|'),
  'gu',
);

/** A value: dates, amounts, numbers, letters and hidden characters are joined from their recordings; other words need one of their own. */
function valuePieces(
  value: string,
  isSpelled: boolean,
  privacy: Privacy,
  manifest: SpeechManifest,
  language: Language,
): readonly Piece[] {
  const whole = clipWords(value);
  if (whole === '' && !value.includes('**')) return [];
  if (manifest.clips[whole] !== undefined) return [{ kind: 'words', text: whole, clips: [whole], privacy }];
  if (isUnsaidEnglish(value, manifest)) return [{ kind: 'unsaid', text: value, clips: [], privacy }];
  // A masked name is not read by its character: what is said of a person has to be right, and surnames have readings of their own.
  if (maskedName.test(value.trim())) return [hiddenPiece(manifest)];
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of value.matchAll(grammar)) {
    pieces.push(...otherWords(value.slice(at, match.index), privacy, manifest));
    pieces.push(...matched(match, isSpelled || value.includes('**'), privacy, manifest, language));
    at = match.index + match[0].length;
  }
  pieces.push(...otherWords(value.slice(at), privacy, manifest));
  return pieces;
}

function matched(
  match: RegExpMatchArray,
  isSpelled: boolean,
  privacy: Privacy,
  manifest: SpeechManifest,
  language: Language,
): readonly Piece[] {
  const { voice } = manifest;
  const [
    text,
    isoYear,
    isoMonth,
    isoDay,
    zhYear,
    zhMonth,
    zhDay,
    enDay,
    enMonthName,
    enYear,
    hour,
    minute,
    money,
    percent,
    stars,
    receipt,
    number,
    latin,
  ] = match;
  const piece = (kind: Piece['kind'], clips: readonly string[]): readonly Piece[] => [{ kind, text, clips, privacy }];
  if (isoYear !== undefined) {
    return piece(
      'date',
      dateWords(voice, isoYear, Number(isoMonth), isoDay === undefined ? undefined : Number(isoDay)),
    );
  }
  if (zhYear !== undefined) {
    return piece('date', dateWords(voice, zhYear, Number(zhMonth), zhDay === undefined ? undefined : Number(zhDay)));
  }
  if (enYear !== undefined) {
    const day = enDay === undefined ? undefined : Number(enDay);
    return piece('date', dateWords(voice, enYear, englishMonth(enMonthName ?? ''), day));
  }
  if (hour !== undefined && minute !== undefined) return piece('time', timeWords(voice, hour, minute));
  if (money !== undefined) return piece('amount', amountWords(voice, money.replace(/[¥￥]/, '')));
  if (percent !== undefined) return piece('number', percentWords(voice, percent));
  // What is masked is no secret: that something is masked may be heard by anybody.
  if (stars !== undefined) return [hiddenPiece(manifest)];
  if (receipt !== undefined) return piece('letters', letterWords(voice, receipt));
  if (number !== undefined) {
    const isDigits = isSpelled || /^0\d/.test(number) || /^\d{5,}$/.test(number);
    return isDigits ? piece('digits', digitWords(voice, number)) : piece('number', numberWords(voice, number));
  }
  if (language === 'en' && !isSpelled && latin !== undefined && latin.length > 3)
    return otherWords(latin, privacy, manifest);
  return piece('letters', letterWords(voice, text));
}

/** What is said in the place of a value that must not be heard. */
export function hiddenPiece(manifest: SpeechManifest): Piece {
  const words = manifest.texts['speech.hidden'] ?? '';
  return { kind: 'hidden', text: words, clips: [words], privacy: 'any' };
}

/**
 * Words outside of the grammar: by the longest recordings that there are, what is left by its characters. A run with a character that nobody can say is `unsaid`
 * as a whole: half a name would be a wrong one.
 */
function otherWords(words: string, privacy: Privacy, manifest: SpeechManifest): readonly Piece[] {
  return words
    .split(/[\s\p{P}\p{S}]+/u)
    .filter((part) => part !== '')
    .map((part) => {
      const clips = clipsOf(part, manifest);
      return clips === null
        ? { kind: 'unsaid' as const, text: part, clips: [], privacy }
        : { kind: 'words' as const, text: part, clips, privacy };
    });
}

/** Longer words than this are not looked for within a run, characters. */
const longestWord = 12;

function clipsOf(run: string, { clips, readings }: SpeechManifest): readonly string[] | null {
  const said: string[] = [];
  let rest = [...run];
  while (rest.length > 0) {
    let length = Math.min(rest.length, longestWord);
    while (length > 1 && clips[rest.slice(0, length).join('')] === undefined) length -= 1;
    const words = rest.slice(0, length).join('');
    const alike = readings[words];
    if (clips[words] !== undefined) said.push(words);
    else if (alike !== undefined && clips[alike] !== undefined) said.push(alike);
    else return null;
    rest = rest.slice(length);
  }
  return said;
}
