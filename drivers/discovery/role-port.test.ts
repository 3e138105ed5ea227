import { describe, expect, it, vi } from 'vitest';
import { sleep } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { createSdtReader } from '../id-reader/sdt/sdt-reader.ts';
import { createEscposPrinter } from '../receipt-printer/escpos/escpos-printer.ts';
import { EscposSimulator } from '../simulators/escpos-simulator.ts';
import { SdtSimulator } from '../simulators/sdt-simulator.ts';
import { LinkedLine } from '../transport/linked-transport.ts';
import type { OpenPort } from '../transport/open-port.ts';
import { TransportError } from '../transport/transport.ts';
import type { Answer, RoleBinding } from './choose-port.ts';
import { probeDevice } from './probe.ts';
import { RolePort } from './role-port.ts';

type Fitted = 'sdt' | 'escpos';

/** A machine with some sockets; devices can be plugged into any of them. */
function machine() {
  const clock = new VirtualClock();
  const sockets = new Map<string, LinkedLine>();
  const owners = new Map<string, string>();
  const wakeUps = new Set<() => void>();
  const plug = (path: string, what: Fitted) => {
    const line = new LinkedLine({ clock, id: path });
    const simulator =
      what === 'sdt'
        ? new SdtSimulator({ clock, send: (bytes) => line.send(bytes) })
        : new EscposSimulator({ clock, send: (bytes) => line.send(bytes) });
    line.onHostBytes((bytes) => simulator.receive(bytes));
    sockets.set(path, line);
    for (const wake of [...wakeUps]) wake();
  };
  const unplug = (path: string) => {
    sockets.get(path)?.unplug();
    sockets.delete(path);
  };
  const openPort: OpenPort = (spec) => {
    const line = sockets.get(spec.path ?? '');
    if (line !== undefined) return line.transport;
    const absent = new TransportError('absent', `${spec.path} does not exist`);
    return {
      id: spec.path ?? '',
      open: () => Promise.reject(absent),
      write: () => Promise.reject(absent),
      close: async () => undefined,
    };
  };
  const logged: { readonly id: string; readonly fields: unknown }[] = [];
  const moved: RoleBinding[] = [];
  const role = (name: string, driver: Fitted, bound: RoleBinding) => {
    const make = (transport: () => ReturnType<OpenPort>) =>
      driver === 'sdt'
        ? createSdtReader({ id: name, transport, clock, log: noLog, random: () => 0.5 })
        : createEscposPrinter({ id: name, transport, clock, log: noLog, random: () => 0.5 });
    const identityOf = (device: ReturnType<typeof make>) => ('samId' in device ? device.samId() : null);
    const probe = (path: string, signal: AbortSignal): Promise<Answer | null> => {
      const made = (ports: OpenPort) => make(() => ports({ kind: 'serial', path, baudRate: 9_600 }));
      return probeDevice<ReturnType<typeof make>>(made, { path, clock, signal, openPort, identityOf });
    };
    const port = new RolePort({
      role: name,
      bound,
      openPort,
      candidates: async () => [...sockets.keys()].sort(),
      isOwned: (path) => owners.has(path) && owners.get(path) !== name,
      probe,
      moved: (binding) => moved.push(binding),
      log: (id, fields) => void logged.push({ id, fields }),
      exists: (path) => sockets.has(path),
      change: (_path, signal) =>
        new Promise((resolve) => {
          const wake = () => {
            wakeUps.delete(wake);
            resolve();
          };
          wakeUps.add(wake);
          signal.addEventListener('abort', wake, { once: true });
        }),
    });
    const device = make(() => port.openPort({ kind: 'serial', path: bound.path, baudRate: 9_600 }));
    device.onStatus(({ link }) => {
      for (const [path, owner] of owners) if (owner === name) owners.delete(path);
      if (link !== 'up') return;
      port.confirm(identityOf(device));
      owners.set(port.binding.path, name);
    });
    device.start();
    return { device, port };
  };
  return { clock, plug, unplug, role, logged, moved };
}

const at = (path: string): RoleBinding => ({ path, identity: null });

