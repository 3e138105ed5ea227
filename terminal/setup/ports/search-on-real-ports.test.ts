import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../contract/clock.ts';
import { EscposSimulator } from '../../../drivers/simulators/escpos-simulator.ts';
import { IoBoardSimulator } from '../../../drivers/simulators/io-board-simulator.ts';
import { PtyLine } from '../../../drivers/simulators/pty.ts';
import { SdtSimulator } from '../../../drivers/simulators/sdt-simulator.ts';
import { openPortHere } from '../../../drivers/transport/open-port.ts';
import { SerialTransport } from '../../../drivers/transport/serial-transport.ts';
import { PortSearch } from './port-search.ts';
import { propose } from './propose.ts';
import type { ListedPort, SeenPort } from './seen-port.ts';
import { firstTries } from './tries.ts';

const clock = systemClock;
let folder = '';
const lines: PtyLine[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-setup-'));
});
afterEach(async () => {
  await Promise.all(lines.splice(0).map((line) => line.unplug()));
  rmSync(folder, { recursive: true, force: true });
});

interface Unit {
  receive(bytes: Uint8Array): void;
}
/** A socket of the machine; what is plugged in there is made by `unit`. */
async function socket(name: string, unit: (line: PtyLine) => Unit | null): Promise<string> {
  const line = new PtyLine(join(folder, name));
  const simulator = unit(line);
  line.onHostBytes((bytes) => simulator?.receive(bytes));
  await line.plug();
  lines.push(line);
  return line.path;
}
const reader = (line: PtyLine) => new SdtSimulator({ clock, send: (bytes) => line.send(bytes) });
const printer = (line: PtyLine) => new EscposSimulator({ clock, send: (bytes) => line.send(bytes) });
const board = (line: PtyLine) => new IoBoardSimulator({ clock, send: (bytes) => line.send(bytes) });
const nothing = () => null;
const serial = (port: string): ListedPort => ({ port, bus: 'serial', driver: null, about: null, serial: null });

/** Everything that was pushed while it searched, by port. */
async function search(ports: readonly string[], more: { readonly onPush?: (seen: readonly SeenPort[]) => void } = {}) {
  const found = new PortSearch({
    list: () => Promise.resolve({ ports: ports.map(serial), troubles: [] }),
    openPort: openPortHere,
    clock,
    // Simulators answer at once; a silent port costs one wait for each question. Other addresses: a-unit-at-another-address.test.ts.
    limitMs: 500,
    later: [firstTries],
    lookedAt: () => undefined,
    changed: () => more.onPush?.(found.seen()),
  });
  await found.start();
  const at = (port: string) => {
    const one = found.seen().find((seen) => seen.port === port);
    if (one === undefined) throw new Error(`${port} is not in the list`);
    return one;
  };
  return { found, at };
}
const none = { assigned: {}, unused: [] };

