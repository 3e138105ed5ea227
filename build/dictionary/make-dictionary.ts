#!/usr/bin/env node
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TellingWords } from '../../renderer/keyboard/defining-word.ts';
import { type PackedDictionary, packDictionary, stepOf, type Word } from '../../renderer/keyboard/dictionary/packed.ts';
import { type PackedStrokes, packStrokes } from '../../renderer/keyboard/strokes.ts';
import { root } from '../project.mjs';
import { standardCharacters } from './character-sets.ts';
import { type Reading, readingOf, readingsOfCharacter, readingsOfText } from './readings.ts';

/**
 * Makes the files of the screen's own keyboard, `.cache/dictionary/words.js` and `strokes.js`. Sources: docs/keyboard.md, licences: NOTICE. The general word
 * list is only read here, at build time; exchange it by exchanging `readGeneralList`.
 */

/** The general list has no single 不, which is about as frequent as 是. */
const missingWeights: Readonly<Record<string, number>> = { 不: 7e-7 };
/** A second reading of a character stands behind the characters that are mainly read so. */
const secondReadingPenalty = 0.02;
/** Weight of our own words and of regions where `lexicon.txt` says nothing else (`@ weight`): about that of the commonest two thousand words elsewhere. */
const ownWeight = 4e-9;
/** What the larger list adds to the smaller: everyday compounds (一个, 中国) and names of places. Rarer ones are names of people and noise. */
const commonWeight = 5e-10;
const isPlace = /^\p{Script=Han}{1,4}[省市县]$/u;
/** Its weights come from a corpus of one province (石首 stands above 日本): none may push a word of the smaller list away. */
const mostCommonWeight = 3e-9;
/** Characters outside GB 2312 are written in names; the corpus has some of them often by mistake. */
const rarePart = 1e-3;

type General = Readonly<Record<string, readonly [string, number?]>>;

interface Made {
  readonly packed: PackedDictionary;
  readonly telling: TellingWords;
  readonly strokes: PackedStrokes;
}

const here = import.meta.dirname;
const require = createRequire(import.meta.url);

/** Everything out of its sources. Pure but for reading them; the same sources give the same result. */
export function makeDictionary(): Made {
  const { modern, complete } = readGeneralList();
  const standard = new Set(standardCharacters());
  const lexicon = readLexicon();
  const weightOf = (text: string): number =>
    lexicon.get(text)?.weight ??
    (missingWeights[text] ?? complete[text]?.[1] ?? modern[text]?.[1] ?? 0) * (standard.has(text) ? 1 : rarePart);
  const general = generalWords(modern, complete);
  const own = ownWords(lexicon);
  const characters = hanCharacters().flatMap((character) => characterWords(character, weightOf(character)));
  const words = [...general, ...own, ...characters];
  return {
    packed: packDictionary(words),
    telling: tellingWords(new Set([...general, ...own].flatMap(({ text }) => [...text]))),
    strokes: packStrokes(strokeEntries(weightOf)),
  };
}

function readGeneralList(): { readonly modern: General; readonly complete: General } {
  const read = (name: string): General =>
    JSON.parse(readFileSync(require.resolve(`@pinyin-pro/data/${name}.json`), 'utf8')) as General;
  return { modern: read('modern'), complete: read('complete') };
}

function generalWords(modern: General, complete: General): readonly Word[] {
  const chosen = Object.entries(complete).filter(([text, [, weight = 0]]) => {
    if (text in modern) return false;
    return isPlace.test(text) || ([...text].length === 2 && weight >= commonWeight);
  });
  const capped = chosen.map(
    ([text, [spelled, weight = 0]]) => [text, [spelled, Math.min(weight, mostCommonWeight)]] as const,
  );
  return [...Object.entries(modern), ...capped].flatMap(([text, [spelled, weight = 0]]) => {
    const readings = spelled.split(' ').flatMap((one) => readingOf(one) ?? []);
    const length = [...text].length;
    const fits = length > 1 && length === readings.length && /^\p{Script=Han}+$/u.test(text);
    return fits ? [wordOf(text, readings, weight)] : [];
  });
}

const wordOf = (text: string, readings: readonly Reading[], weight: number): Word => ({
  text,
  weight,
  syllables: readings.map(({ syllable }) => syllable),
  sounds: readings.map(({ sound }) => sound),
});

type Lexicon = ReadonlyMap<string, Word>;

