import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import type { DeviceStatus } from '../../contract/device.ts';
import { noLog } from '../../contract/log.ts';
import { createEscposPrinter } from '../receipt-printer/escpos/escpos-printer.ts';
import { EscposSimulator } from '../simulators/escpos-simulator.ts';
import { PtyLine } from '../simulators/pty.ts';
import { openPortHere } from '../transport/open-port.ts';
import { portsChange } from './port-watch.ts';
import { probeDevice } from './probe.ts';
import { RolePort } from './role-port.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-ports-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function pluggedPrinter(path: string): Promise<PtyLine> {
  const line = new PtyLine(path);
  const simulator = new EscposSimulator({ clock: systemClock, send: (bytes) => line.send(bytes) });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  await line.plug();
  return line;
}

it('an adapter pulled out and put into another socket is found within five seconds', async () => {
  const first = await pluggedPrinter(join(folder, 'socket-1'));
  const make = (openPort: typeof openPortHere, path: string) =>
    createEscposPrinter({
      id: 'receiptPrinter',
      transport: () => openPort({ kind: 'serial', path, baudRate: 115_200 }),
      clock: systemClock,
      log: noLog,
    });
  const port = new RolePort({
    role: 'receiptPrinter',
    bound: { path: first.path, identity: null },
    openPort: openPortHere,
    candidates: async () => readdirSync(folder).map((name) => join(folder, name)),
    isOwned: () => false,
    probe: (path, signal) =>
      probeDevice((openPort) => make(openPort, path), { path, clock: systemClock, signal, identityOf: () => null }),
    moved: () => undefined,
    log: noLog,
  });
  const printer = make(port.openPort, first.path);
  const reached = (link: DeviceStatus['link']) =>
    new Promise<void>((resolve) => {
      const forget = printer.onStatus((status) => {
        if (status.link !== link) return;
        forget();
        resolve();
      });
    });
  const up = reached('up');
  printer.start();
  await up;
  port.confirm(null);
  const lost = reached('lost');
  await first.unplug();
  await lost;
  const back = reached('up');
  const second = await pluggedPrinter(join(folder, 'socket-2'));
  const pluggedMs = performance.now();
  await back;
  port.confirm(null);
  expect(performance.now() - pluggedMs).toBeLessThan(5_000);
  expect(port.binding.path).toBe(second.path);
  await printer.close();
  await second.unplug();
});

it('the watch wakes when a port comes, and holds nothing after it was given up', async () => {
  const path = join(folder, 'socket-1');
  const given = new AbortController();
  const woken = portsChange(path, given.signal);
  writeFileSync(path, '');
  await woken;
  expect(existsSync(path)).toBe(true);
  const next = portsChange(path, given.signal);
  given.abort();
  await next;
  await portsChange(join(folder, 'no-such-folder', 'x'), given.signal);
});
