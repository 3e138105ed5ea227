import { useCallback, useEffect, useState } from 'react';
import { keep, readKept } from './kept.ts';

export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Chosen by somebody on this computer, else as the computer is set. */
function firstTheme(): Theme {
  const kept = themes.find((theme) => theme === readKept('theme'));
  return kept ?? (window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
}

export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(firstTheme);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const choose = useCallback((next: Theme) => {
    keep('theme', next);
    setTheme(next);
  }, []);
  return [theme, choose];
}
