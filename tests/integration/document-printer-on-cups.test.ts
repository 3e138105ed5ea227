import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { GlobalFonts, PDFDocument } from '@napi-rs/canvas';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import type { Evidence } from '../../contract/device.ts';
import { noLog } from '../../contract/log.ts';
import { bootOfMachine } from '../../drivers/document-printer/cups/boot-of-machine.ts';
import type { CupsProfile } from '../../drivers/document-printer/cups/cups-profile.ts';
import { numberedPdf } from '../../drivers/document-printer/cups/cups-rig.test-data.ts';
import type { DocumentPrinter } from '../../drivers/document-printer/document-printer.ts';
import { openDocumentPrinter } from '../../drivers/document-printer/drivers.ts';
import { IppCaller } from '../../drivers/document-printer/ipp/ipp-caller.ts';
import { createIppClient } from '../../drivers/document-printer/ipp/ipp-client.ts';
import { createJob, getJobAttributes, jobViews, sendDocument } from '../../drivers/document-printer/ipp/operations.ts';
import { FaultPrinter } from '../../drivers/simulators/cups/fault-printer.ts';
import { cupsRigLacks, PrivateCups, ppds } from '../../drivers/simulators/cups/private-cups.ts';

/** Real cupsd, real backends, real processes; a private instance, so that nothing of the system's CUPS is touched. */
const lacks = cupsRigLacks();
/** In CI a missing package is a failure, not a skip. */
const mayBeMissing = process.env.CI === undefined;
const threePages = await numberedPdf(3);
const child = fileURLToPath(new URL('./print-and-die.test-data.ts', import.meta.url));

const simulateProgram = fileURLToPath(
  new URL('../../drivers/simulators/cups/simulate-a4.test-data.ts', import.meta.url),
);

const dir = mkdtempSync(join(tmpdir(), 'yitiji-cups-'));
const cups = lacks.length === 0 ? new PrivateCups({ dir }) : null;
let fault: FaultPrinter;
let printer: DocumentPrinter;
let acts = 0;

/** Short waits: the mechanics of the rig take 50 ms a page. */
const quick: Partial<CupsProfile> = { jobPollMs: 60, idlePollMs: 200, retryFirstMs: 50, cureMs: 1_200, lostMs: 8_000 };

function open(queue: string, profile: Partial<CupsProfile> = {}): DocumentPrinter {
  const opened = openDocumentPrinter('cups', {
    port: `${queue}@${cups?.socket}`,
    clock: systemClock,
    log: noLog,
    profile: { ...quick, ...profile },
  });
  opened.start();
  return opened;
}

function print(o: Partial<Parameters<DocumentPrinter['print']>[1]> = {}, pdf = threePages, on = printer) {
  acts += 1;
  const actId = `act-${acts}`;
  const evidence: Evidence[] = [];
  const result = on.print({ actId, pdf }, { hooks: { sent: (before) => void evidence.push(before) }, ...o });
  return { actId, result, evidence };
}

const pagesOut = (actId: string) =>
  fault.sheets.filter(({ jobName, end }) => jobName === actId && end === 'out').map(({ page }) => page);

