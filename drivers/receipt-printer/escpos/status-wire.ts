import { type Clock, sleep } from '../../../contract/clock.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import type { Link } from '../../core/connection.ts';
import { ReplySlot } from '../../core/reply-slot.ts';
import { commands, decodeAsb, decodeRealTime, type PrinterBits, type StatusQuery } from './codec.ts';
import type { EscposProfile } from './escpos-profile.ts';
import { quietBits } from './printer-state.ts';
import { type Token, Tokenizer } from './tokenizer.ts';

/** Why no status came: the printer did not answer, or the link ended. */
export type NoStatus = 'silent' | 'lost';

/** Questions of a maker's own query: two equal answers, with room for one that is noise and one that is lost. */
const maxVendorAsks = 4;

/** How often a round of queries is repeated when replies came late or twice. */
const maxRounds = 3;

/**
 * Questions and answers of one printer. Real-time replies do not say which question they answer, so there is one open question at a
 * time, and a round in which a reply went astray is asked anew.
 */
export class StatusWire {
  readonly #clock: Clock;
  readonly #profile: EscposProfile;
  readonly #tokenizer = new Tokenizer();
  readonly #slot: ReplySlot<number>;
  readonly #changed: () => void;
  #automatic: (bits: PrinterBits) => void;
  #inOrder: number | null = null;
  #isXoff = false;
  #astray = 0;

  /**
   * @param automatic the printer reported its status by itself
   * @param changed anything came in that a waiting job may want to look at
   */
  constructor(o: {
    readonly clock: Clock;
    readonly profile: EscposProfile;
    readonly automatic: (bits: PrinterBits) => void;
    readonly changed: () => void;
  }) {
    this.#clock = o.clock;
    this.#profile = o.profile;
    this.#slot = new ReplySlot(o.clock);
    this.#automatic = o.automatic;
    this.#changed = o.changed;
  }

  /** Bytes that made no sense, and replies that nobody had asked for, since the start. */
  get dropped(): number {
    return this.#tokenizer.dropped + this.#astray;
  }

  get isXoff(): boolean {
    return this.#isXoff;
  }

  /** An XOFF that did not end: a damaged byte may have made it, or taken its XON away, and then no XON will ever come. */
  forgetXoff(): void {
    this.#isXoff = false;
  }

  /** Forgets the beginning of a reply whose rest will not come. */
  dropHalf(): void {
    this.#tokenizer.reset();
  }

  /** A new link: what was half received on the old one is void. */
  reset(): void {
    this.#tokenizer.reset();
    this.#isXoff = false;
    this.#inOrder = null;
  }

  receive(bytes: Uint8Array): void {
    for (const token of this.#tokenizer.push(bytes)) this.#dispatch(token);
    this.#changed();
  }

  /** From now on answers to GS r count; before, and after `ignoreInOrder`, they are strays. */
  expectInOrder(): void {
    this.#inOrder = 0;
  }

  ignoreInOrder(): void {
    this.#inOrder = null;
  }

  /** Answers to GS r since `expectInOrder`. */
  get inOrderAnswers(): number {
    return this.#inOrder ?? 0;
  }

  /**
   * The whole status, fresh from the wire: DLE EOT 1 to 4, each asked at most twice.
   * The result is one consistent round: with a reply gone astray it is asked again, since the answers may have been shifted.
   */
  async query(link: Link): Promise<Result<PrinterBits, NoStatus>> {
    for (let round = 0; round < maxRounds; round += 1) {
      const astrayBefore = this.#astray;
      let bits: PrinterBits = quietBits;
      let wasRepeated = false;
      for (const n of [1, 2, 3, 4] as const) {
        const reply = await this.#ask(link, n);
        if (!reply.ok) return reply;
        wasRepeated ||= reply.value.wasRepeated;
        const { drawerPin: _pin, ...told } = decodeRealTime(n, reply.value.byte);
        bits = { ...bits, ...told };
      }
      if (wasRepeated) await sleep(this.#clock, this.#profile.quietMs, link.signal);
      if (link.signal.aborted) return err('lost');
      if (this.#astray === astrayBefore) return ok(bits);
    }
    return err('silent');
  }

  /**
   * A maker's own query with one byte for an answer, such as an exit sensor. Asked until two answers in a row are the same, since the answer has no
   * pattern of its own and noise would do. Nothing in order may be open at the same time.
   */
  async queryVendor(link: Link, question: Uint8Array): Promise<Result<number, NoStatus>> {
    let last: number | null = null;
    this.#tokenizer.expectsVendor = true;
    try {
      for (let attempt = 0; attempt < maxVendorAsks; attempt += 1) {
        const reply = this.#slot.wait(this.#profile.queryMs, link.signal);
        const written = await link.write(question);
        const answer = await reply;
        if (!written.ok || (!answer.ok && answer.error === 'aborted')) return err('lost');
        if (!answer.ok) continue;
        if (answer.value === last) return ok(answer.value);
        last = answer.value;
      }
      return err(link.signal.aborted ? 'lost' : 'silent');
    } finally {
      this.#tokenizer.expectsVendor = false;
    }
  }

  /** DLE EOT 1, asked twice at most: is there a printer at all? */
  async isThere(link: Link): Promise<Result<void, NoStatus>> {
    const reply = await this.#ask(link, 1);
    return reply.ok ? ok(undefined) : reply;
  }

  async #ask(
    link: Link,
    n: StatusQuery,
  ): Promise<Result<{ readonly byte: number; readonly wasRepeated: boolean }, NoStatus>> {
    for (const wasRepeated of [false, true]) {
      const reply = this.#slot.wait(this.#profile.queryMs, link.signal);
      const written = await link.write(commands.queryStatus(n));
      const answer = await reply;
      if (answer.ok) return ok({ byte: answer.value, wasRepeated });
      if (!written.ok || answer.error === 'aborted') return err('lost');
      await sleep(this.#clock, this.#profile.quietMs, link.signal);
      // Noise may have opened a text that swallows replies.
      this.#tokenizer.reset();
    }
    return err(link.signal.aborted ? 'lost' : 'silent');
  }

  #dispatch(token: Token): void {
    switch (token.kind) {
      case 'xon':
      case 'xoff':
        this.#isXoff = token.kind === 'xoff' && this.#profile.flowControl === 'xon-xoff';
        return;
      case 'realtime':
      case 'vendor':
        if (!this.#slot.offer(token.byte)) this.#astray += 1;
        return;
      case 'asb':
        this.#automatic(decodeAsb(token.bytes));
        return;
      case 'inOrder':
        if (this.#inOrder === null) this.#astray += 1;
        else this.#inOrder += 1;
        return;
      case 'text':
        return;
    }
  }
}
