import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import { isFileSystemError } from '../../contract/durable-file.ts';
import type { Log } from '../../contract/log.ts';
import type { ReleaseId } from '../../contract/release/release-id.ts';
import { commandOf, type ProgramName, programs, readStartFile, startFile } from '../../contract/release/start-file.ts';
import type { ReturnCause } from '../../contract/release/update-outcome.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { prepareStart, readBoot, slotOf, writeBoot } from '../boot/boot-files.ts';
import type { BootRecord } from '../boot/boot-record.ts';
import { failed, fellBack } from '../boot/boot-steps.ts';
import { restoreStartFile, stepBack } from '../boot/mend-start.ts';
import { afterExit, launchFigures, nothingWatched, type Watched } from './launch-steps.ts';
import type { RunningProgram, StartProgram } from './run-program.ts';
import type { Trouble } from './trouble.ts';

export interface LauncherOptions {
  /** Folder of the installation. */
  readonly root: string;
  readonly clock: Clock;
  readonly start: StartProgram;
  readonly log: Log;
  /** What citizens see when the kiosk goes down again and again. */
  readonly trouble: Pick<Trouble, 'ended' | 'began' | 'end'>;
  /** Whether there is a display to start a kiosk on. Never rejects. Left out = nobody can say, and none is waited for. */
  readonly isDisplayThere?: () => Promise<boolean>;
}

/** Why nothing can be started; what a person does about it stands in `help`. */
export interface LaunchError {
  readonly code: 'absent' | 'damaged' | 'noStartFile';
  readonly detail: string;
  readonly help: string;
}

type News =
  | { readonly type: 'exit'; readonly program: ProgramName; readonly ranMs: number; readonly cause: string }
  | { readonly type: 'due'; readonly program: ProgramName }
  | { readonly type: 'looked'; readonly isDisplayThere: boolean; readonly untilMs: number }
  | { readonly type: 'look'; readonly untilMs: number }
  | { readonly type: 'silent' }
  | { readonly type: 'retry' }
  | { readonly type: 'stop' };

/** What is started. */
interface Ready {
  readonly release: ReleaseId;
  /** False = the disk takes no record, so no try can be counted: only the kiosk of the proven release runs, without an agent that could keep nothing either. */
  readonly isKept: boolean;
}

/**
 * Starts the two programs of the release that the boot record names, and starts them again. Stands outside of every release, asks no network, and writes the record only while no agent runs:
 * the record has one writer at a time.
 */
export class Launcher {
  readonly #options: LauncherOptions;
  readonly #news: News[] = [];
  #wake: () => void = () => undefined;
  #isStopping = false;

  constructor(options: LauncherOptions) {
    this.#options = options;
  }

  /** Both programs are to end in order, and `run` with them. */
  stop(): void {
    this.#isStopping = true;
    this.#tell({ type: 'stop' });
  }

  /** Resolves after `stop`, with null, or when nothing can be started. */
  async run(): Promise<Result<null, LaunchError>> {
    const { log } = this.#options;
    while (!this.#isStopping) {
      const ready = this.#prepare();
      if (!ready.ok) return ready;
      const started = await this.#runRelease(ready.value);
      if (!started.ok) return started;
    }
    this.#options.trouble.end();
    log('launcher.service.stopped', {});
    return ok(null);
  }

