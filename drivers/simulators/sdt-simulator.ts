import type { Clock } from '../../contract/clock.ts';
import { decodeCommand, encodeReply, minCommandLength, type SdtCommand } from '../id-reader/sdt/codec.ts';
import { SdtFramer } from '../id-reader/sdt/framer.ts';
import { FaultList } from './fault-list.ts';
import { fixedRandom } from './fixed-random.ts';
import { later } from './later.ts';
import { PacedWire } from './paced-wire.ts';
import { addressBlock, type SimulatedCard } from './persona.ts';

/** What goes wrong with one reply. */
export type SdtFault =
  | { readonly type: 'checksum' }
  /** LEN is wrong by this much; the bytes stay as they are. */
  | { readonly type: 'length'; readonly by: number }
  /** The second byte of the preamble is damaged. */
  | { readonly type: 'preamble' }
  | { readonly type: 'noise'; readonly bytes: number }
  | { readonly type: 'silence' }
  | { readonly type: 'late'; readonly ms: number }
  /** The reply to the command before comes once more, in front of the right one. */
  | { readonly type: 'older' }
  /** Only the first part comes. */
  | { readonly type: 'half' }
  | { readonly type: 'sw3'; readonly code: number }
  /** Two bytes are missing and the XOR is 0 by chance: one vendor's controller does this when it times out. */
  | { readonly type: 'vendorTimeout' }
  /** The card is lifted while the module works on this command. */
  | { readonly type: 'lift' }
  /** The port goes away instead of a reply. */
  | { readonly type: 'unplug' };

export interface SdtSimulatorOptions {
  readonly clock: Clock;
  /** Bytes to the host. */
  readonly send: (bytes: Uint8Array) => void;
  /** Seeded random in 0 … 1 for cuts and noise; default a fixed sequence. */
  readonly random?: () => number;
  /** Called by the fault `unplug`. */
  readonly unplug?: () => void;
  /** Speed in bits per second to pace the wire with, 10 bits a byte; 0 = as fast as it goes. */
  readonly paceBaud?: number;
  /** Cut every reply into random pieces. */
  readonly cutsReplies?: boolean;
  /** The first find after each placing fails, as with real modules. Default true. */
  readonly firstFindFails?: boolean;
  /** Answer `30 01` in the long shape with an empty finger, as some firmware does. */
  readonly isLongShape?: boolean;
  /** Bytes of finger in the reply to `30 10`. */
  readonly fingerBytes?: 0 | 512 | 1024;
  /** Milliseconds of work before the reply. */
  readonly latencyMs?: Partial<Record<SdtCommand, number>>;
}

const defaultLatencyMs: Partial<Record<SdtCommand, number>> = {
  findCard: 40,
  selectCard: 30,
  readTextPhoto: 700,
  readTextPhotoFinger: 700,
};

/** Made-up identity of the security module: 05.01-20240115-0001234567-0890123456. */
const samIdBytes = Uint8Array.of(5, 0, 1, 0, 0xf3, 0xd6, 0x34, 1, 0x87, 0xd6, 0x12, 0, 0xc0, 0x34, 0x0e, 0x35);

interface Placing {
  readonly card: SimulatedCard;
  hasFoundOnce: boolean;
  isRead: boolean;
}

/**
 * A card reader with an SDT interface, as bytes: feed it with `receive`, it answers through `send`. It keeps the order find → select
 * → read, the rule "one read for each placing", and the module's answers to a host's mistakes. `place` and `remove` move the card.
 */
export class SdtSimulator {
  readonly #o: SdtSimulatorOptions;
  readonly #framer: SdtFramer;
  readonly #commands: SdtCommand[] = [];
  #emptyLooks = 0;
  #reads = 0;
  readonly #timers = new Set<() => void>();
  readonly #wire: PacedWire;
  readonly #random: () => number;
  readonly #faults = new FaultList<SdtFault, SdtCommand>();
  #placing: Placing | null = null;
  #selection: 'none' | 'found' | 'selected' | 'read' = 'none';
  #health: 0x90 | 0x60 | 0x66 = 0x90;
  #lastReply = new Uint8Array(0);

