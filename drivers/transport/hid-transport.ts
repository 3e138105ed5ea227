import { accessSync, constants, existsSync } from 'node:fs';
import { type Device, devicesAsync, HIDAsync } from 'node-hid';
import { type Listener, type Transport, TransportError } from './transport.ts';

/** Which HID device: a path, or USB numbers with what narrows them down. */
export interface HidOptions {
  /** hidraw path; with it everything else is ignored. */
  readonly path?: string;
  /** USB numbers, 0–65,535; both or neither. */
  readonly vendorId?: number;
  readonly productId?: number;
  /** HID usage, where one unit shows several interfaces. */
  readonly usagePage?: number;
  readonly usage?: number;
  readonly serial?: string;
}

/** Paths that this process has open: Linux lets any number of openers share a hidraw device, and all would hear each report. */
const openPaths = new Set<string>();

interface OpenDevice {
  readonly device: HIDAsync;
  readonly path: string;
  readonly listener: Listener;
  isEnded: boolean;
}

/**
 * A HID device. Message-shaped: one `bytes` is one input report, with its number first where the device numbers its reports; one `write` is one output
 * report and **begins with its number**, 00 for devices without numbers (so 65 bytes for a 64-byte report).
 *
 * Facts of node-hid 3.4 (HIDAsync) that shape this file:
 * - reading starts in the tick after a `data` listener was added and throws there, uncaught, when the device was closed in between: so `open` waits
 *   for that tick;
 * - `error` carries a text, not an Error, and there is no event for unplugging: the failed read is the news;
 * - `close` removes all listeners by itself; removing ours first would stop the read thread a second time;
 * - a write that hangs holds up `close` for ever: on machines HID devices belong behind the process that can be killed (`../native-host/`).
 */
export class HidTransport implements Transport {
  readonly id: string;
  readonly #options: HidOptions;
  #open: OpenDevice | null = null;
  #isOpening = false;
  /** Closing of the last device, done or under way. */
  #closing: Promise<void> = Promise.resolve();

  constructor(options: HidOptions) {
    this.#options = options;
    const numbers = [options.vendorId ?? 0, options.productId ?? 0].map((id) => id.toString(16).padStart(4, '0'));
    this.id = options.path ?? `hid:${numbers.join(':')}`;
  }

  async open(listener: Listener, signal: AbortSignal): Promise<void> {
    if (this.#open !== null || this.#isOpening) throw this.#inUse();
    signal.throwIfAborted();
    this.#isOpening = true;
    try {
      await this.#closing; // of a device that was lost
      const path = this.#options.path ?? (await this.#findPath());
      signal.throwIfAborted();
      if (openPaths.has(path)) throw this.#inUse();
      openPaths.add(path);
      await this.#openPath(path, listener, signal);
    } finally {
      this.#isOpening = false;
    }
  }

  async write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const open = this.#open;
    if (open === null) throw new TransportError('failed', `${this.id} is not open`);
    signal.throwIfAborted();
    let onAbort: () => void = () => undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
      onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      const written = await Promise.race([open.device.write(Buffer.from(bytes)), aborted]);
      if (written < bytes.length) throw new Error(`only ${written} of ${bytes.length} bytes were taken`);
    } catch (cause) {
      if (signal.aborted) throw cause;
      const error = new TransportError('failed', `${this.id}: ${messageOf(cause)}`, cause);
      this.#end(open, error);
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async close(): Promise<void> {
    if (this.#open !== null) this.#end(this.#open, undefined);
    await this.#closing;
  }

  async #openPath(path: string, listener: Listener, signal: AbortSignal): Promise<void> {
    let device: HIDAsync;
    try {
      device = await HIDAsync.open(path);
    } catch (cause) {
      openPaths.delete(path);
      throw this.#openError(path, cause);
    }
    const open: OpenDevice = { device, path, listener, isEnded: false };
    device.on('data', (report: Buffer) => {
      if (!open.isEnded && report.length > 0) listener.bytes(new Uint8Array(report));
      report.fill(0); // may be a part of a citizen's card: the copy has an owner who wipes it
    });
    device.on('error', (cause: unknown) => {
      this.#end(open, new TransportError('failed', `${this.id}: ${messageOf(cause)}`));
    });
    await new Promise<void>((resolve) => process.nextTick(resolve)); // reading has begun now
    if (!signal.aborted) {
      if (!open.isEnded) this.#open = open;
      return;
    }
    open.isEnded = true;
    this.#release(open);
    await this.#closing;
    throw signal.reason;
  }

  /** The device is closed and its listener told, once; the first cause wins. */
  #end(open: OpenDevice, cause: Error | undefined): void {
    if (open.isEnded) return;
    open.isEnded = true;
    this.#open = null;
    this.#release(open);
    open.listener.closed(cause);
  }

  #release({ device, path }: OpenDevice): void {
    this.#closing = closeQuietly(device).then(() => {
      openPaths.delete(path);
    });
  }

  async #findPath(): Promise<string> {
    const { vendorId = 0, productId = 0, usagePage, usage, serial } = this.#options;
    let found: Device[];
    try {
      found = await devicesAsync(vendorId, productId);
    } catch (cause) {
      throw new TransportError('failed', `HID devices cannot be listed: ${messageOf(cause)}`, cause);
    }
    // One interface is listed once for each of its usages, always under the same path.
    const paths = new Set(
      found
        .filter((device) => usagePage === undefined || device.usagePage === usagePage)
        .filter((device) => usage === undefined || device.usage === usage)
        .filter((device) => serial === undefined || device.serialNumber === serial)
        .flatMap(({ path }) => (path === undefined ? [] : [path])),
    );
    const [path] = paths;
    if (path === undefined) throw new TransportError('absent', `there is no device ${this.id}`);
    if (paths.size > 1) {
      const which = [...paths].sort().join(', ');
      throw new TransportError('ambiguous', `${this.id} fits ${which}: name its usage or serial number too`);
    }
    return path;
  }

  #openError(path: string, cause: unknown): TransportError {
    if (process.platform === 'linux' && !existsSync(path)) {
      return new TransportError('absent', `${path} does not exist`, cause);
    }
    const denied = isDenied(path) ? '; this user may not read and write it: a udev rule is missing' : '';
    return new TransportError('failed', `${path}: ${messageOf(cause)}${denied}`, cause);
  }

  #inUse(): TransportError {
    return new TransportError('inUse', `${this.id} is already open in this program`);
  }
}

/** Closes without complaint: a device that is already gone is as closed as it can be. */
async function closeQuietly(device: HIDAsync): Promise<void> {
  try {
    await device.close();
  } catch (cause) {
    void cause; // `device has been closed`
  }
}

function isDenied(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return false;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EACCES';
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
