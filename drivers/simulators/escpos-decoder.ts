import { EscposParser } from '../receipt-printer/escpos/command-parser.ts';
import { EscposPaper, type PaperItem, type Slip } from './escpos-paper.ts';

/**
 * Prints bytes at once on endless paper: what a printer would make of them, without mechanics and time.
 * `rest`: bytes of a command that never became complete.
 */
export function decodeEscpos(
  bytes: Uint8Array,
  columns: number,
): { readonly slips: readonly Slip[]; readonly problems: readonly string[]; readonly rest: number } {
  const parser = new EscposParser();
  const paper = new EscposPaper(columns);
  const slips: Slip[] = [];
  let items: PaperItem[] = [];
  parser.push(bytes);
  for (let next = parser.next(); next !== null; next = parser.next()) {
    for (const effect of paper.apply(next.command)) {
      if ('item' in effect) items.push(effect.item);
      else {
        slips.push({ items, cut: effect.cut });
        items = [];
      }
    }
  }
  if (items.length > 0) slips.push({ items, cut: null });
  return { slips, problems: paper.problems, rest: parser.waitingBytes };
}
