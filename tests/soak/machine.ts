import { type FromTerminal, methodNames } from '../../contract/channel.ts';
import type { IntentBody } from '../../contract/intent.ts';
import { isReceiptNumber } from '../../contract/receipt-number.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import type { Figures } from './figures.ts';

/** The terminal service as its shell sees it, whatever time it lives in. */
export interface Machine {
  /** Null: the process is not up. */
  readonly snapshot: Snapshot | null;
  /** Receipt numbers that stood on the screen since they were last looked at. */
  readonly shown: Set<string>;
  /** How often each event of the log was written. */
  readonly logged: Readonly<Record<string, number>>;
  /** Ends that nobody had asked for. */
  readonly deaths: readonly string[];
  touch(body: IntentBody): void;
  call(method: string, input: unknown): void;
  /** Resolves with the next page, or after so many milliseconds of the street. */
  next(ms: number): Promise<void>;
  /** The program ends and is started again by its shell: killed where it is a process of its own, in order where not. */
  restart(): Promise<void>;
  /** The process that holds the ports dies. */
  losePorts(): void;
  /** Part of the disk that is used, 0–1; null = as it is. */
  setDisk(used: number | null): void;
  /** Its wall clock is so far before the street's, milliseconds. */
  setClock(aheadMs: number): void;
  measure(): Promise<Figures>;
  stop(): Promise<void>;
}

/** What stood on the screen and what was logged; common to both kinds of machine. */
class Seen {
  readonly shown = new Set<string>();
  readonly logged: Record<string, number> = {};
  snapshot: Snapshot | null = null;
  readonly #waiting = new Set<() => void>();

  /** @returns the page that is new, if one is */
  heard(message: FromTerminal): Snapshot | null {
    if (message.type !== 'snapshot') return null;
    const { snapshot } = message;
    this.snapshot = snapshot;
    // The number of a booking stands in the same place; it is the hub's.
    for (const block of snapshot.screen.blocks)
      if (block.type === 'receipt' && isReceiptNumber(block.number)) this.shown.add(block.number);
    for (const wake of [...this.#waiting]) wake();
    return snapshot;
  }

  /** Called with the next page; returns how not to be. */
  onNext(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => {
      this.#waiting.delete(wake);
    };
  }

  event(id: string): void {
    this.logged[id] = (this.logged[id] ?? 0) + 1;
  }
}

/** Somewhere on the glass, millimetres. */
const middle = { xMm: 130, yMm: 240 } as const;

/** What both kinds of machine have: what was seen, and a touch on the page that stands. */
export abstract class ShelllessMachine {
  protected readonly seen = new Seen();

  abstract call(method: string, input: unknown): void;

  get snapshot(): Snapshot | null {
    return this.seen.snapshot;
  }

  get shown(): Set<string> {
    return this.seen.shown;
  }

  get logged(): Readonly<Record<string, number>> {
    return this.seen.logged;
  }

  touch(body: IntentBody): void {
    if (this.snapshot === null) return;
    const { revision, epoch } = this.snapshot;
    // As the page tells of each touch that a person makes: a panel on which nobody touches while cards are laid is taken for dead.
    this.call(methodNames.intent, { kind: 'panel', seen: 'touch', ...middle, revision, epoch });
    this.call(methodNames.intent, { ...body, revision, epoch });
  }
}
