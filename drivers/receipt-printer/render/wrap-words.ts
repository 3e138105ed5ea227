import { toCells } from './cells.ts';
import type { RenderProfile } from './render-profile.ts';
import { isPlain } from './replacements.ts';

/**
 * receiptline breaks a long text wherever the line is full, also inside a word. This puts line breaks (`\n` of the markup) between words
 * before it gets there; Chinese may break anywhere. Lines that fit stay untouched, and so does everything that is not plain text.
 */
export function wrapWords(markup: string, profile: RenderProfile): string {
  const layout: Layout = { widths: [], border: 1, wrap: true };
  return markup
    .split(/\n|\r\n|\r/)
    .map((line) => (/^[\t ]*\|?[\t ]*\{/.test(line) ? readLayout(line, layout) : wrapLine(line, layout, profile)))
    .join('\n');
}

interface Layout {
  /** Columns in characters, -1 = what is left; empty = all equal. */
  widths: readonly number[];
  border: number;
  wrap: boolean;
}

/** Follows the properties that decide on column widths; the line itself stays. */
function readLayout(line: string, layout: Layout): string {
  const member = (name: string): string | undefined =>
    new RegExp(`[{;][\\t ]*(?:${name}|${name.slice(0, 1)})[\\t ]*:[\\t ]*([^;}]*?)[\\t ]*[;}]`)
      .exec(line)?.[1]
      ?.toLowerCase();
  const width = member('width');
  if (width !== undefined) {
    const parts = width.split(/[\t ]+|,/);
    const numbers = parts.map((part) => (part === '*' ? -1 : /^\d+$/.test(part) ? Number(part) : 0));
    layout.widths = parts.includes('auto') ? [] : numbers;
  }
  const border = member('border');
  if (border !== undefined) layout.border = /^[0-2]$/.test(border) ? Number(border) : border === 'none' ? 0 : 1;
  const text = member('text');
  if (text !== undefined) layout.wrap = text !== 'nowrap';
  return line;
}

function wrapLine(line: string, layout: Layout, profile: RenderProfile): string {
  if (!layout.wrap || /^[\t ]*(-+|=+)[\t ]*$/.test(line)) return line;
  const escaped = line.replace(/\\[\\{|}]/g, (pair) => `\\x${pair.charCodeAt(1).toString(16)}`);
  const isFirstEmpty = /^[\t ]*\|/.test(escaped);
  const isLastEmpty = /\|[\t ]*$/.test(escaped) && !/^[\t ]*\|[\t ]*$/.test(escaped);
  const columns = escaped.split('|');
  const inner = columns.slice(isFirstEmpty ? 1 : 0, isLastEmpty ? -1 : undefined);
  const widths = columnWidths(inner.length, layout, profile.columns);
  if (widths === null) return line;
  const wrapped = inner.map((column, index) => wrapText(column, widths[index] ?? 0, profile));
  return [...(isFirstEmpty ? [''] : []), ...wrapped, ...(isLastEmpty ? [''] : [])].join('|');
}

/** As receiptline shares the line out; null where it would have to shrink columns. */
function columnWidths(count: number, layout: Layout, total: number): readonly number[] | null {
  const { border } = layout;
  const all = layout.widths.length === 0 ? Array<number>(count).fill(-1) : layout.widths;
  const shown = all.filter((width) => width !== 0);
  const variable = shown.filter((width) => width < 0).length;
  const fixed = shown.reduce((sum, width) => sum + Math.max(0, width), 0);
  const left = total - fixed - Math.max(0, shown.length - 1) * border;
  if (left < variable || all.length !== shown.length) return null;
  let index = 0;
  return all.map((width) => (width > 0 ? width : Math.floor((left + index++) / variable)));
}

/** Escapes, decorations and characters with their marks. */
const tokens = /\\x[\da-f]{2}|\\[^\n]|\^+|[_"`]|\P{M}\p{M}*|\p{M}+/giu;

/** Breaks one column's text; `width` in Latin characters. */
function wrapText(text: string, width: number, profile: RenderProfile): string {
  const [, before = '', body = '', after = ''] = /^([\t ]*)(.*?)([\t ]*)$/u.exec(text) ?? [];
  const out: string[] = [];
  let used = 0;
  /** Where the line could be broken: index in `out`, and what of the line stands behind it. */
  let candidate: { readonly index: number; readonly isBlank: boolean; usedBehind: number } | null = null;
  let size = 0;
  let wasWide = false;
  for (const token of body.match(tokens) ?? []) {
    if (/^(\^+|[_"`])$/.test(token)) {
      const step = Math.min(token.length, 7);
      if (token.startsWith('^')) size = size === step ? 0 : step;
      out.push(token);
      continue;
    }
    if (token === '\\n') {
      used = 0;
      candidate = null;
      out.push(token);
      continue;
    }
    const columns = tokenColumns(token, profile);
    const scaled = columns * (size < 2 ? size + 1 : size - 1);
    const isBlank = token === ' ';
    const isWide = columns === 2;
    if (used + scaled > width && used > 0) {
      if (isBlank) {
        // A full line has been broken by receiptline already; another break would leave an empty line.
        if (used < width) out.push('\\n');
        used = 0;
        candidate = null;
        continue;
      }
      if (!isWide && !wasWide && candidate !== null) {
        if (candidate.isBlank) out[candidate.index] = '\\n';
        else out.splice(candidate.index, 0, '\\n');
        used = candidate.usedBehind;
        candidate = null;
      } else used = 0;
    }
    if (isBlank) candidate = { index: out.length, isBlank: true, usedBehind: 0 };
    else if ((isWide || wasWide) && used > 0) candidate = { index: out.length, isBlank: false, usedBehind: scaled };
    else if (candidate !== null) candidate.usedBehind += scaled;
    out.push(token);
    used += scaled;
    wasWide = isWide;
  }
  return `${before}${out.join('')}${after}`;
}

function tokenColumns(token: string, profile: RenderProfile): number {
  if (token.startsWith('\\x')) return Number.parseInt(token.slice(2), 16) < 0x20 ? 0 : 1;
  if (token === '~') return 1;
  // One sign of ASCII is one column, one ideograph is two, however it is printed.
  if (token.length === 1 && isPlain(token)) return token > '~' ? 2 : 1;
  return toCells(token.replace(/^\\/, ''), profile.glyphs).cells.reduce((sum, cell) => sum + cell.columns, 0);
}
