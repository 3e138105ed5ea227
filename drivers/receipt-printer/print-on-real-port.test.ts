import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { slipLines } from '../simulators/escpos-paper.ts';
import { EscposSimulator } from '../simulators/escpos-simulator.ts';
import { PtyLine } from '../simulators/pty.ts';
import { openReceiptPrinter } from './drivers.ts';
import type { ReceiptPrinter } from './receipt-printer.ts';
import { sampleMarkup } from './render/receipt-samples.test-data.ts';

let folder = '';
let line: PtyLine;
let sim: EscposSimulator;
let printer: ReceiptPrinter;
const hooks = { sent: () => undefined };

/** Resolves when the condition holds; the test's own time limit is the only one. */
function until(condition: () => boolean): Promise<void> {
  if (condition()) return Promise.resolve();
  return new Promise((resolve) => {
    const leave = printer.onStatus(() => {
      if (!condition()) return;
      leave();
      resolve();
    });
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-pty-'));
  line = new PtyLine(join(folder, 'printer'));
  sim = new EscposSimulator({ clock: systemClock, send: (bytes) => line.send(bytes) });
  line.onHostBytes((bytes) => sim.receive(bytes));
  await line.plug();
  // Pacing by a baud rate would only make the test slow: a pseudo-terminal has none.
  printer = openReceiptPrinter('escpos', {
    port: line.path,
    clock: systemClock,
    log: noLog,
    profile: { baudRate: 0, recoverMs: 20 },
  });
  printer.start();
  await until(() => printer.status().link === 'up');
});

afterEach(async () => {
  await printer.close();
  await line.unplug();
  rmSync(folder, { recursive: true, force: true });
});

test('a receipt with QR code and a rare name goes over a real port whole', async () => {
  const markup = sampleMarkup('zh-CN', 'effective', { maskedName: '㛃**' });
  const result = await printer.print({ actId: 'a1', markup, copy: 0 }, { hooks });
  expect(result).toMatchObject({ ok: true, value: { unprintable: [] } });
  expect(sim.problems).toEqual([]);
  expect(sim.slips).toHaveLength(1);
  expect(sim.slips.flatMap(slipLines).join('\n')).toContain('TH0017-261123-0042-3');
});

test('port closed in the middle of a job: indeterminate; plugged in again, the next receipt is whole', async () => {
  sim.atByte(sim.receivedBytes + 4_000, () => void line.unplug());
  const first = await printer.print({ actId: 'a1', markup: sampleMarkup(), copy: 0 }, { hooks });
  expect(first).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', outcome: 'indeterminate' } });
  await line.plug();
  await until(() => printer.status().link === 'up');
  const second = await printer.print({ actId: 'a2', markup: sampleMarkup(), copy: 1 }, { hooks });
  expect(second).toMatchObject({ ok: true });
  const last = slipLines(sim.slips.at(-1) ?? { items: [], cut: null });
  expect(last[0]).toContain('广州市政务服务一体机');
  expect(last.at(-1)).toContain('本回执不是证书');
});

test('paper out on a real port: refused with the precise code', async () => {
  sim.setPaperLeft(0);
  const result = await printer.print({ actId: 'a1', markup: sampleMarkup(), copy: 0 }, { hooks });
  expect(result).toMatchObject({ ok: false, error: { code: 'E_SUPPLY_OUT', outcome: 'notStarted' } });
  expect(sim.slips).toEqual([]);
});
