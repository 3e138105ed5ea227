import { type RefCallback, useCallback, useRef, useState } from 'react';

/** Whether what an element holds is wider than it: only then it is pushed aside, and keys must reach it. Kept up with the window and with its content. */
export function useOverflow(): readonly [boolean, RefCallback<HTMLElement>] {
  const [isOver, setOver] = useState(false);
  const observer = useRef<ResizeObserver | null>(null);
  const ref = useCallback((element: HTMLElement | null) => {
    observer.current?.disconnect();
    if (element === null) return;
    observer.current = new ResizeObserver(() => setOver(element.scrollWidth > element.clientWidth));
    for (const box of [element, ...element.children]) observer.current.observe(box);
  }, []);
  return [isOver, ref];
}
