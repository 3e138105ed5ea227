import { Type } from 'typebox';
import type { UpdateOutcome } from '../../contract/release/update-outcome.ts';
import { updateLinkMethods } from '../../contract/update-link.ts';
import type { LocalClient } from '../local-client.ts';

/** Where outcomes wait, durably, oldest first. */
export interface ReporterParts {
  reports(): readonly UpdateOutcome[];
  /** The oldest was taken. */
  drop(): void;
  /** It is durable in the outbox. */
  told(outcome: UpdateOutcome): void;
}

/** Tells the hub, through the terminal service, what became of updates. An outcome leaves the record only once it is durable in the outbox; a cut between the two tells it twice. */
export class Reporter {
  readonly #disk: ReporterParts;
  #isTelling = false;

  constructor(disk: ReporterParts) {
    this.#disk = disk;
  }

  /** Tells what is not told, oldest first; stops at the first that is not taken. */
  async flush(local: LocalClient | null): Promise<void> {
    if (this.#isTelling || local === null) return;
    this.#isTelling = true;
    try {
      for (;;) {
        const [outcome] = this.#disk.reports();
        if (outcome === undefined) return;
        const taken = await local.call(updateLinkMethods.report, { outcome }, Type.Null());
        if (!taken.ok) return;
        this.#disk.told(outcome);
        // Too many came meanwhile, and this one was dropped for them.
        if (JSON.stringify(this.#disk.reports()[0]) === JSON.stringify(outcome)) this.#disk.drop();
      }
    } finally {
      this.#isTelling = false;
    }
  }
}
