import type { WebContents } from 'electron';
import type { MarkedPage } from './frame-watch.ts';

/** Two shades beside the colour of paper: nobody sees the mark, and both differ in every channel. */
const shades = ['#f4f1ea', '#fffdf6'] as const;
/** Points in the corner. */
const size = 2;

/** The mark of a page by styles that the shell gives it: the page knows nothing of it, and its rules against foreign code stay as they are. */
export function markedPage(contents: WebContents): MarkedPage {
  let styles: string | null = null;
  return {
    mark: async (shade) => {
      const css = `html::after { content: ""; position: fixed; inset: 0 auto auto 0; width: ${size}px; height: ${size}px; background: ${shades[shade]}; z-index: 2147483647; pointer-events: none; }`;
      const before = styles;
      styles = await contents.insertCSS(css);
      if (before !== null) await contents.removeInsertedCSS(before);
    },
    picture: async () => {
      const picture = await contents.capturePage({ x: 0, y: 0, width: size, height: size });
      return picture.toBitmap();
    },
  };
}
