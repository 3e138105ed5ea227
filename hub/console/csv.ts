import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { pageRowsAtMost } from '../../contract/console/page.ts';

export type CsvCell = string | number | boolean | null;

/** Spreadsheets take UTF-8 for another coding without it. */
const byteOrderMark = '\uFEFF';
/**
 * A cell that begins with one of these is a formula to a spreadsheet: what a machine or a citizen has written would run at whoever opens the file. Spreadsheets of East Asia take the wide signs for the
 * narrow ones (OWASP, CSV Injection).
 */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;

/** One line of CSV (RFC 4180) with its end. Texts that a spreadsheet would take for a formula begin with an apostrophe; numbers stay numbers. Pure. */
function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = formulaStart.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** How a list becomes a file. */
export interface CsvExport<Row> {
  /** Without ending; the day is added. */
  readonly name: string;
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly columns: readonly (readonly [head: string, cell: (row: Row) => CsvCell])[];
  /** Pages of rows, one after another. */
  pages(): AsyncIterable<readonly Row[]>;
}

/** Answers with a file, page by page: a list of any length needs the memory of one page. What breaks off in the middle breaks the connection, so that no half file looks whole. */
export function sendCsv<Row>(reply: FastifyReply, { name, day, columns, pages }: CsvExport<Row>): FastifyReply {
  async function* text(): AsyncGenerator<string> {
    yield byteOrderMark + csvLine(columns.map(([head]) => head));
    // Who asks for the head alone would have the whole list read, and thrown away.
    if (reply.request.method === 'HEAD') return;
    for await (const rows of pages()) {
      yield rows.map((row) => csvLine(columns.map(([, cell]) => cell(row)))).join('');
    }
  }
  return reply
    .header('content-disposition', `attachment; filename="${name}-${day}.csv"`)
    .header('cache-control', 'no-store')
    .type('text/csv; charset=utf-8')
    .send(Readable.from(text()));
}

/** Members of a query that ask for the largest page after this place. */
export const pageAfter = (after: string | undefined): { readonly limit: number; readonly after?: string } => ({
  limit: pageRowsAtMost,
  ...(after === undefined ? {} : { after }),
});

/** Pages of a list by its cursor until there are none left. A file that ended sooner would look whole. */
export async function* allPages<Row>(
  page: (after: string | undefined) => Promise<{ readonly rows: readonly Row[]; readonly next: string | null }>,
): AsyncGenerator<readonly Row[]> {
  let after: string | undefined;
  for (;;) {
    const { rows, next } = await page(after);
    if (rows.length > 0) yield rows;
    if (next === null) return;
    after = next;
  }
}
