import { useContext, useState } from 'react';
import { useHardwareKeys } from '../kit/hardware-keys.ts';
import type { Candidate } from './candidates.ts';
import {
  allows,
  append,
  backspace,
  type Composing,
  type FieldLimits,
  nothingTyped,
  pick,
  respelled,
  spell,
  takeLetters,
} from './compose.ts';
import type { KeyboardState, KeyboardTouch } from './keyboard.tsx';
import { type Key, type LayoutName, offeredLayouts, readingsPerLeaf } from './layouts.ts';
import { settle } from './nine-keys.ts';
import { KeyboardRoomContext } from './room-context.ts';
import { type Offered, useCandidates } from './use-candidates.ts';

/** What each layout writes, a sample of it. */
const samples: Readonly<Record<LayoutName, string>> = {
  pinyin: '中',
  nine: '中',
  strokes: '中',
  latin: 'Aa',
  digits: '1',
};

/** What waits on each layout: letters, keys with several letters, strokes. On the others every key writes at once. */
const waits: Readonly<Record<LayoutName, RegExp>> = {
  pinyin: /^[a-z']$/,
  nine: /^[a-z2-9']$/,
  strokes: /^[1-5]$/,
  latin: /^$/,
  digits: /^$/,
};

export interface Typing {
  readonly composing: Composing;
  readonly found: Offered;
  readonly keyboard: KeyboardState;
  readonly touch: KeyboardTouch;
}

/**
 * Typing into one field, with the screen's keys and with real ones. What is half-typed lives here and is gone with the field; nothing is learned from it.
 * @param first    layout that the field asks for, where it fits
 * @param present  somebody is there
 * @param opened   a real key was struck: the keyboard shall show itself
 */
export function useTyping(
  limits: FieldLimits,
  value: string,
  first: 'pinyin' | 'latin' | 'digits',
  present: () => void,
  opened: () => void,
): Typing {
  const { alphabet } = limits;
  const room = useContext(KeyboardRoomContext);
  const offered = offeredLayouts(room, (layout) => [...samples[layout]].some((one) => allows({ alphabet }, one)));
  const [composing, setComposing] = useState<Composing>({ ...nothingTyped, text: value });
  // Null = the usual one of the field on this panel; it may change with the size of the letters.
  const [chosen, setChosen] = useState<LayoutName | null>(null);
  const usual = first === 'pinyin' ? offered[0] : first;
  const wanted = chosen ?? usual ?? 'latin';
  const layout = offered.includes(wanted) ? wanted : (offered[0] ?? 'latin');
  const [shifted, setShifted] = useState(false);
  const found = useCandidates(layout, composing.spelling, alphabet);
  const { candidates, readings } = found;

  const change = (how: (now: Composing) => Composing) => {
    present();
    setComposing(how);
  };
  const take = (candidate: Candidate) => change((now) => pick(now, candidate, limits));
  /** Letters without a candidate stay as they are where they are letters; keys and strokes mean nothing by themselves. */
  const leave = (now: Composing) =>
    now.spelling === '' ? now : layout === 'pinyin' ? takeLetters(now, limits) : respelled(now, '');
  /** Space of a speller: the first candidate, or the letters themselves. */
  const confirm = () => {
    const [best] = candidates;
    if (best === undefined) change(leave);
    else take(best);
  };
  const character = (typed: string) => {
    if (waits[layout].test(typed)) change((now) => spell(now, typed));
    else if (composing.spelling !== '' && typed === ' ') confirm();
    else change((now) => append(leave(now), typed, limits));
  };
  const switchTo = (next: LayoutName) => {
    // Letters for Latin are meant as letters; for another way of writing Chinese they are begun anew.
    change((now) => (next === 'latin' ? leave(now) : respelled(now, '')));
    setChosen(next);
  };
  const onKey = (key: Key) => {
    switch (key.act) {
      case 'backspace':
        return change(backspace);
      case 'clear':
        return change(() => nothingTyped);
      case 'space':
        return character(' ');
      case 'shift':
        return setShifted((now) => !now);
      case 'layout':
        return switchTo(key.key as LayoutName);
      case 'reading':
        return change((now) => respelled(now, settle(now.spelling, key.key)));
      case 'readings':
        return change((now) => ({
          ...now,
          readingsLeaf: (now.readingsLeaf + 1) % Math.max(1, Math.ceil(readings.length / readingsPerLeaf)),
        }));
      case 'letters':
      case 'stroke':
      case undefined:
        return character(shifted && layout === 'latin' ? key.key.toUpperCase() : key.key);
    }
  };
  useHardwareKeys((key) => {
    opened();
    if (key === 'Backspace') change(backspace);
    else character(layout === 'pinyin' && composing.spelling !== '' ? key.toLowerCase() : key);
    return true;
  });
  return {
    composing,
    found,
    keyboard: {
      ...{ layout, offered, room, shifted, alphabet },
      leaf: composing.leaf,
      readingsLeaf: composing.readingsLeaf,
    },
    touch: { onKey, onPick: take, onLeaf: (leaf) => change((now) => ({ ...now, leaf })) },
  };
}
