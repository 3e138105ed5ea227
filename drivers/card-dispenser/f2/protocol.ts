import { type Clock, sleep } from '../../../contract/clock.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import type { Link } from '../../core/connection.ts';
import { LineTime } from '../../core/line-time.ts';
import { ReplySlot } from '../../core/reply-slot.ts';
import { ack, commandBytes, decodeReply, encodeCommand, eot, type F2Command, type F2Reply, nak } from './codec.ts';
import { F2Framer } from './framer.ts';
import type { F2Profile } from './profile.ts';

/** Why an exchange has no reply: no ACK, silence after the ACK, NAK to every send, damaged bytes, or the link ended. */
export type NoAnswer = 'unheard' | 'silent' | 'refused' | 'damaged' | 'lost';

/**
 * How the exchange of a motion ended: the unit answered; it is proved that it did not begin (`notBegun`); nobody can say (`unknown`).
 * Not begun and lost means that not even the first byte left.
 */
export type MotionAnswer =
  | { readonly type: 'answered'; readonly reply: F2Reply }
  | { readonly type: 'notBegun' | 'unknown'; readonly why: NoAnswer };

type Heard =
  | { readonly type: 'ack' | 'nak' | 'eot' }
  | { readonly type: 'reply'; readonly reply: F2Reply }
  | { readonly type: 'junk' };
type Sent =
  | { readonly type: 'ack' | 'nak' | 'silent' | 'lost' | 'notWritten' }
  | { readonly type: 'reply'; readonly reply: F2Reply };

/**
 * The exchange of docs/protocols/card-dispenser.md, 2.2: command → ACK → work → reply → ACK. One at a time; the device's mutex sees to that.
 *
 * Queries may be repeated freely. A motion is sent again only when the unit did not acknowledge it **and** a STATUS in between shows the card
 * where it was (conformance C5): a lost ACK looks exactly like a command that was not heard.
 */
export class F2Protocol {
  readonly #clock: Clock;
  readonly #profile: F2Profile;
  readonly #time: LineTime;
  readonly #framer: F2Framer;
  readonly #slot: ReplySlot<Heard>;
  #heard: Heard[] = [];
  /** Replies that did not fit the open query: late ones, or the reply of the motion while its STATUS is waited for. */
  #strays: F2Reply[] = [];
  #isOpen = false;
  #late = 0;

