import { text } from 'node:stream/consumers';
import type { FastifyReply } from 'fastify';
import { expect, test } from 'vitest';
import { allPages, type CsvCell, sendCsv } from './csv.ts';

/** What a browser would save of these cells, each as a line. */
async function fileOf(cells: readonly CsvCell[]): Promise<readonly string[]> {
  let body: unknown;
  const reply = {
    header: () => reply,
    type: () => reply,
    send: (stream: unknown) => {
      body = stream;
      return reply;
    },
  };
  sendCsv(reply as unknown as FastifyReply, {
    ...{ name: 'x', day: '2026-11-30', columns: [['cell', (cell: CsvCell) => cell]] },
    async *pages() {
      yield cells;
    },
  });
  return (await text(body as AsyncIterable<string>)).split('\r\n').slice(1, -1);
}

test('what somebody wrote runs at nobody who opens the file, also in a spreadsheet that takes wide signs for narrow ones', async () => {
  const formula = (sign: string) => `${sign}HYPERLINK("http://evil")`;
  for (const sign of ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
    expect([sign, await fileOf([formula(sign)])]).toEqual([sign, [`"'${sign}HYPERLINK(""http://evil"")"`]]);
  expect(await fileOf(['天河 =1', "it's", -3, null, true, '示例，站'])).toEqual([
    '天河 =1',
    "it's",
    '-3',
    '',
    'true',
    '示例，站',
  ]);
});

test('a file has all rows of a list, also of one that is longer than a million', async () => {
  const rows = Array.from({ length: 500 }, (_, n) => n);
  const pages = 2002;
  let count = 0;
  for await (const page of allPages(async (after) => {
    const at = Number(after ?? 0) + 1;
    return { rows, next: at < pages ? String(at) : null };
  }))
    count += page.length;
  expect(count).toBe(500 * pages);
});
