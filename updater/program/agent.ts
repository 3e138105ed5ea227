import { type Clock, sleep } from '../../contract/clock.ts';
import { isFileSystemError } from '../../contract/durable-file.ts';
import type { Log } from '../../contract/log.ts';
import type { ReleaseId } from '../../contract/release/release-id.ts';
import type { RefusalCause } from '../../contract/release/update-outcome.ts';
import { readBoot, writeBoot } from '../boot/boot-files.ts';
import type { BootRecord } from '../boot/boot-record.ts';
import { failed, passed, refused, told } from '../boot/boot-steps.ts';
import { BundleAgent } from '../bundles/bundle-agent.ts';
import { waitForHealth } from '../health/wait-for-health.ts';
import type { LocalClient } from '../local-client.ts';
import { AfterCommit } from './after-commit.ts';
import { type AgentMemory, newMemory, readMemory, withHistory, writeMemory } from './agent-memory.ts';
import type { AgentParts } from './agent-parts.ts';
import {
  type AgentEffect,
  type AgentEvent,
  type AgentState,
  type AgentStep,
  agentStep,
  firstStep,
  type Wanted,
  type WorkEnd,
} from './agent-steps.ts';
import { askForMachine, type HeldMachine } from './ask-machine.ts';
import { pauseMs, pauses } from './back-off.ts';
import { believed } from './believed.ts';
import { factsBefore } from './facts-before.ts';
import { LastAssigned } from './last-assigned.ts';
import { leaveMachine } from './leave-machine.ts';
import { MetadataLook } from './metadata-look.ts';
import { ReleaseWork } from './release-work.ts';
import { Reporter } from './reporter.ts';
import { StandingTeller, standingOf } from './standing.ts';
import { TerminalLink } from './terminal-link.ts';
import { noWindow } from './windows.ts';

/**
 * The agent of updates, part of the release that runs. What it does is decided by `agent-steps.ts`; here it is done: the boot record has this one writer while the agent lives, and the launcher
 * goes on by the record when it ends.
 */
export class UpdateAgent {
  readonly #parts: AgentParts;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #startedAtMs: number;
  readonly #events: AgentEvent[] = [];
  readonly #work: ReleaseWork;
  readonly #reporter: Reporter;
  readonly #after: AfterCommit;
  readonly #standing = new StandingTeller();
  readonly #startedAt: string;
  readonly #bundles: BundleAgent;
  readonly #look: MetadataLook;
  readonly #assigned: LastAssigned;
  #state: AgentState = { at: 'idle', job: 0 };
  #memory: AgentMemory;
  #isBusy = false;
  #isOver = false;
  #isUnkept = false;
  #under = new AbortController();
  #held: HeldMachine | null = null;
  /** What the gate did not find well. */
  #unhealthy: string | null = null;
  #link: TerminalLink | null = null;

