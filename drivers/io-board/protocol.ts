import type { Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Link } from '../core/connection.ts';
import { ReplySlot } from '../core/reply-slot.ts';
import { encodeLine, type Line } from './codec.ts';
import { LineFramer } from './framer.ts';
import { replyWords } from './messages.ts';
import type { IoBoardProfile } from './profile.ts';

/** Why there is no answer: silence; bytes that make no sense; the link ended; or the board refused, with its word. */
export type NoAnswer = 'silent' | 'damaged' | 'lost' | { readonly refusal: string };

/**
 * One command, one reply of the same number. A command without an answer goes out again **with its number**, so that the board carries it out
 * once (rule B2). Replies with another number are late or damaged: counted and dropped. Events pass by.
 */
export class IoBoardProtocol {
  readonly #profile: IoBoardProfile;
  readonly #framer: LineFramer;
  readonly #slot: ReplySlot<readonly string[] | { readonly refusal: string }>;
  readonly #onEvent: (event: Line) => void;
  readonly #onDropped: (reason: string, bytes: number) => void;
  #number: number;
  #isAsking = false;
  #hasJunk = false;
  #lastJunk = 'form';
  #reported = 0;
  #late = 0;

  /** @param o.onDropped hears after a command how many bytes were no line; never the bytes */
  constructor(o: {
    readonly clock: Clock;
    readonly profile: IoBoardProfile;
    readonly random: () => number;
    readonly onEvent: (event: Line) => void;
    readonly onDropped: (reason: string, bytes: number) => void;
  }) {
    this.#profile = o.profile;
    this.#onEvent = o.onEvent;
    this.#onDropped = o.onDropped;
    // A program that starts anew must not send the number that its predecessor used last.
    this.#number = Math.floor(o.random() * 256);
    this.#slot = new ReplySlot(o.clock);
    this.#framer = new LineFramer((reason) => {
      this.#hasJunk = true;
      this.#lastJunk = reason;
    });
  }

  /** Replies that nobody waited for. */
  get lateReplies(): number {
    return this.#late;
  }

  receive(bytes: Uint8Array): void {
    for (const line of this.#framer.push(bytes)) {
      if (line.kind === 'event') this.#onEvent(line);
      else if (line.kind === 'reply') this.#replied(line);
      // A command that comes back: the port is looped, or another host hangs at the line.
      else this.#hasJunk = true;
    }
  }

  reset(): void {
    this.#framer.reset();
  }

  /**
   * Sends a command until it is answered, `tries` times at most.
   * @returns the words after OK
   */
  async ask(link: Link, body: string): Promise<Result<readonly string[], NoAnswer>> {
    this.#number = (this.#number + 1) & 0xff;
    const line = encodeLine({ kind: 'command', number: this.#number, body });
    this.#hasJunk = false;
    try {
      for (let i = 0; i < this.#profile.tries; i += 1) {
        this.#isAsking = true;
        const waiting = this.#slot.wait(this.#profile.replyMs, link.signal);
        const written = await link.write(line);
        const answer = await waiting;
        this.#isAsking = false;
        if (!written.ok) return err('lost');
        if (answer.ok) return 'refusal' in answer.value ? err(answer.value) : ok(answer.value);
        if (answer.error === 'aborted') return err('lost');
      }
      return err(this.#hasJunk ? 'damaged' : 'silent');
    } finally {
      this.#report();
    }
  }

  #replied({ number, body }: Line): void {
    const reply = replyWords(body);
    if (reply === null || !this.#isAsking || number !== this.#number) {
      this.#late += 1;
      return;
    }
    this.#isAsking = !this.#slot.offer(reply.ok ? reply.words : { refusal: reply.refusal });
  }

  #report(): void {
    const bytes = this.#framer.dropped - this.#reported;
    if (bytes === 0) return;
    this.#reported = this.#framer.dropped;
    this.#onDropped(this.#lastJunk, bytes);
  }
}
