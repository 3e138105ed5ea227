import type { Clock } from '../../contract/clock.ts';
import type { TraceCodec, TraceStream } from './trace-codec.ts';
import { fromHex, type Trace, toHex } from './trace-file.ts';

/**
 * `strict`: what the driver sends must be the recorded bytes, in the recorded order. `semantic`: the same messages in words; a question that was
 * answered before may be asked again, and is answered in the same way.
 */
export type ReplayMode = 'strict' | 'semantic';

/** The first place where the driver did something else than the recording. */
export interface ReplayMismatch {
  /** Index into the trace's entries. */
  readonly at: number;
  readonly expected: string;
  readonly got: string;
}

interface Step {
  readonly at: number;
  readonly hex: string;
  readonly text: string;
  /** What the device said afterwards, with the time since the question, milliseconds. */
  readonly replies: readonly { readonly afterMs: number; readonly bytes: Uint8Array }[];
}

/**
 * A recorded device: plays the device's side of a trace against a driver. Put it at the far end of a line:
 * `line.onHostBytes((bytes) => replay.receive(bytes))`. What the device said before the first question is sent by `start`.
 */
export class ReplayDevice {
  readonly #clock: Clock;
  readonly #send: (bytes: Uint8Array) => void;
  readonly #mode: ReplayMode;
  readonly #stream: TraceStream;
  readonly #steps: readonly Step[];
  readonly #opening: readonly { readonly afterMs: number; readonly bytes: Uint8Array }[];
  readonly #answered = new Map<string, Step>();
  readonly #numbered: TraceCodec['numbered'];
  readonly #timers = new Set<() => void>();
  #next = 0;
  #mismatch: ReplayMismatch | null = null;

  constructor(o: {
    readonly trace: Trace;
    readonly codec: TraceCodec;
    readonly clock: Clock;
    readonly send: (bytes: Uint8Array) => void;
    readonly mode: ReplayMode;
  }) {
    this.#clock = o.clock;
    this.#send = o.send;
    this.#mode = o.mode;
    this.#stream = o.codec.stream('tx');
    this.#numbered = o.mode === 'semantic' ? o.codec.numbered : undefined;
    const { opening, steps } = stepsOf(o.trace);
    this.#opening = opening;
    this.#steps = steps;
  }

  /** Questions of the recording that were asked so far, and how many there are. */
  get progress(): { readonly asked: number; readonly of: number } {
    return { asked: this.#next, of: this.#steps.length };
  }

  /** Null while the driver does what it did when the trace was taken. */
  get mismatch(): ReplayMismatch | null {
    return this.#mismatch;
  }

  start(): void {
    this.#play(this.#opening);
  }

  /** Bytes from the driver, in any pieces. */
  receive(bytes: Uint8Array): void {
    for (const message of this.#stream.push(bytes)) this.#asked(message.bytes, message.text);
  }

  /** No more answers; no timer is left. */
  stop(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #asked(bytes: Uint8Array, text: string): void {
    const step = this.#steps[this.#next];
    const key = this.#key(text);
    const isExpected =
      step !== undefined && (this.#mode === 'strict' ? step.hex === toHex(bytes) : this.#key(step.text) === key);
    if (isExpected) {
      this.#next += 1;
      this.#answered.set(key, step);
      this.#answer(step, bytes);
      return;
    }
    const before = this.#answered.get(key);
    if (this.#mode === 'semantic' && before !== undefined) {
      this.#answer(before, bytes);
      return;
    }
    this.#mismatch ??= { at: step?.at ?? -1, expected: step?.text ?? 'nothing more', got: text };
  }

  #key(text: string): string {
    return this.#numbered?.withoutNumber(text) ?? text;
  }

  #answer(step: Step, asked: Uint8Array): void {
    const numbered = this.#numbered;
    if (numbered === undefined) {
      this.#play(step.replies);
      return;
    }
    const recorded = fromHex(step.hex);
    this.#play(
      step.replies.map(({ afterMs, bytes }) => ({ afterMs, bytes: numbered.renumber(bytes, recorded, asked) })),
    );
  }

  #play(replies: Step['replies']): void {
    for (const { afterMs, bytes } of replies) {
      const cancel = this.#clock.after(afterMs, () => {
        this.#timers.delete(cancel);
        this.#send(bytes);
      });
      this.#timers.add(cancel);
    }
  }
}

function stepsOf({ entries }: Trace): { readonly opening: Step['replies']; readonly steps: readonly Step[] } {
  const opening: { afterMs: number; bytes: Uint8Array }[] = [];
  const steps: (Step & { replies: { afterMs: number; bytes: Uint8Array }[] })[] = [];
  let askedUs = 0;
  for (const [at, entry] of entries.entries()) {
    if (entry.dir === 'event') continue;
    if (entry.dir === 'tx') {
      askedUs = entry.us;
      steps.push({ at, hex: entry.hex, text: entry.text, replies: [] });
      continue;
    }
    const reply = { afterMs: (entry.us - askedUs) / 1_000, bytes: fromHex(entry.hex) };
    (steps.at(-1)?.replies ?? opening).push(reply);
  }
  return { opening, steps };
}
