import { useEffect, useRef } from 'react';
import type { Snapshot } from '../../contract/snapshot.ts';
import { type Struck, strike } from '../kit/double-strike.ts';
import { moveFocus, pageHeading } from '../kit/focus-order.ts';
import type { Touch } from '../kit/touch.ts';
import type { SpeechKeys } from '../speech/use-speech.ts';

/**
 * The five keys of the key pad as a keyboard sends them: ↑ and ↓ (Shift+Tab, Tab) move, Enter acts, Esc goes back, F1 calls help; for
 * speech F2 repeats, F3 pauses, F4 and F5 are the volume, F6 is the speed. Listens before the pieces do, so that no piece traps a key; key repeat is off, and a
 * stroke too soon after the same one does not count where the machine says so. Going up to the heading has the page read once more.
 * The focus of the heading is drawn only for those who move with the keys (`data-keys` on the root).
 */
export function useKeys(snapshot: Snapshot, touch: Touch, speech: SpeechKeys): void {
  const { screen, equipment } = snapshot;
  // Help and settings lie over the page; back leaves them.
  const back = screen.actions.back?.id ?? (overPages.has(screen.name) ? screen.actions.main?.id : undefined);
  const start = screen.code === 'A0' ? screen.actions.main?.id : undefined;
  const warned = snapshot.warning !== null;
  const { doubleStrikeMs } = equipment;
  const struck = useRef<Struck>(null);
  useEffect(() => {
    const act = (event: KeyboardEvent): boolean => {
      const scope = document.querySelector('[role="alertdialog"]') ?? document;
      switch (event.key) {
        case 'ArrowDown':
        case 'ArrowUp':
          moveFocus(scope, event.key === 'ArrowDown' ? 1 : -1);
          if (document.activeElement?.matches(pageHeading) === true) speech.page();
          return true;
        case 'Enter': {
          const focused = document.activeElement;
          // On the idle page "touch to start" is the whole page.
          const isNowhere = focused === null || focused === document.body || focused.matches(pageHeading);
          if (start !== undefined && isNowhere) {
            touch.press(start);
            return true;
          }
          if (!(focused instanceof HTMLInputElement)) return false;
          focused.click();
          return true;
        }
        case 'Escape':
          if (warned) touch.stay();
          else if (back !== undefined) touch.press(back);
          return true;
        case 'F1':
          touch.help();
          return true;
        case 'F2':
          speech.repeat();
          return true;
        case 'F3':
          speech.pause();
          return true;
        case 'F4':
        case 'F5':
          touch.speech(event.key === 'F4' ? 'quieter' : 'louder');
          return true;
        case 'F6':
          touch.speech('speed');
          return true;
        default:
          return false;
      }
    };
    // Before everybody else, speech included: a stroke that does not count is not heard either.
    const onStroke = (event: KeyboardEvent) => {
      const stroke = strike(struck.current, event, performance.now(), doubleStrikeMs);
      struck.current = stroke.struck;
      if (stroke.counts) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const onKey = (event: KeyboardEvent) => {
      document.documentElement.dataset.keys = 'on';
      touch.present();
      if (!act(event)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const onPointer = () => {
      delete document.documentElement.dataset.keys;
    };
    window.addEventListener('keydown', onStroke, { capture: true });
    document.addEventListener('keydown', onKey, { capture: true });
    document.addEventListener('pointerdown', onPointer, { capture: true });
    return () => {
      window.removeEventListener('keydown', onStroke, { capture: true });
      document.removeEventListener('keydown', onKey, { capture: true });
      document.removeEventListener('pointerdown', onPointer, { capture: true });
    };
  }, [back, start, warned, touch, speech, doubleStrikeMs]);
}

/** Pages that lie over another one. */
const overPages: ReadonlySet<string> = new Set(['help', 'speech']);
