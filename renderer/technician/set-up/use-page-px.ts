import { useSyncExternalStore } from 'react';

/** Sides of the page, CSS pixels; follows the window. Where there is no window (tests without one), those of the reference panel. */
export function usePagePx(): { readonly widthPx: number; readonly heightPx: number } {
  const size = useSyncExternalStore(listen, read, () => '1080x1920');
  const [widthPx = 1080, heightPx = 1920] = size.split('x').map(Number);
  return { widthPx, heightPx };
}

const read = () => `${window.innerWidth}x${window.innerHeight}`;

function listen(onChange: () => void): () => void {
  window.addEventListener('resize', onChange);
  return () => window.removeEventListener('resize', onChange);
}
