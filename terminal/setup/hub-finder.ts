import type { Clock } from '../../contract/clock.ts';
import type { HubTls } from '../sync/hub-tls.ts';
import { isHubUrl, lookAtWay, type WayToHub, wayReport } from './way-to-hub.ts';

export interface HubFinderOptions {
  readonly clock: Clock;
  readonly fetch?: typeof fetch | undefined;
  /** The machine's own certificate and the hub's authority, as configured. */
  readonly tls?: HubTls | undefined;
  /** The address that counts now. */
  readonly url: () => string;
  /** A look has ended, and what it has found; `report` null = the way is open. */
  readonly looked: (report: ReturnType<typeof wayReport>) => void;
  /** A fault of this program has ended a look: nothing was found, and it can be looked again. */
  readonly threw: (error: unknown) => void;
}

/** The way from this machine to its hub, as the wizard looks at it; and the address, while somebody types it. */
export class HubFinder {
  readonly #o: HubFinderOptions;
  #way: WayToHub | null = null;
  /** Number of the last look: an earlier one, of another address perhaps, counts no more. */
  #looks = 0;
  #isLooking = false;
  isTyping = false;

  constructor(options: HubFinderOptions) {
    this.#o = options;
  }

  /** What the last look has found; null = none has ended. */
  get way(): WayToHub | null {
    return this.#way;
  }

  get isLooking(): boolean {
    return this.#isLooking;
  }

  /** The address that somebody typed, without slashes at its end; null = it is none. */
  typed(value: string): string | null {
    const url = value.trim().replace(/\/+$/, '');
    if (!isHubUrl(url)) return null;
    this.isTyping = false;
    return url;
  }

  look(): void {
    this.#looks += 1;
    const look = this.#looks;
    this.#isLooking = true;
    const { clock, url, looked, threw } = this.#o;
    lookAtWay(url(), clock.wallMs, this.#o)
      .then((way) => {
        if (look !== this.#looks) return;
        this.#isLooking = false;
        this.#way = way;
        looked(wayReport(way));
      })
      .catch((error: unknown) => {
        if (look === this.#looks) this.#isLooking = false;
        threw(error);
      });
  }

  /** What is under way is not told any more. */
  stop(): void {
    this.#looks += 1;
  }
}
