import { expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { createEscposPrinter } from '../receipt-printer/escpos/escpos-printer.ts';
import { EscposSimulator } from '../simulators/escpos-simulator.ts';
import { droppablePorts } from './droppable-port.ts';
import { LinkedLine } from './linked-transport.ts';
import { TransportError } from './transport.ts';

it('a port that is let go of is a lost link: the device is met anew by itself, and its driver may still close', async () => {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'port' });
  const simulator = new EscposSimulator({ clock, send: (bytes) => line.send(bytes) });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  const ports = droppablePorts(() => line.transport);
  expect(await ports.drop()).toBe(false);
  const transport = ports.openPort({ kind: 'serial', path: '/dev/x', baudRate: 9600 });
  const printer = createEscposPrinter({ id: 'printer', transport, clock, log: noLog, random: () => 0.5 });
  const links: string[] = [];
  printer.onStatus(({ link }) => {
    if (links.at(-1) !== link) links.push(link);
  });
  printer.start();
  await clock.advance(1_000);
  const { epoch } = printer.status();
  expect(printer.status().link).toBe('up');
  expect(await ports.drop()).toBe(true);
  await clock.advance(10_000);
  expect(printer.status().link).toBe('up');
  expect(printer.status().epoch).toBe(epoch + 1);
  expect(links.slice(links.indexOf('up'))).toEqual(expect.arrayContaining(['up', 'lost']));
  await printer.close();
  expect(await ports.drop()).toBe(false);
});

it('a port that was gone again before its opening had returned is not open', async () => {
  const ports = droppablePorts(() => ({
    id: 'port',
    open: async (listener) => listener.closed(new TransportError('absent', 'pulled')),
    write: async () => undefined,
    close: async () => undefined,
  }));
  await ports
    .openPort({ kind: 'serial', path: '/dev/x', baudRate: 9600 })
    .open({ bytes: () => undefined, closed: () => undefined }, new AbortController().signal);
  expect(await ports.drop()).toBe(false);
});
