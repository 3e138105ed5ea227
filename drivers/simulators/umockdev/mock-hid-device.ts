/** A HID device that does not exist, as umockdev shows it to one process. */
export interface MockHidDevice {
  /** USB numbers, 0–65,535. */
  readonly vendorId: number;
  readonly productId: number;
  readonly serial: string;
  readonly product: string;
  /** HID report descriptor. */
  readonly descriptor: Uint8Array;
}

/** One step of the fixed dialogue: `write` waits for exactly these bytes of the host, `read` gives these to it after a pause. */
export type MockTransfer =
  | { readonly type: 'write'; readonly bytes: Uint8Array }
  | { readonly type: 'read'; readonly bytes: Uint8Array; readonly afterMs?: number };

/** Path of the device inside the made-up world. */
export const mockHidPath = '/dev/hidraw7';

/**
 * Vendor page FF00, input and output reports of 64 bytes without numbers (YinanSoft and Miaxis readers).
 * Source: docs/protocols/testing-without-hardware.md, section 4.
 */
export const unnumberedDescriptor = bytesOf('0600FF0901A101150026FF00750895400901810209019102C0');

/** Page 8C, usage 02 (HID-POS scanner): input report 02 and output report 04, 63 bytes each. Same source. */
export const posDescriptor = bytesOf('058C0902A1018502150026FF007508953F09FE81028504953F09FE9102C0');

/** The device file: hidraw node, HID device, USB interface, USB device. Blank lines separate them; `\n` is literal. */
export function deviceFile({ vendorId, productId, serial, product, descriptor }: MockHidDevice): string {
  const ids = `${hex(vendorId, 4)}:${hex(productId, 4)}`;
  const usb = '/devices/pci0000:00/0000:00:14.0/usb1/1-1';
  const hid = `${usb}/1-1:1.0/0003:${ids}.0001`;
  const blocks = [
    [
      `P: ${hid}/hidraw/hidraw7`,
      'N: hidraw7',
      `L: device=../../../0003:${ids}.0001`,
      `E: DEVNAME=${mockHidPath}`,
      'E: SUBSYSTEM=hidraw',
      'E: MAJOR=244',
      'E: MINOR=7',
    ],
    [
      `P: ${hid}`,
      'E: DRIVER=hid-generic',
      `E: HID_ID=0003:${hex(vendorId, 8)}:${hex(productId, 8)}`,
      `E: HID_NAME=${product}`,
      'E: HID_PHYS=usb-0000:00:14.0-1/input0',
      `E: HID_UNIQ=${serial}`,
      'E: SUBSYSTEM=hid',
      `H: report_descriptor=${hexOf(descriptor)}`,
    ],
    [`P: ${usb}/1-1:1.0`, 'E: DEVTYPE=usb_interface', 'E: SUBSYSTEM=usb', 'A: bInterfaceNumber=00\\n'],
    [
      `P: ${usb}`,
      'E: DEVTYPE=usb_device',
      'E: SUBSYSTEM=usb',
      `A: idVendor=${hex(vendorId, 4).toLowerCase()}\\n`,
      `A: idProduct=${hex(productId, 4).toLowerCase()}\\n`,
      'A: manufacturer=Test\\n',
      `A: product=${product}\\n`,
      `A: serial=${serial}\\n`,
      'A: bcdDevice=0100\\n',
    ],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The ioctl file: what the device answers about itself. Sizes and numbers are little endian. */
export function ioctlFile({ vendorId, productId, descriptor }: MockHidDevice): string {
  const size = `${hex(descriptor.length & 0xff, 2)}${hex(descriptor.length >> 8, 2)}0000`;
  const busUsb = '03000000';
  return [
    `@DEV ${mockHidPath}`,
    `HIDIOCGRDESCSIZE 0 ${size}`,
    `HIDIOCGRDESC 0 ${size}${hexOf(descriptor)}`,
    `HIDIOCGRAWINFO 0 ${busUsb}${littleEndian(vendorId)}${littleEndian(productId)}`,
    '',
  ].join('\n');
}

/**
 * The script file, one line for each transfer. Bytes 00–1F are a caret and the byte + 40h, the caret itself is a caret and a backtick, all others are
 * as they are (80–FF too: the file is no text). Throws for bytes that begin with a blank: umockdev 0.17 leaves it out, and there is no way to write it.
 */
export function scriptFile(transfers: readonly MockTransfer[]): Uint8Array {
  const lines = transfers.map((transfer) => {
    if (transfer.bytes[0] === 0x20) throw new Error('umockdev would leave out the blank at the beginning');
    const head = transfer.type === 'write' ? 'w 0 ' : `r ${transfer.afterMs ?? 0} `;
    return Buffer.concat([Buffer.from(head, 'latin1'), escaped(transfer.bytes), Buffer.from('\n', 'latin1')]);
  });
  return Buffer.concat(lines);
}

function escaped(bytes: Uint8Array): Buffer {
  const out: number[] = [];
  for (const byte of bytes) {
    if (byte < 0x20) out.push(0x5e, byte + 0x40);
    else if (byte === 0x5e) out.push(0x5e, 0x60);
    else out.push(byte);
  }
  return Buffer.from(out);
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

function littleEndian(value: number): string {
  return hex(((value & 0xff) << 8) | (value >> 8), 4);
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}
