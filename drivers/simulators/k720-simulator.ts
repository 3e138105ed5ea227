import type { Clock } from '../../contract/clock.ts';
import {
  bodyText,
  type Control,
  encodeControl,
  encodeFrame,
  type K720Frame,
  textBody,
} from '../card-dispenser/k720/codec.ts';
import { cardKinds, commandOf, commands, encodeCardReply, isCardCommand } from '../card-dispenser/k720/commands.ts';
import { K720Framer } from '../card-dispenser/k720/framer.ts';
import { CardWorld } from './card-world.ts';
import { FaultList } from './fault-list.ts';
import { fixedRandom } from './fixed-random.ts';
import {
  K720Mechanics,
  type K720MotionFault,
  type K720SimulatorModel,
  k720SimulatorModels,
} from './k720-simulator-mechanics.ts';
import { later } from './later.ts';

/** What goes wrong with one command. */
export type K720Fault =
  /** Neither the frame nor its ENQ is heard. */
  | { readonly type: 'silence' }
  /** The frame is accepted, the ACK is lost. */
  | { readonly type: 'noAck' }
  | { readonly type: 'nak' }
  /** A NAK for the frame, and then this many that nobody asked for, 30 ms apart. */
  | { readonly type: 'nakStorm'; readonly count: number }
  | { readonly type: 'lateAck' | 'lateReply'; readonly ms: number }
  /** The ENQ does not arrive: the device goes on waiting. */
  | { readonly type: 'lostEnq' }
  | { readonly type: 'noReply' | 'halfReply' | 'duplicateReply' | 'garbledReply' | 'foreignReply' }
  /** Random bytes in front of the ACK. */
  | { readonly type: 'noise'; readonly bytes: number }
  /** The chip does not answer. */
  | { readonly type: 'muteChip' }
  | { readonly type: K720MotionFault }
  /** The port goes away when the frame comes, or right after the ENQ. */
  | { readonly type: 'unplug'; readonly at: 'frame' | 'afterEnq' }
  /** The mains fail for `offMs`; the card stays where it is. */
  | {
      readonly type: 'power';
      readonly at: 'beforeEnq' | 'afterEnq' | 'midMotion' | 'afterMotion';
      readonly offMs: number;
    };

export interface K720SimulatorOptions {
  readonly clock: Clock;
  /** Bytes to the host. */
  readonly send: (bytes: Uint8Array) => void;
  /** Ground truth; a hopper of 50 cards unless given. */
  readonly world?: CardWorld;
  readonly model?: K720SimulatorModel;
  readonly address?: number;
  /** False = the older framing. */
  readonly lengthField?: boolean;
  readonly dcStopsInside?: boolean;
  readonly fcShowsNoBit?: boolean;
  readonly showsOnlyEnds?: boolean;
  /** Default true. */
  readonly fc7Feeds?: boolean;
  /** Default 1. */
  readonly motorSpeed?: number;
  readonly resetDoes?: 'resetKeep' | 'resetToBin' | 'resetToExit';
  /** Which chips it can read; `none` answers "bad parameter", as a unit without reader does. Default `s50`. */
  readonly reader?: 's50' | 'typeA' | 'none';
  /** `P CM PM …` as the K750 text prints it, or `CM PM P …`. Default true. */
  readonly markFirst?: boolean;
  /** Called by the fault `unplug`. */
  readonly unplug?: () => void;
  readonly random?: () => number;
  /** Work before an ACK or a reply, milliseconds; default 5. */
  readonly latencyMs?: number;
}

/** From power to the first answer, milliseconds. */
const bootMs = 1_500;

/**
 * A K720-family dispenser as bytes: feed it with `receive`, it answers through `send`. It keeps the handshake (frame, ACK, ENQ), the motor times and
 * sensors of the mechanics, and the truth about every card in `world`.
 */
export class K720Simulator {
  readonly world: CardWorld;
  readonly mechanics: K720Mechanics;
  readonly #o: K720SimulatorOptions;
  readonly #lengthField: boolean;
  readonly #address: number;
  readonly #framer: K720Framer;
  readonly #timers = new Set<() => void>();
  readonly #random: () => number;
  readonly #frames: string[] = [];
  readonly #executed: string[] = [];
  readonly #faults = new FaultList<K720Fault, string>();
  #pending: { readonly body: Uint8Array; readonly name: string; readonly fault: K720Fault | null } | null = null;
  #isOn = true;

