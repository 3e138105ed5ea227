import { type Device, devicesAsync } from 'node-hid';
import { err, ok, type Result } from '../../contract/result.ts';
import { formatPort } from '../transport/parse-port.ts';

export interface HidFound {
  /** Text for configuration and command line. */
  readonly port: string;
  /** By USB numbers or usage; null = no driver of ours. HID devices are not asked: their numbers say what they are. */
  readonly driver: 'sdt-hid-raw' | 'sdt-hid-wrapped' | 'hid-pos' | null;
  readonly name: string | null;
  readonly serial: string | null;
}

/** USB numbers of readers (docs/protocols/id-card-reader.md, section 9). */
const readers: Readonly<Record<string, 'sdt-hid-raw' | 'sdt-hid-wrapped'>> = {
  '2b8b:2721': 'sdt-hid-raw',
  '10c4:0007': 'sdt-hid-wrapped',
  '203b:0101': 'sdt-hid-wrapped',
};

/** HID POS usage page, bar code scanner (USB-IF point-of-sale usage tables). */
const scanner = { usagePage: 0x8c, usage: 0x02 } as const;

/** HID devices of this system with the driver of their numbers. Errors: the reason in words, where the binding cannot look. */
export async function listHidDevices(): Promise<Result<readonly HidFound[], string>> {
  try {
    const devices = await devicesAsync();
    return ok(devices.map(found));
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}

/** Exported for tests: what node-hid tells of a device, in our words. */
export function found({ vendorId, productId, usagePage, usage, serialNumber, product }: Device): HidFound {
  const serial = serialNumber === undefined || serialNumber === '' ? null : serialNumber;
  const isScanner = usagePage === scanner.usagePage && usage === scanner.usage;
  const port = formatPort({ kind: 'hid', vendorId, productId, ...(isScanner ? scanner : {}) });
  const reader = readers[formatPort({ kind: 'hid', vendorId, productId }).slice('hid:'.length)];
  return { port, driver: isScanner ? 'hid-pos' : (reader ?? null), name: product ?? null, serial };
}