  constructor(parts: AgentParts) {
    this.#parts = parts;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#startedAtMs = parts.clock.monoMs();
    this.#startedAt = this.#now();
    this.#memory = readMemory(parts.root) ?? newMemory;
    this.#work = new ReleaseWork(parts);
    this.#assigned = new LastAssigned(parts.clock);
    this.#reporter = new Reporter({
      reports: () => this.#record().reports,
      drop: () => this.#write(told(this.#record(), 1)),
      told: ({ release, outcome }) => this.#log('update.outcome.told', { release, outcome }),
    });
    this.#bundles = new BundleAgent({
      ...parts,
      ...{ application: parts.release, isCommitted: () => this.#record().phase === 'committed' },
      local: () => this.#link?.local ?? null,
      assigned: () => this.#assigned.now(),
    });
    this.#look = new MetadataLook({
      ...parts,
      repository: () => this.#assigned.now()?.repository ?? null,
      isBusy: () => this.#state.at === 'switching',
      looked: () => this.#tellStanding(this.#link?.local ?? null),
    });
    this.#after = new AfterCommit({
      ...{ clock: parts.clock, log: parts.log, startedAtMs: this.#startedAtMs, policy: parts.healthPolicy },
      record: () => this.#record(),
      write: (record) => this.#onDisk(() => this.#write(record)),
    });
  }

  /** Goes on where the process before has ended or was cut. */
  start(): void {
    const record = this.#record();
    this.#remember(withHistory(this.#memory, record.reports));
    this.#log('update.agent.started', { release: this.#parts.release, phase: record.phase });
    this.#take(firstStep(record));
    if (this.#isOver) return;
    this.#after.begin();
    this.#bundles.start();
    this.#look.start();
    this.#link = new TerminalLink({
      ...{ connect: this.#parts.connect, clock: this.#clock },
      assigned: (assigned) => {
        this.#assigned.heard(assigned);
        this.#hear();
        this.#bundles.hear();
      },
      up: (local) => this.#up(local),
    });
  }

  /** Ends what is under way, in order; what came of it stays. */
  stop(): void {
    this.#end();
    this.#held?.giveBack();
  }

  #end(): void {
    this.#isOver = true;
    this.#under.abort();
    for (const part of [this.#after, this.#bundles, this.#look]) part.stop();
    this.#link?.close();
  }

  #tell(event: AgentEvent): void {
    if (this.#isOver) return;
    this.#events.push(event);
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
        this.#take(agentStep(this.#state, next, this.#record()));
      }
    } finally {
      this.#isBusy = false;
    }
  }

  #take({ state, effects }: AgentStep): void {
    if (state.at !== this.#state.at)
      this.#log('update.step.begun', { release: wantedOf(state)?.release ?? '', step: state.at });
    this.#state = state;
    const doing = { step: state.at, target: wantedOf(state)?.target ?? null };
    this.#remember({ ...this.#memory, doing });
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: AgentEffect): void {
    const { signal } = this.#under;
    switch (effect.do) {
      case 'check':
      case 'fetch':
      case 'build':
        this.#run(
          effect.job,
          this.#work[effect.do](effect.wanted, this.#assigned.now(), signal, () => this.#record()),
          effect,
        );
        break;
      case 'switch': {
        const { wanted, job } = effect;
        this.#onDisk(() => this.#bundles.hold());
        this.#look.giveWay();
        this.#run(
          job,
          this.#work.switch(wanted, this.#held, {
            ...{ local: this.#link?.local ?? null, signal },
            assigned: () => this.#assigned.now(),
            record: () => this.#record(),
          }),
          effect,
        );
        break;
      }
      case 'ask':
        void this.#ask(effect.job, effect.isOverdue, signal);
        break;
      case 'abort':
        this.#under.abort();
        this.#under = new AbortController();
        this.#held?.giveBack();
        this.#held = null;
        break;
      case 'pause': {
        const ms = pauseMs(effect.failures, effect.isRefused, this.#parts.random());
        void sleep(this.#clock, ms, signal).then((isDue) => {
          if (isDue) this.#tell({ type: 'due', job: effect.job });
        });
        break;
      }
      case 'refuse':
        this.#refuse(effect.wanted, effect.cause);
        break;
      case 'keepWindows':
        if (effect.counter === this.#memory.lastCounter)
          this.#remember({ ...this.#memory, missedWindows: effect.windows.missed });
        break;
      case 'prove':
        void this.#prove(effect.job, signal);
        break;
      case 'commit':
        this.#commit(effect.isConfirmed);
        break;
      case 'hear':
        this.#hear();
        break;
      case 'leave':
        void this.#leave(effect.job, signal);
        break;
      case 'goBack': {
        const next = failed(this.#record(), effect.cause, this.#unhealthy);
        if (next.ok) this.#write(next.value);
        break;
      }
      case 'exit':
        this.#exit();
        break;
    }
  }

  /** What is assigned, if the hub says so itself. */
  #hear(): void {
    const assigned = this.#assigned.now();
    if (assigned === null || this.#isOver) return;
    const { device, hubNowMs } = assigned;
    if (hubNowMs !== null) this.#onDisk(() => this.#parts.trust.sawTime(hubNowMs));
    // Under another name at the hub, or at another hub, they begin anew.
    const lastCounter = this.#memory.device === device ? this.#memory.lastCounter : 0;
    const read = believed(assigned, { lastCounter, wallMs: this.#clock.wallMs() });
    if (!read.ok) this.#log('update.assigned.refused', { code: read.error.code });
    const counter = read.ok ? (read.value?.counter ?? null) : read.error.overtakes;
    if (counter === null) return;
    // Durable before anything is done for it: an older one is never believed again.
    if (counter > lastCounter) {
      const memory = { ...this.#memory, device, lastCounter: counter, missedWindows: 0, refused: null };
      if (!this.#remember(memory)) {
        this.#clock.after(pauses.ceilingMs, () => this.#hear());
        return;
      }
    }
    const wanted = read.ok ? read.value : null;
    if (wanted === null) this.#tell({ type: 'overtaken', counter });
    else this.#tell({ type: 'assigned', wanted, windows: { ...noWindow, missed: this.#memory.missedWindows } });
  }

  #run(
    job: number,
    work: Promise<WorkEnd>,
    { do: step, wanted }: { readonly do: string; readonly wanted: Wanted },
  ): void {
    void work.then((end) => {
      // What becomes of it is told as an outcome of its own: the hub need not hear besides that it is not tried again.
      if (end.is === 'done' && step === 'switch')
        this.#remember({ ...this.#memory, refused: { counter: wanted.counter, cause: 'quarantined' } });
      if (end.is !== 'done' && step === 'switch') this.#bundles.goOn();
      if (end.is === 'later') this.#log('update.step.later', { release: wanted.release, step, code: end.code });
      this.#tell({ type: 'ended', job, end });
    });
  }

  async #ask(job: number, isOverdue: boolean, signal: AbortSignal): Promise<void> {
    const waiting = (codes: Extract<AgentEvent, { readonly type: 'waiting' }>['codes']) =>
      this.#tell({ type: 'waiting', job, codes });
    const held = await askForMachine({ connect: this.#parts.connect, isOverdue, signal, waiting });
    if (signal.aborted || this.#isOver) {
      held?.giveBack();
      return;
    }
    this.#held = held;
    this.#tell(held === null ? { type: 'notGranted', job, code: 'away' } : { type: 'granted', job });
  }

  async #prove(job: number, signal: AbortSignal): Promise<void> {
    const { root, release, connect, healthPolicy } = this.#parts;
    const end = await waitForHealth(
      {
        ...{ connect, clock: this.#clock, startedAtMs: this.#startedAtMs },
        before: factsBefore(root, release),
        policy: { ...healthPolicy, release },
        changed: (found) => this.#log('update.health.found', { found: found.map(wordOf).join(' ') }),
      },
      signal,
    );
    if (end === null) return;
    const isPass = end === 'pass' || end === 'passOffline';
    this.#unhealthy = isPass ? null : `${end.fail} ${end.what}`;
    this.#log('update.release.judged', { release, verdict: isPass ? end : `${end.fail} ${end.what}` });
    this.#tell({ type: 'judged', job, verdict: isPass ? end : end.fail === 'hubLost' ? 'hubLost' : 'unhealthy' });
  }

  /** A visit is not torn down for a rollback. Where nobody can be asked, nobody is served. */
  async #leave(job: number, signal: AbortSignal): Promise<void> {
    this.#held = await leaveMachine(this.#parts.connect, signal);
    this.#tell({ type: 'free', job });
  }

  #commit(isConfirmed: boolean): void {
    const next = passed(this.#record(), isConfirmed, this.#now());
    if (!next.ok) return;
    this.#write(next.value);
    this.#log('update.release.committed', { release: next.value.current, isConfirmed });
    this.#onDisk(() => this.#work.tidy(next.value));
    this.#after.begin();
    const local = this.#link?.local ?? null;
    if (local !== null) this.#up(local);
  }

  #refuse({ release, counter }: Wanted, cause: RefusalCause): void {
    const before = this.#memory.refused;
    if (before?.counter === counter && before.cause === cause) return;
    this.#log('update.release.refused', { release, cause });
    const isKept = this.#onDisk(() => this.#write(refused(this.#record(), release, cause, this.#now())));
    if (!isKept) return;
    this.#remember({ ...this.#memory, refused: { counter, cause } });
    this.#flush(this.#link?.local ?? null);
  }

  /** An outcome that was told and cannot be crossed out is told once more, and known there. */
  #flush(local: LocalClient | null): void {
    void this.#reporter.flush(local).catch((cause: unknown) => {
      this.#onDisk(() => {
        throw cause;
      });
    });
  }

  #up(local: LocalClient): void {
    this.#flush(local);
    this.#after.up(local);
    this.#tellStanding(local);
    this.#bundles.up(local);
  }

  #exit(): void {
    const { current, candidate, phase } = this.#record();
    const to = phase === 'returning' ? current : (candidate ?? current);
    this.#log('update.release.switching', { from: this.#parts.release, to });
    this.#end();
    this.#parts.exit();
  }

  #record(): BootRecord {
    const read = readBoot(this.#parts.root);
    // The launcher has read it a moment ago, and nobody else writes it: this process cannot go on, and the launcher says what to do.
    if (!read.ok) throw new Error(`boot record ${read.error.code}`);
    return read.value;
  }

  #write(record: BootRecord): void {
    writeBoot(this.#parts.root, record);
    this.#remember(withHistory(this.#memory, record.reports));
    this.#tellStanding(this.#link?.local ?? null);
  }

  #tellStanding(local: LocalClient | null): void {
    const signedAtMs = this.#parts.trust.signedAtMs();
    this.#standing.tell(local, standingOf(this.#record(), this.#memory.history, this.#startedAt, signedAtMs));
  }

  /** False = the disk does not take it, and it is as if it had not been said: a full disk ends no agent. */
  #remember(memory: AgentMemory): boolean {
    if (JSON.stringify(memory) === JSON.stringify(this.#memory)) return true;
    const isKept = this.#onDisk(() => writeMemory(this.#parts.root, memory));
    if (isKept) this.#memory = memory;
    return isKept;
  }

  /** False = the disk does not take it. */
  #onDisk(write: () => void): boolean {
    try {
      write();
      this.#isUnkept = false;
      return true;
    } catch (cause) {
      if (!isFileSystemError(cause)) throw cause;
      if (!this.#isUnkept) this.#log('update.state.unwritable', { code: cause.code });
      this.#isUnkept = true;
      return false;
    }
  }

  #now(): string {
    return new Date(this.#clock.wallMs()).toISOString();
  }
}

const wantedOf = (state: AgentState): { readonly release: ReleaseId; readonly target: string } | null =>
  'wanted' in state ? state.wanted : null;

const wordOf = ({ fault, what }: { readonly fault: string; readonly what: string }) => `${fault}:${what}`;
