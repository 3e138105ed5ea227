import type { Clock } from '../../../contract/clock.ts';
import { drivers } from '../../../drivers/registry.ts';
import { serialScannerModels } from '../../../drivers/scanner/serial/profile.ts';
import { LiveWire, type WireLine } from '../../../drivers/trace/live-wire.ts';
import { tracedPorts } from '../../../drivers/trace/traced-port.ts';
import type { OpenPort } from '../../../drivers/transport/open-port.ts';
import { type Transport, TransportError } from '../../../drivers/transport/transport.ts';

export interface PortListenerOptions {
  readonly openPort: OpenPort;
  readonly clock: Clock;
  /** There is more to see. */
  changed(): void;
}

/**
 * Listens at one serial port that answered nobody, while a person looks at its page: a scanner says nothing until it has read a code, and then these are its bytes. Nothing is ever sent.
 * What is kept has gone through the scanner's codec, so the contents of a code are blanked. Speed: that of the usual scanner.
 */
export class PortListener {
  readonly #o: PortListenerOptions;
  #now: { readonly transport: Transport; readonly wire: LiveWire; readonly end: AbortController } | null = null;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: PortListenerOptions) {
    this.#o = options;
  }

  /** Newest last; empty while nobody listens. */
  lines(): readonly WireLine[] {
    return this.#now?.wire.lines().filter(({ dir }) => dir === 'rx') ?? [];
  }

  /** Resolves when the port is heard, or cannot be: it stays silent then, as its state already says. A port that was heard before is let go first. */
  start(port: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.#letGo();
      const { openPort, clock, changed } = this.#o;
      const wire = new LiveWire(drivers['serial-scanner'].trace, clock);
      wire.watch(changed);
      const spec = { kind: 'serial', path: port, baudRate: serialScannerModels.generic.baudRate } as const;
      const transport = tracedPorts(openPort, wire)(spec);
      const end = new AbortController();
      try {
        await transport.open({ bytes: () => undefined, closed: () => undefined }, end.signal);
      } catch (cause) {
        if (cause instanceof TransportError) return;
        throw cause;
      }
      this.#now = { transport, wire, end };
    });
  }

  /** Resolves when the port is free for others. Idempotent. */
  stop(): Promise<void> {
    return this.#inTurn(() => this.#letGo());
  }

  async #letGo(): Promise<void> {
    const now = this.#now;
    this.#now = null;
    await now?.transport.close();
  }

  #inTurn(change: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(change);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
