import type { Static, TSchema } from 'typebox';
import { type ActivateBundleInput, bundleMethods } from '../../contract/bundle-link.ts';
import type { LocalNews } from '../../contract/local-channel.ts';
import type { BundleKind } from '../../contract/release/manifest.ts';
import type { UpdateOutcome } from '../../contract/release/update-outcome.ts';
import { err, ok } from '../../contract/result.ts';
import { reasonOf, updateMethods, type WaitCode } from '../../contract/update-gate.ts';
import { type HealthFacts, healthMethod } from '../../contract/update-health.ts';
import { type Assigned, updateLinkMethods } from '../../contract/update-link.ts';
import { standingMethod, type UpdateStanding } from '../../contract/update-standing.ts';
import { parse } from '../../contract/validate.ts';
import type { Answer, LocalClient } from '../local-client.ts';

/** A terminal service as the agent sees it, over any number of connections; what it says is what the test sets. */
export class PlayedTerminal {
  isAway = false;
  assigned: Assigned;
  health: HealthFacts;
  /** Why an update may not begin; empty = it may. */
  against: readonly WaitCode[] = [];
  /** What comes up between the lease and the last look. */
  comesUp: readonly WaitCode[] = [];
  readonly reported: UpdateOutcome[] = [];
  readonly standings: UpdateStanding[] = [];
  readonly asks: { readonly isOverdue: boolean | undefined }[] = [];
  isHeld = false;
  /** What it finds wrong with a bundle before it counts. */
  bundleFaults: readonly string[] = [];
  /** What it says of one that it was told to take; null = it takes it. */
  onActivate: (release: string | null) => string | null = () => null;
  /** Kinds that it reads with its next start only. */
  waiting: readonly BundleKind[] = [];
  readonly checked: string[] = [];
  readonly activated: (string | null)[] = [];
  readonly #connections = new Set<PlayedConnection>();

  constructor(assigned: Assigned, health: HealthFacts) {
    this.assigned = assigned;
    this.health = health;
  }

  readonly connect = (): Answer<LocalClient> => {
    if (this.isAway) return Promise.resolve(err({ code: 'away', message: '' }));
    const connection = new PlayedConnection(this, () => this.#connections.delete(connection));
    this.#connections.add(connection);
    return Promise.resolve(ok(connection));
  };

  push(news: LocalNews): void {
    for (const connection of this.#connections) connection.hear(news);
  }

  assign(assigned: Partial<Assigned>): void {
    this.assigned = { ...this.assigned, ...assigned };
    this.push({ name: 'update.assigned', assigned: this.assigned });
  }

  healthIs(health: Partial<HealthFacts>): void {
    this.health = { ...this.health, ...health };
    this.push({ name: 'update.health', facts: this.health });
  }

  /** Reasons change; whoever waits hears of it, and has the machine once there is none. */
  stands(against: readonly WaitCode[]): void {
    this.against = against;
    for (const connection of this.#connections) connection.look();
  }

  /** The service ends; `isAway` says whether it comes back. */
  goAway(): void {
    this.isAway = true;
    for (const connection of [...this.#connections]) connection.close();
  }
}

class PlayedConnection implements LocalClient {
  readonly #terminal: PlayedTerminal;
  readonly #listeners = new Set<(news: LocalNews) => void>();
  readonly closed: Promise<void>;
  #end: () => void = () => undefined;
  #waits = false;
  isClosed = false;

  constructor(terminal: PlayedTerminal, gone: () => void) {
    this.#terminal = terminal;
    this.closed = new Promise((resolve) => {
      this.#end = () => {
        gone();
        resolve();
      };
    });
  }

  async call<const S extends TSchema>(method: string, input: unknown, output: S): Answer<Static<S>> {
    if (this.isClosed) return err({ code: 'away', message: '' });
    const read = parse(output, this.#answer(method, input));
    if (!read.ok) throw new Error(`${method}: ${read.error.path} ${read.error.reason}`);
    return ok(read.value);
  }

  #answer(method: string, input: unknown): unknown {
    const terminal = this.#terminal;
    const lease = { leaseId: 'lease', endsInMs: 60_000, limitInMs: 900_000 };
    switch (method) {
      case updateLinkMethods.assigned:
        return terminal.assigned;
      case bundleMethods.check:
        terminal.checked.push(JSON.stringify(input));
        return { faults: terminal.bundleFaults };
      case bundleMethods.activate:
        terminal.activated.push((input as ActivateBundleInput).release);
        if (terminal.waiting.includes((input as ActivateBundleInput).kind)) return { fault: null, isWaiting: true };
        return { fault: terminal.onActivate((input as ActivateBundleInput).release) };
      case updateLinkMethods.report:
        terminal.reported.push((input as { readonly outcome: UpdateOutcome }).outcome);
        return null;
      case standingMethod:
        terminal.standings.push(input as UpdateStanding);
        return null;
      case healthMethod:
        return terminal.health;
      case updateMethods.ask:
        terminal.asks.push({ isOverdue: (input as { readonly isOverdue?: boolean }).isOverdue });
        this.#waits = terminal.against.length > 0;
        if (this.#waits) return { state: 'waiting', reasons: terminal.against.map(reasonOf) };
        terminal.isHeld = true;
        return { state: 'granted', lease };
      case updateMethods.renew:
        return { lease, against: terminal.comesUp.map(reasonOf) };
      case updateMethods.release:
        terminal.isHeld = false;
        return null;
      default:
        throw new Error(method);
    }
  }

  look(): void {
    if (!this.#waits) return;
    const { against } = this.#terminal;
    if (against.length > 0) this.hear({ name: 'update.waiting', reasons: against.map(reasonOf) });
    else {
      this.#waits = false;
      this.#terminal.isHeld = true;
      this.hear({ name: 'update.granted', lease: { leaseId: 'lease', endsInMs: 60_000, limitInMs: 900_000 } });
    }
  }

  hear(news: LocalNews): void {
    for (const listener of [...this.#listeners]) listener(news);
  }

  onNews(listener: (news: LocalNews) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.isClosed = true;
    this.#end();
  }
}
