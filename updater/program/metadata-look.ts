import type { Clock } from '../../contract/clock.ts';
import { isFileSystemError } from '../../contract/durable-file.ts';
import type { RefreshLimits, Trust } from '../metadata/trust.ts';
import { type Fraction, pauseMs } from './back-off.ts';

/** Times of the look at the metadata, milliseconds. */
export const lookTimes = {
  /** After the start, at a moment of its own for each machine: a district that has power again asks no server all at once. */
  firstWithinMs: 3_600_000,
  /** The timestamp is signed once a day. */
  everyMs: 12 * 3_600_000,
} as const;

/** Some kilobytes; a line that does not give them now is asked again later, and no update waits long behind it. */
const limits: RefreshLimits = { fileMs: 30_000, refreshMs: 60_000 };

export interface MetadataLookPorts {
  readonly clock: Clock;
  readonly random: Fraction;
  readonly trust: Pick<Trust, 'refresh'>;
  readonly fetch?: typeof fetch;
  /** Address of the repository; null = nobody has told one. */
  repository(): string | null;
  /** An update is being switched to now, so nothing else may stand in its way. */
  isBusy(): boolean;
  /** It was looked, with whatever end. */
  looked(): void;
}

/** Keeps the metadata of releases fresh on a machine to which nothing is assigned for months: otherwise nobody hears that it gets none any more before the day on which it must be updated. */
export class MetadataLook {
  readonly #ports: MetadataLookPorts;
  #failures = 0;
  #cancel: () => void = () => undefined;
  #under = new AbortController();
  #isOver = false;

  constructor(ports: MetadataLookPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#after(this.#ports.random() * lookTimes.firstWithinMs);
  }

  /** Ends a look that is under way; the next one comes in its time. */
  giveWay(): void {
    this.#under.abort();
    this.#under = new AbortController();
  }

  stop(): void {
    this.#isOver = true;
    this.#cancel();
    this.#under.abort();
  }

  #after(ms: number): void {
    if (!this.#isOver) this.#cancel = this.#ports.clock.after(ms, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { random, looked } = this.#ports;
    const isFresh = await this.#refresh();
    if (this.#isOver) return;
    looked();
    if (isFresh) {
      this.#failures = 0;
      this.#after(lookTimes.everyMs * (1 - random() / 2));
      return;
    }
    this.#after(pauseMs(this.#failures, true, random()));
    this.#failures += 1;
  }

  async #refresh(): Promise<boolean> {
    const { trust, repository, isBusy, fetch } = this.#ports;
    const baseUrl = repository();
    if (baseUrl === null || isBusy()) return false;
    const { signal } = this.#under;
    try {
      // No name: whoever wants a release asks for its role then.
      const done = await trust.refresh({
        baseUrl,
        names: [],
        limits,
        signal,
        ...(fetch === undefined ? {} : { fetch }),
      });
      return done.ok;
    } catch (cause) {
      // A disk that does not take it is told by whoever must write.
      if (isFileSystemError(cause)) return false;
      throw cause;
    }
  }
}
