import { text } from 'node:stream/consumers';
import { type FastifyReply, fastify } from 'fastify';
import { expect, test } from 'vitest';
import type { App } from '../http.ts';
import { allPages, type CsvCell, sendCsv } from './csv.ts';

/** What a browser would save of these cells, each as a line. */
async function fileOf(cells: readonly CsvCell[]): Promise<readonly string[]> {
  let body: unknown;
  const reply = {
    request: { method: 'GET' },
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

test('who asks for the head of a file alone has nothing read: a list of a million was read to its end and thrown away', async () => {
  const app = fastify() as unknown as App;
  let lists = 0;
  app.get('/list.csv', (_request, reply) =>
    sendCsv(reply, {
      ...{ name: 'list', day: '2026-11-30', columns: [['cell', (cell: CsvCell) => cell]] },
      async *pages() {
        lists += 1;
        for (let at = 0; at < 100; at += 1) yield [at];
      },
    }),
  );
  const head = await app.inject({ url: '/list.csv', method: 'HEAD' });
  const name = 'attachment; filename="list-2026-11-30.csv"';
  expect([head.statusCode, head.headers['content-disposition'], head.body]).toEqual([200, name, '']);
  expect((await app.inject({ url: '/list.csv' })).body.split('\r\n')).toHaveLength(102);
  expect(lists).toBe(1);
  await app.close();
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
