import type { Found } from './finding.ts';
import { finding, textRuns } from './page-facts.ts';

/** Drawn large enough that two different characters differ; px. */
const sizePx = 32;
/** A noncharacter of Unicode: no font has a glyph for it, so it is drawn as what is missing is drawn. */
const missing = '\u{10FFFE}';

const drawn = new Map<string, boolean>();
let canvas: OffscreenCanvasRenderingContext2D | null = null;

/** Characters for which no font of the window has a glyph: a box stands there (tofu). Every character is looked at once in a browser. */
export async function measureGlyphs(): Promise<Found[]> {
  await document.fonts.ready;
  const found: Found[] = [];
  for (const { node, element } of textRuns()) {
    const family = getComputedStyle(element).fontFamily;
    for (const character of node.nodeValue ?? '') {
      if (/[\s\p{Cf}\p{Mn}]/u.test(character)) continue;
      const key = `${character} ${family}`;
      if (!drawn.has(key)) drawn.set(key, pixelsOf(character, family) !== pixelsOf(missing, family));
      if (drawn.get(key) === true) continue;
      const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
      found.push(finding('tofu', element, `${character} (${code})`, 'a glyph'));
      break;
    }
  }
  return found;
}

function pixelsOf(character: string, family: string): string {
  canvas ??= new OffscreenCanvas(2 * sizePx, 2 * sizePx).getContext('2d', { willReadFrequently: true });
  if (canvas === null) throw new Error('no canvas');
  canvas.clearRect(0, 0, 2 * sizePx, 2 * sizePx);
  canvas.font = `${sizePx}px ${family}`;
  canvas.fillText(character, sizePx / 4, sizePx * 1.5);
  return canvas.getImageData(0, 0, 2 * sizePx, 2 * sizePx).data.join();
}
