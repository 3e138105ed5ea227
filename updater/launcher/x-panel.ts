import { type Read, readReply, request, words } from './x-wire.ts';

/** Where a panel stands on an X screen, pixels. */
export interface Panel {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Of the core protocol; the extension's own requests have its opcode, and these as their byte of data. */
const queryExtension = 98;
const minors = { queryVersion: 0, getMonitors: 42 } as const;
/** Monitors are known since then. */
const wantedVersion = [1, 5] as const;

/**
 * Asks an X server which of its panels is the kiosk's (The X Resize, Rotate and Reflect Extension, version 1.5): several panels are one screen to the core protocol.
 * @param root window of the screen
 * @returns `unknown` = a server that knows of no panels; null = the server has gone
 */
export async function readPanel(
  root: number,
  write: (bytes: Buffer) => void,
  read: Read,
): Promise<Panel | 'unknown' | null> {
  const ask = (bytes: Buffer) => {
    write(bytes);
    return readReply(read);
  };
  const name = Buffer.from('\x05\0\0\0RANDR\0\0\0', 'latin1');
  const extension = await ask(request(queryExtension, 0, name));
  if (extension === null) return null;
  const opcode = extension === 'refused' || extension[8] !== 1 ? 0 : (extension[9] ?? 0);
  if (opcode === 0) return 'unknown';
  const version = await ask(request(opcode, minors.queryVersion, words(...wantedVersion)));
  if (version === null) return null;
  if (version === 'refused' || version.readUInt32LE(8) !== 1 || version.readUInt32LE(12) < 5) return 'unknown';
  const monitors = await ask(request(opcode, minors.getMonitors, words(root, 1)));
  if (monitors === null) return null;
  return monitors === 'refused' ? 'unknown' : (panelIn(monitors) ?? 'unknown');
}

/** RRGetMonitors: the primary one, else the first, as Chromium chooses the display of the kiosk's window; null = none that shows anything. Pure. */
export function panelIn(reply: Buffer): Panel | null {
  const count = reply.length < 16 ? 0 : reply.readUInt32LE(12);
  let first: Panel | null = null;
  for (let n = 0, at = 32; n < count && at + 24 <= reply.length; n += 1) {
    const panel = {
      x: reply.readInt16LE(at + 8),
      y: reply.readInt16LE(at + 10),
      width: reply.readUInt16LE(at + 12),
      height: reply.readUInt16LE(at + 14),
    };
    const isLit = panel.width > 0 && panel.height > 0;
    if (isLit && reply[at + 4] === 1) return panel;
    if (isLit) first ??= panel;
    at += 24 + reply.readUInt16LE(at + 6) * 4;
  }
  return first;
}
