import { err, ok, type Result } from '../../contract/result.ts';
import type { PortSpec } from './open-port.ts';

/** Why a text is no port. */
export type PortTextFault = 'empty' | 'tooLong' | 'characters' | 'form';

const maxLength = 255;
const hidNumbers = /^hid:([0-9a-f]{1,4}):([0-9a-f]{1,4})(?:@([0-9a-f]{1,4}):([0-9a-f]{1,4}))?(?:#(.+))?$/i;

/**
 * Reads a port as configuration and command line write it:
 *
 * - `/dev/serial/by-path/…`, `/dev/ttyS1`, `COM3`: a serial port;
 * - `hid:2b8b:2721`: the one HID device with these USB numbers (vendor, product, hexadecimal);
 * - `hid:1eab:0d10@8c:02`: of these, the interface with this usage page and usage (a unit may show several);
 * - `hid:1eab:0d10#SN0001`: the one with this serial number, percent-encoded;
 * - `hid:/dev/hidraw7`: this very path (changes with the order of plugging in: for tests and trials).
 *
 * @param baudRate speed for serial ports, bits per second
 */
export function parsePort(text: string, { baudRate }: { readonly baudRate: number }): Result<PortSpec, PortTextFault> {
  if (text === '') return err('empty');
  if (text.length > maxLength) return err('tooLong');
  if (hasControls(text)) return err('characters');
  if (text.startsWith('hid:/')) return ok({ kind: 'hid', path: text.slice('hid:'.length) });
  if (!text.toLowerCase().startsWith('hid:')) {
    return isSerialPath(text) ? ok({ kind: 'serial', path: text, baudRate }) : err('form');
  }
  const [, vendor, product, page, usage, serial] = hidNumbers.exec(text) ?? [];
  if (vendor === undefined || product === undefined) return err('form');
  const serialNumber = serial === undefined ? undefined : decoded(serial);
  if (serialNumber === null || (serialNumber !== undefined && hasControls(serialNumber))) return err('characters');
  return ok({
    kind: 'hid',
    vendorId: Number.parseInt(vendor, 16),
    productId: Number.parseInt(product, 16),
    ...(page === undefined ? {} : { usagePage: Number.parseInt(page, 16) }),
    ...(usage === undefined ? {} : { usage: Number.parseInt(usage, 16) }),
    ...(serialNumber === undefined ? {} : { serial: serialNumber }),
  });
}

/** The text of a port; `parsePort` gives the same port back. A usage without its page, or a page alone, is left out: a port has both or none. */
export function formatPort(spec: PortSpec): string {
  if (spec.kind === 'serial') return spec.path;
  if (spec.path !== undefined) return `hid:${spec.path}`;
  const { vendorId = 0, productId = 0, usagePage, usage, serial } = spec;
  const at = usagePage === undefined || usage === undefined ? '' : `@${hex(usagePage, 2)}:${hex(usage, 2)}`;
  const which = serial === undefined || serial === '' ? '' : `#${encodeURIComponent(serial)}`;
  return `hid:${hex(vendorId, 4)}:${hex(productId, 4)}${at}${which}`;
}

function isSerialPath(text: string): boolean {
  return text.startsWith('/') || /^COM\d{1,3}$/.test(text);
}

/** C0, DEL and C1: nothing of a path, and a NUL would cut it in a native binding. */
function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    if (cause instanceof URIError) return null;
    throw cause;
  }
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
