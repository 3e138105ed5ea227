import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { ticketIn } from '../../contract/technician/ticket.ts';
import type { DriverName } from '../../drivers/registry.ts';
import { openScanner, type ScannerDriver } from '../../drivers/scanner/drivers.ts';
import type { OpenPort } from '../../drivers/transport/open-port.ts';
import type { DeviceKey } from '../crypto/device-key.ts';
import { systemRandom } from '../crypto/random.ts';
import { type EnrolmentCode, enrol } from '../enrolment/enrolment.ts';
import type { Identity, Store } from '../store/store.ts';
import { version } from '../version.ts';

/** How long a code may be held before the scanner, milliseconds. */
const scanMs = 20_000;
/** Between a fault of this program and the next code that is asked for, milliseconds: as long as between two tries at a hub that is away (enrolment.ts). */
const againMs = 30_000;

/** Why a code was not taken, as a word of the pages. */
export type TicketRefusal = 'code' | 'kiosk' | 'many' | 'away' | 'scan';

export interface EnrollingOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly key: DeviceKey;
  readonly openPort: OpenPort;
  readonly fetch?: typeof fetch | undefined;
  /** A code came or went. */
  changed(): void;
  enrolled(identity: Identity): void;
  /** A fault of this program has ended an enrolment; another one is begun by itself. */
  threw(error: unknown): void;
}

/** The step of the enrolment: asks for a code as long as it stands, takes the operator's code typed or by a scanner. */
export class Enrolling {
  readonly #o: EnrollingOptions;
  #running: AbortController | null = null;
  #code: EnrolmentCode | null = null;
  #isScanning = false;

  constructor(options: EnrollingOptions) {
    this.#o = options;
  }

  code(): EnrolmentCode | null {
    return this.#code;
  }

  get isScanning(): boolean {
    return this.#isScanning;
  }

  /** Asks the hub at this address; nothing happens where it is asked already. */
  start(hub: { readonly baseUrl: string; readonly model: string }): void {
    if (this.#running !== null) return;
    const running = new AbortController();
    this.#running = running;
    const { store, clock, log, key, fetch: fetchFromHub } = this.#o;
    enrol({
      ...{ store, clock, log, random: systemRandom, key, version, ...hub },
      ...(fetchFromHub === undefined ? {} : { fetch: fetchFromHub }),
      signal: running.signal,
      onCode: (code) => {
        if (running.signal.aborted) return;
        this.#code = code;
        this.#o.changed();
      },
    })
      .then((done) => {
        if (this.#running === running) this.#running = null;
        if (done.ok && !running.signal.aborted) this.#o.enrolled(done.value);
      })
      .catch((error: unknown) => this.#threw(error, running, hub));
  }

  /** What is stored is stored: the next try finds a machine that is enrolled. */
  #threw(error: unknown, running: AbortController, hub: Parameters<Enrolling['start']>[0]): void {
    if (!running.signal.aborted) {
      this.#running = running;
      this.#code = null;
      const cancel = this.#o.clock.after(againMs, () => {
        running.signal.removeEventListener('abort', cancel);
        this.#running = null;
        this.start(hub);
      });
      running.signal.addEventListener('abort', cancel, { once: true });
    }
    this.#o.threw(error);
  }

  stop(): void {
    this.#running?.abort();
    this.#running = null;
    this.#code = null;
  }

  /** Null = taken: the machine is enrolled within a moment. */
  async bring(typed: string): Promise<TicketRefusal | null> {
    const ticket = ticketIn(typed);
    if (ticket === null || this.#code === null) return ticket === null ? 'code' : 'away';
    const brought = await this.#code.bring(ticket);
    if (brought.ok) return null;
    const { status } = brought.error;
    return status === 403 ? 'code' : status === 400 ? 'kiosk' : status === 429 ? 'many' : 'away';
  }

  /** The operator's QR by a scanner of this machine. The port is held only as long as somebody holds a code before it. */
  async scan(at: { readonly port: string; readonly driver: DriverName }): Promise<TicketRefusal | null> {
    if (this.#isScanning) return null;
    const { clock, log, openPort } = this.#o;
    this.#isScanning = true;
    this.#o.changed();
    const scanner = openScanner(at.driver as ScannerDriver, { port: at.port, clock, log, openPort });
    try {
      scanner.start();
      const signal = this.#running?.signal;
      const scanned = await scanner.scan({ userMs: scanMs, ...(signal === undefined ? {} : { signal }) });
      const text = scanned.ok ? scanned.value.text : '';
      if (scanned.ok) scanned.value.wipe();
      return ticketIn(text) === null ? 'scan' : await this.bring(text);
    } finally {
      await scanner.close();
      this.#isScanning = false;
      this.#o.changed();
    }
  }
}
