import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { err, ok, type Result } from '../../contract/result.ts';

export interface SerialPortFound {
  /** The path that a configuration should hold: by port position where udev gives one, else the plain device. */
  readonly path: string;
  /** The plain device behind it, such as `/dev/ttyUSB0`. */
  readonly device: string;
  /** Of the adapter, lower-case hex, null where it has none. */
  readonly vendorId: string | null;
  readonly productId: string | null;
  readonly serial: string | null;
  readonly maker: string | null;
}

const byPathFolder = '/dev/serial/by-path';

/** Stable links of udev: adapters without a serial number collide in by-id, by-path tells them apart. Folder missing = no adapters. */
function stablePaths(folder: string = byPathFolder): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let names: readonly string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    return found; // the folder goes with the last adapter
  }
  for (const name of names) {
    const link = join(folder, name);
    try {
      const device = realpathSync(link);
      // The first of several links to one device is kept (usb- and usbv2- twins).
      if (!found.has(device)) found.set(device, link);
    } catch {
      // A link whose device is just going away.
    }
  }
  return found;
}

/**
 * Serial ports of this system with stable names. Errors: the reason in words, when the system cannot list (no udevadm): never fatal, since ports are
 * opened by name anyway. Pseudo-terminals are never listed.
 */
export async function listSerialPorts(): Promise<Result<readonly SerialPortFound[], string>> {
  try {
    const stable = stablePaths();
    const ports = await SerialPort.list();
    return ok(
      ports.map((port) => ({
        path: stable.get(port.path) ?? port.path,
        device: port.path,
        vendorId: port.vendorId?.toLowerCase() ?? null,
        productId: port.productId?.toLowerCase() ?? null,
        serial: port.serialNumber ?? null,
        maker: port.manufacturer ?? null,
      })),
    );
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : 'unknown reason');
  }
}
