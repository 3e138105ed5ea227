import type { TellingWords } from './defining-word.ts';
import { type Dictionary, unpackDictionary } from './dictionary/packed.ts';
import { type StrokeTable, unpackStrokes } from './strokes.ts';

/** The word list with the words that tell its characters apart. */
export interface Words {
  readonly dictionary: Dictionary;
  readonly telling: TellingWords;
}

let words: Promise<Words> | undefined;
let strokes: Promise<StrokeTable> | undefined;

/** The word list, read once in the life of the window. A file of its own (build/dictionary): the first page does not wait for it. */
export function loadWords(): Promise<Words> {
  words ??= import('@dictionary/words.js').then(({ packed, telling }) => ({
    dictionary: unpackDictionary(packed),
    telling,
  }));
  return words;
}

/** The strokes, once somebody writes with them. */
export function loadStrokes(): Promise<StrokeTable> {
  strokes ??= import('@dictionary/strokes.js').then(({ packed }) => unpackStrokes(packed));
  return strokes;
}
