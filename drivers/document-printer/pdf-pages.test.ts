import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { PDFDocument } from 'pdf-lib';
import { expect, test, vi } from 'vitest';
import { numberedPdf } from './cups/cups-rig.test-data.ts';
import { isPdf, pdfPages } from './pdf-pages.ts';

test.each([1, 3, 40])('%i pages, objects in the clear and packed', async (pages) => {
  expect(pdfPages(await numberedPdf(pages, { objectStreams: false }))).toBe(pages);
  expect(pdfPages(await numberedPdf(pages, { objectStreams: true }))).toBe(pages);
});

test('pages added later: the newest page tree counts', async () => {
  const plain = Buffer.from(await numberedPdf(2, { objectStreams: false })).toString('latin1');
  const [, id = '', tree = ''] = /(\d+) 0 obj\s*(<<[^>]*\/Type \/Pages[^>]*>>)/.exec(plain) ?? [];
  const update = `\n${id} 0 obj\n${tree.replace('/Count 2', '/Count 5')}\nendobj\n`;
  expect(pdfPages(Buffer.from(plain + update, 'latin1'))).toBe(5);
});

test('words of a page tree inside the text of a page do not count', async () => {
  const pdf = await PDFDocument.load(await numberedPdf(2));
  pdf.setTitle('/Type /Pages /Count 99 1 0 obj');
  expect(pdfPages(await pdf.save({ useObjectStreams: false }))).toBe(2);
});

/** An object stream without objects that unpacks to `bytes` blanks. */
function objectStream(id: number, bytes: number): Buffer {
  const packed = deflateSync(Buffer.alloc(bytes, 0x20));
  const head = `\n${id} 0 obj\n<< /Type /ObjStm /N 0 /First 0 /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`;
  return Buffer.concat([Buffer.from(head), packed, Buffer.from('\nendstream\nendobj\n')]);
}

test('a file that unpacks to hundreds of times its size is given up, not unpacked to its end', async () => {
  const pdf = Buffer.from(await numberedPdf(2, { objectStreams: false }));
  const some = Array.from({ length: 3 }, (_, i) => objectStream(100 + i, 1_000_000));
  expect(pdfPages(Buffer.concat([pdf, ...some]))).toBe(2);
  const bomb = Array.from({ length: 60 }, (_, i) => objectStream(100 + i, 1_000_000));
  expect(pdfPages(Buffer.concat([pdf, ...bomb]))).toBeNull();
});

test('objects that cannot be unpacked may hold a newer page tree: the older one is no answer', async () => {
  const pdf = Buffer.from(await numberedPdf(2, { objectStreams: false }));
  const damaged = objectStream(100, 1_000);
  damaged.fill(0xff, damaged.indexOf('stream\n') + 7, damaged.indexOf('stream\n') + 11);
  expect(pdfPages(Buffer.concat([pdf, damaged]))).toBeNull();
});

test('beginnings of objects without an end are looked through once, not once for each of them', () => {
  const unfinished = Buffer.from(`%PDF-1.7\n${'1 0 obj << >>\n'.repeat(30_000)}`);
  const endings = vi.spyOn(String.prototype, 'indexOf');
  try {
    expect(pdfPages(unfinished)).toBeNull();
    expect(endings.mock.calls.filter(([sought]) => sought === 'endobj').length).toBe(1);
  } finally {
    endings.mockRestore();
  }
});

test('unknown is unknown: encrypted, empty, not a PDF, cut in half', async () => {
  const pdf = Buffer.from(await numberedPdf(3));
  expect(pdfPages(Buffer.concat([pdf, Buffer.from('\ntrailer << /Encrypt 9 0 R >>')]))).toBeNull();
  expect(pdfPages(new Uint8Array())).toBeNull();
  expect(pdfPages(Buffer.from('hello'))).toBeNull();
  expect(pdfPages(pdf.subarray(0, pdf.length / 2))).toBeNull();
  expect(isPdf(Buffer.from('\n%PDF-1.4'))).toBe(true);
});

test('any damage: no throw, and a number or null', async () => {
  const pdf = await numberedPdf(3);
  fc.assert(
    fc.property(fc.nat(pdf.length - 1), fc.nat(255), fc.nat(pdf.length), (at, byte, length) => {
      const copy = pdf.slice(0, length);
      copy[Math.min(at, length - 1)] = byte;
      const pages = pdfPages(copy);
      expect(pages === null || Number.isInteger(pages)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
