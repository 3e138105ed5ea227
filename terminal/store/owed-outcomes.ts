import type { Outcome } from '../../contract/device.ts';
import type { Result } from '../../contract/result.ts';
import type { SettledBy } from './store.ts';
import type { StoreError, StoreErrorCode } from './store-error.ts';

/** What became of a print, and how it is written. */
export interface OwedOutcome {
  readonly actId: string;
  readonly deviceId: string;
  readonly outcome: Outcome;
  readonly by: SettledBy;
  /** Writes it as it would have been written at once. */
  write(): Promise<Result<void, StoreError>>;
}

/** Refusals that no later try changes. */
const lasting: ReadonlySet<StoreErrorCode> = new Set(['actState', 'custodyState', 'refused', 'closed']);

/**
 * Outcomes that could not be written when they were known: a disk that was full or failed, a machine that was not enrolled yet. They are written as soon as the store takes writes
 * again. Held in memory only: when the program ends before that, its next start reconciles the act with less evidence than there was.
 */
export class OwedOutcomes {
  readonly #owed = new Map<string, OwedOutcome>();
  readonly #written: (owed: OwedOutcome) => void;
  #isTrying = false;

  /** @param written told of each that is on disk at last */
  constructor(written: (owed: OwedOutcome) => void) {
    this.#written = written;
  }

  /** Takes what was refused for `why`, unless that will never change. */
  keep(owed: OwedOutcome, why: StoreError): void {
    if (!lasting.has(why.code)) this.#owed.set(owed.actId, owed);
  }

  /** Whether the end of this print is known and only its line in the journal is missing. */
  has(actId: string): boolean {
    return this.#owed.has(actId);
  }

  /** To be called after each operation of the store that went well: the disk may take again what it has refused. */
  again(): void {
    if (this.#isTrying || this.#owed.size === 0) return;
    this.#isTrying = true;
    void this.#writeAll().finally(() => {
      this.#isTrying = false;
    });
  }

  async #writeAll(): Promise<void> {
    for (const owed of [...this.#owed.values()]) {
      const done = await owed.write();
      if (!done.ok && !lasting.has(done.error.code)) return;
      this.#owed.delete(owed.actId);
      if (done.ok) this.#written(owed);
    }
  }
}
