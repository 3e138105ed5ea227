import type { Clock } from '../../contract/clock.ts';
import { Assigned, updateLinkMethods } from '../../contract/update-link.ts';
import type { Answer, LocalClient } from '../local-client.ts';

/** Between two tries to reach a terminal service that is not there yet. Nobody can push before there is a connection. */
const retryMs = 500;

export interface TerminalLinkOptions {
  readonly connect: () => Answer<LocalClient>;
  readonly clock: Clock;
  /** What is assigned, at each connection and at each change. */
  assigned(assigned: Assigned): void;
  /** A connection stands. */
  up(local: LocalClient): void;
}

/** Keeps one connection to the terminal service of this machine, which comes and goes with every activation. */
export class TerminalLink {
  readonly #options: TerminalLinkOptions;
  #local: LocalClient | null = null;
  #cancel: () => void = () => undefined;
  #isOver = false;

  constructor(options: TerminalLinkOptions) {
    this.#options = options;
    void this.#reach();
  }

  /** Null = the terminal service is away. */
  get local(): LocalClient | null {
    return this.#local;
  }

  close(): void {
    this.#isOver = true;
    this.#cancel();
    this.#local?.close();
  }

  async #reach(): Promise<void> {
    const { connect, assigned, up } = this.#options;
    const connected = await connect();
    if (!connected.ok) {
      this.#again();
      return;
    }
    const local = connected.value;
    if (this.#isOver) {
      local.close();
      return;
    }
    this.#local = local;
    local.onNews((news) => {
      if (news.name === 'update.assigned' && !this.#isOver) assigned(news.assigned);
    });
    void local.closed.then(() => {
      this.#local = null;
      this.#again();
    });
    const first = await local.call(updateLinkMethods.assigned, {}, Assigned);
    if (this.#isOver) return;
    // A terminal service that does not know the question, or is ending: the next one may.
    if (!first.ok) return;
    up(local);
    assigned(first.value);
  }

  #again(): void {
    if (!this.#isOver) this.#cancel = this.#options.clock.after(retryMs, () => void this.#reach());
  }
}
