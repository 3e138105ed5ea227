import fc from 'fast-check';
import { PDFDocument } from 'pdf-lib';
import { expect, test } from 'vitest';
import { type DocumentContent, plain, previewPages } from './content.ts';
import { countPages, renderPdf } from './pdf.ts';

const issue = {
  verifyCode: 'AAAA-BBBB-CCCC-DDDD',
  verifyUrl: 'https://hub.example/v1/verify/AAAABBBBCCCCDDDD',
  kiosk: 'TH0001',
  printedAt: '2026-11-23 14:03',
  printNo: 1,
};

function content(rows: number, text: string, copies: number): DocumentContent {
  return {
    ...{
      title: '个人参保证明',
      titleEn: 'Certificate',
      issuer: '广州市社会保险',
      purpose: '',
      watermark: text.slice(0, 12),
      copies,
    },
    blocks: [
      { kind: 'fields', rows: [{ label: '姓名', value: plain(text) }] },
      {
        kind: 'table',
        columns: [
          { label: '年月', share: 1 },
          { label: '单位', share: 2 },
        ],
        rows: Array.from({ length: rows }, () => [plain('2026-10'), plain(text)]),
      },
      { kind: 'text', text: text.repeat(5) },
    ],
  };
}

test('pages that are promised are the pages that come, whatever the text: rare characters, none, very long', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom('', '林㛃', '黎赟', 'W'.repeat(300), '广'.repeat(300)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 90 }),
      text,
      fc.integer({ min: 1, max: 3 }),
      async (rows, words, copies) => {
        const certificate = content(rows, words, copies);
        const { bytes, pages } = renderPdf(certificate, issue);
        expect(pages).toBe(countPages(certificate));
        expect((await PDFDocument.load(bytes)).getPageCount()).toBe(pages);
        const preview = previewPages(certificate, pages / copies);
        expect(preview.length).toBeLessThanOrEqual(20);
        expect(preview.every((lines) => lines.length <= 60 && lines.every((line) => line.length <= 200))).toBe(true);
      },
    ),
    { numRuns: 12 },
  );
}, 180_000);

test('a word that is longer than a line is broken and does not run off the paper', () => {
  expect(countPages(content(0, 'W'.repeat(4000), 1))).toBeGreaterThan(2);
});

test('a machine can count the pages of what it prints', async () => {
  const { bytes, pages } = renderPdf(content(60, '黎赟', 2), issue);
  // The rule of drivers/document-printer/pdf-pages.ts, which the hub may not import: the page tree stands in the clear or in object streams.
  const counts = [...bytes.toString('latin1').matchAll(/\/Type \/Pages\b[^>]*?\/Count (\d+)/g)].map((match) =>
    Number(match[1]),
  );
  expect(Math.max(...counts)).toBe(pages);
});
