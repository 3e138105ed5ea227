import { type Clock, sleep } from '../../../contract/clock.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import type { Link } from '../../core/connection.ts';
import { LineTime } from '../../core/line-time.ts';
import { ReplySlot } from '../../core/reply-slot.ts';
import { addressBytes } from './card-text.ts';
import { decodeReply, encodeCommand, type SdtCommand, type SdtReply } from './codec.ts';
import { sw3Class } from './codes.ts';
import { type JunkReason, SdtFramer } from './framer.ts';
import type { SdtProfile } from './profile.ts';

/** Why a command has no reply: silence, damaged bytes, or the link ended. */
export type NoAnswer = 'silent' | 'damaged' | 'lost';

type Heard = { readonly reply: SdtReply } | { readonly junk: JunkReason };

/** Commands that may be sent twice without a thought. A read is sent again too, but after a pause and without a new find. */
const readCommands: ReadonlySet<SdtCommand> = new Set(['readTextPhoto', 'readTextPhotoFinger']);

/**
 * Request and reply of an SDT reader: one command at a time, limits from the profile, one repetition for damaged or missing replies.
 * Replies carry no number, so a late one is told by what its command can answer; it is wiped, counted and dropped.
 */
export class SdtProtocol {
  readonly #clock: Clock;
  readonly #profile: SdtProfile;
  readonly #time: LineTime;
  readonly #framer: SdtFramer;
  readonly #slot: ReplySlot<Heard>;
  readonly #onDropped: (reason: string, bytes: number) => void;
  #expected: SdtCommand | null = null;
  #lastJunk: JunkReason | null = null;
  #reported = 0;
  #late = 0;
  #cancelGrace: () => void = () => undefined;

  /** @param o.onDropped hears once for each command how many bytes were no valid frame; never the bytes themselves */
  constructor(o: {
    readonly clock: Clock;
    readonly profile: SdtProfile;
    readonly onDropped: (reason: string, bytes: number) => void;
  }) {
    this.#clock = o.clock;
    this.#profile = o.profile;
    this.#onDropped = o.onDropped;
    this.#slot = new ReplySlot(o.clock);
    this.#time = new LineTime(o.clock);
    this.#framer = new SdtFramer({
      clock: this.#time,
      gapMs: o.profile.gapMs,
      onJunk: (reason) => {
        this.#lastJunk = reason;
      },
    });
  }

  /** Frames that nobody waited for, or that cannot answer the open command. */
  get lateFrames(): number {
    return this.#late;
  }

  /** Bytes of the current link. They are zeroed after use. */
  receive(bytes: Uint8Array): void {
    this.#time.heardMs(this.#framer.deadlineMs);
    this.#heard(this.#framer.push(bytes));
    bytes.fill(0);
  }

  /** Forgets everything of the link before. */
  reset(): void {
    this.#cancelTimers();
    this.#framer.reset();
  }

  /**
   * Sends a command and waits for a reply that can belong to it; a damaged or missing one is asked for once more.
   * The reply's data must be wiped by the caller when it holds a card.
   * @param o.repeats repetitions after damage or silence, default 1
   */
  async request(
    link: Link,
    command: SdtCommand,
    o: { readonly repeats?: number } = {},
  ): Promise<Result<SdtReply, NoAnswer>> {
    const repeats = o.repeats ?? 1;
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.#once(link, command);
      this.#report();
      if (answer.ok || answer.error === 'lost' || attempt >= repeats) return answer;
      if (readCommands.has(command)) await sleep(this.#clock, this.#profile.resendPauseMs, link.signal);
    }
  }

  async #once(link: Link, command: SdtCommand): Promise<Result<SdtReply, NoAnswer>> {
    this.reset();
    this.#lastJunk = null;
    this.#expected = command;
    const waiting = this.#slot.wait(this.#limitMs(command), link.signal);
    const written = await link.write(encodeCommand(command));
    const heard = await waiting;
    this.#expected = null;
    this.#cancelTimers();
    if (!written.ok) {
      // A device may answer a command that left with an error behind it; nobody takes this reply, and it may hold a card.
      if (heard.ok && 'reply' in heard.value) heard.value.reply.data.fill(0);
      return err('lost');
    }
    if (heard.ok) return 'reply' in heard.value ? ok(heard.value.reply) : err('damaged');
    if (heard.error === 'aborted') return err('lost');
    return err(this.#lastJunk === null ? 'silent' : 'damaged');
  }

  #limitMs(command: SdtCommand): number {
    const { findMs, selectMs, readMs, addressMs, statusMs } = this.#profile;
    if (command === 'findCard') return findMs;
    if (command === 'selectCard') return selectMs;
    if (command === 'readNewestAddress') return addressMs;
    return readCommands.has(command) ? readMs : statusMs;
  }

  #heard(frames: readonly Uint8Array[]): void {
    for (const frame of frames) {
      const reply = decodeReply(frame);
      const isWanted = reply.ok && this.#expected !== null && canAnswer(this.#expected, reply.value);
      if (isWanted && this.#slot.offer({ reply: reply.value })) {
        this.#expected = null;
        continue;
      }
      this.#late += 1;
      frame.fill(0);
    }
    this.#schedule();
  }

  /** The framer has no time of its own: this is its tick, and the grace after damage. */
  #schedule(): void {
    this.#cancelTimers();
    const { deadlineMs } = this.#framer;
    this.#time.waitForSilence(deadlineMs, () => this.#heard(this.#framer.tick()));
    if (deadlineMs !== null || this.#lastJunk === null || this.#expected === null) return;
    const junk = this.#lastJunk;
    this.#cancelGrace = this.#clock.after(this.#profile.damagedGraceMs, () => {
      this.#slot.offer({ junk });
    });
  }

  #cancelTimers(): void {
    this.#time.stopWaiting();
    this.#cancelGrace();
  }

  #report(): void {
    const bytes = this.#framer.dropped - this.#reported;
    if (bytes === 0) return;
    this.#reported = this.#framer.dropped;
    this.#onDropped(this.#lastJunk ?? 'noise', bytes);
  }
}

/**
 * True when a reply can belong to a command. Errors can answer anything and never carry data; data must have the right size. One
 * byte of XOR is a weak check, so this also keeps noise out that is a frame by chance.
 */
function canAnswer(command: SdtCommand, { sw3, data }: SdtReply): boolean {
  if (sw3 !== 0x90 && sw3 !== 0x9f && data.length > 0) return false;
  if (sw3 === 0x80) return command === 'findCard' || command === 'readNewestAddress';
  if (sw3 === 0x81) return command === 'selectCard';
  if (sw3 === 0x9f) return command === 'findCard';
  if (sw3 === 0x91) return command.startsWith('read');
  if (sw3 !== 0x90) return sw3Class(sw3) !== 'ok';
  switch (command) {
    case 'findCard':
      return false;
    case 'selectCard':
      return data.length < 16;
    case 'readSamId':
      return data.length === 16;
    case 'readTextPhoto':
    case 'readTextPhotoFinger':
      return data.length > 4 * addressBytes;
    case 'readNewestAddress':
      return data.length > 0 && data.length % addressBytes === 0 && data.length <= 4 * addressBytes;
    case 'readManagementNumber':
      return data.length === 28;
    default:
      return data.length === 0;
  }
}
