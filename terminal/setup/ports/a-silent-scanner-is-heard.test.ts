import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../contract/clock.ts';
import { PtyLine } from '../../../drivers/simulators/pty.ts';
import { ScannerSimulator } from '../../../drivers/simulators/scanner-simulator.ts';
import { openPortHere } from '../../../drivers/transport/open-port.ts';
import { PortListener } from './port-listener.ts';

let folder: string;
let line: PtyLine;
let sent: number;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-listen-'));
  line = new PtyLine(join(folder, 'socket'));
  sent = 0;
  line.onHostBytes((bytes) => {
    sent += bytes.length;
  });
  await line.plug();
});
afterEach(async () => {
  await line.unplug();
  rmSync(folder, { recursive: true, force: true });
});

/** A listener, and what resolves when it has a line more. */
function listen() {
  let tell: () => void = () => undefined;
  const heard = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const listener = new PortListener({
    openPort: openPortHere,
    clock: systemClock,
    changed: () => {
      if (listener.lines().length > 0) tell();
    },
  });
  return { listener, heard };
}

it('a code that is held before a scanner shows at its port, without what the code says, and nothing is ever sent there', async () => {
  const { listener, heard } = listen();
  const scanner = new ScannerSimulator({ clock: systemClock, send: (bytes) => line.send(bytes) });
  await listener.start(line.path);
  scanner.scanNow({ text: 'YT-SECRET-0042' });
  await heard;
  const said = JSON.stringify(listener.lines());
  expect(said).not.toContain('SECRET');
  expect(said).not.toContain(Buffer.from('SECRET').toString('hex').toUpperCase());
  await listener.stop();
  expect(listener.lines()).toEqual([]);
  expect(sent).toBe(0);
});

it('a port that is let go can be opened by the next; one that has gone is no failure', async () => {
  const { listener } = listen();
  await listener.start(line.path);
  await listener.stop();
  const { listener: next } = listen();
  await next.start(line.path);
  await next.stop();
  await next.start(join(folder, 'nothing'));
  expect(next.lines()).toEqual([]);
  await next.stop();
});
