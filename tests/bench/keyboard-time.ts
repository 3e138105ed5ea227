import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDictionary } from '../../build/dictionary/make-dictionary.ts';
import { root } from '../../build/project.mjs';
import { candidatesOf } from '../../renderer/keyboard/candidates.ts';
import {
  type Dictionary,
  everyWord,
  type PackedDictionary,
  unpackDictionary,
} from '../../renderer/keyboard/dictionary/packed.ts';
import { keysOf } from '../../renderer/keyboard/nine-keys.ts';

export interface KeyboardTime {
  /** One lookup of the candidates, over every beginning of many words by letters and by keys, milliseconds. */
  readonly p95Ms: number;
  readonly worstMs: number;
  readonly lookups: number;
  /** Reading the packed list into its columns, milliseconds; the page does it once, off the way of the first page. */
  readonly unpackMs: number;
  readonly words: number;
  /** One pass of `includes` over the characters of the list, milliseconds: a measure of this machine. */
  readonly baselineMs: number;
}

const tries = 4;
/** Words that are typed: every `step`th of the list. */
const step = 200;

/** The keyboard's lookup after each key, as somebody types words of the list. */
export async function measureKeyboard(): Promise<KeyboardTime> {
  ensureDictionary();
  const file = pathToFileURL(join(root, '.cache/dictionary/words.js')).href;
  const { packed } = (await import(file)) as { readonly packed: PackedDictionary };
  const startMs = performance.now();
  const dictionary = unpackDictionary(packed);
  const unpackMs = performance.now() - startMs;
  const beginnings = new Set<string>();
  let at = 0;
  for (const { syllables } of everyWord(dictionary)) {
    at += 1;
    if (at % step !== 0) continue;
    for (const typed of [syllables.join(''), keysOf(syllables.join(''))]) {
      for (let length = 1; length <= typed.length; length += 1) beginnings.add(typed.slice(0, length));
    }
  }
  // The best of a few: what the lookup costs, not what else the machine did meanwhile.
  const times = [...beginnings].map((typed) =>
    Math.min(...Array.from({ length: tries }, () => timeOf(dictionary, typed))),
  );
  times.sort((a, b) => a - b);
  const fromMs = performance.now();
  packed.text.includes('\u0000');
  return {
    p95Ms: times[Math.floor(times.length * 0.95)] ?? 0,
    worstMs: times.at(-1) ?? 0,
    lookups: times.length,
    unpackMs,
    words: at,
    baselineMs: performance.now() - fromMs,
  };
}

function timeOf(dictionary: Dictionary, typed: string): number {
  const fromMs = performance.now();
  candidatesOf(dictionary, typed);
  return performance.now() - fromMs;
}