describe('a role follows its device', () => {
  it('finds an adapter that moved to another socket, and says so once', async () => {
    const m = machine();
    m.plug('/usb-1', 'sdt');
    const { device, port } = m.role('idReader', 'sdt', at('/usb-1'));
    await m.clock.advance(1_000);
    expect(device.status().link).toBe('up');
    m.unplug('/usb-1');
    await m.clock.advance(1_000);
    expect(device.status().link).toBe('lost');
    m.plug('/usb-3', 'sdt');
    await m.clock.advance(5_000);
    expect(device.status()).toMatchObject({ id: 'idReader', link: 'up', epoch: 2 });
    expect(port.binding.path).toBe('/usb-3');
    expect(m.logged).toEqual([{ id: 'device.role.moved', fields: { role: 'idReader', from: '/usb-1', to: '/usb-3' } }]);
    await device.close();
  });

  it('sorts out two plugs that were swapped', async () => {
    const m = machine();
    m.plug('/usb-1', 'escpos');
    m.plug('/usb-2', 'sdt');
    const reader = m.role('idReader', 'sdt', at('/usb-1'));
    const printer = m.role('receiptPrinter', 'escpos', at('/usb-2'));
    await m.clock.advance(60_000);
    expect(reader.device.status().link).toBe('up');
    expect(printer.device.status().link).toBe('up');
    expect([reader.port.binding.path, printer.port.binding.path]).toEqual(['/usb-2', '/usb-1']);
    await reader.device.close();
    await printer.device.close();
  });

  it('never chooses between two equal devices that it does not know', async () => {
    const m = machine();
    m.plug('/usb-2', 'escpos');
    m.plug('/usb-3', 'escpos');
    const { device } = m.role('receiptPrinter', 'escpos', at('/usb-1'));
    await m.clock.advance(5_000);
    expect(device.status().link).not.toBe('up');
    expect(device.status().faults).toMatchObject([{ code: 'E_ROLE_AMBIGUOUS', action: 'configure' }]);
    expect(m.logged[0]).toMatchObject({ id: 'device.role.ambiguous', fields: { ports: '/usb-2 /usb-3' } });
    m.unplug('/usb-3');
    await m.clock.advance(15_000);
    expect(device.status()).toMatchObject({ link: 'up', faults: [] });
    await device.close();
  });

  it('touches no port that another role uses', async () => {
    const m = machine();
    m.plug('/usb-1', 'escpos');
    const printer = m.role('receiptPrinter', 'escpos', at('/usb-1'));
    await m.clock.advance(1_000);
    const other = m.role('secondPrinter', 'escpos', at('/usb-9'));
    await m.clock.advance(30_000);
    expect(other.device.status()).toMatchObject({ link: 'absent' });
    expect(printer.device.status()).toMatchObject({ link: 'up', epoch: 1 });
    await printer.device.close();
    await other.device.close();
  });

  it('is back within five seconds of being plugged in, however long it was away', async () => {
    const m = machine();
    m.plug('/usb-1', 'sdt');
    const { device } = m.role('idReader', 'sdt', at('/usb-1'));
    await m.clock.advance(1_000);
    for (const awayMs of [100, 7_000, 60_000, 3_600_000]) {
      m.unplug('/usb-1');
      await m.clock.advance(awayMs);
      m.plug('/usb-1', 'sdt');
      await m.clock.advance(1_000);
      expect(device.status().link).toBe('up');
    }
    await device.close();
    expect(m.clock.pending).toBe(0);
  });
});

describe('a port that takes its time to open', () => {
  const slow = (clock: VirtualClock, openMs: number | null) => {
    const line = new LinkedLine({ clock });
    const simulator = new EscposSimulator({ clock, send: (bytes) => line.send(bytes) });
    line.onHostBytes((bytes) => simulator.receive(bytes));
    const openPort: OpenPort = () => ({
      ...line.transport,
      open: async (listener, signal) => {
        if (openMs === null) throw new TransportError('inUse', 'somebody else has it');
        await sleep(clock, openMs, signal);
        await line.transport.open(listener, signal);
      },
    });
    const make = (ports: OpenPort) =>
      createEscposPrinter({
        ...{ id: 'probe', clock, log: noLog, random: () => 0.5 },
        transport: () => ports({ kind: 'serial', path: '/usb-1', baudRate: 9_600 }),
      });
    const { signal } = new AbortController();
    return probeDevice(make, { path: '/usb-1', clock, signal, openPort, identityOf: () => null });
  };

  it('is no silent device: its handshake has the whole half second from then on', async () => {
    const clock = new VirtualClock();
    const answer = slow(clock, 1_500);
    await clock.advance(2_000);
    expect(await answer).toEqual({ path: '/usb-1', identity: null });
    expect(clock.pending).toBe(0);
  });

  it.each([
    ['never opens', 60_000, 3_000],
    ['cannot be opened', null, 500],
  ] as const)('%s: given up after so many milliseconds', async (_what, openMs, limitMs) => {
    const clock = new VirtualClock();
    const given = vi.fn();
    const answer = slow(clock, openMs).then(given);
    await clock.advance(limitMs - 1);
    expect(given).not.toHaveBeenCalled();
    await clock.advance(1);
    await answer;
    expect(given).toHaveBeenCalledWith(null);
    expect(clock.pending).toBe(0);
  });
});