  /** Runs one release until another shall run. */
  async #runRelease({ release, isKept }: Ready): Promise<Result<null, LaunchError>> {
    const { root, clock, log } = this.#options;
    const slot = slotOf(root, release);
    const commands = readCommands(slot);
    if (!commands.ok) {
      log('launcher.release.unreadable', { release, detail: commands.error });
      if (restoreStartFile(root, release) && readCommands(slot).ok) {
        log('launcher.release.mended', { release, how: 'restored' });
        return ok(null);
      }
      if (this.#giveUp('crashLoop')) return ok(null);
      const before = stepBack(root);
      if (before !== null) {
        log('launcher.release.mended', { release: before, how: 'steppedBack' });
        return ok(null);
      }
      return err(helpFor('noStartFile', `${slot}: ${commands.error}`));
    }
    const running = new Map<ProgramName, RunningProgram>();
    /** The last of each, also one that has ended: what it has started may live on. */
    const latest = new Map<ProgramName, RunningProgram>();
    const timers = new Map<News['type'] | ProgramName, () => void>();
    const after = (ms: number, news: News, what: News['type'] | ProgramName) =>
      void timers.set(
        what,
        clock.after(ms, () => this.#tell(news)),
      );
    let isOver = false;
    const endAll = async () => {
      isOver = true;
      for (const cancel of timers.values()) cancel();
      await this.#endAll(running);
      for (const child of latest.values()) child.kill();
    };
    const begin = (program: ProgramName) => {
      // Its terminal service, which has had the pause to end by itself: two at once would fight for devices and store.
      latest.get(program)?.kill();
      const startedAt = clock.monoMs();
      const env = { YITIJI_ROOT: root, YITIJI_SLOT: slot, YITIJI_RELEASE: release };
      const child = this.#options.start(commands.value[program], { cwd: slot, env });
      running.set(program, child);
      latest.set(program, child);
      if (program === 'kiosk') this.#options.trouble.began();
      log('launcher.program.started', { release, program, pid: child.pid ?? 0 });
      void child.ended.then((cause) => {
        // One that was ended from here is not news.
        if (running.get(program) !== child) return;
        running.delete(program);
        this.#tell({ type: 'exit', program, ranMs: clock.monoMs() - startedAt, cause });
      });
    };
    /** A kiosk without a display ends at once, again and again, and that says nothing of its release: it is waited for, but not for ever, since the terminal service comes with the kiosk. */
    const look = (untilMs: number) =>
      void this.#options.isDisplayThere?.().then((isDisplayThere) => {
        if (!isOver) this.#tell({ type: 'looked', isDisplayThere, untilMs });
      });
    const beginInTurn = (program: ProgramName) => {
      if (program !== 'kiosk' || this.#options.isDisplayThere === undefined) begin(program);
      else look(clock.monoMs() + launchFigures.displayMs);
    };
    this.#news.splice(0);
    if (this.#isStopping) return ok(null);
    let watched: Watched = nothingWatched;
    let hasAgent = isKept;
    for (const program of programs) if (hasAgent || program === 'kiosk') beginInTurn(program);
    if (isKept) after(launchFigures.silentAfterMs, { type: 'silent' }, 'silent');
    else after(launchFigures.unkeptRetryMs, { type: 'retry' }, 'retry');
    let cause: ReturnCause | null = null;
    for (;;) {
      const news = await this.#next();
      if (news.type === 'stop') break;
      if (news.type === 'due') {
        if (!hasAgent) break;
        beginInTurn(news.program);
      } else if (news.type === 'look') {
        look(news.untilMs);
      } else if (news.type === 'looked') {
        if (news.isDisplayThere || clock.monoMs() >= news.untilMs) begin('kiosk');
        else after(launchFigures.displayAgainMs, { type: 'look', untilMs: news.untilMs }, 'look');
      } else if (news.type === 'retry') {
        const again = this.#isIn('committed') ? this.#prepare() : null;
        if (again === null || !again.ok || !again.value.isKept) after(launchFigures.unkeptRetryMs, news, 'retry');
        else if (again.value.release !== release) break;
        else {
          hasAgent = true;
          begin('updater');
        }
      } else if (news.type === 'silent') {
        if (this.#isIn('trying')) {
          cause = 'silent';
          break;
        }
      } else if (!hasAgent) {
        log('launcher.program.ended', { release, program: news.program, cause: news.cause, next: 'restart' });
        const longer = await this.#options.trouble.ended(news.cause);
        after(longer ?? launchFigures.unkeptRestartMs, { type: 'due', program: news.program }, news.program);
      } else {
        const record = this.#read();
        if (!record.ok) {
          await endAll();
          return record;
        }
        const { program, ranMs } = news;
        const step = afterExit(watched, record.value, { program, ranMs, atMs: clock.monoMs() });
        watched = step.watched;
        log('launcher.program.ended', { release, program, cause: news.cause, next: step.next.do });
        if (step.next.do === 'switch') break;
        if (step.next.do === 'giveUp') {
          cause = 'crashLoop';
          break;
        }
        const longer = program === 'kiosk' ? await this.#options.trouble.ended(news.cause) : null;
        after(longer ?? step.next.afterMs, { type: 'due', program }, program);
      }
    }
    await endAll();
    // Only now: the agent that has ended writes no more.
    if (cause !== null && this.#giveUp(cause)) log('launcher.release.givenUp', { release, cause });
    return ok(null);
  }

  /** Record and link in order. Where the disk takes neither, what is proven runs all the same: a full disk must not close a machine. */
  #prepare(): Result<Ready, LaunchError> {
    const { root, log } = this.#options;
    try {
      const ready = prepareStart(root, () => this.#now());
      return ready.ok ? ok({ release: ready.value, isKept: true }) : err(helpFor(ready.error.code, ready.error.detail));
    } catch (cause) {
      if (!isFileSystemError(cause)) throw cause;
      log('launcher.record.unwritable', { code: cause.code });
      const record = this.#read();
      return record.ok ? ok({ release: record.value.current, isKept: false }) : record;
    }
  }

  #read(): Result<BootRecord, LaunchError> {
    try {
      const record = readBoot(this.#options.root);
      return record.ok ? record : err(helpFor(record.error.code, record.error.detail));
    } catch (cause) {
      if (!isFileSystemError(cause)) throw cause;
      return err(helpFor('damaged', cause.message));
    }
  }

  #isIn(phase: BootRecord['phase']): boolean {
    const record = this.#read();
    return record.ok && record.value.phase === phase;
  }

  /** False = it is not on record: no release is on probation, so there is none to go back to, or the disk does not take it. */
  #giveUp(cause: ReturnCause): boolean {
    const { root, log } = this.#options;
    const record = this.#read();
    if (!record.ok) return false;
    const isTried = record.value.phase === 'trying';
    const next = isTried ? failed(record.value, cause) : fellBack(record.value, cause);
    if (!next.ok) return false;
    try {
      writeBoot(root, next.value);
      return true;
    } catch (fault) {
      if (!isFileSystemError(fault)) throw fault;
      log('launcher.record.unwritable', { code: fault.code });
      return false;
    }
  }

