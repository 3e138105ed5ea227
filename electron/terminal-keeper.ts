import type { CallMessage } from '../contract/channel.ts';
import { channelLimits } from '../contract/channel-limits.ts';
import type { Clock } from '../contract/clock.ts';
import type { Log } from '../contract/log.ts';
import { RateLimit } from '../contract/rate-limit.ts';
import { afterLoss, noLosses, type RestartState } from '../contract/restart-policy.ts';
import type { TerminalProcess } from './terminal-process.ts';

/** How long the terminal service may take to end in order (finish a write, close SQLite) before it is ended at once. */
const orderlyEndMs = 8_000;
/** How long after that it is waited for: one that a disk holds is not even ended at once, and nobody behind it would ever start anew. */
const forcedEndMs = 4_000;

export interface TerminalKeeperPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly start: () => TerminalProcess;
  readonly onMessage: (message: unknown) => void;
  /** A process was started; whether it serves shows later. */
  readonly onStarted: () => void;
  /** The terminal service ended; it is started again by itself. `isAsked`: it was told to. */
  readonly onLost: (cause: string, isAsked: boolean) => void;
}

/** Keeps one terminal service running: starts it, starts it again with growing pauses, ends it in order. */
export class TerminalKeeper {
  readonly #ports: TerminalKeeperPorts;
  #current: TerminalProcess | undefined;
  #state: RestartState = noLosses;
  #restarts = 0;
  #cancelRestart: () => void = () => undefined;
  /** Told to end for good; `over` is resolved by `end`. */
  #stopping: { readonly over: Promise<void>; readonly end: () => void } | undefined;
  /** Told to end, so that a fresh one is started; with the end of its patience. */
  #renewing: { readonly child: TerminalProcess; readonly cancelKill: () => void } | undefined;

  constructor(ports: TerminalKeeperPorts) {
    this.#ports = ports;
  }

  start(): void {
    const { clock, log } = this.#ports;
    const startedAt = clock.monoMs();
    const child = this.#ports.start();
    this.#current = child;
    const limit = new RateLimit(clock, channelLimits.fromTerminal, () => {
      log('shell.message.refused', { from: 'terminal', reason: 'tooMany' });
      // A service in a loop serves nobody, and what it says last may be older than what it means.
      child.kill('SIGKILL');
    });
    child.onMessage((message) => {
      // A message that was on its way when its process was replaced is not the present one's.
      if (this.#current === child && limit.take()) this.#ports.onMessage(message);
    });
    child.onExit((cause) => this.#ended(child, cause, clock.monoMs() - startedAt));
    log('shell.terminal.started', { pid: child.pid ?? 0, restarts: this.#restarts });
    this.#ports.onStarted();
  }

  /**
   * A fresh process in place of the present one. Does nothing while none runs: it is being started again anyway.
   * @param how `order`: as at its stop. `kill`: it hangs, and would not hear
   */
  renew(how: 'order' | 'kill'): void {
    const child = this.#current;
    if (child === undefined || this.#stopping !== undefined) return;
    this.#renewing?.cancelKill();
    const cancelKill =
      how === 'order' ? this.#ports.clock.after(orderlyEndMs, () => child.kill('SIGKILL')) : () => undefined;
    this.#renewing = { child, cancelKill };
    child.kill(how === 'order' ? 'SIGTERM' : 'SIGKILL');
  }

  /** Sends a call; dropped while the terminal service is away. */
  post(message: CallMessage): void {
    this.#current?.post(message);
  }

  /** Ends the terminal service: SIGTERM, then SIGKILL after 8 s. Resolves when it is gone, for whoever asks again as well; 12 s later at the latest. */
  stop(): Promise<void> {
    this.#cancelRestart();
    this.#stopping ??= this.#beginStop(this.#current);
    return this.#stopping.over;
  }

  #beginStop(child: TerminalProcess | undefined) {
    let end = (): void => undefined;
    if (child === undefined) return { over: Promise.resolve(), end };
    const over = new Promise<void>((resolve) => {
      let cancel = this.#ports.clock.after(orderlyEndMs, () => {
        child.kill('SIGKILL');
        cancel = this.#ports.clock.after(forcedEndMs, resolve);
      });
      end = () => {
        cancel();
        resolve();
      };
    });
    child.kill('SIGTERM');
    return { over, end };
  }

  #ended(child: TerminalProcess, cause: string, ranMs: number): void {
    if (this.#current !== child) return;
    this.#current = undefined;
    const isAsked = this.#renewing?.child === child;
    this.#renewing?.cancelKill();
    this.#renewing = undefined;
    if (this.#stopping !== undefined) {
      this.#stopping.end();
      return;
    }
    const next = afterLoss(this.#state, ranMs);
    this.#state = next.state;
    this.#ports.log('shell.terminal.ended', { cause, restartInMs: next.delayMs });
    this.#ports.onLost(cause, isAsked);
    this.#cancelRestart = this.#ports.clock.after(next.delayMs, () => {
      this.#restarts += 1;
      this.start();
    });
  }
}