/** Our lexicon, and the regions of the demonstration city. */
function readLexicon(): Lexicon {
  const found = new Map<string, Word>();
  let weight = ownWeight;
  const take = (entry: string) => {
    const [text = '', spelled] = entry.split('/');
    if (text === '' || found.has(text)) return;
    const readings = spelled?.split("'").flatMap((one) => readingOf(one) ?? []) ?? readingsOfText(text);
    if (readings === null) throw new Error(`lexicon.txt: no reading of ${text}`);
    found.set(text, wordOf(text, readings, weight));
  };
  for (const line of readFileSync(join(here, 'lexicon.txt'), 'utf8').split('\n')) {
    if (line.startsWith('@')) weight = Number(line.slice(1));
    else if (!line.startsWith('#')) line.split(/\s+/).forEach(take);
  }
  weight = ownWeight;
  const city = JSON.parse(readFileSync(join(root, 'hub/city/reference/regions.json'), 'utf8')) as {
    readonly regions: readonly { readonly nameZh: string }[];
  };
  for (const { nameZh } of city.regions) if (/^\p{Script=Han}+$/u.test(nameZh)) take(nameZh);
  return found;
}

const ownWords = (lexicon: Lexicon): readonly Word[] =>
  [...lexicon.values()].filter(({ text }) => [...text].length > 1);

/** A character under each of its readings. */
function characterWords(character: string, weight: number): readonly Word[] {
  return readingsOfCharacter(character).map((reading, at) =>
    wordOf(character, [reading], at === 0 ? weight : weight * secondReadingPenalty),
  );
}

/** Unified ideographs and Extension A; of the other planes those that have a reading: the rare ones of the Table of General Standard Characters (2013). */
function hanCharacters(): readonly string[] {
  const found: string[] = [];
  for (const [from, to] of [
    [0x4e00, 0x9fff],
    [0x3400, 0x4dbf],
    [0x20000, 0x323af],
  ] as const) {
    for (let code = from; code <= to; code += 1) found.push(String.fromCodePoint(code));
  }
  return found;
}

function tellingWords(inWords: ReadonlySet<string>): TellingWords {
  const lines = (name: string) =>
    readFileSync(join(here, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
  const parts = lines('parts.txt').filter((line) => !inWords.has([...line][0] ?? ''));
  return { told: `\n${lines('told.txt').join('\n')}\n`, parts: `\n${parts.join('\n')}\n` };
}

function strokeEntries(weightOf: (text: string) => number) {
  return readFileSync(join(here, 'strokes.txt'), 'utf8')
    .split('\n')
    .filter((line) => /^[1-5]/.test(line))
    .flatMap((line) => {
      const [sequence = '', characters = ''] = line.split(' ');
      return [...characters].map((character) => ({
        character,
        sequence,
        // Steps of strokes fit one printable character each.
        step: Math.floor(stepOf(weightOf(character)) / 3),
      }));
    });
}

/** Makes the files unless they are there for exactly these sources. */
export function ensureDictionary(): void {
  const folder = join(root, '.cache', 'dictionary');
  const versions = ['pinyin-pro', '@pinyin-pro/data'].map((name) => {
    const file = join(root, 'node_modules', name, 'package.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
  });
  const sources = [
    ...[
      'make-dictionary.ts',
      'character-sets.ts',
      'readings.ts',
      'lexicon.txt',
      'told.txt',
      'parts.txt',
      'strokes.txt',
    ].map((name) => join(here, name)),
    join(root, 'renderer/keyboard/dictionary/packed.ts'),
    join(root, 'renderer/keyboard/strokes.ts'),
    join(root, 'hub/city/reference/regions.json'),
  ];
  const stamp = createHash('sha256').update(versions.join(' '));
  for (const source of sources) stamp.update(readFileSync(source));
  const wanted = stamp.digest('hex');
  const stampFile = join(folder, '.stamp');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
  const { packed, telling, strokes } = makeDictionary();
  // Made beside and moved: several builds may run at the same time, and one may be cut.
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const constant = (name: string, value: unknown) => `export const ${name} = ${JSON.stringify(value)};\n`;
  writeFileSync(join(fresh, 'words.js'), constant('packed', packed) + constant('telling', telling));
  writeFileSync(join(fresh, 'strokes.js'), constant('packed', strokes));
  writeFileSync(join(fresh, '.stamp'), wanted);
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}

if (import.meta.main) ensureDictionary();
