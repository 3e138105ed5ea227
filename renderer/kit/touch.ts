import { createContext, useContext } from 'react';
import type { SwitchedMode } from '../../contract/intent.ts';
import type { SpeechAct } from '../../contract/speech/settings.ts';
import type { Language } from '../../contract/text.ts';

/** What a piece of the kit can do to the world: say that it was touched. The citizen's page gives the real one, stories a quiet one. */
export interface Touch {
  press(id: string): void;
  choose(name: string, option: string): void;
  type(name: string, value: string): void;
  /** The whole query after each letter; the latest counts. */
  search(query: string): void;
  /** One frame of the camera, JPEG in base64. */
  frame(name: string, jpeg: string): void;
  /** There is no picture from the camera of this block. */
  cameraAway(name: string): void;
  exit(): void;
  language(language: Language): void;
  mode(mode: SwitchedMode): void;
  /** Volume, speed, and that something is being spoken. */
  speech(act: SpeechAct): void;
  help(): void;
  /** Somebody is there: a touch that sends nothing else. */
  present(): void;
  stay(): void;
  finish(): void;
  /** The id whose press is on its way; null = the page is free. */
  readonly held: string | null;
}

const nothing = () => undefined;

export const quietTouch: Touch = {
  press: nothing,
  choose: nothing,
  type: nothing,
  search: nothing,
  frame: nothing,
  cameraAway: nothing,
  exit: nothing,
  language: nothing,
  mode: nothing,
  speech: nothing,
  help: nothing,
  present: nothing,
  stay: nothing,
  finish: nothing,
  held: null,
};

export const TouchContext = createContext<Touch>(quietTouch);

/** The touch functions of the page around. */
export function useTouch(): Touch {
  return useContext(TouchContext);
}

/** Language of the page around, for the kit's own few words. */
export const LanguageContext = createContext<Language>('zh-CN');

/** Language that is spoken on the page; null = speech is off. */
export const SpokenLanguageContext = createContext<Language | null>(null);

/** A place elsewhere on the page; null = the page has one, and it is only being drawn; undefined = it has none. */
export type Place = HTMLElement | null | undefined;

/** The place of the main button in the action bar, for pieces that bring their own (digit pad, wheels, keyboard, counter). */
export const MainSlotContext = createContext<Place>(undefined);

/** The foot of the sheet, above the action bar, for a keyboard: it stands where the hands are and never turns with the leaves. */
export const DockContext = createContext<Place>(undefined);

/** Whether the pad of a search stands open by itself: where there is room for it at the side. */
export const PadStaysContext = createContext(false);

/** The terminal's wall clock as the snapshot brought it, and the monotonic time of that moment. Null = no clock is shown. */
export interface WallClock {
  readonly now: string;
  readonly atMs: number;
}
export const WallClockContext = createContext<WallClock | null>(null);
