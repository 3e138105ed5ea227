import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parsePort } from '../transport/parse-port.ts';

/** What the USB unit behind a port says of itself. Numbers as four lower-case hex digits; null = it does not say. */
export interface UsbUnit {
  readonly vendorId: string;
  readonly productId: string;
  readonly serial: string | null;
  readonly product: string | null;
}

/** How far above a port its USB unit stands in the tree of the system: port, interface, unit, with room for a hub in one housing. */
const mostSteps = 6;

/**
 * The USB unit behind a port, as Linux tells it (sysfs: `/sys/class/tty/<name>/device`, `/sys/class/hidraw/<name>/device`, and `idVendor`, `idProduct`,
 * `serial`, `product` of the unit above; source: Documentation/ABI/testing/sysfs-bus-usb of the Linux kernel). A port that names its numbers says them
 * itself. Null = no USB, or it cannot be seen. Never throws.
 *
 * @param port as in the configuration, @param system root of the system, for tests
 */
export function usbOfPort(port: string, system = '/'): UsbUnit | null {
  const spec = parsePort(port, { baudRate: 9600 });
  if (!spec.ok) return null;
  if (spec.value.kind === 'hid' && spec.value.path === undefined) {
    const { vendorId = 0, productId = 0, serial } = spec.value;
    return { vendorId: hex(vendorId), productId: hex(productId), serial: serial ?? null, product: null };
  }
  const { kind, path = '' } = spec.value;
  try {
    const node = basename(realpathSync(join(system, path)));
    let at = realpathSync(join(system, 'sys/class', kind === 'serial' ? 'tty' : 'hidraw', node, 'device'));
    for (let step = 0; step < mostSteps; step += 1, at = dirname(at)) {
      const vendorId = said(at, 'idVendor');
      const productId = said(at, 'idProduct');
      if (vendorId === null || productId === null) continue;
      return { vendorId, productId, serial: said(at, 'serial'), product: said(at, 'product') };
    }
  } catch {
    // Gone meanwhile, or no such place: a pseudo-terminal, another system.
  }
  return null;
}

function said(folder: string, name: string): string | null {
  try {
    const text = readFileSync(join(folder, name), 'utf8').trim().slice(0, 120);
    return text === '' ? null : text;
  } catch {
    return null; // not every unit says everything
  }
}

const hex = (number: number): string => number.toString(16).padStart(4, '0');