describe('the search for devices on real ports', () => {
  it('names what answers with its driver and speed, shows the bytes as they go, and one port after the other', async () => {
    const [idReader, receipts, lights] = [
      await socket('a', reader),
      await socket('b', printer),
      await socket('c', board),
    ];
    const trying = new Set<string>();
    let together = 0;
    let linesWhileTrying = 0;
    const { found, at } = await search([idReader, receipts, lights], {
      onPush: (seen) => {
        const now = seen.filter(({ state }) => state === 'trying');
        together = Math.max(together, now.length);
        for (const one of now) {
          trying.add(one.port);
          linesWhileTrying = Math.max(linesWhileTrying, one.lines.length);
        }
      },
    });
    expect([trying.size, together]).toEqual([3, 1]);
    expect(linesWhileTrying).toBeGreaterThan(2);
    expect(at(idReader)).toMatchObject({ state: 'answered', answers: [{ driver: 'sdt', baud: 115_200 }] });
    expect(at(idReader).answers[0]?.identity).not.toBeNull();
    expect(at(receipts)).toMatchObject({ state: 'answered', answers: [{ driver: 'escpos', baud: 115_200 }] });
    expect(at(lights)).toMatchObject({ state: 'answered', answers: [{ driver: 'io-board' }] });
    // Both ways, decoded.
    expect(new Set(at(idReader).lines.map(({ dir }) => dir))).toContain('rx');
    expect(at(idReader).lines.some(({ dir, isValid, text }) => dir === 'rx' && isValid && text !== '')).toBe(true);
    expect(propose(found.seen(), none)).toEqual({
      assigned: {
        idReader: { port: idReader, driver: 'sdt', baud: 115_200, isChosen: false },
        receiptPrinter: { port: receipts, driver: 'escpos', baud: 115_200, isChosen: false },
        ioBoard: { port: lights, driver: 'io-board', baud: 115_200, isChosen: false },
      },
      unsettled: [],
    });
  });

  it('two equal readers are never chosen between, until somebody has said which', async () => {
    const [one, two] = [await socket('a', reader), await socket('b', reader)];
    const { found } = await search([one, two]);
    expect(propose(found.seen(), none)).toEqual({ assigned: {}, unsettled: [one, two] });
    const said = { idReader: { port: two, driver: 'sdt' as const, baud: null, isChosen: true } };
    // The other one is still a question, and left out by a word.
    expect(propose(found.seen(), { assigned: said, unused: [] })).toEqual({ assigned: {}, unsettled: [one] });
    expect(propose(found.seen(), { assigned: said, unused: [one] })).toEqual({ assigned: {}, unsettled: [] });
  });

  it('a silent port, one that makes noise, one that another program holds and one that does not exist are states, and the search goes on', async () => {
    const silent = await socket('a', nothing);
    const noisy = await socket('b', (line) => ({
      receive: () => line.send(Uint8Array.from([0x3c, 0x99, 0x00, 0x7e, 0xff, 0x41])),
    }));
    const held = await socket('c', reader);
    const last = await socket('d', reader);
    const holder = new SerialTransport({ path: held, baudRate: 9_600 });
    await holder.open({ bytes: () => undefined, closed: () => undefined }, new AbortController().signal);
    const { found, at } = await search([silent, noisy, held, join(folder, 'nowhere'), last]);
    await holder.close();
    expect([silent, noisy, held, join(folder, 'nowhere'), last].map((port) => at(port).state)).toEqual([
      ...['silent', 'noise', 'busy', 'gone', 'answered'],
    ]);
    expect(at(silent).lines.every(({ dir }) => dir !== 'rx')).toBe(true);
    expect(at(noisy).lines.some(({ dir, isValid }) => dir === 'rx' && !isValid)).toBe(true);
    expect(found.isLookedAt).toBe(true);
    expect(Object.keys(propose(found.seen(), none).assigned)).toEqual(['idReader']);
  });

  it('a port that vanishes in mid-handshake is gone, not answered, and the next one is asked', async () => {
    const vanishing = await socket('a', (line) => {
      const inner = reader(line);
      return {
        receive: (bytes) => {
          // The first frame of the reader's driver begins with AA AA AA: the cable is pulled while it is answered.
          if (bytes[0] === 0xaa) void line.unplug();
          else inner.receive(bytes);
        },
      };
    });
    const next = await socket('b', printer);
    const { at } = await search([vanishing, next]);
    expect(at(vanishing)).toMatchObject({ state: 'gone', answers: [] });
    expect(at(next)).toMatchObject({ state: 'answered' });
  });

  it('a search that is given up holds no port, and another one begins anew', async () => {
    const port = await socket('a', nothing);
    const search = new PortSearch({
      list: () => Promise.resolve({ ports: [serial(port)], troubles: [] }),
      openPort: openPortHere,
      clock,
      changed: () => undefined,
      lookedAt: () => undefined,
    });
    const first = search.start();
    await search.stop();
    await first;
    expect([search.isRunning, search.isLookedAt]).toEqual([false, false]);
    const other = new SerialTransport({ path: port, baudRate: 9_600 });
    await other.open({ bytes: () => undefined, closed: () => undefined }, new AbortController().signal);
    await other.close();
  });
});
