/** A part of a line of text. */
export interface Inline {
  readonly kind: 'text' | 'strong' | 'code' | 'link';
  readonly text: string;
  /** Only of a link. */
  readonly href?: string;
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly words: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly words: readonly Inline[] }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    };

/**
 * Reads the Markdown that runbooks are written in: headings, paragraphs, lists of one level, fenced code, tables, and `**strong**`, `` `code` ``, `[link](…)` in lines. What it does not know
 * stands as it was written. Pure.
 */
export function readBlocks(text: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = text.replaceAll('\r', '').split('\n');
  let at = 0;
  const takeWhile = (fits: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    for (let line = lines[at]; line !== undefined && fits(line); line = lines[at]) {
      taken.push(line);
      at += 1;
    }
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const heading = /^(#{1,6}) +(.+)$/.exec(line);
    if (line.trim() === '') at += 1;
    else if (line.startsWith('```')) {
      at += 1;
      blocks.push({ kind: 'code', text: takeWhile((one) => !one.startsWith('```')).join('\n') });
      at += 1;
    } else if (heading !== null) {
      const level = Math.min(3, heading[1]?.length ?? 1) as 1 | 2 | 3;
      blocks.push({ kind: 'heading', level, words: readInline(heading[2] ?? '') });
      at += 1;
    } else if (isRow(line)) {
      const [head = '', ...rest] = takeWhile(isRow);
      const rows = rest.filter((row) => !/^[|\s:-]+$/.test(row)).map(cellsOf);
      blocks.push({ kind: 'table', head: cellsOf(head), rows });
    } else if (isItem(line)) {
      const isOrdered = /^\s*\d/.test(line);
      const items: string[] = [];
      // A line that is indented goes on with the item before it.
      for (const one of takeWhile((next) => isItem(next) || /^\s{2,}\S/.test(next))) {
        if (isItem(one)) items.push(one.replace(/^\s*(?:[-*]|\d+[.)])\s+/, ''));
        else items.push(`${items.pop() ?? ''} ${one.trim()}`);
      }
      blocks.push({ kind: 'list', isOrdered, items: items.map(readInline) });
    } else {
      // The first line is taken whatever it is: reading must come to an end.
      at += 1;
      const words = takeWhile((one) => one.trim() !== '' && !isItem(one) && !isRow(one) && !/^(#{1,6} |```)/.test(one));
      blocks.push({ kind: 'paragraph', words: readInline([line, ...words].join(' ')) });
    }
  }
  return blocks;
}

const isItem = (line: string) => /^\s*(?:[-*]|\d+[.)])\s+\S/.test(line);
const isRow = (line: string) => /^\s*\|.*\|\s*$/.test(line);
const cellsOf = (line: string) =>
  line
    .trim()
    .slice(1, -1)
    .split('|')
    .map((cell) => readInline(cell.trim()));

function readInline(text: string): readonly Inline[] {
  const parts: Inline[] = [];
  let rest = text;
  while (rest !== '') {
    const found = /\*\*(.+?)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)/.exec(rest);
    if (found === null) break;
    if (found.index > 0) parts.push({ kind: 'text', text: rest.slice(0, found.index) });
    const [whole, strong, code, label, href] = found;
    if (strong !== undefined) parts.push({ kind: 'strong', text: strong });
    else if (code !== undefined) parts.push({ kind: 'code', text: code });
    else parts.push({ kind: 'link', text: label ?? '', href: href ?? '' });
    rest = rest.slice(found.index + whole.length);
  }
  if (rest !== '') parts.push({ kind: 'text', text: rest });
  return parts;
}
