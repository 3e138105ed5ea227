import { type RefCallback, useCallback, useRef, useState } from 'react';

/** Width of an element in pixels, kept up with the window. @param first until it has been measured */
export function useWidth(first: number): readonly [number, RefCallback<HTMLElement>] {
  const [width, setWidth] = useState(first);
  const observer = useRef<ResizeObserver | null>(null);
  const ref = useCallback((element: HTMLElement | null) => {
    observer.current?.disconnect();
    if (element === null) return;
    observer.current = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.current.observe(element);
  }, []);
  return [width, ref];
}
