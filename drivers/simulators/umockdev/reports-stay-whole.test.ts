import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ReportLine } from './report-line.ts';

let folder = '';
let line: ReportLine;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-report-line-'));
  line = new ReportLine(join(folder, 'line'), 65);
});

afterEach(async () => {
  await line.unplug();
  rmSync(folder, { recursive: true, force: true });
});

/** Every byte value at every place of a report, over 256 reports. */
const reports = Array.from({ length: 256 }, (_, n) => Uint8Array.from({ length: 64 }, (_unused, i) => n + i));

it('one read is one report, whatever the bytes and however many wait', async () => {
  const device = await open(await line.plug(), 'r+');
  for (const report of reports) line.send(report);
  const buffer = new Uint8Array(2_048);
  const got: Uint8Array[] = [];
  while (got.length < reports.length) {
    const { bytesRead } = await device.read(buffer);
    got.push(buffer.slice(0, bytesRead));
  }
  await device.close();
  expect(got).toEqual(reports);
});

it('short reports stay short', async () => {
  const device = await open(await line.plug(), 'r+');
  line.send(Uint8Array.of(4));
  line.send(Uint8Array.of(0x16, 0x04, 0x0a));
  const buffer = new Uint8Array(2_048);
  const lengths = [(await device.read(buffer)).bytesRead, (await device.read(buffer)).bytesRead];
  await device.close();
  expect(lengths).toEqual([1, 3]);
});

it('output reports are cut at their length, all bytes as they were', async () => {
  const written = reports.map((report) => Uint8Array.of(0, ...report));
  const heard: Uint8Array[] = [];
  const all = new Promise<void>((resolve) => {
    line.onHostReport((report) => {
      heard.push(report);
      if (heard.length === written.length) resolve();
    });
  });
  const device = await open(await line.plug(), 'r+');
  for (const report of written) await device.write(report);
  await all;
  await device.close();
  expect(heard).toEqual(written);
});