  constructor(options: SdtSimulatorOptions) {
    this.#o = options;
    this.#random = options.random ?? fixedRandom();
    this.#wire = new PacedWire(options, this.#timers);
    this.#framer = new SdtFramer({
      clock: options.clock,
      minLength: minCommandLength,
      onJunk: (reason) => this.#answer(reason === 'checksum' ? 0x10 : 0x11),
    });
  }

  /** Newest commands that were understood, 10,000 at most, oldest first. */
  get commands(): readonly SdtCommand[] {
    return this.#commands;
  }

  /** Reads that a host has got, for the rule "one placing, one read". */
  get reads(): number {
    return this.#reads;
  }

  /** How often a host has looked for a card while none lay there. */
  get emptyLooks(): number {
    return this.#emptyLooks;
  }

  /** Faults that wait for their reply, oldest first. */
  get armedFaults(): readonly {
    readonly fault: SdtFault;
    readonly on: SdtCommand | undefined;
    readonly times: number;
  }[] {
    return this.#faults.waiting();
  }

  get hasCard(): boolean {
    return this.#placing !== null;
  }

  /** Lays a card on the pad; one that lies there is replaced. */
  place(card: SimulatedCard): void {
    this.#placing = { card, hasFoundOnce: false, isRead: false };
    this.#selection = 'none';
  }

  remove(): void {
    this.#placing = null;
  }

  /** Declares the module broken (60: self-test failed, 66: not authorised) or well (90). */
  setHealth(health: 0x90 | 0x60 | 0x66): void {
    this.#health = health;
  }

  /** Lets the next `times` replies (to `on`, if given) go wrong. `Infinity` = until `clearFaults`. */
  inject(fault: SdtFault, o: { readonly on?: SdtCommand; readonly times?: number } = {}): void {
    this.#faults.add(fault, o);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  /** Power cut: forgets what it was doing and that a card was read; what lies on the pad stays there, and is found as if it had just been laid down. */
  restart(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#framer.reset();
    this.#selection = 'none';
    if (this.#placing !== null) this.#placing = { card: this.#placing.card, hasFoundOnce: false, isRead: false };
    this.#wire.reset();
  }

  /** Bytes from the host, in any pieces. */
  receive(bytes: Uint8Array): void {
    for (const frame of this.#framer.push(bytes)) {
      const command = decodeCommand(frame);
      if (command.ok) this.#work(command.value);
      else this.#answer(0x21);
    }
  }

  #work(command: SdtCommand): void {
    this.#commands.push(command);
    if (command === 'readTextPhoto' || command === 'readTextPhotoFinger') this.#reads += 1;
    if (this.#commands.length > 10_000) this.#commands.splice(0, 5_000);
    const fault = this.#faults.take(command);
    const latency = { ...defaultLatencyMs, ...this.#o.latencyMs }[command] ?? 5;
    this.#later(latency, () => this.#finish(command, fault));
  }

  #finish(command: SdtCommand, fault: SdtFault | null): void {
    if (fault?.type === 'lift') this.remove();
    const { sw3, data } = fault?.type === 'sw3' ? { sw3: fault.code, data: new Uint8Array(0) } : this.#reply(command);
    const frame = encodeReply({ sw1: 0, sw2: 0, sw3, data });
    const older = this.#lastReply;
    this.#lastReply = frame.slice();
    switch (fault?.type) {
      case 'silence':
        return;
      case 'unplug':
        this.#o.unplug?.();
        return;
      case 'late':
        this.#later(fault.ms, () => this.#send(frame));
        return;
      case 'vendorTimeout':
        this.#send(Uint8Array.of(0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00, 0x05, 0x05, 0x05, 0x05));
        return;
      case 'half':
        this.#send(frame.slice(0, Math.floor(frame.length / 2)));
        return;
      case 'checksum':
        frame[frame.length - 1] = (frame[frame.length - 1] ?? 0) ^ 0x55;
        break;
      case 'length': {
        const length = ((frame[5] ?? 0) << 8) + (frame[6] ?? 0) + fault.by;
        frame[5] = (length >> 8) & 0xff;
        frame[6] = length & 0xff;
        break;
      }
      case 'preamble':
        frame[1] = 0;
        break;
      case 'noise':
        this.#send(Uint8Array.from({ length: fault.bytes }, () => Math.floor(this.#random() * 256)));
        break;
      case 'older':
        this.#send(older);
        break;
      default:
        break;
    }
    this.#send(frame);
  }

  #reply(command: SdtCommand): { readonly sw3: number; readonly data: Uint8Array } {
    if (this.#health !== 0x90) return word(this.#health);
    switch (command) {
      case 'findCard':
        if (this.#placing === null) this.#emptyLooks += 1;
        return this.#find();
      case 'selectCard':
        if (this.#selection !== 'found') return word(0x24);
        if (this.#placing === null) return word(0x81);
        this.#selection = 'selected';
        return { sw3: 0x90, data: new Uint8Array(8) };
      case 'readTextPhoto':
      case 'readTextPhotoFinger':
        return this.#read(command);
      case 'readNewestAddress':
        if (this.#placing === null) return word(0x41);
        if (!this.#placing.isRead) return word(0x24);
        if (this.#placing.card.addresses.length === 0) return word(0x91);
        return { sw3: 0x90, data: joined(this.#placing.card.addresses.map(addressBlock)) };
      case 'readManagementNumber':
        if (this.#placing === null) return word(0x41);
        return this.#placing.isRead ? { sw3: 0x90, data: new Uint8Array(28) } : word(0x24);
      case 'resetSam':
        this.#selection = 'none';
        return word(0x90);
      case 'readSamId':
        return { sw3: 0x90, data: samIdBytes };
      default:
        return word(0x90);
    }
  }

  #find(): { readonly sw3: number; readonly data: Uint8Array } {
    this.#selection = 'none';
    const placing = this.#placing;
    if (placing === null || placing.isRead) return word(0x80);
    if (!placing.hasFoundOnce && this.#o.firstFindFails !== false) {
      placing.hasFoundOnce = true;
      return word(0x80);
    }
    this.#selection = 'found';
    return { sw3: 0x9f, data: new Uint8Array(4) };
  }

  #read(command: SdtCommand): { readonly sw3: number; readonly data: Uint8Array } {
    const placing = this.#placing;
    if (placing === null) return word(0x41);
    // Sent again after a damaged reply: the module still holds the card as read.
    if (this.#selection !== 'selected' && this.#selection !== 'read') return word(0x24);
    this.#selection = 'read';
    placing.isRead = true;
    const { text, photo } = placing.card;
    const isLong = command === 'readTextPhotoFinger' || this.#o.isLongShape === true;
    const finger = new Uint8Array(command === 'readTextPhotoFinger' ? (this.#o.fingerBytes ?? 1024) : 0);
    const lengths = isLong ? [text.length, photo.length, finger.length] : [text.length, photo.length];
    const head = Uint8Array.from(lengths.flatMap((length) => [length >> 8, length & 0xff]));
    return { sw3: 0x90, data: joined([head, text, photo, finger]) };
  }

  #answer(sw3: number): void {
    this.#send(encodeReply({ sw1: 0, sw2: 0, sw3, data: new Uint8Array(0) }));
  }

  #send(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      const size = this.#o.cutsReplies ? 1 + Math.floor(this.#random() * 64) : this.#wire.isPaced ? 64 : bytes.length;
      const piece = bytes.slice(from, from + size);
      from += piece.length;
      this.#wire.send(piece);
    }
  }

  #later(ms: number, fn: () => void): void {
    later(this.#timers, this.#o.clock, ms, fn);
  }
}

function word(sw3: number): { readonly sw3: number; readonly data: Uint8Array } {
  return { sw3, data: new Uint8Array(0) };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
