import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { contentDigest } from '../../../contract/content-digest.ts';
import { DocumentReply } from '../../../contract/hub-services.ts';
import { application, call, people, submit } from '../../testing/case-kit.ts';
import { type HubFixture, openHubFixture, tablesWith } from '../../testing/hub-fixture.ts';
import type { TestMachine } from '../../testing/machine.ts';

const { liYun, fangYuan, ouyang, wangYi } = people;
let f: HubFixture;
let machine: TestMachine;
beforeAll(async () => {
  f = await openHubFixture({ publicUrl: 'https://hub.example' });
  machine = await f.machine();
});
afterAll(() => f.close(), 60_000);

const get = (path: string) =>
  machine.send('GET', machine.path(path), null, { created: Math.floor(f.clock.wallMs() / 1000) });
const ask = async (document: string, person: object, answers: object, preview = false) =>
  (await call(machine, 'documents', { document, itemId: document, person, answers, preview })).body as DocumentReply;
const verify = async (code: string) =>
  (await (await fetch(`${f.hub.url}/v1/verify/${code}`)).json()) as Record<string, unknown>;
const printed = async (reply: DocumentReply, pagesOut: number | null, outcome = 'done') => {
  const { documentId, pages } = reply;
  const body = { format: 'yitiji-document/1', actId: 'a', documentId, outcome, pagesOut, pages };
  const sealed = await machine.message(body, { orderKey: randomUUID() }, 'act.document');
  await machine.batch([sealed]);
  await vi.waitFor(async () => {
    const [row] = await f.sql<{ state: string }[]>`select state from ingest where id = ${sealed.id}`;
    expect(row?.state).toBe('applied');
  }, 10_000);
};

test('a preview issues nothing and shows no amount and no name; a print has pages, a code, and tells nobody who it is about', async () => {
  const seen = await ask('cert.ss.history', liYun, { purpose: 'loan', from: '2024-01', to: '2026-10' }, true);
  expect(Compile(DocumentReply).Check(seen)).toBe(true);
  expect(seen).toMatchObject({ state: 'preview', verifyCode: '', documentId: '' });
  expect(JSON.stringify(seen.preview)).not.toContain(liYun.name);
  expect(JSON.stringify(seen.preview)).not.toContain(liYun.idNumber);
  expect(JSON.stringify(seen.preview)).toContain('***');
  const issued = await ask('cert.ss.history', liYun, { purpose: 'loan', from: '2024-01', to: '2026-10' });
  expect(issued).toMatchObject({ state: 'issued', printNo: 1, pages: seen.pages });
  const { pdf, isSigned } = await fetchPdf(issued.documentId);
  if (process.env.YITIJI_KEEP_PDF !== undefined) writeFileSync(process.env.YITIJI_KEEP_PDF, pdf);
  expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  expect(isSigned).toBe(true);
  const { PDFDocument } = await import('pdf-lib');
  expect((await PDFDocument.load(pdf)).getPageCount()).toBe(issued.pages);
  expect(issued.pages).toBeGreaterThan(2);
  expect(await verify(issued.verifyCode)).toMatchObject({ state: 'valid', kind: 'cert.ss.history' });
  expect(JSON.stringify(await verify(issued.verifyCode))).not.toContain(liYun.name);
  expect(await verify('2222222222222222')).toMatchObject({ state: 'unknown' });
  for (const text of [liYun.name, liYun.idNumber]) expect(await tablesWith(f.sql, text)).toEqual([]);
});

test('a print that was cut is void and printed again free; one that nobody saw is void too; a whole one stays good', async () => {
  const answers = { purpose: 'school', insType: ['pension'], language: 'zhen' };
  const first = await ask('cert.ss.insured', liYun, answers);
  await printed(first, 0, 'notDone');
  expect(await verify(first.verifyCode)).toMatchObject({ state: 'void' });
  const second = await ask('cert.ss.insured', liYun, answers);
  expect(second).toMatchObject({ state: 'issued', printNo: 2, freeUntil: first.freeUntil });
  await printed(second, null, 'unknown');
  expect(await verify(second.verifyCode)).toMatchObject({ state: 'void' });
  const third = await ask('cert.ss.insured', liYun, answers);
  await printed(third, third.pages);
  await printed(third, 0, 'notDone');
  expect(await verify(third.verifyCode)).toMatchObject({ state: 'valid', printNo: 3 });
  expect((await get(`documents/${third.documentId}/pdf`)).status).toBe(404);
});

