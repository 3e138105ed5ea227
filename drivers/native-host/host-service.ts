/**
 * A kind of native binding inside the host process: serial ports, HID, PC/SC. A service is a plug-in of `services.ts`; it is loaded at its first
 * use. Everything that crosses the border is plain data for structured clone: texts, numbers, booleans, null, arrays, plain objects, `Uint8Array`.
 *
 * The host zeroes every `Uint8Array` of a pushed value, of a request and of an answer as soon as it has been sent or used, since it may be a
 * citizen's card: a service gives arrays away and keeps none.
 */
export interface HostService {
  /**
   * Opens one channel: a port, a reader, a context. Rejects with a `TransportError` (others become `failed`); when `signal` is aborted it may
   * still resolve, and is then closed at once.
   * @param spec comes from another process: check it
   */
  open(spec: unknown, events: ChannelEvents, signal: AbortSignal): Promise<ServiceChannel>;
}

/** What a service tells about its channel. Nothing is heard after `ended`, nor after `close`. */
export interface ChannelEvents {
  push(value: unknown): void;
  /** The channel has gone by itself (unplugged, binding failed). The host calls `close` afterwards. */
  ended(cause?: Error): void;
}

export interface ServiceChannel {
  /** One request, one answer. Calls may overlap and begin in the order in which they were made. `signal`: nobody waits for the answer any more. */
  call(request: unknown, signal: AbortSignal): Promise<unknown>;
  /** Releases everything; awaited. A close that hangs gets the whole host ended. */
  close(): Promise<void>;
}
