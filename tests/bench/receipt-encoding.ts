import { createGlyphSource } from '../../drivers/receipt-printer/render/glyph.ts';
import type { RenderProfile } from '../../drivers/receipt-printer/render/render-profile.ts';
import { renderEscpos } from '../../drivers/receipt-printer/render/render-receipt.ts';
import { warmUpRenderer } from '../../drivers/receipt-printer/render/warm-up.ts';

/** Forty lines as a city's receipts have them: headings, tables, a rare name, a code. Synthetic. */
const receipt = [
  '^^社会保障卡挂失回执',
  '-',
  '姓名 | 㛃𠮷（合成）',
  ...Array.from(
    { length: 35 },
    (_, index) => `第 ${index + 1} 项 | 2026-11-24 14:03 已受理，编号 TH0017-${1000 + index}`,
  ),
  '-',
  '{code:https://example.invalid/r/TH0017-261124-0001-7;option:qrcode,3,m}',
].join('\n');

export interface EncodingTime {
  /** Median and worst of `rounds` receipts after the warm-up, milliseconds. */
  readonly medianMs: number;
  readonly worstMs: number;
  /** The same text only turned into UTF-8 as often as it has characters: a measure of this machine, milliseconds. */
  readonly baselineMs: number;
}

/** How long a receipt of 40 lines takes from markup to bytes, warm, as after `ReceiptPrinter.warmUp`. */
export function measureReceiptEncoding(rounds = 60): EncodingTime {
  const profile: RenderProfile = { columns: 48, cut: 'partial', inlineGlyph: false, glyphs: createGlyphSource() };
  warmUpRenderer(profile);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startMs = performance.now();
    const rendered = renderEscpos(receipt, profile);
    times.push(performance.now() - startMs);
    if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
  }
  times.sort((a, b) => a - b);
  const encoder = new TextEncoder();
  const startMs = performance.now();
  for (let i = 0; i < receipt.length; i += 1) encoder.encode(receipt);
  const baselineMs = performance.now() - startMs;
  return { medianMs: times[Math.floor(rounds / 2)] ?? 0, worstMs: times.at(-1) ?? 0, baselineMs };
}
