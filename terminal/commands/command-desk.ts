import type { Clock } from '../../contract/clock.ts';
import type { HeldCommand } from '../../contract/heartbeat-facts.ts';
import type { Log } from '../../contract/log.ts';
import type { AssignmentKey } from '../../contract/release/assignment.ts';
import {
  type CommandCode,
  type CommandResultBody,
  type RemoteAct,
  type RemoteActKind,
  readCommand,
} from '../../contract/remote-command.ts';
import type { BookFile } from './book-file.ts';
import {
  afterStart,
  type CommandBook,
  type CommandEnd,
  heldOf,
  nextStep,
  resultOf,
  tidied,
  withBegun,
  withEnd,
  withHeard,
} from './command-book.ts';

/** An act that does not end is given up, so that the next one is not held up for ever; milliseconds. */
export const actLimitMs = 15 * 60_000;
/** Time alone may let something begin or end; facts are told. */
const lookMs = 15_000;

/** What the machine can do. */
export interface RemoteActs {
  /** Why this can never be done as things stand, looked at without doing anything; null = it can. */
  refusal(act: RemoteAct): CommandCode | null;
  /** Does it. Never rejects. One that ends the program does not resolve. */
  run(act: RemoteAct, command: { readonly id: string }, signal: AbortSignal): Promise<CommandEnd>;
}

export interface CommandDeskOptions {
  readonly file: BookFile;
  readonly clock: Clock;
  readonly log: Log;
  /** Trusted wall clock, milliseconds. */
  nowMs(): number;
  /** Null = not enrolled. */
  device(): string | null;
  /** Of the hub. */
  keys(): readonly AssignmentKey[];
  holdOf(kind: RemoteActKind): CommandCode | null;
  readonly acts: RemoteActs;
  /** Puts the end into the queue to the hub, once for each id; false = not now. */
  tell(body: CommandResultBody, kind: RemoteActKind | null): Promise<boolean>;
  told(): ReadonlySet<string>;
}

/**
 * Commands of operators at this machine: heard on replies to heartbeats, kept durably, begun once when nothing holds them up, and told when they are over. Whatever is cut when: a command is on
 * the disk as `running` before anything of it is done, and one that stands there as `running` is never begun again.
 */
export class CommandDesk {
  readonly #o: CommandDeskOptions;
  readonly #stopping = new AbortController();
  #book: CommandBook;
  /** An end that the disk did not take. */
  #unwritten: { readonly id: string; readonly end: CommandEnd } | null = null;
  #isLookDue = false;
  #isTelling = false;
  #isStarted = false;
  #cancelLook: () => void = () => undefined;

  constructor(options: CommandDeskOptions) {
    this.#o = options;
    this.#book = afterStart(options.file.read(), options.nowMs());
  }

  /** Call once everything that acts need is there. */
  start(): void {
    this.#isStarted = true;
    this.#keep(this.#book);
    this.#tellAll();
    this.#run();
  }

