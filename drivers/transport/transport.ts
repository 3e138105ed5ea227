/**
 * What a driver hears of one opened port. Both functions are called from the event loop, never from inside `open` or `write`.
 */
export interface Listener {
  /** Bytes as they arrived: any pieces, never empty. The receiver may keep the array. */
  bytes(bytes: Uint8Array): void;
  /**
   * The port is gone. Called at most once for each successful `open`, with the first cause; without a cause when the driver itself
   * called `close`. No `bytes` come after it.
   */
  closed(cause?: Error): void;
}

/**
 * One port: bytes in both directions and nothing else. A transport knows no frames. It is message-shaped, so that a native binding
 * that crashes can live in a process of its own (`../native-host/`).
 */
export interface Transport {
  /** Names the place for logs: a path, an address. Never a secret. */
  readonly id: string;
  /**
   * Opens the port and reads from it until it closes; a second `open` is allowed after `close` has resolved.
   * Rejects with a `TransportError`, or with the signal's reason when aborted; the port is closed again by then.
   */
  open(listener: Listener, signal: AbortSignal): Promise<void>;
  /**
   * Resolves when the operating system has taken all bytes, which does not prove that the device has them.
   * Rejects when the port is not open or fails. After an abort it is unknown how many bytes went out: the caller must close the port.
   */
  write(bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Closes the port; never rejects; calling it again, or when nothing is open, does nothing. */
  close(): Promise<void>;
  /**
   * Where the system tells: resolves when it is worth trying to open again, because a port came or went; also when `signal` is aborted. A
   * connection that waits between two attempts is woken by it, so that a device is back soon after it was plugged in. Never rejects.
   */
  changed?(signal: AbortSignal): Promise<void>;
}

/** Makes a transport for each attempt to connect, for ports that may come back under another name. */
export type TransportFactory = () => Transport;

/** Why a port could not be opened: not there; held by another program; several devices answer for one role; anything else. */
export type TransportFailure = 'absent' | 'inUse' | 'ambiguous' | 'failed';

/** Failure to open or use a port. The message is for technicians and holds no data bytes. */
export class TransportError extends Error {
  readonly failure: TransportFailure;

  constructor(failure: TransportFailure, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'TransportError';
    this.failure = failure;
  }
}
