import { decodeEscpos } from '../../simulators/escpos-decoder.ts';
import { type Slip, slipLines } from '../../simulators/escpos-paper.ts';
import { createGlyphSource } from './glyph.ts';
import type { RenderProfile } from './render-profile.ts';
import { renderEscpos, renderPreview } from './render-receipt.ts';

/** For tests: renders markup and prints it on simulated paper. Throws when anything on it would look wrong. */
export const testProfile: RenderProfile = {
  columns: 48,
  cut: 'partial',
  inlineGlyph: true,
  glyphs: createGlyphSource(),
};

export interface Printed {
  readonly slip: Slip;
  readonly lines: readonly string[];
  readonly unprintable: readonly string[];
  readonly bytes: Uint8Array;
}

export function printed(markup: string, changes: Partial<RenderProfile> = {}): Printed {
  const profile = { ...testProfile, ...changes };
  const result = renderEscpos(markup, profile);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  const { bytes, boundaries, unprintable } = result.value;
  const { slips, problems, rest } = decodeEscpos(bytes, profile.columns);
  const [slip] = slips;
  if (problems.length > 0 || rest > 0) throw new Error(`on paper: ${problems.join(', ')}, ${rest} bytes left`);
  if (slip === undefined || slips.length !== 1) throw new Error(`${slips.length} slips instead of one`);
  if (boundaries.at(-1) !== bytes.length) throw new Error('the last boundary is not the end');
  return { slip, lines: slipLines(slip), unprintable, bytes };
}

/** Text of the preview line by line, blanks between characters left out. */
export function previewLines(markup: string, changes: Partial<RenderProfile> = {}): readonly string[] {
  const svg = renderPreview(markup, { ...testProfile, ...changes });
  const lines = Array.from(svg.matchAll(/<g transform="translate\(\d+,\d+\)">((?:<text[^>]*>.*?<\/text>)+)<\/g>/g));
  return lines
    .map(([, texts = '']) => unescapeXml(texts.replace(/<[^>]*>/g, '')).replace(/[\u00a0\u0020]+/g, ''))
    .filter((line) => line !== '');
}

function unescapeXml(text: string): string {
  return text.replaceAll('&#xa0;', '\u00a0').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
