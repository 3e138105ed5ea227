/** A value of a certificate: as it stands on paper, and as the preview at the machine may show it. */
export interface Value {
  readonly text: string;
  readonly masked: string;
}

export type Block =
  | { readonly kind: 'fields'; readonly rows: readonly { readonly label: string; readonly value: Value }[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly { readonly label: string; readonly share: number }[];
      readonly rows: readonly (readonly Value[])[];
    }
  | { readonly kind: 'text'; readonly text: string };

/** What a certificate says. The hub alone composes it; a machine only prints pages. */
export interface DocumentContent {
  readonly title: string;
  /** Second line of a bilingual certificate; empty = none. */
  readonly titleEn: string;
  readonly issuer: string;
  readonly purpose: string;
  readonly blocks: readonly Block[];
  /** Words across the page, light; empty = none. */
  readonly watermark: string;
  readonly copies: number;
}

/** A value that may be shown as it is. */
export function plain(text: string): Value {
  return { text, masked: text };
}
/** Amounts stand hidden in a preview. */
export function hidden(text: string): Value {
  return { text, masked: '***' };
}
/** Amount in yuan with two decimals. @param fen integer */
export function yuan(fen: number): string {
  return (fen / 100).toFixed(2);
}

/** Lines of the masked preview, a page each: 34 lines. The paper has the same order, not the same line breaks. */
export function previewPages(content: DocumentContent, pages: number): string[][] {
  const lines: string[] = [content.title];
  if (content.titleEn !== '') lines.push(content.titleEn);
  for (const block of content.blocks) {
    if (block.kind === 'text') lines.push(block.text);
    else if (block.kind === 'fields') lines.push(...block.rows.map((row) => `${row.label}  ${row.value.masked}`));
    else {
      lines.push(block.columns.map((column) => column.label).join('  '));
      lines.push(...block.rows.map((row) => row.map((value) => value.masked).join('  ')));
    }
  }
  const perPage = Math.min(60, Math.max(1, Math.ceil(lines.length / Math.max(1, pages))));
  return Array.from({ length: Math.min(20, Math.ceil(lines.length / perPage)) }, (_, page) =>
    lines.slice(page * perPage, (page + 1) * perPage).map((line) => line.slice(0, 200)),
  );
}
