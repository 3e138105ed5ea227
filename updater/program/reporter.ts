import { Type } from 'typebox';
import type { UpdateOutcome } from '../../contract/release/update-outcome.ts';
import { updateLinkMethods } from '../../contract/update-link.ts';
import type { BootRecord } from '../boot/boot-record.ts';
import { told } from '../boot/boot-steps.ts';
import type { LocalClient } from '../local-client.ts';

export interface ReporterParts {
  record(): BootRecord;
  write(record: BootRecord): void;
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
        const [outcome] = this.#disk.record().reports;
        if (outcome === undefined) return;
        const taken = await local.call(updateLinkMethods.report, { outcome }, Type.Null());
        if (!taken.ok) return;
        this.#disk.told(outcome);
        const record = this.#disk.record();
        // Too many came meanwhile, and this one was dropped for them.
        if (JSON.stringify(record.reports[0]) === JSON.stringify(outcome)) this.#disk.write(told(record, 1));
      }
    } finally {
      this.#isTelling = false;
    }
  }
}
