import { type RefObject, useContext, useLayoutEffect, useState } from 'react';
import { LanguageContext } from '../kit/touch.ts';
import { CrampedContext, RoomyContext } from './cramped-context.ts';

/** Where the words of a page stand, and how its leaves ask for more room. */
export interface WordsPlace {
  readonly onLeaves: boolean;
  readonly onLow: () => void;
}

/**
 * Whether the words of a page are put on its leaves: on a cramped page always, else where they do not fit the part that speaks (a long language, a
 * long name) or where they leave too low a sheet. Once that has been seen it stays so for the page: going to and fro would be worse than either.
 * @param part  the part that speaks
 * @param page  name of the page
 */
export function useWordsOnLeaves(part: RefObject<HTMLElement | null>, page: string): WordsPlace {
  const cramped = useContext(CrampedContext);
  const key = `${page} ${useContext(LanguageContext)} ${String(useContext(RoomyContext))}`;
  const [full, setFull] = useState<string | null>(null);
  useLayoutEffect(() => {
    if (part.current !== null && overflows(part.current)) setFull(key);
  });
  return { onLeaves: cramped || full === key, onLow: () => setFull(key) };
}

/** The flower behind the words may stand out; words may not. */
function overflows(part: HTMLElement): boolean {
  const { bottom } = part.getBoundingClientRect();
  return [...part.children].some(
    (child) => child.tagName !== 'svg' && child.getBoundingClientRect().bottom > bottom + 1,
  );
}
