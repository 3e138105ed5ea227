import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClaimRequest } from '../../contract/hub-api.ts';
import { PtyLine } from '../../drivers/simulators/pty.ts';

/** Devices of the bench that hang on a serial line, by the names of their links. */
export type SerialDevice = 'id-reader' | 'receipt-printer' | 'card-dispenser' | 'scanner' | 'io-board';

/** Sockets at the back of a machine; each has the stable name that Linux gives to the adapter in it (`/dev/serial/by-path`). */
export const sockets = [1, 2, 3, 4, 5, 6, 7] as const;
export type Socket = (typeof sockets)[number];
export const socketName = (socket: Socket): string => `pci-0000:00:14.0-usb-0:${socket}:1.0-port0`;

/** Where the people who built the machine have put the plugs: in no order that anybody could guess. Socket 7 is free. */
const plugs: Readonly<Record<SerialDevice, Socket>> = {
  'card-dispenser': 1,
  'id-reader': 2,
  'receipt-printer': 3,
  'io-board': 4,
  scanner: 5,
};
/** An adapter with a cable that ends nowhere. */
const silentSocket: Socket = 6;

/** A machine as it comes out of the box: devices plugged in somewhere, nothing known of them, no identity. */
export interface UnboxedMachine {
  /** Empty. */
  readonly dataDir: string;
  /** What the place says: its hub, and where its adapters appear. Nothing of a device. */
  readonly siteFile: string;
  /** Stable path of the adapter in a socket. */
  path(socket: Socket): string;
  /** Moves the plug of a device, with its adapter, to another socket. */
  move(device: SerialDevice, to: Socket): void;
  close(): Promise<void>;
}

/**
 * Unpacks a machine.
 * @param dir  folder for its data and its sockets; made when missing
 * @param devicesDir folder of the device bench with the pseudo-terminals
 */
export async function unbox(dir: string, devicesDir: string, hubUrl: string): Promise<UnboxedMachine> {
  const [dataDir, socketsDir] = [join(dir, 'data'), join(dir, 'sockets')];
  for (const folder of [dataDir, socketsDir]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const silent = new PtyLine(join(dir, 'silent'));
  await silent.plug();
  const path = (socket: Socket) => join(socketsDir, socketName(socket));
  const at = new Map<SerialDevice, Socket>();
  const plug = (device: SerialDevice, socket: Socket) => {
    symlinkSync(join(devicesDir, device), path(socket));
    at.set(device, socket);
  };
  for (const device of Object.keys(plugs) as SerialDevice[]) plug(device, plugs[device]);
  symlinkSync(silent.path, path(silentSocket));
  const siteFile = join(dir, 'site.json');
  const site = {
    hub: { url: hubUrl },
    portSearch: [socketsDir],
    faceVerifier: { kind: 'demonstration' },
  };
  writeFileSync(siteFile, JSON.stringify(site, null, 2));
  return {
    dataDir,
    siteFile,
    path,
    move: (device, to) => {
      const from = at.get(device);
      if (from !== undefined) rmSync(path(from));
      plug(device, to);
    },
    close: () => silent.unplug(),
  };
}

/** The code that an operator makes for the technician who sets this machine up. Throws with one sentence when the hub refuses. */
export async function enrolmentCode(
  hubUrl: string,
  operatorToken: string,
  machine: Omit<ClaimRequest, 'code'>,
): Promise<string> {
  const reply = await fetch(`${hubUrl}/v1/operator/enrolments/tickets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${operatorToken}` },
    body: JSON.stringify(machine),
  });
  if (!reply.ok) throw new Error(`the hub makes no code: ${reply.status} ${await reply.text()}`);
  const { code } = (await reply.json()) as { readonly code: string };
  return code;
}
