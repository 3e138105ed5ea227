import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import { isFileSystemError, writeDurably } from '../../contract/durable-file.ts';
import type { Log } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { climb, freshLadder, type LadderState, type Rung, rungLimits } from '../../contract/watchdog/ladder.ts';
import { shellExits } from '../../contract/watchdog/shell-exits.ts';
import type { ShownPicture } from './x-picture.ts';

/** Figures of the crash-loop screen, milliseconds. */
export const troubleFigures = {
  /** So many ends of the kiosk within this time, and citizens are told instead of shown a black screen. */
  ends: 5,
  withinMs: 10 * 60_000,
  /** How long the picture stands before the next try: a first one soon, then as long as a person takes to come. */
  firstPauseMs: 60_000,
  pauseMs: 5 * 60_000,
  /** The picture goes once the kiosk has lived so long: its window stands over it by then. */
  goneAfterMs: 15_000,
  /** A display that is away is started again by the system within seconds: so long between two tries at the picture. */
  displayMs: 3_000,
} as const;

/** Beside the boot record: when the machine was last restarted from here, so that no fault makes it restart for ever. */
const restartFile = 'machine-restart.json';

export interface TroublePorts {
  readonly root: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Puts the picture on the screen; null = it cannot be shown now. Never rejects. */
  show(): Promise<ShownPicture | null>;
  /** Asks the system to start the machine anew. Error: why it does not. */
  restartMachine(): Promise<Result<null, string>>;
}

/** What citizens see, and what is done, when the kiosk goes down again and again. The upper rungs of the ladder (contract/watchdog/ladder.ts). */
export class Trouble {
  readonly #ports: TroublePorts;
  #ends: readonly number[] = [];
  /** When a shell asked for a fresh one; each of them has begun at the first rung and knows nothing of those before. */
  #fresh: readonly number[] = [];
  #state: LadderState = freshLadder;
  #shown: ShownPicture | null = null;
  /** From the end of a kiosk to its next start: the picture is to stand there. */
  #isPausing = false;
  #cancelHide: () => void = () => undefined;
  #cancelAgain: () => void = () => undefined;

  constructor(ports: TroublePorts) {
    this.#ports = ports;
  }

  /**
   * The kiosk has ended, and it is to be started again.
   * @param cause `exit 75` = it asks for a fresh one, and so often in so long only (`rungLimits`): one more is for the next rung; `exit 76` = for the machine to be started anew; `exit 77` = nothing is broken
   * @returns how long its next start waits, milliseconds; null = as usual
   */
  async ended(cause: string): Promise<number | null> {
    const { clock, log } = this.#ports;
    this.#cancelHide();
    const now = clock.monoMs();
    if (cause === `exit ${shellExits.renewShell}`) return null;
    const wantsShell = cause === `exit ${shellExits.restartShell}`;
    if (wantsShell) {
      const { times, withinMs } = rungLimits.restartShell;
      this.#fresh = [...this.#fresh, now].filter((atMs) => now - atMs < withinMs).slice(-times - 1);
      if (this.#fresh.length <= times) return null;
    }
    const wantsMachine = wantsShell || cause === `exit ${shellExits.restartMachine}`;
    this.#ends = [...this.#ends, now]
      .filter((atMs) => now - atMs < troubleFigures.withinMs)
      .slice(-troubleFigures.ends);
    if (!wantsMachine && this.#ends.length < troubleFigures.ends) return null;
    if (wantsMachine) this.#state = { ...this.#state, lastAtMs: now, levels: { shellLoops: 2 } };
    const can = new Set<Rung>(['outOfService', ...(this.#mayRestart() ? (['restartMachine'] as const) : [])]);
    const next = climb(this.#state, 'shellLoops', { atMs: now, isIdle: true, isActing: false, can });
    this.#state = next.state;
    const level = next.climb.do === 'step' ? next.climb.level : 0;
    this.#isPausing = true;
    await this.#draw();
    if (next.climb.do === 'step' && next.climb.rung === 'restartMachine') await this.#restart(cause);
    const pauseMs = level === 0 ? troubleFigures.firstPauseMs : troubleFigures.pauseMs;
    log('launcher.trouble.shown', { rung: 'outOfService', pauseMs, isShown: this.#shown !== null });
    return pauseMs;
  }

  /** The kiosk was started: what hides the screen goes when it has lived for a while. */
  began(): void {
    this.#cancelHide();
    this.#cancelAgain();
    this.#isPausing = false;
    if (this.#shown === null) return;
    this.#cancelHide = this.#ports.clock.after(troubleFigures.goneAfterMs, () => this.end());
  }

  /** The launcher ends, or the kiosk lives. */
  end(): void {
    this.#cancelHide();
    this.#cancelAgain();
    this.#isPausing = false;
    this.#shown?.close();
    this.#shown = null;
  }

  /** Anew at each end: the panel may be another one by now. A display that has gone, most often with the kiosk, takes its picture with it; it is drawn on the next one. */
  async #draw(): Promise<void> {
    this.#cancelAgain();
    const shown = await this.#ports.show();
    if (!this.#isPausing) {
      shown?.close();
      return;
    }
    if (shown === null) {
      this.#again();
      return;
    }
    this.#shown?.close();
    this.#shown = shown;
    void shown.ended.then(() => {
      if (this.#shown !== shown) return;
      this.#shown = null;
      this.#again();
    });
  }

  #again(): void {
    this.#cancelAgain();
    if (this.#isPausing) this.#cancelAgain = this.#ports.clock.after(troubleFigures.displayMs, () => void this.#draw());
  }

  /** Only where it can be written down first: a machine that cannot count its restarts would restart for ever. */
  async #restart(reason: string): Promise<void> {
    const { log, restartMachine } = this.#ports;
    if (!this.#isNoted()) return;
    const done = await restartMachine();
    log('launcher.machine.restarted', { reason, result: done.ok ? 'asked' : done.error });
  }

  /** Writes down that the machine was restarted now. False = the disk does not take it. */
  #isNoted(): boolean {
    const { root, clock, log } = this.#ports;
    try {
      writeDurably(join(root, restartFile), JSON.stringify({ atMs: clock.wallMs() }), 0o644);
      return true;
    } catch (cause) {
      if (!isFileSystemError(cause)) throw cause;
      log('launcher.record.unwritable', { code: cause.code });
      return false;
    }
  }

  #mayRestart(): boolean {
    const { root, clock } = this.#ports;
    let passed: number;
    try {
      const { atMs } = JSON.parse(readFileSync(join(root, restartFile), 'utf8')) as { readonly atMs?: unknown };
      if (typeof atMs !== 'number') return true;
      passed = clock.wallMs() - atMs;
    } catch {
      return true; // never, or a text that nobody can read
    }
    if (passed >= 0) return passed >= rungLimits.restartMachine.withinMs;
    // A clock that went back: nobody knows how long ago it was. Counted from now on, so that nobody waits for years, and a clock that begins
    // anew with each start makes no machine restart for ever.
    this.#isNoted();
    return false;
  }
}

/** Longest until the system has answered, milliseconds. */
const answerMs = 10_000;

/** Asks systemd to start the machine anew: it ends this program in order then. The package's rule allows it to the kiosk's account. Error: exit code, or the system's error code. */
export function restartBySystem(command: readonly string[] = ['systemctl', 'reboot']): Promise<Result<null, string>> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    execFile(program, args, { timeout: answerMs }, (error) => {
      resolve(error === null ? ok(null) : err(String(error.code ?? 'timeout')));
    });
  });
}
