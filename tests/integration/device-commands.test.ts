import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { driverNames, drivers } from '../../drivers/registry.ts';
import { endProcesses, simulate, yitiji } from '../support/yitiji-process.ts';

/** Every device command against the simulator of its driver, each a process of its own. */
let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-devices-'));
});
afterEach(endProcesses);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const isRoot = process.getuid?.() === 0;

/** How each serial driver's simulator is started, and what makes its status good. */
const serial = [
  ['sdt', 'sdt', []],
  ['escpos', 'escpos', []],
  ['f2', 'f2', ['--cards', '3']],
  ['k720', 'k720', ['--cards', '3']],
  ['serial-scanner', 'scanner', ['--model', 'newland']],
  ['io-board', 'io-board', []],
] as const;

describe('device commands', () => {
  it('no driver is without a line here', () => {
    const tested = [...serial.map(([driver]) => driver), 'cups', 'pcsc', 'sdt-hid-raw', 'sdt-hid-wrapped', 'hid-pos'];
    expect([...tested].sort()).toEqual([...driverNames].sort());
  });

  it.each(serial)('%s: status, then a recording that replays as the device itself', async (driver, kind, more) => {
    const link = join(dir, driver);
    await simulate(kind, ['--link', link, ...more]);
    const settings = driver === 'serial-scanner' ? ['--settings', '{"model":"newland"}'] : [];
    const at = ['--driver', driver, '--port', link, ...settings];
    const status = await yitiji(['device', 'status', ...at, '--json']);
    expect(status.last).toMatchObject({ link: 'up', condition: 'ok', faults: [] });
    expect(status.code).toBe(0);
    const file = join(dir, `${driver}.trace`);
    const traced = await yitiji(['device', 'trace', ...at, '--trace', file, '--seconds', '2', '--json']);
    expect(traced).toMatchObject({ code: 0, last: { driver, link: 'up', file } });
    await endProcesses();
    const shown = await yitiji(['device', 'replay', file, '--json']);
    expect(shown.last).toMatchObject({ driver, damaged: 0 });
    expect(shown.last.messages).toBeGreaterThan(1);
    // The recorded device answers the same driver on another port.
    const again = join(dir, `${driver}-recorded`);
    let replayed: Awaited<ReturnType<typeof yitiji>> | null = null;
    await new Promise<void>((resolve) => {
      void yitiji(['device', 'replay', file, '--link', again, '--json'], (line) => {
        if (line.startsWith('READY')) resolve();
      }).then((ended) => {
        replayed = ended;
        resolve();
      });
    });
    expect(replayed).toBeNull();
    const recorded = await yitiji(['device', 'status', '--driver', driver, '--port', again, ...settings, '--json']);
    expect(recorded.last).toMatchObject({ link: 'up', condition: 'ok' });
  });

  it('list: names each device by its own answer, all ports at once', async () => {
    const links = await Promise.all(
      (['sdt', 'escpos', 'f2', 'k720', 'io-board'] as const).map(async (driver) => {
        const link = join(dir, `list-${driver}`);
        await simulate(driver, ['--link', link]);
        return [driver, link] as const;
      }),
    );
    const listed = await yitiji(['device', 'list', '--probe', links.map(([, link]) => link).join(','), '--json']);
    expect(listed.code).toBe(0);
    for (const [driver, port] of links) {
      expect(listed.last.devices).toContainEqual(
        expect.objectContaining({ driver, port, title: drivers[driver].title }),
      );
    }
  });

  it('read-id with --trace: the card is on stdout, nothing of it in the recording (C15)', async () => {
    const link = join(dir, 'id');
    const file = join(dir, 'id.trace');
    await simulate('sdt', ['--link', link, '--persona', 'li-yun']);
    const read = await yitiji(['device', 'read-id', '--driver', 'sdt', '--port', link, '--trace', file, '--json']);
    expect(read.last).toMatchObject({ outcome: 'done', card: { name: '黎赟' } });
    const trace = readFileSync(file, 'utf8').toUpperCase();
    const number = Buffer.from('440199199203150026', 'utf16le').toString('hex').toUpperCase();
    const name = Buffer.from('黎赟', 'utf16le').toString('hex').toUpperCase();
    expect(trace).toContain('READTEXTPHOTO');
    expect(trace).not.toContain(number);
    expect(trace).not.toContain(name);
  });

  it('print with a presenter: handed out, not taken, taken back', async () => {
    const link = join(dir, 'kpm');
    const receipt = join(dir, 'kpm.receipt');
    writeFileSync(receipt, '^^回执\n');
    await simulate('escpos', ['--link', link, '--presenter', 'custom-kpm']);
    const settings = JSON.stringify({ presenter: 'custom-kpm', exitSensor: 'custom-status' });
    const print = [
      'device',
      'print',
      '--driver',
      'escpos',
      '--port',
      link,
      '--receipt',
      receipt,
      '--settings',
      settings,
    ];
    const printed = await yitiji([...print, '--take-timeout', '1', '--json']);
    expect(printed.last).toMatchObject({ outcome: 'done', media: 'retracted' });
  });

  it.each(['f2', 'k720'] as const)(
    '%s dispense: one card, taken by a hand; the recording shows the motion',
    async (driver) => {
      const link = join(dir, `${driver}-cards`);
      const file = join(dir, `${driver}-cards.trace`);
      const lines = await simulate(driver, ['--link', link, '--take-after', '3']);
      const at = ['--driver', driver, '--port', link, '--take-timeout', '20', '--trace', file];
      const dispensed = await yitiji(['device', 'dispense', ...at, '--json']);
      expect(dispensed.last).toMatchObject({ outcome: 'done', media: 'taken' });
      expect(dispensed.code).toBe(0);
      expect(lines.filter((line) => line.endsWith('fed'))).toHaveLength(1);
      const shown = await yitiji(['device', 'replay', file]);
      expect(shown.lines.join('\n')).toMatch(driver === 'f2' ? /move/i : /DC/);
    },
  );

  it('scan: the code is on stdout, nothing of it in the recording', async () => {
    const link = join(dir, 'scanner');
    const file = join(dir, 'scanner.trace');
    const code = 'TH0017-261124-0001-7';
    await simulate('scanner', ['--link', link, '--model', 'newland', '--scan', code]);
    const at = ['--driver', 'serial-scanner', '--port', link, '--settings', '{"model":"newland"}', '--trace', file];
    const scanned = await yitiji(['device', 'scan', ...at, '--json']);
    expect(scanned.last).toMatchObject({ outcome: 'done', scan: { text: code, charset: 'utf-8' } });
    expect(readFileSync(file, 'utf8')).not.toContain(Buffer.from(code).toString('hex').toUpperCase());
  });

  it.runIf(isRoot)('cups: status and a document of two pages, counted by the printer', async () => {
    const pdf = await PDFDocument.create();
    for (const _page of [1, 2]) pdf.addPage([595, 842]).drawText('synthetic');
    const document = join(dir, 'two.pdf');
    writeFileSync(document, await pdf.save());
    const lines = await simulate('a4', ['--tcp', '8632', '--page-ms', '200']);
    const port = lines[0]?.slice('READY '.length) ?? '';
    const status = await yitiji(['device', 'status', '--driver', 'cups', '--port', port, '--json']);
    expect(status.last).toMatchObject({ link: 'up' });
    const printed = await yitiji([
      'device',
      'print',
      '--driver',
      'cups',
      '--port',
      port,
      '--document',
      document,
      '--json',
    ]);
    expect(printed.last).toEqual({ outcome: 'done', pages: 2, pagesOut: 2 });
    expect(printed.stderr).toContain('page 2 of 2');
  });

  it('wrong settings and ports that can never be: exit 2, with the place', async () => {
    for (const [args, said] of [
      [['status', '--driver', 'f2', '--port', '/x', '--settings', '{"adress":1}'], 'additional'],
      [['status', '--driver', 'cups', '--port', 'no queue'], 'queue'],
      [['status', '--driver', 'hid-pos', '--port', '/dev/ttyS9'], 'HID'],
      [['read-id', '--driver', 'f2', '--port', '/x'], '--driver must be one of'],
      [['replay', join(dir, 'no-such-file')], 'cannot read'],
    ] as const) {
      const ended = await yitiji(['device', ...args]);
      expect(ended.code, args.join(' ')).toBe(2);
      expect(ended.stderr, args.join(' ')).toContain(said);
    }
  });

  it.each(['sdt-hid-raw', 'sdt-hid-wrapped', 'hid-pos', 'pcsc'] as const)(
    '%s: without hardware absent, not hanging',
    async (driver) => {
      const port = driver === 'pcsc' ? 'No such reader' : 'hid:1234:5678';
      const status = await yitiji(['device', 'status', '--driver', driver, '--port', port, '--timeout', '2', '--json']);
      expect(status.code).toBe(1);
      expect(['absent', 'offOrAbsent', 'connecting']).toContain(status.last.link);
    },
  );
});
