import type { Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Link } from '../../drivers/core/connection.ts';
import { ReplySlot } from '../../drivers/core/reply-slot.ts';
import { encodeLine, PersonaliserFramer, parseState, type UnitState } from '../../drivers/personaliser/lines.ts';

/** Why there is no answer: silence, the link ended, an answer that is none, or the unit's refusal. */
export type NoAnswer = 'silent' | 'lost' | 'damaged' | { readonly refusal: string };

/** One reply, milliseconds; a unit answers within 50. */
const replyMs = 500;
const tries = 3;

/** One command, one reply of the same number. A command without an answer goes out again with its number, so that the unit carries it out once. */
export class PersonaliserProtocol {
  readonly #framer = new PersonaliserFramer();
  readonly #slot: ReplySlot<string>;
  #number: number;
  #expected: number | null = null;

  constructor(clock: Clock, random: () => number) {
    this.#slot = new ReplySlot(clock);
    // A program that starts anew must not send the number that its predecessor used last.
    this.#number = Math.floor(random() * 256);
  }

  receive(bytes: Uint8Array): void {
    for (const { kind, number, body } of this.#framer.push(bytes)) {
      if (kind !== 'reply' || number !== this.#expected) continue;
      if (this.#slot.offer(body)) this.#expected = null;
    }
  }

  reset(): void {
    this.#framer.reset();
  }

  /** @returns the words after OK */
  async ask(link: Link, body: string): Promise<Result<readonly string[], NoAnswer>> {
    this.#number = (this.#number + 1) & 0xff;
    const line = encodeLine({ kind: 'command', number: this.#number, body });
    try {
      for (let i = 0; i < tries; i += 1) {
        this.#expected = this.#number;
        const waiting = this.#slot.wait(replyMs, link.signal);
        const written = await link.write(line);
        const reply = await waiting;
        this.#expected = null;
        if (!written.ok) return err('lost');
        if (reply.ok) return read(reply.value);
        if (reply.error === 'aborted') return err('lost');
      }
      return err('silent');
    } finally {
      line.fill(0); // it may hold a PIN block or a payload
    }
  }

  async state(link: Link): Promise<Result<UnitState, NoAnswer>> {
    const words = await this.ask(link, 'STATE');
    if (!words.ok) return words;
    const state = parseState(words.value);
    return state === null ? err('damaged') : ok(state);
  }
}

function read(body: string): Result<readonly string[], NoAnswer> {
  const [first, ...words] = body.split(' ');
  if (first === 'OK') return ok(words);
  return first === 'ERR' && words[0] !== undefined ? err({ refusal: words[0] }) : err('damaged');
}
