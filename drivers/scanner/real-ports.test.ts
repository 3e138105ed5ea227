import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { PtyLine } from '../simulators/pty.ts';
import { reportsOf } from '../simulators/scanner-hid-simulator.ts';
import { ScannerSimulator } from '../simulators/scanner-simulator.ts';
import { type MockTransfer, posDescriptor } from '../simulators/umockdev/mock-hid-device.ts';
import { runWithHidDevice } from '../simulators/umockdev/run-umockdev.ts';
import { openScanner } from './drivers.ts';
import { bytesOfHex } from './hex-string.ts';
import { commandReport } from './hid-pos/command-report.ts';
import { hidPosModels } from './hid-pos/profile.ts';
import type { Scanner } from './scanner.ts';

describe('a serial scanner on a real port', () => {
  let folder = '';
  let line: PtyLine;
  let simulator: ScannerSimulator;
  let scanner: Scanner;

  /** Resolves when the link is so; the test's own time limit is the only one. */
  const until = (link: string) =>
    new Promise<void>((resolve) => {
      if (scanner.status().link === link) return resolve();
      const leave = scanner.onStatus((status) => {
        if (status.link !== link) return;
        leave();
        resolve();
      });
    });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'yitiji-pty-'));
    line = new PtyLine(join(folder, 'scanner'));
    simulator = new ScannerSimulator({ clock: systemClock, send: (bytes) => line.send(bytes), model: 'newland' });
    line.onHostBytes((bytes) => simulator.receive(bytes));
    await line.plug();
    // Answers may be slow on a busy test machine; asking twice would be right and would spoil the comparison below.
    const profile = { model: 'newland' as const, ackTimeoutMs: 10_000 };
    scanner = openScanner('serial-scanner', { port: line.path, clock: systemClock, log: noLog, profile });
    scanner.start();
    await until('up');
  });

  afterEach(async () => {
    await scanner.close();
    simulator.restart();
    await line.unplug();
    rmSync(folder, { recursive: true, force: true });
  });

  it('reads a code in GBK, with the light on only while somebody waits', async () => {
    simulator.show({ text: '广州 GZ-0123', charset: 'gb18030' });
    expect(await scanner.scan({ userMs: 10_000 })).toMatchObject({
      ok: true,
      value: { text: '广州 GZ-0123', charset: 'gb18030' },
    });
    expect(simulator.isLit).toBe(false);
    expect(simulator.commands.slice(0, 4)).toEqual(['query', 'init 1', 'triggerOff', 'triggerOn']);
    expect(simulator.commands.at(-1)).toBe('triggerOff');
  });

  it('pulled out while somebody waits: typed error; plugged in again: back, and the next code is read', async () => {
    const call = scanner.scan({ userMs: 10_000 });
    await until('up');
    await line.unplug();
    expect(await call).toMatchObject({ ok: false, error: { outcome: 'notDone' } });
    await line.plug();
    await until('up');
    simulator.show({ text: 'next' });
    expect(await scanner.scan({ userMs: 10_000 })).toMatchObject({ ok: true, value: { text: 'next' } });
  });
});

describe('a HID-POS scanner behind node-hid', () => {
  const program = fileURLToPath(new URL('./hid-program.test-data.ts', import.meta.url));
  const device = {
    vendorId: 0x1eab,
    productId: 0x0d10,
    serial: 'SN0001',
    product: 'Test scanner',
    descriptor: posDescriptor,
  };
  const { layout, triggerOn, triggerOff } = hidPosModels.newland;
  const write = (hex: string): MockTransfer => ({ type: 'write', bytes: commandReport(0x04, bytesOfHex(hex), 64) });
  const text = '广州市 GZ-0123-4567 '.repeat(6);
  const reports = reportsOf(new TextEncoder().encode(text), layout);

  async function run(script: readonly MockTransfer[]) {
    const { stdout, stderr, exit } = await runWithHidDevice(device, script, [
      ...[process.execPath, '--no-warnings', program],
      'hid:1eab:0d10',
    ]);
    if (exit !== 0) throw new Error(`exit ${exit}: ${stderr}`);
    return JSON.parse(stdout) as unknown;
  }

  it('trigger off, trigger on, a code over three reports, trigger off', async () => {
    expect(reports).toHaveLength(3);
    const said = await run([
      write(triggerOff),
      write(triggerOn),
      ...reports.map((bytes, i): MockTransfer => ({ type: 'read', bytes, afterMs: i === 0 ? 150 : 5 })),
      write(triggerOff),
      // A question that is never asked keeps the device alive until the program has closed it.
      { type: 'write', bytes: Uint8Array.of(0) },
    ]);
    expect(said).toEqual({ link: 'up', text, charset: 'utf-8' });
  });

  it('the last report is lost: the rest is dropped, trigger on again, and the next code is read', async () => {
    const said = await run([
      write(triggerOff),
      write(triggerOn),
      ...reports.slice(0, 2).map((bytes, i): MockTransfer => ({ type: 'read', bytes, afterMs: i === 0 ? 150 : 5 })),
      write(triggerOn),
      ...reportsOf(new TextEncoder().encode('next'), layout).map(
        (bytes): MockTransfer => ({ type: 'read', bytes, afterMs: 20 }),
      ),
      write(triggerOff),
      { type: 'write', bytes: Uint8Array.of(0) },
    ]);
    expect(said).toEqual({ link: 'up', text: 'next', charset: 'utf-8' });
  });
});
