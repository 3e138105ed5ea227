import { useContext, useEffect, useMemo, useState } from 'react';
import { SpokenLanguageContext } from '../kit/touch.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { allowedBy } from './compose.ts';
import { type Spoken, spokenCandidate } from './defining-word.ts';
import type { LayoutName } from './layouts.ts';
import { loadStrokes, loadWords, type Words } from './load-dictionary.ts';
import { readingsOf, shownLetters } from './nine-keys.ts';
import { charactersOfStrokes, type StrokeTable, shownStrokes, strokeCount } from './strokes.ts';

export interface Offered {
  readonly candidates: readonly Candidate[];
  /** What the first open keys of the nine may be read as. */
  readonly readings: readonly string[];
  /** What waits, as the field shows it. */
  readonly shown: string;
  /** A candidate as it is spoken, with a word that tells it apart. */
  readonly spoken: (text: string) => Spoken;
}

const chinese: ReadonlySet<LayoutName> = new Set(['pinyin', 'nine', 'strokes']);

/** What the waiting letters, keys or strokes may mean. The lists come when a layout first needs them; until then nothing is offered. */
export function useCandidates(layout: LayoutName, spelling: string, alphabet: string | undefined): Offered {
  const words = useLoaded(chinese.has(layout), loadWords);
  // In English a character is told apart by its strokes.
  const counts = useContext(SpokenLanguageContext) === 'en';
  const strokes = useLoaded(layout === 'strokes' || (counts && chinese.has(layout)), loadStrokes);
  return useMemo(() => offer(layout, spelling, alphabet, words, strokes), [layout, spelling, alphabet, words, strokes]);
}

function offer(
  layout: LayoutName,
  spelling: string,
  alphabet: string | undefined,
  words: Words | null,
  strokes: StrokeTable | null,
): Offered {
  const allowed = allowedBy(alphabet);
  const fits = ({ text }: Candidate) => allowed(text);
  const spoken = (text: string): Spoken => {
    if (words === null) return { name: text, sounds: [] };
    const count = strokes === null ? null : strokeCount(strokes, text);
    return {
      ...spokenCandidate(words.dictionary, words.telling, text),
      ...(count === null ? {} : { strokes: count }),
    };
  };
  if (layout === 'strokes') {
    const candidates = strokes === null ? [] : charactersOfStrokes(strokes, spelling).filter(fits);
    return { candidates, readings: [], shown: shownStrokes(spelling), spoken };
  }
  if (words === null || !chinese.has(layout)) return { candidates: [], readings: [], shown: spelling, spoken };
  const candidates = candidatesOf(words.dictionary, spelling).filter(fits);
  if (layout === 'pinyin') return { candidates, readings: [], shown: spelling, spoken };
  return {
    candidates,
    readings: readingsOf(words.dictionary, spelling),
    shown: shownLetters(spelling, candidates[0]),
    spoken,
  };
}

/** Something that is loaded once it is needed; null until then. */
function useLoaded<T>(needed: boolean, load: () => Promise<T>): T | null {
  const [loaded, setLoaded] = useState<T | null>(null);
  useEffect(() => {
    if (!needed) return;
    let gone = false;
    void load().then((value) => {
      if (!gone) setLoaded(value);
    });
    return () => {
      gone = true;
    };
  }, [needed, load]);
  return loaded;
}