  constructor(options: K720SimulatorOptions) {
    this.#o = options;
    this.#random = options.random ?? fixedRandom();
    this.world = options.world ?? new CardWorld();
    this.#lengthField = options.lengthField ?? true;
    this.#address = options.address ?? 0;
    this.#framer = new K720Framer({ clock: options.clock, lengthField: this.#lengthField });
    this.mechanics = new K720Mechanics({
      clock: options.clock,
      world: this.world,
      traits: k720SimulatorModels[options.model ?? 'k720'],
      dcStopsInside: options.dcStopsInside ?? false,
      fcShowsNoBit: options.fcShowsNoBit ?? false,
      showsOnlyEnds: options.showsOnlyEnds ?? false,
      fc7Feeds: options.fc7Feeds ?? true,
      motorSpeed: options.motorSpeed ?? 1,
      resetDoes: options.resetDoes ?? 'resetKeep',
    });
  }

  /** Names of the frames that came, oldest first; a frame sent again counts again. */
  get frames(): readonly string[] {
    return this.#frames;
  }

  /** Names of the motions and settings that an ENQ has started, oldest first. */
  get executed(): readonly string[] {
    return this.#executed;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Faults that wait for their command. */
  get armedFaults(): readonly { readonly fault: K720Fault; readonly on: string | undefined; readonly times: number }[] {
    return this.#faults.waiting();
  }

  /** Lets the next `times` frames (of `on`, for example `DC` or `3B30`, if given) go wrong. `Infinity` = until `clearFaults`. */
  inject(fault: K720Fault, o: { readonly on?: string; readonly times?: number } = {}): void {
    this.#faults.add(fault, o);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  /** Mains off: silence, motors stop where they are. */
  powerOff(): void {
    this.#isOn = false;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#pending = null;
    this.#framer.reset();
    this.mechanics.powerOff();
  }

  /** Mains on: it answers after its start. No card moves by that. */
  powerOn(): void {
    if (!this.#isOn) this.#later(bootMs, () => this.#booted());
  }

  /** A person opens the machine, takes out what is in the channel, cures everything and switches it on again. */
  attend(): void {
    this.powerOff();
    this.clearFaults();
    this.world.clearFaults();
    this.world.clearByHand();
    this.#booted();
  }

  /** Ends all timers; it is off afterwards. */
  stop(): void {
    this.powerOff();
  }

  /** Bytes from the host, in any pieces. */
  receive(bytes: Uint8Array): void {
    if (!this.#isOn) return;
    for (const piece of this.#framer.pushAll(bytes)) {
      if (piece.type === 'junk') {
        if (piece.reason !== 'noise') this.#control('nak', 0);
      } else if (piece.type === 'control') {
        if (piece.address === this.#address) this.#heard(piece.control);
      } else if (piece.frame.address === this.#address) this.#frame(piece.frame);
      if (!this.#isOn) return;
    }
  }

  #frame({ body }: K720Frame): void {
    const name = isCardCommand(body) ? hex(body.subarray(0, 2)) : (bodyText(body) ?? hex(body));
    this.#frames.push(name);
    if (this.#frames.length > 10_000) this.#frames.splice(0, 5_000);
    const fault = this.#faults.take(name);
    this.#pending = { body: body.slice(), name, fault };
    switch (fault?.type) {
      case 'silence':
        this.#pending = null;
        return;
      case 'noAck':
        return;
      case 'nak':
      case 'nakStorm':
        this.#pending = null;
        for (let i = 0; i <= (fault.type === 'nakStorm' ? fault.count : 0); i += 1) this.#control('nak', i * 30);
        return;
      case 'lateAck':
        this.#control('ack', fault.ms);
        return;
      case 'noise':
        this.#later(0, () =>
          this.#o.send(Uint8Array.from({ length: fault.bytes }, () => Math.floor(this.#random() * 256))),
        );
        this.#control('ack', 0);
        return;
      case 'unplug':
        if (fault.at === 'frame') {
          this.#unplug();
          return;
        }
        this.#control('ack', 0);
        return;
      case 'power':
        if (fault.at === 'beforeEnq') {
          this.#cut(fault.offMs);
          return;
        }
        this.#control('ack', 0);
        return;
      default:
        this.#control('ack', 0);
        return;
    }
  }

  #heard(control: Control): void {
    const pending = this.#pending;
    if (control === 'eot') this.#pending = null;
    if (control !== 'enq' || pending === null) return;
    if (pending.fault?.type === 'lostEnq') return;
    this.#pending = null;
    const command = commandOf(pending.body);
    if (isCardCommand(pending.body)) this.#reply(this.#card(pending.body, pending.fault), pending.fault);
    else if (command === 'AP') this.#reply(textBody(`SF${this.mechanics.status()}`), pending.fault);
    else if (command === 'RF') this.#reply(textBody(`SF${this.mechanics.shortStatus()}`), pending.fault);
    else if (command === 'GV') {
      this.#reply(textBody(k720SimulatorModels[this.#o.model ?? 'k720'].version), pending.fault);
    } else this.#execute(pending.name, pending.fault);
  }

  #execute(name: string, fault: K720Fault | null): void {
    this.#executed.push(name);
    if (fault?.type === 'unplug') this.#unplug();
    if (fault?.type === 'power' && fault.at === 'afterEnq') {
      this.#cut(fault.offMs);
      return;
    }
    const isPower = fault?.type === 'power';
    this.mechanics.start(name, motionFaultOf(fault), () => {
      if (isPower && fault.at === 'afterMotion') this.#cut(fault.offMs);
    });
    if (isPower && fault.at === 'midMotion') this.#later(600, () => this.#cut(fault.offMs));
  }

  #reply(body: Uint8Array, fault: K720Fault | null): void {
    const { latencyMs = 5 } = this.#o;
    const isForeign = fault?.type === 'foreignReply';
    const frame = encodeFrame({ address: this.#address, body: isForeign ? textBody('ZZ') : body }, this.#lengthField);
    switch (fault?.type) {
      case 'noReply':
        return;
      case 'power':
        this.#cut(fault.offMs);
        return;
      case 'unplug':
        this.#unplug();
        return;
      case 'lateReply':
        this.#later(fault.ms, () => this.#o.send(frame));
        return;
      case 'halfReply':
        this.#later(latencyMs, () => this.#o.send(frame.slice(0, Math.floor(frame.length / 2))));
        return;
      case 'garbledReply':
        frame[frame.length - 3] = (frame[frame.length - 3] ?? 0) ^ 0x01;
        break;
      case 'duplicateReply':
        this.#later(latencyMs, () => this.#o.send(frame));
        break;
      default:
        break;
    }
    this.#later(latencyMs, () => this.#o.send(frame));
  }

  #card(body: Uint8Array, fault: K720Fault | null): Uint8Array {
    const { reader = 's50', markFirst = true } = this.#o;
    const [cm = 0, pm = 0] = body;
    const answer = (error: number | null, data: readonly number[] = []) =>
      encodeCardReply({ cm, pm, error, data: Uint8Array.from(data) }, markFirst);
    if (reader === 'none' || cm !== cardKinds[reader]) return answer(reader === 'none' ? 0x01 : 0x41);
    const { card } = this.world;
    if (card === null || card.place !== 'inside' || fault?.type === 'muteChip') return answer(0x41);
    const uid = simulatedUid(card.id, reader === 's50' ? 4 : 7);
    if (pm === 0x30) return answer(null, reader === 'typeA' ? uid : []);
    return pm === 0x31 && reader === 's50' ? answer(null, uid) : answer(0x00);
  }

  #control(control: Control, extraMs: number): void {
    this.#later((this.#o.latencyMs ?? 5) + extraMs, () => this.#o.send(encodeControl(control, this.#address)));
  }

  #cut(offMs: number): void {
    this.powerOff();
    this.#later(offMs + bootMs, () => this.#booted());
  }

  #booted(): void {
    this.#isOn = true;
    this.#framer.reset();
  }

  #unplug(): void {
    this.#pending = null;
    this.#o.unplug?.();
  }

  #later(ms: number, fn: () => void): void {
    later(this.#timers, this.#o.clock, ms, fn);
  }
}

/** The UID of the chip in card number `id`: synthetic, and different for every card. */
function simulatedUid(id: number, bytes: 4 | 7): readonly number[] {
  const number = id & 0xffff;
  const head = bytes === 7 ? [0x04, 0x5a, 0x03, 0xf2] : [0x5a];
  return [...head, 0x03, number >> 8, number & 0xff];
}

/** Commands that a fault may be tied to on the command line. */
export const k720FaultTargets: readonly string[] = [...Object.keys(commands), '3B30', '3B31', '4730', '4731'];

function motionFaultOf(fault: K720Fault | null): K720MotionFault | null {
  switch (fault?.type) {
    case 'stuckBits':
    case 'cannotExecute':
    case 'dispenseError':
    case 'captureError':
    case 'prepareFailed':
      return fault.type;
    default:
      return null;
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
}