  /** Texts of a believed reply to a heartbeat. */
  heard(texts: readonly string[]): void {
    const { device, keys, log, nowMs } = this.#o;
    const own = device();
    if (own === null || this.#stopping.signal.aborted) return;
    // Each answer of the hub is a reason to look: an end that the queue has refused is put there now.
    this.#tellAll();
    const believed = texts.flatMap((text) => {
      const read = readCommand(text, keys(), own);
      if (read.ok) return [read.value];
      log('terminal.command.unbelieved', { code: read.error });
      return [];
    });
    const next = withHeard(this.#book, believed, nowMs());
    if (next === this.#book) return;
    const known = new Set(this.#book.kept.map(({ id }) => id));
    // What cannot be kept is not answered for either: the hub offers it again.
    if (!this.#keep(next)) return;
    for (const { id, act } of next.kept)
      if (!known.has(id)) log('terminal.command.heard', { command: id, kind: act?.kind ?? '' });
    this.#tellAll();
    this.changed();
  }

  /** For the heartbeat. */
  held(): HeldCommand[] {
    return heldOf(this.#book);
  }

  /** A fact may have changed. Looked at when whoever tells has finished. */
  changed(): void {
    if (this.#isLookDue || !this.#isStarted || this.#stopping.signal.aborted) return;
    this.#isLookDue = true;
    queueMicrotask(() => {
      this.#isLookDue = false;
      this.#run();
    });
  }

  stop(): void {
    this.#stopping.abort();
    this.#cancelLook();
  }

  #run(): void {
    const { nowMs, holdOf, acts, clock, log } = this.#o;
    this.#cancelLook();
    if (this.#unwritten !== null) this.#end(this.#unwritten.id, this.#unwritten.end);
    while (!this.#stopping.signal.aborted) {
      const look = { holds: ({ kind }: RemoteAct) => holdOf(kind), refusal: (act: RemoteAct) => acts.refusal(act) };
      const step = nextStep(this.#book, nowMs(), look);
      if (step === null) break;
      if (step.type === 'end') {
        if (!this.#end(step.id, step.end)) break;
        continue;
      }
      const { id, act } = step.command;
      if (!this.#keep(withBegun(this.#book, id, nowMs()))) break;
      log('terminal.command.begun', { command: id, kind: act.kind });
      void this.#do(id, act);
    }
    // Facts are pushed; a time that runs out and a minute of quiet are not.
    const waits = this.#unwritten !== null || this.#book.kept.some(({ state }) => state === 'accepted');
    if (waits && !this.#stopping.signal.aborted) this.#cancelLook = clock.after(lookMs, () => this.#run());
  }

  async #do(id: string, act: RemoteAct): Promise<void> {
    const { acts, clock } = this.#o;
    const limit = new AbortController();
    const cancel = clock.after(actLimitMs, () => limit.abort());
    const signal = AbortSignal.any([this.#stopping.signal, limit.signal]);
    const given = new Promise<CommandEnd>((resolve) => {
      limit.signal.addEventListener('abort', () => resolve({ state: 'failed', code: 'timeout' }), { once: true });
    });
    const end = await Promise.race([acts.run(act, { id }, signal), given]);
    cancel();
    // A program that ends says nothing of what it may have left half done: the next start does.
    if (this.#stopping.signal.aborted) return;
    this.#end(id, end);
    this.#run();
  }

  #end(id: string, end: CommandEnd): boolean {
    const { nowMs, log } = this.#o;
    const next = withEnd(this.#book, id, end, nowMs());
    // A start before the disk takes it finds one that was cut.
    this.#unwritten = this.#keep(next) ? null : { id, end };
    if (this.#unwritten !== null) return false;
    const kind = next.kept.find((one) => one.id === id)?.act?.kind ?? '';
    log('terminal.command.ended', { command: id, kind, state: end.state, code: end.code ?? '' });
    this.#tellAll();
    return true;
  }

  #keep(book: CommandBook): boolean {
    if (!this.#o.file.write(book)) return false;
    this.#book = book;
    return true;
  }

  /** Puts every end into the queue to the hub; what cannot be yet waits for the next answer to a heartbeat. */
  #tellAll(): void {
    if (this.#isTelling || !this.#isStarted || this.#book.kept.length === 0) return;
    this.#isTelling = true;
    void this.#tellEach().finally(() => {
      this.#isTelling = false;
    });
  }

  async #tellEach(): Promise<void> {
    const { tell, told } = this.#o;
    for (;;) {
      const known = told();
      const next = this.#book.kept.find((one) => !known.has(one.id) && resultOf(one) !== null);
      const body = next === undefined ? null : resultOf(next);
      if (next === undefined || body === null) break;
      if (this.#stopping.signal.aborted || !(await tell(body, next.act?.kind ?? null))) return;
    }
    const rest = tidied(this.#book, told());
    if (rest !== this.#book && !this.#stopping.signal.aborted) this.#keep(rest);
  }
}
