import type { Clock } from '../../../contract/clock.ts';
import type { DeviceError } from '../../../contract/device.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import type { Link } from '../../core/connection.ts';
import { ReplySlot } from '../../core/reply-slot.ts';
import { bytesOfHex } from '../hex-string.ts';
import { type MakeError, type ScannerWire, type SetUp, writeCommand } from '../scanner-wire.ts';
import type { CommandReply, Verdict } from './command-replies.ts';
import type { SerialScannerProfile } from './profile.ts';
import { SerialScanDecoder } from './serial-decoder.ts';

/** How often a command is sent that got no answer, or a no: noise may have made another command of it. None of them moves anything, so repeating is harmless. */
const tries = 2;

/** `none`: nothing came in time. `settled`: nobody wanted to know any more. */
type Answer = CommandReply | 'none' | 'settled';

/** Commands of a serial scanner: bytes from the profile, answers where the model gives them. */
export class SerialScannerWire implements ScannerWire {
  readonly decoder: SerialScanDecoder;
  readonly hasTrigger: boolean;
  readonly provesLink: boolean;
  readonly tellsSymbology = false;
  readonly ping: ((link: Link) => Promise<Result<void, DeviceError>>) | null;
  readonly setUp: ((link: Link) => Promise<Result<SetUp, DeviceError>>) | null;
  readonly #clock: Clock;
  readonly #profile: SerialScannerProfile;
  readonly #makeError: MakeError;
  readonly #replies: ReplySlot<CommandReply>;
  readonly #bytes: {
    readonly query: Uint8Array | null;
    readonly init: readonly Uint8Array[];
    readonly on: Uint8Array | null;
    readonly off: Uint8Array | null;
  };

  constructor(o: { readonly clock: Clock; readonly profile: SerialScannerProfile; readonly makeError: MakeError }) {
    const { profile } = o;
    this.#clock = o.clock;
    this.#profile = profile;
    this.#makeError = o.makeError;
    this.#replies = new ReplySlot(o.clock);
    this.#bytes = {
      query: profile.query === null ? null : bytesOfHex(profile.query),
      init: profile.init.map(bytesOfHex),
      on: profile.triggerOn === null ? null : bytesOfHex(profile.triggerOn),
      off: profile.triggerOff === null ? null : bytesOfHex(profile.triggerOff),
    };
    this.decoder = new SerialScanDecoder({ ...profile, maxBytes: profile.maxScanBytes });
    this.hasTrigger = this.#bytes.on !== null;
    this.provesLink = this.#bytes.query !== null && profile.replies !== 'none';
    this.ping = this.provesLink ? (link) => this.#proof(link) : null;
    this.setUp = profile.init.length > 0 && profile.replies !== 'none' ? (link) => this.#setUp(link) : null;
  }

  replied(reply: CommandReply): void {
    this.#replies.offer(reply);
  }

  async identify(link: Link): Promise<Result<SetUp, DeviceError>> {
    if (this.provesLink) {
      const proof = await this.#proof(link);
      if (!proof.ok) return proof;
    }
    return await this.#setUp(link);
  }

  async #setUp(link: Link): Promise<Result<SetUp, DeviceError>> {
    let refused: string | null = null;
    for (const [i, command] of this.#bytes.init.entries()) {
      const answer = await this.#ask(link, command);
      if (!answer.ok) return answer;
      const word = typeof answer.value === 'string' ? answer.value : answer.value.verdict;
      if (this.#profile.replies !== 'none' && word !== 'ok') refused ??= `init ${i + 1}: ${word}`;
    }
    const off = await this.triggerOff(link);
    return off.ok ? ok({ refused }) : off;
  }

  /** An engine that answers its trigger is believed only when it has; one that keeps silent must at least prove that it is there. */
  async triggerOn(link: Link, settled: AbortSignal): Promise<Result<void, DeviceError>> {
    const { on } = this.#bytes;
    if (on === null) return ok(undefined);
    if (!this.#profile.acksTrigger) return writeCommand(this.#clock, link, on);
    const answer = await this.#ask(link, on, settled);
    if (!answer.ok) return answer;
    if (answer.value === 'settled') return ok(undefined);
    if (answer.value === 'none')
      return this.provesLink ? this.#proof(link, settled) : err(this.#makeError('E_IO_TIMEOUT'));
    return isRefusal(answer.value.verdict)
      ? err(this.#makeError('E_UNSUPPORTED', answer.value.verdict))
      : ok(undefined);
  }

  /** Asked for twice where the model answers: a light that stays on tells people something untrue. */
  async triggerOff(link: Link): Promise<Result<void, DeviceError>> {
    const { off } = this.#bytes;
    if (off === null) return ok(undefined);
    if (!this.#profile.acksTrigger) return writeCommand(this.#clock, link, off);
    const answer = await this.#ask(link, off);
    return answer.ok ? ok(undefined) : answer;
  }

  /** Any answer of the right form is proof: a model that lacks the setting says so in its own language. */
  async #proof(link: Link, settled?: AbortSignal): Promise<Result<void, DeviceError>> {
    const { query } = this.#bytes;
    if (query === null) return ok(undefined);
    const answer = await this.#ask(link, query, settled);
    if (!answer.ok) return answer;
    return answer.value === 'none' ? err(this.#makeError('E_IO_TIMEOUT')) : ok(undefined);
  }

  async #ask(link: Link, command: Uint8Array, settled?: AbortSignal): Promise<Result<Answer, DeviceError>> {
    if (this.#profile.replies === 'none') {
      const written = await writeCommand(this.#clock, link, command);
      return written.ok ? ok('none') : written;
    }
    const signal = settled === undefined ? link.signal : AbortSignal.any([link.signal, settled]);
    let answered: Answer = 'none';
    for (let i = 0; i < tries; i += 1) {
      this.decoder.expectReply(true);
      const waiting = this.#replies.wait(this.#profile.ackTimeoutMs, signal);
      const written = await writeCommand(this.#clock, link, command);
      const reply = await waiting;
      this.decoder.expectReply(false);
      if (!written.ok) return written;
      if (reply.ok) {
        if (!isRefusal(reply.value.verdict)) return ok(reply.value);
        answered = reply.value;
        continue;
      }
      if (link.signal.aborted) return err(this.#makeError('E_LINK_LOST'));
      if (reply.error === 'aborted') return ok('settled');
    }
    return ok(answered);
  }
}

function isRefusal(verdict: Verdict): boolean {
  return verdict === 'badValue' || verdict === 'unknownCommand';
}
