import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import type { HealthFacts } from '../../contract/update-health.ts';
import type { BootRecord } from '../boot/boot-record.ts';
import { confirmed, pardoned, soaked } from '../boot/boot-steps.ts';
import { watchHealth } from '../health/health-client.ts';
import type { HealthPolicy } from '../health/judge.ts';
import { pardonOf, toPardon } from '../health/pardon.ts';
import type { LocalClient } from '../local-client.ts';

/** A committed release that has run for so long in one go has ended its probation, milliseconds. Until then the launcher goes back to the one before when it goes down again and again. */
export const soakMs = 3_600_000;

/** Between two tries at a disk that takes nothing, milliseconds. */
const againMs = 300_000;

export interface AfterCommitOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Monotonic milliseconds at which this release was started. */
  readonly startedAtMs: number;
  readonly policy: Pick<HealthPolicy, 'limitMs' | 'offlineAfterMs'>;
  readonly record: () => BootRecord;
  /** False = the disk does not take it. */
  readonly write: (record: BootRecord) => boolean;
}

/** What is still open once a release is committed: the end of its probation, the word of the hub, and whether the release that was tried before it was given up justly. */
export class AfterCommit {
  readonly #o: AfterCommitOptions;
  #facts: HealthFacts | null = null;
  #cancelSoak: (() => void) | null = null;
  #cancelPardon: (() => void) | null = null;
  #isDecided = false;
  #isOver = false;

  constructor(options: AfterCommitOptions) {
    this.#o = options;
  }

  /** A committed release runs: at the start of the agent, and when one has just been committed. */
  begin(): void {
    const { phase, soak } = this.#o.record();
    if (phase !== 'committed' || soak === null || this.#isOver) return;
    this.#cancelSoak ??= this.#o.clock.after(soakMs, () => this.#settle());
  }

  /** A disk that does not take it now takes it later: said once it is so. */
  #settle(): void {
    const { clock, record, write, log } = this.#o;
    const release = record().current;
    if (write(soaked(record()))) log('update.release.settled', { release });
    else this.#cancelSoak = clock.after(againMs, () => this.#settle());
  }

  /** The terminal service is there. */
  up(local: LocalClient): void {
    const { clock, record, startedAtMs, policy } = this.#o;
    const { phase, isConfirmed } = record();
    const isOpen = !this.#isDecided && toPardon(record(), clock.wallMs()) !== null;
    if (phase !== 'committed' || (isConfirmed && !isOpen) || this.#isOver) return;
    if (isOpen) {
      const leftMs = Math.max(0, startedAtMs + policy.offlineAfterMs - clock.monoMs());
      this.#cancelPardon ??= clock.after(leftMs, () => this.#look());
    }
    const heard = (facts: HealthFacts) => {
      this.#facts = facts;
      this.#look();
    };
    void watchHealth(local, heard).then((first) => first.ok && heard(first.value));
  }

  stop(): void {
    this.#isOver = true;
    this.#cancelSoak?.();
    this.#cancelPardon?.();
  }

  #look(): void {
    const { record, write } = this.#o;
    if (this.#isOver || this.#facts === null) return;
    const before = record();
    if (this.#facts.hub.isAccepted && before.phase === 'committed' && !before.isConfirmed) write(confirmed(before));
    this.#judgePardon(this.#facts);
  }

  #judgePardon(facts: HealthFacts): void {
    const { clock, log, record, write, startedAtMs, policy } = this.#o;
    const release = this.#isDecided ? null : toPardon(record(), clock.wallMs());
    if (release === null) return;
    const verdict = pardonOf(facts, clock.monoMs() - startedAtMs, policy);
    if (verdict === 'wait') return;
    if (verdict === 'pardon' && !write(pardoned(record(), release))) {
      this.#cancelPardon?.();
      this.#cancelPardon = clock.after(againMs, () => this.#look());
      return;
    }
    this.#isDecided = true;
    log('update.release.pardoned', { release, isPardoned: verdict === 'pardon' });
  }
}