  constructor(o: { readonly clock: Clock; readonly profile: F2Profile }) {
    this.#clock = o.clock;
    this.#profile = o.profile;
    this.#slot = new ReplySlot(o.clock);
    this.#time = new LineTime(o.clock);
    this.#framer = new F2Framer({
      clock: this.#time,
      gapMs: o.profile.gapMs,
      onJunk: () => this.#offer({ type: 'junk' }),
    });
  }

  /** Bytes that were no valid frame, and those of late replies, since the start. */
  get dropped(): number {
    return this.#framer.dropped + this.#late;
  }

  /** Bytes of the current link. */
  receive(bytes: Uint8Array): void {
    this.#time.heardMs(this.#framer.deadlineMs);
    this.#take(this.#framer.push(bytes));
  }

  /** Forgets everything of the link before. */
  reset(): void {
    this.#time.stopWaiting();
    this.#framer.reset();
    this.#heard = [];
    this.#strays = [];
  }

  /**
   * A command without motion. Sent at most `maxSends` times until it is acknowledged; without a usable reply the whole is done once more.
   * @param o.repeats default 1
   */
  async query(
    link: Link,
    command: F2Command,
    o: { readonly data?: Uint8Array; readonly limitMs?: number; readonly repeats?: number } = {},
  ): Promise<Result<F2Reply, NoAnswer>> {
    const { quickMs, pauseMs } = this.#profile;
    for (let attempt = 0; ; attempt += 1) {
      this.#begin();
      const answer = await this.#queryOnce(link, command, o.data, o.limitMs ?? quickMs);
      this.#finish();
      if (answer.ok || answer.error === 'lost' || attempt >= (o.repeats ?? 1)) return answer;
      await sleep(this.#clock, pauseMs, link.signal);
    }
  }

  /**
   * A command that moves the card. Never sent again once it may have been acknowledged.
   * @param isUnchanged says whether a STATUS shows the card where it was before
   */
  async motion(
    link: Link,
    command: F2Command,
    limitMs: number,
    isUnchanged: (status: F2Reply) => boolean,
  ): Promise<MotionAnswer> {
    this.#begin();
    const answer = await this.#motion(link, command, limitMs, isUnchanged);
    this.#finish();
    return answer;
  }

  /** Stops a card command whose reply does not come, so that the unit listens again; nothing moves. Two EOTs at most. */
  async cancel(link: Link): Promise<void> {
    this.#begin();
    for (let sends = 0; sends < 2; sends += 1) {
      const written = await link.write(Uint8Array.of(eot));
      if (!written.ok || (await this.#next(this.#profile.ackMs, link.signal, ({ type }) => type === 'eot')).ok) break;
    }
    this.#finish();
  }

  async #motion(
    link: Link,
    command: F2Command,
    limitMs: number,
    isUnchanged: (status: F2Reply) => boolean,
  ): Promise<MotionAnswer> {
    let why: NoAnswer = 'unheard';
    for (let sends = 1; sends <= this.#profile.maxSends; sends += 1) {
      const sent = await this.#send(link, command, undefined);
      if (sent.type === 'notWritten') return { type: sends === 1 ? 'notBegun' : 'unknown', why: 'lost' };
      if (sent.type === 'lost') return { type: 'unknown', why: 'lost' };
      if (sent.type === 'reply') return this.#accept(link, sent.reply);
      if (sent.type === 'ack') return this.#awaitEnd(link, command, limitMs);
      why = sent.type === 'nak' ? 'refused' : 'unheard';
      const status = await this.#queryOnce(link, 'status', undefined, this.#profile.quickMs);
      const stray = this.#strays.find((reply) => isReplyTo(command, reply));
      if (stray !== undefined) return this.#accept(link, stray);
      if (status.ok && isUnchanged(status.value)) {
        // NAK says that it was not taken. Silence may be a lost ACK: a motor that has just begun still shows the old position, so it gets the time in which
        // any motion would show.
        const shown = why === 'unheard' ? await this.#shown(link, command, isUnchanged) : 'nothing';
        if (shown === 'nothing') continue;
        return shown === 'motion' ? { type: 'unknown', why } : this.#accept(link, shown);
      }
      if (status.ok) return { type: 'unknown', why };
      if (status.error === 'lost') return { type: 'unknown', why: 'lost' };
      if (why === 'refused' && status.error === 'refused') return { type: 'notBegun', why };
      // Deaf for queries too: it may be busy with the motion, so its reply is waited for.
      return this.#awaitEnd(link, command, limitMs);
    }
    return { type: 'notBegun', why };
  }

  /** Waits for the reply of a motion that may have begun, then looks once more. `nothing`: the card still stands where it stood. */
  async #shown(
    link: Link,
    command: F2Command,
    isUnchanged: (status: F2Reply) => boolean,
  ): Promise<F2Reply | 'motion' | 'nothing'> {
    const isItsReply = (heard: Heard) => heard.type === 'reply' && isReplyTo(command, heard.reply);
    const late = await this.#next(this.#profile.unshownMs, link.signal, isItsReply);
    if (late.ok && late.value.type === 'reply') return late.value.reply;
    const status = await this.#queryOnce(link, 'status', undefined, this.#profile.quickMs);
    const stray = this.#strays.find((reply) => isReplyTo(command, reply));
    if (stray !== undefined) return stray;
    return status.ok && isUnchanged(status.value) ? 'nothing' : 'motion';
  }

  async #awaitEnd(link: Link, command: F2Command, limitMs: number): Promise<MotionAnswer> {
    const reply = await this.#reply(link, command, limitMs);
    return reply.ok ? { type: 'answered', reply: reply.value } : { type: 'unknown', why: reply.error };
  }

  async #accept(link: Link, reply: F2Reply): Promise<MotionAnswer> {
    await link.write(Uint8Array.of(ack));
    return { type: 'answered', reply };
  }

  async #queryOnce(
    link: Link,
    command: F2Command,
    data: Uint8Array | undefined,
    limitMs: number,
  ): Promise<Result<F2Reply, NoAnswer>> {
    let why: NoAnswer = 'unheard';
    for (let sends = 1; sends <= this.#profile.maxSends; sends += 1) {
      if (sends > 1) await sleep(this.#clock, this.#profile.pauseMs, link.signal);
      const sent = await this.#send(link, command, data);
      if (sent.type === 'lost' || sent.type === 'notWritten') return err('lost');
      if (sent.type === 'ack') return this.#reply(link, command, limitMs);
      if (sent.type === 'reply') {
        await link.write(Uint8Array.of(ack));
        return ok(sent.reply);
      }
      why = sent.type === 'nak' ? 'refused' : 'unheard';
    }
    return err(why);
  }

  /** One send and what came of it. A reply without an ACK before it is as good: the ACK was lost. */
  async #send(link: Link, command: F2Command, data: Uint8Array | undefined): Promise<Sent> {
    const { address, ackMs } = this.#profile;
    this.#heard = [];
    const written = await link.write(encodeCommand(command, data === undefined ? { address } : { address, data }));
    if (!written.ok) return { type: written.error.outcome === 'notStarted' ? 'notWritten' : 'lost' };
    const isAnswer = (heard: Heard) =>
      heard.type === 'ack' || heard.type === 'nak' || (heard.type === 'reply' && isReplyTo(command, heard.reply));
    const answer = await this.#next(ackMs, link.signal, isAnswer);
    if (!answer.ok) return { type: answer.error === 'timeout' ? 'silent' : 'lost' };
    const { value } = answer;
    if (value.type === 'reply') return value;
    return { type: value.type === 'ack' ? 'ack' : 'nak' };
  }

  /** The reply after the ACK. A damaged one is asked for again: that repeats the reply, not the work. */
  async #reply(link: Link, command: F2Command, limitMs: number): Promise<Result<F2Reply, NoAnswer>> {
    const endMs = this.#clock.monoMs() + limitMs;
    for (let naks = 0; ; ) {
      const isWanted = (heard: Heard) =>
        heard.type === 'junk' || (heard.type === 'reply' && isReplyTo(command, heard.reply));
      const heard = await this.#next(Math.max(0, endMs - this.#clock.monoMs()), link.signal, isWanted);
      if (!heard.ok) {
        if (heard.error === 'aborted') return err('lost');
        return err(naks > 0 ? 'damaged' : 'silent');
      }
      if (heard.value.type === 'reply') {
        const written = await link.write(Uint8Array.of(ack));
        // The reply is here; that the unit does not hear so is its loss.
        return written.ok || heard.value.reply.type === 'positive' ? ok(heard.value.reply) : err('lost');
      }
      // The rest of the damage first: a good frame may stand right behind it.
      const good = await this.#next(
        this.#profile.gapMs,
        link.signal,
        (next) => isWanted(next) && next.type === 'reply',
      );
      if (good.ok && good.value.type === 'reply') {
        await link.write(Uint8Array.of(ack));
        return ok(good.value.reply);
      }
      if (naks >= this.#profile.maxNaks) return err('damaged');
      naks += 1;
      const written = await link.write(Uint8Array.of(nak));
      if (!written.ok) return err('lost');
    }
  }

  /** The next thing heard that fits; others are dropped, valid replies among them kept as strays. */
  async #next(
    limitMs: number,
    signal: AbortSignal,
    fits: (heard: Heard) => boolean,
  ): Promise<Result<Heard, 'timeout' | 'aborted'>> {
    const endMs = this.#clock.monoMs() + limitMs;
    for (;;) {
      const queued = this.#heard.shift();
      const heard =
        queued === undefined ? await this.#slot.wait(Math.max(0, endMs - this.#clock.monoMs()), signal) : ok(queued);
      if (!heard.ok || fits(heard.value)) return heard;
      if (heard.value.type === 'reply') this.#stray(heard.value.reply);
    }
  }

  #stray(reply: F2Reply): void {
    this.#strays.push(reply);
    this.#late += minReplyBytes + reply.data.length;
  }

  #take(pieces: ReturnType<F2Framer['push']>): void {
    for (const piece of pieces) {
      if (piece.type !== 'frame') {
        this.#offer(piece);
        continue;
      }
      const reply = decodeReply(piece.frame);
      if (reply.ok && reply.value.address === this.#profile.address && this.#isOpen) {
        this.#offer({ type: 'reply', reply: reply.value });
      } else {
        this.#late += piece.frame.length;
      }
    }
    this.#time.waitForSilence(this.#framer.deadlineMs, () => this.#take(this.#framer.tick()));
  }

  #offer(heard: Heard): void {
    if (!this.#isOpen) return;
    // Several may come in one turn; what the slot cannot take waits for it. Bounded, since a flood of noise is no reply.
    if (!this.#slot.offer(heard) && this.#heard.length < 64) this.#heard.push(heard);
  }

  #begin(): void {
    this.reset();
    this.#isOpen = true;
  }

  #finish(): void {
    this.#isOpen = false;
    this.#heard = [];
  }
}

/** Bytes of the shortest reply; good enough for a counter of what was dropped. */
const minReplyBytes = 11;

function isReplyTo(command: F2Command, reply: F2Reply): boolean {
  const [cm, pm] = commandBytes[command];
  return reply.cm === cm && reply.pm === pm;
}
