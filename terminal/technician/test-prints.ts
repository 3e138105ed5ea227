import { randomUUID } from 'node:crypto';
import { PDFDocument, rgb, StandardFonts } from 'pdf-lib';
import { printAct } from '../devices/print-act.ts';
import type { TestDeps } from './device-tests.ts';
import { absent, ofOutcome, type TestResult } from './test-result.ts';

/** Longest that the test page may take, milliseconds: a cold laser printer warms up for a minute. */
const pageMs = 120_000;
/** A4, points of 1/72 inch. */
const a4 = { width: 595.28, height: 841.89 } as const;

/** Test: prints a strip of all patterns. Effect: consumesSupply. */
export async function printStrip({ devices, store, log, strip }: TestDeps): Promise<TestResult> {
  if (devices.receiptPrinter === null) return absent;
  const slip = { receiptNo: '', markup: strip(), copy: 0, session: null };
  const { outcome, code } = await printAct(slip, { printer: devices.receiptPrinter, store, log });
  return ofOutcome(outcome, code);
}

/**
 * One page of nobody on the A4 printer. It is no document of the hub, so it is not a document act: that it goes out is a record of the audit chain before the first byte, and nothing
 * sends it a second time.
 */
export async function printPage({ devices, sent, heading }: TestDeps, signal: AbortSignal): Promise<TestResult> {
  const printer = devices.documentPrinter;
  if (printer === null) return absent;
  const pdf = await testPage(heading());
  const printed = await printer.print(
    { actId: randomUUID(), pdf, pages: 1 },
    { hooks: { sent: () => sent('documentPrinter:page') }, printMs: pageMs, signal },
  );
  if (!printed.ok) return ofOutcome(printed.error.outcome, printed.error.code);
  const { pages, pagesOut } = printed.value;
  return ofOutcome('done', null, { key: 'tech.found.page', values: { out: pagesOut ?? '—', of: pages } });
}

/** A frame at 10 mm from the edges, steps of grey, and which machine it was. Latin letters only: they stand in every PDF reader. */
async function testPage({ kiosk, wallMs }: ReturnType<TestDeps['heading']>): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const page = pdf.addPage([a4.width, a4.height]);
  const font = await pdf.embedFont(StandardFonts.Courier);
  const mm = 72 / 25.4;
  const ink = rgb(0, 0, 0);
  const frame = { x: 10 * mm, y: 10 * mm, width: a4.width - 20 * mm, height: a4.height - 20 * mm };
  page.drawRectangle({ ...frame, borderColor: ink, borderWidth: 0.5 });
  const at = new Date(wallMs + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  const lines = ['yitiji test page', kiosk, at, 'The frame is 10 mm from each edge.'];
  for (const [i, text] of lines.entries())
    page.drawText(text, { x: 20 * mm, y: a4.height - (25 + i * 8) * mm, size: 12, font });
  for (let step = 0; step <= 10; step += 1) {
    const grey = 1 - step / 10;
    const box = { x: (20 + step * 15) * mm, y: a4.height - 80 * mm, width: 15 * mm, height: 15 * mm };
    page.drawRectangle({ ...box, color: rgb(grey, grey, grey) });
  }
  return await pdf.save();
}
