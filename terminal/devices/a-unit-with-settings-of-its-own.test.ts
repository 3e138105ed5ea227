import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { CardWorld } from '../../drivers/simulators/card-world.ts';
import { F2Simulator } from '../../drivers/simulators/f2-simulator.ts';
import { K720Simulator } from '../../drivers/simulators/k720-simulator.ts';
import { LinkedLine } from '../../drivers/transport/linked-transport.ts';
import { loadConfig } from '../config/load-config.ts';
import { openDevices } from './device-set.ts';

const shipped = join(import.meta.dirname, '../../kiosk-config/default.json');

it.each([
  ['is found again in another socket', false],
  [
    'that was switched off meanwhile, and hears nothing before it is told to get ready, is found again with its card where it was',
    true,
  ],
])('a dispenser with a DIP address of its own %s', async (_, isMute) => {
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-sockets-'));
  const sockets = join(folder, 'by-path');
  mkdirSync(sockets);
  const [before, after] = [join(sockets, 'usb-1'), join(sockets, 'usb-2')];
  writeFileSync(before, '');
  const loaded = loadConfig([shipped]);
  if (!loaded.ok) throw new Error(loaded.error.reason);
  const cardDispenser = { driver: 'f2', port: before, settings: { address: 3 } } as const;
  const config: KioskConfig = {
    ...loaded.value,
    portSearch: [sockets],
    devices: { ...loaded.value.devices, cardDispenser },
  };
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock });
  const world = new CardWorld({ hopper: 5 });
  const unit = new F2Simulator({ clock, world, send: (bytes) => line.send(bytes), address: 3 });
  let isAwake = true;
  line.onHostBytes((bytes) => {
    isAwake ||= bytes[0] === 0xf2 && bytes[5] === 0x30;
    if (isAwake) unit.receive(bytes);
  });
  const bindings = new Map<string, string>();
  const devices = openDevices({ config, clock, log: noLog, bindings: kept(bindings), openPort: () => line.transport });
  const dispenser = devices.cardDispenser;
  dispenser?.start();
  await clock.advance(5_000);
  expect(dispenser?.status().link).toBe('up');
  line.unplug();
  world.begin('feed');
  world.end();
  const { card } = world;
  if (isMute) {
    unit.powerOff();
    unit.powerOn();
    isAwake = false;
  }
  renameSync(before, after);
  line.plug();
  await clock.advance(30_000);
  expect(dispenser?.status().link).toBe('up');
  expect({ card: world.card, captured: world.captured }).toEqual({ card, captured: 0 });
  expect(bindings.get('port.cardDispenser')).toContain(after);
  await clock.until(devices.close());
  rmSync(folder, { recursive: true });
});

it('a dispenser with the older framing is shown in its words, not as noise', async () => {
  const loaded = loadConfig([shipped]);
  if (!loaded.ok) throw new Error(loaded.error.reason);
  const cardDispenser = { driver: 'k720', port: '/dev/ttyS1', settings: { lengthField: false } } as const;
  const devicesOf = { ...loaded.value.devices, cardDispenser };
  const config: KioskConfig = { ...loaded.value, portSearch: [], devices: devicesOf };
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock });
  const unit = new K720Simulator({ clock, send: (bytes) => line.send(bytes), lengthField: false });
  line.onHostBytes((bytes) => unit.receive(bytes));
  const devices = openDevices({ config, clock, log: noLog, bindings: null, openPort: () => line.transport });
  const wire = devices.wire('cardDispenser');
  const unwatch = wire?.watch(() => undefined);
  devices.cardDispenser?.start();
  await clock.advance(5_000);
  expect(devices.cardDispenser?.status().link).toBe('up');
  const shown = wire?.lines() ?? [];
  expect(shown.map(({ text }) => text)).toContain('AP');
  expect(shown.filter(({ isValid }) => !isValid)).toEqual([]);
  unwatch?.();
  await clock.until(devices.close());
});

function kept(values: Map<string, string>) {
  return {
    get: (key: string) => values.get(key) ?? null,
    set: (key: string, value: string) => values.set(key, value),
  };
}
