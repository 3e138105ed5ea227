import type { Listener, Transport } from '../../transport/transport.ts';
import { TransportError } from '../../transport/transport.ts';
import { fittingReaders } from './fitting-readers.ts';
import type { PcscFailure, ReaderState, SmartCardPort } from './pcsc-port.ts';

export interface ReaderLinkOptions {
  readonly port: SmartCardPort;
  /** Name of the reader, see `fittingReaders`; empty = the only one. */
  readonly reader: string;
  /** What our reader holds, first when it was found and then at each change. */
  readonly slot: (state: ReaderState) => void;
  /** The link ended; nothing is known of the slot any more. Comes after the connection was told. */
  readonly ended: () => void;
  /** Readers that fit the name, at each attempt: one is right, two are too many. */
  readonly candidates: (names: readonly string[]) => void;
}

/**
 * The way from a driver to one reader, in the shape that `DeviceConnection` opens and reopens: up while the PC/SC service runs **and** our reader
 * is plugged in. It carries no bytes; cards are reached through the port.
 */
export class ReaderLink implements Transport {
  readonly #o: ReaderLinkOptions;
  #name: string | null = null;
  #listener: Listener | null = null;

  constructor(options: ReaderLinkOptions) {
    this.#o = options;
  }

  get id(): string {
    return this.#o.port.id;
  }

  /** Whole name of our reader while the link is up, else null. */
  get readerName(): string | null {
    return this.#name;
  }

  async open(listener: Listener, signal: AbortSignal): Promise<void> {
    let latest: readonly ReaderState[] = [];
    let closed: PcscFailure | null = null;
    const opened = await this.#o.port.open(
      {
        readers: (readers) => {
          latest = readers;
          if (this.#name !== null) this.#look(readers);
        },
        closed: (cause) => {
          closed = cause;
          this.#end(new TransportError('failed', `the PC/SC service is gone: ${cause.detail}`));
        },
      },
      signal,
    );
    const failure = opened.ok ? closed : opened.error;
    if (failure !== null || signal.aborted) {
      await this.#o.port.close();
      signal.throwIfAborted();
      throw new TransportError('failed', failure?.detail ?? 'no answer of the PC/SC service');
    }
    const names = latest.map(({ name }) => name);
    const fitting = fittingReaders(this.#o.reader, names);
    this.#o.candidates(fitting);
    const [name, second] = fitting;
    if (name === undefined || second !== undefined) {
      await this.#o.port.close();
      if (name === undefined) throw new TransportError('absent', `no reader ${this.#o.reader || 'at all'}`);
      throw new TransportError('ambiguous', `${fitting.length} readers fit the name`);
    }
    this.#name = name;
    this.#listener = listener;
    this.#look(latest);
  }

  async write(): Promise<void> {
    throw new TransportError('failed', 'a card reader takes no bytes, only commands for a card');
  }

  async close(): Promise<void> {
    this.#end(undefined);
    await this.#o.port.close();
  }

  #look(readers: readonly ReaderState[]): void {
    const ours = readers.find(({ name }) => name === this.#name);
    if (ours === undefined) this.#end(new TransportError('failed', 'the reader was unplugged'));
    else this.#o.slot(ours);
  }

  #end(cause: Error | undefined): void {
    const listener = this.#listener;
    if (listener === null) return;
    this.#name = null;
    this.#listener = null;
    listener.closed(cause);
    this.#o.ended();
  }
}
