import type { DeviceError, DeviceStatus } from '../../contract/device.ts';
import type { Result } from '../../contract/result.ts';
import { TransportError } from '../transport/transport.ts';
import { statusProblems } from './invariants.ts';
import {
  endingOf,
  journalBroken,
  laterProblems,
  personProblems,
  problemOf,
  type RunningCall,
  settledProblems,
} from './judge-call.ts';
import { seededRandom } from './random.ts';
import { isUndetectable, longestDelayMs, type Schedule, type Step, type StepDeed } from './schedule.ts';
import type { ConformanceRig, Subject } from './subject.ts';

/** What one schedule did, and what the driver did wrong: empty = it kept every rule. */
export interface RunReport {
  readonly calls: number;
  /** Calls with a physical effect whose `hooks.sent` was called. */
  readonly acts: number;
  /** Faults of the line and of the rig. */
  readonly faults: number;
  readonly virtualMs: number;
  /** How the calls ended: `print done`, `print indeterminate`, …; a throw of the journal counts as `threw`. */
  readonly endings: readonly string[];
  /** Each begins with the number of the rule in docs/design/device-model.md, section 11. */
  readonly problems: readonly string[];
}

/**
 * Longest time, milliseconds, until a device is in order again when every fault is over: an attempt that has just begun may use up its whole limit (10 s),
 * the pause behind it is 10 s and its jitter, and then the device is identified. Source: `defaultConnectionProfile`.
 */
const recoveryMs = 25_000;
/** Longest time for `close`. */
const closeMs = 5_000;
/**
 * Runs one random life of a device in virtual time and checks every rule of conformance that holds at any moment.
 * Never rejects because of what the driver does: that is in `problems`.
 */
export async function runSchedule(subject: Subject, schedule: Schedule): Promise<RunReport> {
  return await new ScheduleRun(subject, schedule).run();
}

class ScheduleRun {
  readonly #subject: Subject;
  readonly #schedule: Schedule;
  readonly #rig: ConformanceRig;
  readonly #problems: string[] = [];
  readonly #cures = new Map<string, () => void>();
  readonly #leave: (() => void)[] = [];
  readonly #statuses: DeviceStatus[] = [];
  #running: RunningCall[] = [];
  #act: RunningCall | null = null;
  #later: { on: 'hostWrite' | 'deviceSend'; left: number; deed: StepDeed }[] = [];
  #isTainted = false;
  /** Nothing more of the schedule happens. */
  #isOver = false;
  #isClosed = false;
  /** The rig itself uses the device: its acts are not those of the schedule. */
  #isServing = false;
  #calls = 0;
  #acts = 0;
  #faults = 0;

  constructor(subject: Subject, schedule: Schedule) {
    this.#subject = subject;
    this.#schedule = schedule;
    this.#rig = subject.rig({ random: seededRandom(schedule.seed) });
  }

