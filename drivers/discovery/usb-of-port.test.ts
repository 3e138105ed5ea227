import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usbOfPort } from './usb-of-port.ts';

let system: string;
beforeEach(() => {
  system = mkdtempSync(join(tmpdir(), 'yitiji-sys-'));
});
afterEach(() => rmSync(system, { recursive: true, force: true }));

/** A USB adapter as Linux shows it: unit, interface, port. */
function plug(kind: 'tty' | 'hidraw', node: string, says: Readonly<Record<string, string>>): void {
  const unit = join(system, 'sys/devices/pci0000:00/usb1/1-2');
  const port = join(unit, '1-2:1.0', node);
  mkdirSync(port, { recursive: true });
  for (const [name, text] of Object.entries(says)) writeFileSync(join(unit, name), `${text}\n`);
  const entry = join(system, 'sys/class', kind, node);
  mkdirSync(entry, { recursive: true });
  symlinkSync(port, join(entry, 'device'));
  mkdirSync(join(system, 'dev/serial/by-path'), { recursive: true });
  writeFileSync(join(system, 'dev', node), '');
}

describe('the USB unit behind a port', () => {
  it('is found through the stable name of a serial port', () => {
    plug('tty', 'ttyUSB0', { idVendor: '1a86', idProduct: '7523', serial: 'SN-0001', product: 'USB Serial' });
    const stable = join(system, 'dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0');
    mkdirSync(dirname(stable), { recursive: true });
    symlinkSync('../../ttyUSB0', stable);
    const unit = { vendorId: '1a86', productId: '7523', serial: 'SN-0001', product: 'USB Serial' };
    expect(usbOfPort('/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0', system)).toEqual(unit);
    expect(usbOfPort('/dev/ttyUSB0', system)).toEqual(unit);
  });

  it('of an adapter that says no serial number has none, not an empty one', () => {
    plug('hidraw', 'hidraw3', { idVendor: '2b8b', idProduct: '2721', serial: '' });
    expect(usbOfPort('hid:/dev/hidraw3', system)).toMatchObject({ vendorId: '2b8b', serial: null, product: null });
  });

  it('says its numbers itself where the port names them', () => {
    expect(usbOfPort('hid:2b8b:2721#AB%201', system)).toMatchObject({
      ...{ vendorId: '2b8b', productId: '2721', serial: 'AB 1' },
    });
  });

  it('is nothing for what is no USB, has gone, or is no port; and never throws', () => {
    for (const port of ['/dev/pts/3', '/dev/ttyS0', '/dev/serial/by-path/gone', '', 'COM3'])
      expect(usbOfPort(port, system)).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => usbOfPort(`/${text}`, system) === null));
  });
});