  async #endAll(running: Map<ProgramName, RunningProgram>): Promise<void> {
    const children = [...running.values()];
    running.clear();
    await Promise.all(
      children.map(async (child) => {
        child.end();
        const cancel = this.#options.clock.after(launchFigures.orderlyEndMs, () => child.kill());
        await child.ended;
        cancel();
      }),
    );
  }

  #tell(news: News): void {
    this.#news.push(news);
    this.#wake();
  }

  async #next(): Promise<News> {
    for (;;) {
      const first = this.#news.shift();
      if (first !== undefined) return first;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #now(): string {
    return new Date(this.#options.clock.wallMs()).toISOString();
  }
}

function readCommands(slot: string): Result<Readonly<Record<ProgramName, readonly [string, ...string[]]>>, string> {
  let text: string;
  try {
    text = readFileSync(join(slot, startFile), 'utf8');
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : 'unreadable');
  }
  const start = readStartFile(text);
  if (!start.ok) return start;
  return ok({ kiosk: commandOf(start.value, 'kiosk', slot), updater: commandOf(start.value, 'updater', slot) });
}

function helpFor(code: LaunchError['code'], detail: string): LaunchError {
  const help = {
    absent: 'There is no boot record: this folder is no installation, or YITIJI_ROOT names another one.',
    damaged:
      'The boot record is damaged, so nobody knows which release is proven. Nothing was changed. `yitiji update repair --root …` verifies the slot that `current` points at and writes a new record for it.',
    noStartFile:
      'The slot of the current release has no readable start.json, its signed bytes are not here, and no whole release before it. Nothing was changed. `yitiji update repair --root …` verifies every slot and goes to one that is whole.',
  }[code];
  return { code, detail, help };
}