test('each certificate of the catalogue is composed; what the register lacks is noRecord, what the role forbids is refused', async () => {
  await submit(machine, application(machine, 'med.maternity.confirm', liYun, { role: 'self', lmp: '2026-07-01' }));
  const lic = await machine.pull('lic.list', liYun);
  const licences = (lic.body.data as { licences: { licId: string; printable: boolean }[] }).licences;
  const printable = licences.find((one) => one.printable)?.licId ?? '';
  const uscc = '91440199MA9X00011B';
  const all: [string, object, object][] = [
    ['cert.ss.insured', liYun, {}],
    ['cert.med.history', liYun, {}],
    ['cert.unit.insured', fangYuan, { unit: uscc }],
    ['cert.unit.history', fangYuan, { unit: uscc, from: '2026-01', to: '2026-06' }],
    ['hpf.cert', liYun, {}],
    ['lic.copy', liYun, { licId: printable, purpose: '应聘' }],
    ['prop.search', ouyang, { area: 'gz', purpose: 'house' }],
    ['med.maternity.voucher', liYun, {}],
  ];
  for (const [document, person, answers] of all) {
    expect([document, (await ask(document, person, answers, true)).state]).toEqual([document, 'preview']);
  }
  expect(await ask('cert.ss.insured', wangYi, {})).toMatchObject({ state: 'noRecord' });
  expect(await ask('cert.ss.insured', { ...liYun, name: '别人' }, {})).toMatchObject({ state: 'noRecord' });
  expect(await ask('cert.unit.insured', liYun, { unit: uscc })).toMatchObject({
    state: 'refused',
    reason: 'notAuthorised',
  });
  for (const unknown of ['no.such', 'constructor'])
    expect(await ask(unknown, liYun, {})).toMatchObject({ state: 'refused', reason: 'documentUnknown' });
  const unprintable = licences.find((one) => !one.printable)?.licId ?? '';
  if (unprintable !== '')
    expect(await ask('lic.copy', liYun, { licId: unprintable })).toMatchObject({ reason: 'notPrintable' });
});

test('a history of many years is whole to its last month or not issued; nothing is certified of nothing', async () => {
  const history = (answers: object) =>
    ask('cert.unit.history', fangYuan, { unit: '91440199MA9X00011B', ...answers }, true);
  const long = await history({ from: '2015-10', to: '2026-06' });
  expect(long.preview.flat().at(-2)).toMatch(/^2026-06 /);
  expect(long.preview.flat()).toContain('起止年月  2015-10 至 2026-06');
  const tooLong = { state: 'refused', reason: 'tooLong', pages: 0 };
  expect(await history({ from: '1990-01', to: '2026-06', copies: '3' })).toMatchObject(tooLong);
  expect(await history({ insType: ['none'] })).toMatchObject({ state: 'noRecord' });
  expect((await history({ from: 'x', to: '2026-06' })).preview.flat().join()).not.toContain('x');
});

test('a certificate of whole years says so: twelve months never stand under a period of three', async () => {
  const { preview } = await ask('cert.med.history', liYun, { from: '2025-06', to: '2025-08' }, true);
  const lines = preview.flat();
  expect(lines).toContain('起止年度  2025 至 2025');
  expect(lines.join()).not.toContain('2025-08');
  expect(lines.find((line) => line.startsWith('2025 '))).toMatch(/^2025 +12 /);
});

async function fetchPdf(documentId: string) {
  // The machine's own client reads text; pages are bytes.
  const original = globalThis.fetch;
  let bytes: Buffer = Buffer.alloc(0);
  let digest: string | null = null;
  globalThis.fetch = async (...args) => {
    const response = await original(...args);
    digest = response.headers.get('content-digest');
    bytes = Buffer.from(await response.arrayBuffer());
    return new Response('{}', { status: response.status, headers: response.headers });
  };
  await get(`documents/${documentId}/pdf`).finally(() => {
    globalThis.fetch = original;
  });
  return { pdf: bytes, isSigned: digest === contentDigest('intl-1', bytes) };
}
