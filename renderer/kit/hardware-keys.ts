import { useEffect, useRef } from 'react';

/**
 * Keys of a real keyboard while a field stands on the page. Repeats, shortcuts and keys behind a dialog are not typing; Enter, Tab, Escape and the
 * arrows belong to the page.
 * @param onKey  `key` as the browser names it: one character, or `Backspace`; returns whether it was used
 */
export function useHardwareKeys(onKey: (key: string) => boolean): void {
  const current = useRef(onKey);
  useEffect(() => {
    current.current = onKey;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
      if (document.querySelector('[role="alertdialog"]') !== null) return;
      // One character, also one outside the basic plane; names of keys are longer.
      if ([...event.key].length !== 1 && event.key !== 'Backspace') return;
      // A space on a focused button presses it.
      if (event.key === ' ' && event.target instanceof Element && event.target.closest('button') !== null) return;
      if (current.current(event.key)) event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
