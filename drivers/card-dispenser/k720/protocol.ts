import { type Clock, sleep } from '../../../contract/clock.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import type { Link } from '../../core/connection.ts';
import { LineTime } from '../../core/line-time.ts';
import { ReplySlot } from '../../core/reply-slot.ts';
import { encodeControl, encodeFrame } from './codec.ts';
import { K720Framer, type K720Piece } from './framer.ts';
import type { K720Profile } from './profile.ts';

/**
 * Why an exchange failed: nothing came; bytes came but no frame; NAK to every send; a valid frame that cannot be the answer; the link ended.
 */
export type NoAnswer = 'silent' | 'damaged' | 'nak' | 'foreign' | 'lost';

/**
 * What became of an order: `running` = the ENQ has left, the device may be moving; `refused` = no ENQ has left, so nothing can move; `lost` = the
 * link ended while the ENQ was being written.
 */
export type Ordered =
  | { readonly type: 'running' }
  | { readonly type: 'refused'; readonly why: NoAnswer }
  | { readonly type: 'lost' };

/**
 * The handshake of the K720 family: frame → ACK → ENQ (→ reply). One exchange at a time. A frame is sent again only before its ENQ; after the ENQ of
 * an order nothing is sent again by anybody. Source: docs/protocols/card-dispenser.md, 3.1; rules D1, D2.
 */
export class K720Protocol {
  readonly #clock: Clock;
  readonly #profile: K720Profile;
  readonly #time: LineTime;
  readonly #framer: K720Framer;
  readonly #slot: ReplySlot<K720Piece>;
  #wants: (piece: K720Piece) => boolean = () => false;
  #lateBytes = 0;

  constructor(o: { readonly clock: Clock; readonly profile: K720Profile }) {
    this.#clock = o.clock;
    this.#profile = o.profile;
    this.#slot = new ReplySlot(o.clock);
    this.#time = new LineTime(o.clock);
    this.#framer = new K720Framer({ clock: this.#time, lengthField: o.profile.lengthField, gapMs: o.profile.gapMs });
  }

  /** Bytes that were no frame, or a frame that nobody waited for. */
  get dropped(): number {
    return this.#framer.dropped + this.#lateBytes;
  }

  /** Bytes of the current link. */
  receive(bytes: Uint8Array): void {
    this.#time.heardMs(this.#framer.deadlineMs);
    this.#heard(this.#framer.push(bytes));
  }

  /** Forgets everything of the link before. */
  reset(): void {
    this.#time.stopWaiting();
    this.#framer.reset();
  }

  /**
   * Asks something that moves nothing; repeated up to `exchanges` times when the reply is missing or damaged.
   * @param o.read gives the meaning of a reply, or null when it cannot be the answer
   */
  async query<T>(
    link: Link,
    body: Uint8Array,
    o: { readonly read: (body: Uint8Array) => T | null; readonly replyMs: number; readonly exchanges: number },
  ): Promise<Result<T, NoAnswer>> {
    for (let exchange = 1; ; exchange += 1) {
      const answer = await this.#queryOnce(link, body, o.read, o.replyMs);
      if (answer.ok || answer.error === 'lost' || exchange >= o.exchanges) return answer;
    }
  }

  /** Gives a command that has no reply. The frame is repeated until it is acknowledged; the ENQ leaves once. */
  async order(link: Link, body: Uint8Array): Promise<Ordered> {
    const refused = await this.#accepted(link, body);
    if (refused !== null) return { type: 'refused', why: refused };
    const written = await link.write(encodeControl('enq', this.#profile.address));
    if (written.ok) return { type: 'running' };
    return written.error.outcome === 'notStarted' ? { type: 'refused', why: 'lost' } : { type: 'lost' };
  }

  async #queryOnce<T>(
    link: Link,
    body: Uint8Array,
    read: (body: Uint8Array) => T | null,
    replyMs: number,
  ): Promise<Result<T, NoAnswer>> {
    const refused = await this.#accepted(link, body);
    if (refused !== null) return err(refused);
    let isForeign = false;
    const wants = (piece: K720Piece) => {
      if (piece.type !== 'frame') return false;
      const isAnswer = read(piece.frame.body) !== null;
      isForeign ||= !isAnswer;
      return isAnswer;
    };
    const reply = await this.#exchange(link, encodeControl('enq', this.#profile.address), replyMs, wants);
    if (!reply.ok) return err(reply.error === 'silent' && isForeign ? 'foreign' : reply.error);
    const value = reply.value.type === 'frame' ? read(reply.value.frame.body) : null;
    return value === null ? err('foreign') : ok(value);
  }

  /** Sends a frame until it is acknowledged; null = ACK. No ENQ has left in any case. */
  async #accepted(link: Link, body: Uint8Array): Promise<NoAnswer | null> {
    const { address, lengthField, ackMs, sends, resendPauseMs } = this.#profile;
    const frame = encodeFrame({ address, body }, lengthField);
    const wants = (piece: K720Piece) =>
      piece.type === 'control' && (piece.control === 'ack' || piece.control === 'nak');
    let why: NoAnswer = 'silent';
    for (let send = 1; send <= sends; send += 1) {
      if (why === 'nak') await sleep(this.#clock, resendPauseMs, link.signal);
      const answer = await this.#exchange(link, frame, ackMs, wants);
      if (answer.ok && answer.value.type === 'control' && answer.value.control === 'ack') return null;
      why = answer.ok ? 'nak' : answer.error;
      if (why === 'lost') return why;
    }
    // The ACKs may have been lost on the way: an accepted frame that waits for its ENQ must not wait for somebody else's.
    if (why === 'nak') return why;
    const cancelled = await link.write(encodeControl('eot', address));
    return cancelled.ok ? why : 'lost';
  }

  async #exchange(
    link: Link,
    bytes: Uint8Array,
    ms: number,
    wants: (piece: K720Piece) => boolean,
  ): Promise<Result<K720Piece, 'silent' | 'damaged' | 'lost'>> {
    this.reset();
    const dropped = this.#framer.dropped;
    this.#wants = wants;
    const waiting = this.#slot.wait(ms, link.signal);
    const written = await link.write(bytes);
    const piece = await waiting;
    this.#wants = () => false;
    if (!written.ok) return err('lost');
    if (piece.ok) return ok(piece.value);
    if (piece.error === 'aborted') return err('lost');
    const isDamaged = this.#framer.dropped + this.#framer.buffered > dropped;
    return err(isDamaged ? 'damaged' : 'silent');
  }

  #heard(pieces: readonly K720Piece[]): void {
    for (const piece of pieces) {
      const address = piece.type === 'frame' ? piece.frame.address : piece.address;
      const isOurs = address === this.#profile.address;
      if (isOurs && this.#slot.isOpen && this.#wants(piece)) {
        this.#wants = () => false;
        if (this.#slot.offer(piece)) continue;
      }
      this.#lateBytes += piece.bytes.length;
    }
    // The framer has no time of its own: this is its tick.
    this.#time.waitForSilence(this.#framer.deadlineMs, () => this.#heard(this.#framer.tick()));
  }
}
