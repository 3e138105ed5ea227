/** A part of a previewed page: a line of its own, an empty one, or lines of the same number of cells, which stand in columns. */
export type PreviewPart =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'air' }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] };

/** Cells of a line. The hub parts them by two spaces or more (`hub/services/documents/content.ts`); one space is part of the text. */
export const cellsOf = (line: string): readonly string[] => line.trim().split(/ {2,}/);

/** Lines of a page, with what belongs in columns put together; in order, nothing left out. */
export function previewParts(lines: readonly string[]): readonly PreviewPart[] {
  const parts: PreviewPart[] = [];
  for (const line of lines) {
    const cells = cellsOf(line);
    const last = parts.at(-1);
    if (line.trim() === '') parts.push({ kind: 'air' });
    else if (cells.length === 1) parts.push({ kind: 'line', text: line });
    else if (last?.kind === 'table' && last.rows[0]?.length === cells.length)
      parts.splice(-1, 1, { kind: 'table', rows: [...last.rows, cells] });
    else parts.push({ kind: 'table', rows: [cells] });
  }
  return parts;
}

/** A page names itself in its first line, unless it goes on with the columns of the page before. */
export function titleOf(lines: readonly string[]): { readonly title: string | null; readonly rest: readonly string[] } {
  const [first, ...rest] = lines;
  if (first === undefined || cellsOf(first).length > 1) return { title: null, rest: lines };
  return { title: first, rest };
}
