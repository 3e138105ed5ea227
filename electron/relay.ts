import {
  type CallMessage,
  type FromTerminal,
  methodNames,
  type PaintedInput,
  type WindowLostInput,
} from '../contract/channel.ts';
import { channelLimits } from '../contract/channel-limits.ts';
import type { Clock } from '../contract/clock.ts';
import type { Log } from '../contract/log.ts';
import { RateLimit } from '../contract/rate-limit.ts';
import { never } from '../contract/result.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import type { AliveInput, AliveReply, WatchStep } from '../contract/watchdog/watch-step.ts';
import { readAlive, readFromTerminal, readIntent, readPainted } from './messages.ts';
import type { PaintWatch } from './paint-watch.ts';

/** Calls that may wait for their reply at once; the terminal service answers in milliseconds. */
const maxOpenCalls = 256;

export interface RelayPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly watch: Pick<PaintWatch, 'hello' | 'sent' | 'painted' | 'withdrawn'>;
  /** To the page; `null` = the terminal service is away. */
  readonly toWindow: (snapshot: Snapshot | null) => void;
  /** To the terminal service; dropped when it is away. */
  readonly toTerminal: (message: CallMessage) => void;
  /** Replaces the page process by a fresh one, at once. */
  readonly wipeWindow: () => void;
  /** The terminal service is up and serves (once per start). */
  readonly terminalReady: () => void;
  /** It has said something, whatever it is; with `alive` that it lives. */
  readonly terminalHeard: (alive: AliveReply | null) => void;
}

/**
 * Between page and terminal service. Keeps the latest snapshot so that a page that was reloaded gets it again, and nothing else.
 * Every message is validated in both directions; what does not fit is dropped and logged without its content.
 */
export class Relay {
  readonly #ports: RelayPorts;
  readonly #limits: Readonly<Record<'intent' | 'painted' | 'hello', RateLimit>>;
  readonly #openCalls = new Map<number, string>();
  #latest: Snapshot | null = null;
  #nextCall = 0;

  constructor(ports: RelayPorts) {
    this.#ports = ports;
    const tooMany = () => this.#refuseWindow('tooMany');
    this.#limits = {
      intent: new RateLimit(ports.clock, channelLimits.intent, tooMany),
      painted: new RateLimit(ports.clock, channelLimits.painted, tooMany),
      hello: new RateLimit(ports.clock, channelLimits.hello, tooMany),
    };
  }

  /** The snapshot that a page gets now; `null` while the terminal service is away. */
  get latest(): Snapshot | null {
    return this.#latest;
  }

  /** A message of the terminal service, still unread. */
  fromTerminal(message: unknown): void {
    const read = readFromTerminal(message);
    if (!read.ok) {
      this.#ports.log('shell.message.refused', { from: 'terminal', reason: read.error });
      return;
    }
    this.#ports.terminalHeard(null);
    this.#deliver(read.value);
  }

  /** The terminal service ended: the page goes calm, what it showed is forgotten here. */
  terminalLost(): void {
    this.#openCalls.clear();
    this.#show(null);
  }

  /** The page is up and wants the current snapshot. */
  helloFromWindow(): void {
    if (!this.#limits.hello.take()) return;
    this.#ports.watch.hello();
    this.#show(this.#latest);
    // The latest may be hours old: its clock stands, and a warning that it holds would count down anew. After a wipe there is none, and the next may have come before the fresh page was there.
    this.#call(methodNames.hello, {});
  }

  /** A touch, still unread. */
  intentFromWindow(payload: unknown): void {
    if (!this.#limits.intent.take()) return;
    const read = readIntent(payload);
    if (read.ok) this.#call(methodNames.intent, read.value);
    else this.#refuseWindow(read.error);
  }

  /** The page says what it painted, still unread. */
  paintedFromWindow(payload: unknown): void {
    if (!this.#limits.painted.take()) return;
    const read = readPainted(payload);
    if (!read.ok) {
      this.#refuseWindow(read.error);
      return;
    }
    const { epoch, revision, isBlank } = read.value;
    // A page that nobody can read is no page: the watch goes on waiting, and has it renewed in its time.
    if (isBlank !== true) this.#ports.watch.painted(epoch, revision);
    this.#call(methodNames.painted, read.value satisfies PaintedInput);
  }

  /** Tells the terminal service that the page was lost: it wipes a session that was open. */
  windowLost(reason: string): void {
    this.#ports.log('shell.window.lost', { reason });
    this.#call(methodNames.windowLost, { reason: reason.slice(0, 64) } satisfies WindowLostInput);
  }

  /** Asks the terminal service whether it lives; `terminalHeard` gets the answer. @param isSoftware whether the page is drawn without the graphics card; null = not known yet */
  askAlive(isSoftware: boolean | null): void {
    this.#call(methodNames.alive, (isSoftware === null ? {} : { isSoftware }) satisfies AliveInput);
  }

  /** Tells the terminal service what a watchdog saw and did; it tells the staff and the hub. */
  watchStep(step: WatchStep): void {
    this.#call(methodNames.watchStep, step);
  }

  #deliver(message: FromTerminal): void {
    switch (message.type) {
      case 'snapshot':
        this.#show(message.snapshot);
        return;
      case 'wipe':
        // The snapshot may hold what is to be wiped; the terminal service sends the next one by itself.
        this.#latest = null;
        this.#ports.wipeWindow();
        return;
      case 'ready':
        this.#call(methodNames.hello, {});
        this.#ports.terminalReady();
        return;
      case 'reply': {
        const method = this.#openCalls.get(message.id);
        this.#openCalls.delete(message.id);
        if (method === undefined) {
          this.#ports.log('shell.message.refused', { from: 'terminal', reason: 'replyWithoutCall' });
        } else if (!message.ok) {
          this.#ports.log('shell.call.refused', { method, code: message.error?.code ?? 'none' });
        } else if (method === methodNames.alive) {
          const alive = readAlive(message.output);
          if (alive.ok) this.#ports.terminalHeard(alive.value);
          else this.#ports.log('shell.message.refused', { from: 'terminal', reason: alive.error });
        }
        return;
      }
      default:
        never(message, 'Relay.#deliver');
    }
  }

  #show(snapshot: Snapshot | null): void {
    this.#latest = snapshot;
    this.#ports.toWindow(snapshot);
    if (snapshot === null) this.#ports.watch.withdrawn();
    else this.#ports.watch.sent(snapshot.epoch, snapshot.revision);
  }

  #call(method: string, input: unknown): void {
    const id = this.#nextCall++;
    if (this.#openCalls.size >= maxOpenCalls) {
      for (const oldest of this.#openCalls.keys()) {
        this.#openCalls.delete(oldest);
        break;
      }
    }
    this.#openCalls.set(id, method);
    this.#ports.toTerminal({ type: 'call', id, method, input });
  }

  #refuseWindow(reason: string): void {
    this.#ports.log('shell.message.refused', { from: 'window', reason });
  }
}
