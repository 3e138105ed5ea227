import { type RefObject, useContext, useLayoutEffect, useState } from 'react';
import { LanguageContext } from '../kit/touch.ts';
import { CrampedContext, RoomyContext } from './cramped-context.ts';

/** Where the words of a page stand, and how its leaves ask for more room. */
export interface WordsPlace {
  readonly onLeaves: boolean;
  /** A keyboard needs the room: of the picture of the machine (its caption stays), or of all but the heading. */
  readonly short: 'caption' | 'heading' | undefined;
  readonly onLow: () => void;
}

/** What a page gives up, in this order, for what does not fit; `words` go on its leaves. */
const givenUp = ['nothing', 'picture', 'lead', 'words'] as const;
type GivenUp = (typeof givenUp)[number];

/**
 * Whether the words of a page are put on its leaves: on a cramped page always, else where they do not fit the part that speaks (a long language, a
 * long name), where they leave too low a sheet, or where a keyboard is higher than the sheet even beside nothing but the heading. Once that has been seen
 * it stays so for the page: going to and fro would be worse than either.
 * @param part  the part that speaks
 * @param page  name of the page
 * @param sheet the part that acts: leaves, keyboard, buttons; without one no keyboard comes
 */
export function useWordsOnLeaves(
  part: RefObject<HTMLElement | null>,
  page: string,
  sheet?: RefObject<HTMLElement | null>,
): WordsPlace {
  const cramped = useContext(CrampedContext);
  const key = `${page} ${useContext(LanguageContext)} ${String(useContext(RoomyContext))}`;
  const [given, setGiven] = useState<{ readonly key: string; readonly up: GivenUp }>({ key, up: 'nothing' });
  // The same again is no change: it would draw the page once more, and ask once more.
  const giveUp = (next: GivenUp) =>
    setGiven((last) => (last.key === key && last.up === next ? last : { key, up: next }));
  const up = given.key === key ? given.up : 'nothing';
  useLayoutEffect(() => {
    if (part.current === null || !overflows(part.current)) return;
    giveUp(part.current.hasAttribute('data-picture') ? 'picture' : 'words');
  });
  useLayoutEffect(() => {
    const element = sheet?.current ?? null;
    if (element === null || up === 'words') return undefined;
    const measure = () => {
      if (!overflows(element)) return;
      const next =
        element.querySelector('[data-layout]') === null ? 'words' : (givenUp[givenUp.indexOf(up) + 1] ?? 'words');
      giveUp(next);
    };
    // A keyboard opens, and grows, without the page being drawn anew.
    const observer = new ResizeObserver(measure);
    for (const child of element.children) observer.observe(child);
    measure();
    return () => observer.disconnect();
  });
  return {
    onLeaves: cramped || up === 'words',
    short: up === 'picture' ? 'caption' : up === 'lead' ? 'heading' : undefined,
    onLow: () => giveUp('words'),
  };
}

/** The flower behind the words may stand out, and what is there for the ear alone; words, keys and buttons may not. */
function overflows(part: HTMLElement): boolean {
  const { top, bottom } = part.getBoundingClientRect();
  return [...part.children, ...part.querySelectorAll('figcaption')].some((child) => {
    // An empty dock is not drawn and stands nowhere.
    if (child.tagName === 'svg' || child.getClientRects().length === 0) return false;
    const box = child.getBoundingClientRect();
    return box.bottom > bottom + 1 || box.top < top - 1;
  });
}
