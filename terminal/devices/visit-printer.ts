import { type DeviceError, deviceError } from '../../contract/device.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Claim } from './claims.ts';

/** The printer, for one print of a visit. */
export interface PrinterUse {
  /** Aborted when the visit ends: what has not begun by then must not begin. */
  readonly signal: AbortSignal;
  /** The print is over. Must be called, once. */
  release(): void;
}

/** How long a print waits for a printer that somebody else has, or that is being reconciled, milliseconds; then it is refused. */
const printQueueMs = 10_000;

/**
 * A visit's share in the printer, claimed apart from what its journey cannot do without: a printer that is away or being reconciled must not end a visit.
 * A print that has begun keeps the claim beyond the end of the visit, so that the next citizen's print waits for it.
 */
export class VisitPrinter {
  readonly #take: (waitMs: number, signal: AbortSignal) => Promise<Result<Claim, DeviceError>>;
  readonly #ended = new AbortController();
  #claim: Promise<Result<Claim, DeviceError>>;
  #uses = 0;

  /** @param take claims the printer; called at once, and again by a print when that failed */
  constructor(take: (waitMs: number, signal: AbortSignal) => Promise<Result<Claim, DeviceError>>) {
    this.#take = take;
    this.#claim = take(printQueueMs, this.#ended.signal);
  }

  /** Errors, all `notStarted`: E_CANCELLED the visit ended first; E_CLAIM_BUSY somebody else has the printer. */
  async use(): Promise<Result<PrinterUse, DeviceError>> {
    const { signal } = this.#ended;
    const before = this.#claim;
    let claimed = await before;
    if (!claimed.ok && !signal.aborted) {
      // Two prints that found it refused share one new claim: one that nobody knows of would hold the printer for ever.
      if (this.#claim === before) this.#claim = this.#take(printQueueMs, signal);
      claimed = await this.#claim;
    }
    if (!claimed.ok) return claimed;
    if (signal.aborted) return err(endedFirst(claimed.value.devices[0] ?? ''));
    this.#uses += 1;
    const release = () => {
      this.#uses -= 1;
      if (signal.aborted) this.#giveBack();
    };
    return ok({ signal, release });
  }

  /** The visit is over. Idempotent. */
  end(): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort('sessionEnd');
    this.#giveBack();
  }

  #giveBack(): void {
    if (this.#uses > 0) return;
    void this.#claim.then((claimed) => {
      if (claimed.ok) claimed.value.release();
    });
  }
}

function endedFirst(deviceId: string): DeviceError {
  return deviceError('E_CANCELLED', 'notStarted', { deviceId, phase: 'queued', epoch: 0 });
}
