import { expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { SdtSimulator } from '../simulators/sdt-simulator.ts';
import { LinkedLine } from '../transport/linked-transport.ts';
import type { OpenPort } from '../transport/open-port.ts';
import { openIdReader } from './drivers.ts';
import { SpeedProbe, sdtSpeeds } from './sdt/speed-probe.ts';

/** A module on a line that only understands its own speed: at any other, both sides hear garbage. */
function lineAt(moduleBaud: () => number) {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock });
  const simulator = new SdtSimulator({ clock, send: (bytes) => line.send(bytes) });
  const tried: number[] = [];
  let hostBaud = 0;
  line.onHostBytes((bytes) => {
    if (hostBaud === moduleBaud()) simulator.receive(bytes);
    else line.send(Uint8Array.of(0xf8, 0x00, 0x80));
  });
  const openPort: OpenPort = (spec) => {
    if (spec.kind !== 'serial') throw new Error('a serial port was expected');
    return {
      ...line.transport,
      open: async (listener, signal) => {
        await line.transport.open(listener, signal);
        hostBaud = spec.baudRate;
        tried.push(spec.baudRate);
      },
    };
  };
  return { clock, line, simulator, tried, openPort };
}

it.each(sdtSpeeds)(
  'a module set to %i baud is found within a minute, and at once after a break',
  async (moduleBaud) => {
    const { clock, line, simulator, tried, openPort } = lineAt(() => moduleBaud);
    const heard: number[] = [];
    const onBaud = (baud: number) => heard.push(baud);
    const reader = openIdReader('sdt', { port: '/dev/ttyS1', clock, log: noLog, openPort, onBaud });
    reader.start();
    for (let s = 0; s < 60 && reader.status().link !== 'up'; s += 1) await clock.advance(1_000);
    expect(reader.status().link).toBe('up');
    expect(tried.at(-1)).toBe(moduleBaud);
    const tries = tried.length;
    line.unplug();
    await clock.advance(5_000);
    line.plug();
    await clock.advance(3_000);
    expect(reader.status().link).toBe('up');
    expect(tried.slice(tries)).toEqual([moduleBaud]);
    // Once for each link, not once for each look at the pad.
    expect(heard).toEqual([moduleBaud, moduleBaud]);
    await reader.close();
    simulator.restart();
    expect(clock.pending).toBe(0);
  },
);

it('the speed known from before comes first, so a restart needs one attempt', async () => {
  const { clock, tried, openPort } = lineAt(() => 9_600);
  const reader = openIdReader('sdt', { port: '/dev/ttyS1', clock, log: noLog, openPort, knownBaud: 9_600 });
  reader.start();
  await clock.advance(1_000);
  expect(reader.status().link).toBe('up');
  expect(tried).toEqual([9_600]);
  await reader.close();
});

it('a port that is absent says nothing about speeds: the usual one is tried when it comes', async () => {
  const { clock, line, tried, openPort } = lineAt(() => 115_200);
  line.unplug();
  const reader = openIdReader('sdt', { port: '/dev/ttyS1', clock, log: noLog, openPort });
  reader.start();
  await clock.advance(10_000);
  line.plug();
  await clock.advance(3_000);
  expect(tried).toEqual([115_200]);
  await reader.close();
});

it('a module that is only off for a while is found at its old speed between the others', () => {
  let probe = new SpeedProbe(57_600);
  const order: number[] = [];
  for (let i = 0; i < 9; i += 1) {
    order.push(probe.baud);
    probe = probe.opened();
  }
  expect(order).toEqual([57_600, 115_200, 57_600, 38_400, 57_600, 19_200, 57_600, 9_600, 57_600]);
});

it.each([
  ['sdt', 'hid:2b8b:2721'],
  ['sdt-hid-raw', '/dev/ttyS1'],
  ['sdt', 'nonsense'],
] as const)('%s on %s: the link stays absent and nothing is opened', async (driver, port) => {
  const clock = new VirtualClock();
  const openPort: OpenPort = () => {
    throw new Error('must not be called');
  };
  const reader = openIdReader(driver, { port, clock, log: noLog, openPort });
  reader.start();
  await clock.advance(3_000);
  expect(reader.status()).toMatchObject({ link: 'absent', faults: [{ code: 'E_NO_DEVICE' }] });
  await reader.close();
});
