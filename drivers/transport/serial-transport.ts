import { existsSync } from 'node:fs';
import { SerialPort } from 'serialport';
import { isUnixPort, noticeHangUp } from './hang-up.ts';
import { type Listener, type Transport, TransportError } from './transport.ts';

export interface SerialOptions {
  /** Device path; use a `/dev/serial/by-path/…` link on machines: `ttyUSB0` changes with the order of plugging in. */
  readonly path: string;
  /** Bits per second. Pseudo-terminals take any value and ignore it. */
  readonly baudRate: number;
}

/**
 * A serial port, 8 data bits, no parity, 1 stop bit, no flow control, exclusive (advisory lock).
 *
 * Facts of serialport 13 on Linux that shape this file:
 * - a lost port raises `close` only while the port is being read, so a `data` listener stands from open to close;
 * - after a failed write `close` may come twice, first without an error, so only the first call counts and the write's own
 *   error is the cause;
 * - a port that is hung up in the middle of a read is not noticed by the package itself (`hang-up.ts`);
 * - a write is a copy, and the copy is zeroed when the system has it: a slip holds a citizen's data;
 * - modem lines (`get`, `set`) fail on pseudo-terminals and on some adapters, so they are not touched at all.
 */
export class SerialTransport implements Transport {
  readonly id: string;
  readonly #options: SerialOptions;
  #open: { readonly port: SerialPort; readonly end: (cause?: Error) => void } | null = null;
  #isOpening = false;

  constructor(options: SerialOptions) {
    this.id = options.path;
    this.#options = options;
  }

  async open(listener: Listener, signal: AbortSignal): Promise<void> {
    if (this.#open !== null || this.#isOpening) {
      throw new TransportError('inUse', `${this.id} is already open in this program`);
    }
    signal.throwIfAborted();
    const port = new SerialPort({
      path: this.#options.path,
      baudRate: this.#options.baudRate,
      dataBits: 8,
      parity: 'none',
      stopBits: 1,
      rtscts: false,
      lock: true,
      autoOpen: false,
    });
    this.#isOpening = true;
    try {
      await this.#openPort(port);
    } finally {
      this.#isOpening = false;
    }
    if (signal.aborted) {
      await closePort(port);
      throw signal.reason;
    }
    if (isUnixPort(port.port)) noticeHangUp(port.port);
    let isEnded = false;
    let firstError: Error | undefined;
    const end = (cause?: Error) => {
      if (isEnded) return;
      isEnded = true;
      this.#open = null;
      port.off('data', onData);
      listener.closed(cause);
    };
    const onData = (chunk: Buffer) => {
      if (!isEnded && chunk.length > 0) listener.bytes(new Uint8Array(chunk));
      chunk.fill(0); // may hold a citizen's card: the copy has an owner who wipes it, the stream's pool has none
    };
    port.on('data', onData);
    // Stays until the port is garbage: an `error` without a listener would end the process.
    port.on('error', (error: Error) => {
      firstError ??= error;
      end(firstError);
      void closePort(port);
    });
    port.on('close', (error: Error | null | undefined) => {
      end(firstError ?? error ?? new TransportError('failed', `${this.id} was closed by the system`));
    });
    this.#open = { port, end };
  }

  async write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const open = this.#open;
    if (open === null) throw new TransportError('failed', `${this.id} is not open`);
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      const copy = Buffer.from(bytes);
      open.port.write(copy, (error) => {
        copy.fill(0);
        signal.removeEventListener('abort', onAbort);
        if (error) {
          open.end(error);
          reject(error);
        } else {
          resolve();
        }
      });
    });
  }

  async close(): Promise<void> {
    const open = this.#open;
    if (open === null) return;
    open.end();
    await closePort(open.port);
  }

  #openPort(port: SerialPort): Promise<void> {
    return new Promise((resolve, reject) => {
      port.open((error) => {
        if (!error) resolve();
        else reject(this.#openError(error));
      });
    });
  }

  #openError(error: Error): TransportError {
    if (!existsSync(this.id)) return new TransportError('absent', `${this.id} does not exist`, error);
    // serialport gives the lock failure no code of its own; the text only chooses the words for the technician.
    if (/lock/i.test(error.message)) {
      return new TransportError('inUse', `${this.id} is in use by another program`, error);
    }
    return new TransportError('failed', `${this.id}: ${error.message}`, error);
  }
}

/** Closes without complaint: a port that is already gone is as closed as it can be. */
function closePort(port: SerialPort): Promise<void> {
  if (!port.isOpen) return Promise.resolve();
  return new Promise((resolve) => port.close(() => resolve()));
}
