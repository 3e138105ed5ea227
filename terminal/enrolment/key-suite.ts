import type { Clock } from '../../contract/clock.ts';
import type { Suite } from '../../contract/envelope.ts';
import type { Log } from '../../contract/log.ts';
import type { Result } from '../../contract/result.ts';
import type { DeviceKey } from '../crypto/device-key.ts';
import type { RotatedKey, RotateError } from './rotate-key.ts';

/** The first pause after a change that failed, and the longest, milliseconds: a hub of an earlier release never takes a key of the other suite. */
const firstPauseMs = 60_000;
const longestPauseMs = 6 * 3_600_000;

export interface KeySuiteOptions {
  readonly key: Pick<DeviceKey, 'suite'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Suite that this machine is configured for. Read anew each time. */
  wanted(): Suite;
  rotate(): Promise<Result<RotatedKey, RotateError>>;
}

/** Changes the machine's key to the suite that is configured, through the hub, once it is heard. */
export class KeySuite {
  readonly #o: KeySuiteOptions;
  #isChanging = false;
  #failures = 0;
  #notBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(options: KeySuiteOptions) {
    this.#o = options;
  }

  /** To be called whenever the hub has answered. */
  async look(): Promise<void> {
    const { key, clock, log, wanted } = this.#o;
    if (this.#isChanging || key.suite === wanted() || clock.monoMs() < this.#notBeforeMs) return;
    this.#isChanging = true;
    const changed = await this.#o.rotate().finally(() => {
      this.#isChanging = false;
    });
    if (changed.ok) {
      this.#failures = 0;
      log('sync.suite.changed', { suite: key.suite });
      return;
    }
    this.#notBeforeMs = clock.monoMs() + Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures);
    this.#failures += 1;
    log('sync.suite.failed', { suite: wanted(), code: changed.error.code });
  }
}