describe.skipIf(lacks.length > 0 && mayBeMissing)('A4 over CUPS', () => {
  beforeAll(async () => {
    if (cups === null) throw new Error(`not here: ${lacks.join(', ')}`);
    fault = new FaultPrinter({ clock: systemClock });
    await fault.listen(join(dir, 'printer.sock'));
    await cups.start();
    const uri = `kiosktest:${join(dir, 'printer.sock')}`;
    await cups.addQueue({ name: 'A4', uri, ppd: ppds.pdf });
    await cups.addQueue({ name: 'ONCE', uri: `yitiji-once:/${uri}`, ppd: ppds.pdf });
    if (existsSync(ppds.cupsPdf)) await cups.addQueue({ name: 'PDF', uri: 'cups-pdf:/', ppd: ppds.cupsPdf });
    printer = open('A4');
  });

  afterEach(() => {
    fault.set({ paper: 500, isCoverOpen: false, isJammed: false, isTonerOut: false, isOffline: false });
    fault.jamAt(null);
    fault.hangAfter(null);
    fault.setCountsTwice(false);
    printer.cured();
  });

  afterAll(async () => {
    await printer?.close();
    await cups?.stop();
    await fault?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  test('three pages come out, are told and counted', async () => {
    const told: number[] = [];
    const { actId, result } = print({ onPage: (page) => told.push(page) });
    expect(await result).toMatchObject({ ok: true, value: { pages: 3, pagesOut: 3 } });
    expect(pagesOut(actId)).toEqual([1, 2, 3]);
    expect(told).toEqual([1, 2, 3]);
    expect(printer.capabilities().pageEvidence).toBe('printer');
  });

  test('paper out after page 1, refilled: done, each page once', async () => {
    fault.set({ paper: 1 });
    const { actId, result } = print({}, threePages, printer);
    await seen(() => printer.status().supplies.paper?.level === 'out');
    expect(printer.status().faults).toMatchObject([{ code: 'E_SUPPLY_OUT' }]);
    fault.set({ paper: 10 });
    expect(await result).toMatchObject({ ok: true, value: { pagesOut: 3 } });
    expect(pagesOut(actId)).toEqual([1, 2, 3]);
    expect(printer.status().faults).toEqual([]);
  });

  test('jam after 1 of 3, never cured: partial 1 of 3, cancelled; nothing comes later; a keeper frees it and the next prints', async () => {
    fault.jamAt(2);
    const { actId, result } = print();
    expect(await result).toMatchObject({
      error: { code: 'E_MEDIA_JAM', outcome: 'partial', pages: 3, pagesOut: 1, mediaAt: 'jammed' },
    });
    fault.set({ isJammed: false });
    // CUPS remembers the jam for ever: only a keeper's word opens the way to the next job, whose backend then tells the truth.
    expect(await print().result).toMatchObject({ error: { code: 'E_MEDIA_JAM', outcome: 'notStarted' } });
    printer.cured();
    const next = print();
    expect(await next.result).toMatchObject({ ok: true });
    expect([pagesOut(actId), pagesOut(next.actId)]).toEqual([[1], [1, 2, 3]]);
    expect(printer.status()).toMatchObject({ paths: { paper: 'clear' }, faults: [] });
  });

  test.each([
    ['failed', 1, 'partial', 1],
    ['stop the queue', 4, 'partial', 1],
    ['cancel the job', 5, 'partial', 1],
    ['done too early', 0, 'partial', 1],
  ] as const)(
    'the backend ends after page 1 with "%s" (%i): %s, and nothing is printed again',
    async (_, code, outcome, k) => {
      fault.exitAfter(1, code);
      const { actId, result } = print();
      expect(await result).toMatchObject({ error: { outcome, pagesOut: k } });
      await cups?.setQueueStopped('A4', false);
      expect(await print().result).toMatchObject({ ok: true });
      expect(pagesOut(actId)).toEqual([1]);
    },
  );

  test('the backend is killed in the middle: partial, not printed again', async () => {
    fault.hangAfter(1);
    const { actId, result } = print({ onPage: () => process.kill(fault.backendPid ?? Number.NaN, 'SIGKILL') });
    expect(await result).toMatchObject({ error: { outcome: 'partial', pagesOut: 1 } });
    fault.hangAfter(null);
    await cups?.setQueueStopped('A4', false);
    expect(await print().result).toMatchObject({ ok: true });
    expect(pagesOut(actId)).toEqual([1]);
  });

  test('the queue is stopped in the middle: cancelled; enabling it prints nothing', async () => {
    const page = fault.event('page 1');
    const { actId, result } = print();
    await page;
    fault.hangAfter(2);
    await cups?.setQueueStopped('A4', true);
    expect((await result).ok).toBe(false);
    const before = pagesOut(actId);
    fault.hangAfter(null);
    await cups?.setQueueStopped('A4', false);
    expect(await print().result).toMatchObject({ ok: true });
    expect(pagesOut(actId)).toEqual(before);
    expect(await print().result).toMatchObject({ ok: true });
  });

  test('printer and filter both count: an alarm, not a success', async () => {
    fault.setCountsTwice(true);
    expect(await print().result).toMatchObject({ error: { code: 'E_PROTOCOL', outcome: 'indeterminate' } });
  });

  test('it hangs: given up by the deadline, cancelled', async () => {
    fault.hangAfter(1);
    const { actId, result } = print({ printMs: 1_000 });
    expect(await result).toMatchObject({ error: { code: 'E_IO_TIMEOUT', outcome: 'partial', pagesOut: 1 } });
    fault.hangAfter(null);
    expect(await print().result).toMatchObject({ ok: true });
    expect(pagesOut(actId)).toEqual([1]);
  });

  test('cupsd is killed in the middle and comes back: `yitiji-once` lets the job begin only once, and nobody claims a count that was not heard', async () => {
    const once = open('ONCE', { pageEvidence: 'printer' });
    const page = fault.event('page 1');
    fault.hangAfter(1);
    const told: number[] = [];
    const { actId, result } = print({ onPage: (at) => told.push(at) }, threePages, once);
    await page;
    const gone = fault.event('gone');
    await cups?.stop('SIGKILL');
    // The backend lives on without cupsd, as it would: the printer is switched off and on by hand.
    process.kill(fault.backendPid ?? Number.NaN, 'SIGKILL');
    await gone;
    fault.hangAfter(null);
    await cups?.start();
    const ended = await result;
    // What was heard of the printer's count before the kill is known; otherwise nothing is.
    const isCounted = told.length > 0;
    expect(ended).toMatchObject({
      error: isCounted ? { outcome: 'partial', pagesOut: 1 } : { outcome: 'indeterminate' },
    });
    expect(pagesOut(actId)).toEqual([1]);
    expect(await print({}, threePages, once).result).toMatchObject({ ok: true });
    expect(pagesOut(actId)).toEqual([1]);
    await once.close();
  });

  test('a job that waits in the spooler when the machine loses its power never comes out before somebody else: `yitiji-once` begins none of an earlier start', async () => {
    if (cups === null) throw new Error('not here');
    await cups.setQueueStopped('ONCE', true);
    const caller = new IppCaller(
      createIppClient({ place: { kind: 'socket', path: cups.socket }, path: '/printers/ONCE' }),
      systemClock,
    );
    const target = { printerUri: 'ipp://localhost/printers/ONCE', userName: 'yitiji' };
    const ticket = { sides: 'one-sided', media: 'iso_a4_210x297mm', noFilterPages: true, cancelAfterS: 60 } as const;
    const ids = new Map<string, number>();
    const { signal } = new AbortController();
    const ms = 3_000;
    for (const [name, boot] of [
      ['act-of-earlier-start', 'b9d6e2c0-0000-4000-8000-000000000000'],
      ['act-of-this-start', bootOfMachine()],
    ] as const) {
      const created = await caller.call(createJob(target, { ...ticket, name, boot }), { ms, signal });
      if (!created.ok) throw new Error(created.error.detail);
      const id = jobViews(created.value)[0]?.id ?? 0;
      ids.set(name, id);
      expect(await caller.call(sendDocument(target, id), { ms, signal, document: threePages })).toMatchObject({
        ok: true,
      });
    }
    await cups.stop('SIGKILL');
    await cups.start();
    const printed = fault.event('exit 0');
    await cups.setQueueStopped('ONCE', false);
    // The later one of this start has come out: the earlier one had its turn.
    await printed;
    expect([pagesOut('act-of-earlier-start'), pagesOut('act-of-this-start')]).toEqual([[], [1, 2, 3]]);
    const earlier = await caller.call(getJobAttributes(target, ids.get('act-of-earlier-start') ?? 0), { ms, signal });
    expect(earlier.ok && jobViews(earlier.value)[0]?.state).toBe('canceled');
  });

  test('the danger is real: without `yitiji-once`, and with nobody watching, cupsd prints the same job again from page 1', async () => {
    const page = fault.event('page 1');
    fault.hangAfter(1);
    const blind = open('A4');
    const { actId, result } = print({}, threePages, blind);
    await page;
    await blind.close();
    await result;
    const gone = fault.event('gone');
    await cups?.stop('SIGKILL');
    process.kill(fault.backendPid ?? Number.NaN, 'SIGKILL');
    await gone;
    fault.hangAfter(null);
    const again = fault.event('exit 0');
    await cups?.start();
    await again;
    expect(pagesOut(actId)).toEqual([1, 1, 2, 3]);
  });

  test('this program dies after the document has left: at boot the job is found and counted, printed once', async () => {
    const file = join(dir, 'three.pdf');
    writeFileSync(file, threePages);
    const program = spawn(process.execPath, ['--no-warnings', child, `A4@${cups?.socket}`, file, 'act-dead'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise((resolve) => program.once('exit', resolve));
    const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
    const before: Evidence = JSON.parse((await lines.next()).value ?? '{}');
    await fault.event('page 1 of act-dead');
    program.kill('SIGKILL');
    await exited;
    await printer.close();
    printer = open('A4');
    expect(await printer.reconcile(before)).toMatchObject({
      outcome: 'done',
      evidence: { values: { pagesOut: 3, jobState: 'completed' } },
    });
    expect(pagesOut('act-dead')).toEqual([1, 2, 3]);
  });

  test('cups-pdf: filters count, nobody sees paper: done only where the profile trusts it; the Chinese text is whole', async () => {
    if (!existsSync(ppds.cupsPdf)) return;
    const pdf = chinesePdf('参保证明 黎云', '第二页 共两页');
    const honest = open('PDF');
    expect(await print({}, pdf, honest).result).toMatchObject({ error: { outcome: 'indeterminate', pagesOut: null } });
    expect(honest.capabilities().pageEvidence).toBe('filter');
    await honest.close();
    const trusting = open('PDF', { trustsCompletion: true });
    const { actId, result } = print({}, pdf, trusting);
    expect(await result).toMatchObject({ ok: true, value: { pages: 2, pagesOut: null } });
    await trusting.close();
    const folder = '/var/spool/cups-pdf/ANONYMOUS';
    const files = readdirSync(folder).filter((name) => /^act-\d+/.test(name));
    const mine = files.find((name) => name.startsWith(`${actId}_`) || name.startsWith(`${actId}-`));
    const source = join(dir, 'chinese.pdf');
    writeFileSync(source, pdf);
    const texts = execFileSync('pdftotext', [source, '-'], { encoding: 'utf8' });
    expect(texts.replaceAll(/\s/g, '')).toContain('参保证明黎云');
    // The way over PostScript loses what the glyphs mean, not what they look like: the pictures are compared.
    const [wanted, printed] = [source, join(folder, mine ?? 'none')].map(pictures);
    for (const name of files) rmSync(join(folder, name));
    expect(printed).toHaveLength(2);
    const [one, two] = printed ?? [];
    const [first, second] = wanted ?? [];
    if (one === undefined || two === undefined || first === undefined || second === undefined)
      throw new Error('no pages');
    expect(ink(one)).toBeGreaterThan(300);
    // Another text would be seen: the pages are compared crosswise, too.
    expect(difference(one, first)).toBeLessThan(0.6 * difference(one, second));
    expect(difference(two, second)).toBeLessThan(0.6 * difference(two, first));
  });

  test('simulate a4: ready, obeys stdin, keeps the document, leaves nothing behind', async () => {
    const port = await freePort();
    const own = join(dir, 'tmp-of-simulate');
    mkdirSync(own);
    const given = JSON.stringify({ tcp: String(port), 'page-ms': '30', 'print-to': dir, once: true, paper: '1' });
    const program = spawn(process.execPath, ['--no-warnings', simulateProgram, given], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: own },
    });
    const exited = new Promise((resolve) => program.once('exit', resolve));
    const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
    const line = async () => String((await lines.next()).value);
    const url = `ipp://localhost:${port}/printers/A4`;
    expect(await line()).toBe(`READY ${url}`);
    const device = openDocumentPrinter('cups', { port: url, clock: systemClock, log: noLog, profile: quick });
    device.start();
    const printing = device.print({ actId: 'act-sim', pdf: threePages }, { hooks: { sent: () => undefined } });
    expect([await line(), await line()]).toEqual(['JOB 1 ACT-SIM PAGES 3', 'PAGE 1 OF ACT-SIM']);
    program.stdin.write('paper 100\n');
    expect(await printing).toMatchObject({ ok: true, value: { pagesOut: 3 } });
    await device.close();
    program.kill('SIGTERM');
    await exited;
    expect(readdirSync(dir)).toContain('act-sim-1.pdf');
    expect(readFileSync(join(dir, 'act-sim-1.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    expect(readdirSync(own)).toEqual([]);
  });

  test('the private cupsd has kept no document', () => {
    const spool = join(dir, 'spool');
    expect(readdirSync(spool).filter((name) => name.startsWith('d'))).toEqual([]);
    expect(readFileSync(join(dir, 'log/page'), 'utf8')).not.toContain('黎云');
  });
});

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Polls what the driver itself polls; the test's own limit ends it. */
async function seen(holds: () => boolean): Promise<void> {
  if (holds()) return;
  await new Promise<void>((resolve) => {
    const leave = printer.onStatus(() => {
      if (!holds()) return;
      leave();
      resolve();
    });
  });
}

/** Each page as 595 × 842 grey values (PGM behind its header). */
function pictures(file: string): readonly Uint8Array[] {
  const all = execFileSync('pdftoppm', ['-gray', '-r', '72', file], {
    maxBuffer: 16_777_216,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const header = Buffer.from('P5\n');
  const pages: Uint8Array[] = [];
  for (let at = all.indexOf(header); at !== -1; ) {
    const [, width = '0', height = '0'] = /^P5\n(\d+) (\d+)\n255\n/.exec(all.toString('latin1', at, at + 30)) ?? [];
    const from = at + `P5\n${width} ${height}\n255\n`.length;
    pages.push(all.subarray(from, from + Number(width) * Number(height)));
    at = all.indexOf(header, from + Number(width) * Number(height));
  }
  return pages;
}

const ink = (picture: Uint8Array) => picture.filter((grey) => grey < 128).length;

/** Part of the ink that stands elsewhere, in cells of 6 × 6 dots, so that edges drawn otherwise do not count. */
function difference(one: Uint8Array, other: Uint8Array): number {
  const [cells, others] = [one, other].map(inkOfCells);
  const moved = (cells ?? []).reduce((total, value, index) => total + Math.abs(value - (others?.[index] ?? 0)), 0);
  return moved / Math.max(1, ink(one));
}

function inkOfCells(picture: Uint8Array): readonly number[] {
  const width = 595;
  const perRow = Math.ceil(width / 6);
  const cells = Array.from({ length: perRow * Math.ceil(picture.length / width / 6) }, () => 0);
  for (const [index, grey] of picture.entries()) {
    const cell = Math.floor((index % width) / 6) + perRow * Math.floor(index / width / 6);
    cells[cell] = (cells[cell] ?? 0) + (255 - grey) / 255;
  }
  return cells;
}

function chinesePdf(...pages: readonly string[]): Uint8Array {
  GlobalFonts.registerFromPath('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', 'CJK');
  const pdf = new PDFDocument();
  for (const text of pages) {
    const context = pdf.beginPage(595, 842);
    context.font = '24px "CJK"';
    context.fillText(text, 60, 100);
    pdf.endPage();
  }
  return pdf.close();
}