  async run(): Promise<RunReport> {
    const { clock, device, line } = this.#rig;
    this.#leave.push(device.onStatus((status) => this.#hear(status)));
    if (line !== null) {
      this.#leave.push(line.onHostWrite((bytes) => this.#wrote(bytes)));
      this.#leave.push(line.onDeviceSend(() => this.#passed('deviceSend')));
    }
    device.start();
    if (!this.#schedule.isEager) await this.#until(() => device.status().link === 'up', recoveryMs);
    for (const step of this.#schedule.steps) await this.#take(step);
    this.#later = [];
    this.#isOver = true;
    if (this.#schedule.ending === 'heal') {
      await this.#settleAll();
      await this.#recover();
    }
    await this.#close();
    for (const leave of this.#leave) leave();
    const { canaries = [], logged = [] } = this.#rig;
    this.#problems.push(...personProblems(this.#running, { statuses: this.#statuses, logged }, canaries));
    return {
      calls: this.#calls,
      acts: this.#acts,
      faults: this.#faults,
      virtualMs: clock.monoMs(),
      endings: this.#running.map(({ call, settled }) => `${call.name} ${endingOf(settled)}`),
      problems: [...new Set(this.#problems)],
    };
  }

  // --- Steps --------------------------------------------------------------------------------------------------------------------

  async #take({ deed, time, thenMs }: Step): Promise<void> {
    if (deed.do === 'settle') await this.#settleAll();
    else if (time === 'now' || this.#rig.line === null || deed.do === 'call') this.#perform(deed);
    else this.#later.push({ on: time.on, left: time.count, deed });
    if (thenMs > 0) await this.#rig.clock.advance(thenMs);
  }

  #perform(deed: StepDeed): void {
    const { line } = this.#rig;
    switch (deed.do) {
      case 'call':
        this.#call(deed.name, deed.journalFails);
        return;
      case 'abort':
        for (const { controller, settled } of this.#running) if (settled === null) controller.abort(deed.reason);
        return;
      case 'line':
        if (isUndetectable(this.#subject, deed)) {
          if (!this.#schedule.allowsUndetectable) return;
          this.#isTainted = true;
          for (const running of this.#running) running.isComparable = false;
        }
        this.#faults += 1;
        line?.inject(deed.direction, deed.fault);
        return;
      case 'unplug':
        this.#faults += 1;
        line?.unplug();
        return;
      case 'plug':
        line?.failWrites(null);
        line?.plug();
        return;
      case 'failWrites':
        this.#faults += 1;
        line?.failWrites(new TransportError('failed', 'the port does not take bytes'));
        return;
      case 'fault':
        this.#applyFault(deed.name);
        return;
      case 'cure':
        this.#cures.get(deed.name)?.();
        this.#cures.delete(deed.name);
        return;
      case 'move':
        this.#rig.moves.find(({ name }) => name === deed.name)?.run();
        return;
      case 'settle':
        return;
    }
  }

  #applyFault(name: string): void {
    if (this.#cures.has(name)) return;
    const cure = this.#rig.faults.find((fault) => fault.name === name)?.apply();
    this.#faults += 1;
    if (cure !== undefined && cure !== null) this.#cures.set(name, cure);
  }

  /** Starts a call. One with an effect is left out while another is under way, since `watch` could not tell them apart. */
  #call(name: string, journalFails: boolean): void {
    const call = this.#rig.calls.find((candidate) => candidate.name === name);
    if (call === undefined) throw new Error(`no call ${name}`);
    const hasEffect = call.effect !== 'none';
    if (hasEffect && this.#isWorldBusy()) return;
    if (hasEffect) this.#lookBack();
    const running: RunningCall = {
      call,
      controller: new AbortController(),
      startedAt: this.#rig.clock.monoMs(),
      look: call.watch?.() ?? null,
      journalFails,
      sent: 0,
      settled: null,
      isComparable: !this.#isTainted,
    };
    if (hasEffect && running.look === null) this.#problem(running, 'C5', 'has an effect and no watch');
    this.#calls += 1;
    this.#running.push(running);
    if (hasEffect) this.#act = running;
    const settle = (result: Result<unknown, DeviceError> | null, thrown: unknown) => {
      running.settled = { at: this.#rig.clock.monoMs(), result, thrown };
      this.#problems.push(...settledProblems(running, this.#rig.device.id));
    };
    call
      .run({ hooks: { sent: () => this.#sent(running) }, signal: running.controller.signal })
      .then((result) => settle(result, undefined))
      .catch((thrown: unknown) => settle(null, thrown));
  }

  /** An earlier act, or what is left of it: a motion, a command that a slow line still holds. */
  #isWorldBusy(): boolean {
    if (this.#act !== null && this.#act.settled === null) return true;
    return this.#rig.isMoving?.() === true || (this.#rig.line?.inFlight('toDevice') ?? 0) > 0;
  }

  /** Looks at the last act again, before anything else with an effect begins or the world is put in order. */
  #lookBack(): void {
    const act = this.#act;
    this.#act = null;
    if (act !== null && !this.#isTainted) this.#problems.push(...laterProblems(act));
  }

  #sent(running: RunningCall): void {
    running.sent += 1;
    this.#acts += 1;
    if (running.call.effect === 'none') this.#problem(running, 'C6', 'calls hooks.sent and declares no effect');
    if (running.sent > 1) this.#problem(running, 'C5', 'called hooks.sent twice');
    if (running.settled !== null) this.#problem(running, 'C6', 'called hooks.sent after it had settled');
    const truth = running.look?.() ?? 'none';
    if (truth !== 'none' && running.isComparable)
      this.#problem(running, 'C6', `the world changed (${truth}) before hooks.sent`);
    if (running.journalFails) throw journalBroken;
  }

  // --- What the line and the status tell ------------------------------------------------------------------------------------------

  #wrote(bytes: Uint8Array): void {
    const act = this.#act;
    const mayAct = act !== null && act.settled === null && act.sent > 0 && !act.journalFails;
    if (!mayAct && !this.#isServing && this.#rig.isHarmless?.(bytes) === false) {
      const name = act !== null && act.settled === null ? act.call.name : 'no call';
      this.#problems.push(`C6: ${name}: wrote ${hex(bytes)} before hooks.sent had returned`);
    }
    this.#passed('hostWrite');
  }

  #passed(on: 'hostWrite' | 'deviceSend'): void {
    const due = this.#later.filter((entry) => {
      if (entry.on === on) entry.left -= 1;
      return entry.left <= 0;
    });
    this.#later = this.#later.filter((entry) => entry.left > 0);
    // Not inside the driver's own call: a person pulls the plug a moment later.
    for (const { deed } of due)
      this.#rig.clock.after(0, () => {
        if (!this.#isOver) this.#perform(deed);
      });
  }

  #hear(status: DeviceStatus): void {
    for (const problem of statusProblems(status, this.#statuses.at(-1) ?? null)) this.#problems.push(`C12: ${problem}`);
    if (status.id !== this.#rig.device.id) this.#problems.push(`C12: status of ${status.id}`);
    if (this.#isClosed) this.#problems.push('C8: a status event after close');
    this.#statuses.push(status);
  }

  // --- Endings ------------------------------------------------------------------------------------------------------------------

  /** Every call settles within its limit. */
  async #settleAll(): Promise<void> {
    const { clock } = this.#rig;
    for (;;) {
      const open = this.#running.filter(({ settled }) => settled === null);
      if (open.length === 0) return;
      const dueAt = Math.min(...open.map(({ startedAt, call }) => startedAt + call.limitMs));
      // In steps, so that calls that settle early end the wait.
      if (clock.monoMs() <= dueAt) await clock.advance(Math.min(500, dueAt - clock.monoMs() + 1));
      else {
        for (const running of open) {
          if (running.startedAt + running.call.limitMs >= clock.monoMs()) continue;
          this.#problem(running, 'C4', `not settled after ${clock.monoMs() - running.startedAt} ms`);
          running.settled = { at: clock.monoMs(), result: null, thrown: null };
        }
      }
    }
  }

  async #recover(): Promise<void> {
    const { clock, device, line } = this.#rig;
    this.#lookBack();
    for (const cure of this.#cures.values()) cure();
    this.#cures.clear();
    line?.clearFaults();
    this.#rig.heal();
    line?.plug();
    // What a slow line still holds comes out first; a simulator that had begun to pull its own plug has done so.
    await clock.advance(longestDelayMs);
    line?.plug();
    const isInOrder = () => {
      const { link, condition } = device.status();
      return link === 'up' && condition === 'ok' && this.#rig.disagreement() === null;
    };
    await this.#until(isInOrder, recoveryMs - longestDelayMs);
    if (!isInOrder()) {
      const { link, condition, faults } = device.status();
      const codes = faults.map(({ code }) => code).join() || 'no fault';
      const differs = this.#rig.disagreement() ?? 'the world agrees';
      this.#problems.push(
        `C9: not in order ${recoveryMs} ms after the last fault: ${link}, ${condition}, ${codes}; ${differs}`,
      );
      return;
    }
    this.#isServing = true;
    try {
      const served = await this.#rig.serveNext();
      if (!served.ok) {
        const { code, outcome, vendor } = served.error;
        this.#problems.push(`C9: the next citizen was not served: ${code}, ${outcome}, ${vendor?.code ?? ''}`);
      }
    } catch (cause) {
      this.#problems.push(
        `C13: the next citizen was not served: ${cause instanceof Error ? cause.message : String(cause)}`,
      );
    }
    this.#isServing = false;
    await clock.advance(0);
  }

  async #close(): Promise<void> {
    const { clock, device, line } = this.#rig;
    let isClosed = false;
    const closing = device.close().then(() => {
      isClosed = true;
    });
    await this.#until(() => isClosed, closeMs);
    if (!isClosed) {
      this.#problems.push(`C8: close took longer than ${closeMs} ms`);
      return;
    }
    await closing;
    await device.close();
    this.#isClosed = true;
    // One turn, no time: every call that was under way has settled by now.
    await clock.advance(0);
    for (const running of this.#running) {
      if (running.settled === null) this.#problem(running, 'C8', 'still open after close');
    }
    this.#rig.stop();
    for (const cure of this.#cures.values()) cure();
    this.#rig.stop();
    if (line?.isOpen === true) this.#problems.push('C8: the port is open after close');
    if (line !== null && line.maxOpen > 1) this.#problems.push('C9: two opens of one port at a time');
    if (clock.pending > 0) this.#problems.push(`C8: ${clock.pending} timers after close`);
    await clock.advance(60_000);
  }

  async #until(isSo: () => boolean, limitMs: number): Promise<void> {
    const { clock } = this.#rig;
    const end = clock.monoMs() + limitMs;
    await clock.advance(0);
    while (!isSo() && clock.monoMs() < end) await clock.advance(Math.min(100, end - clock.monoMs()));
  }

  #problem(running: RunningCall, rule: string, what: string): void {
    this.#problems.push(problemOf(running, rule, what));
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 12)).toString('hex');
}
