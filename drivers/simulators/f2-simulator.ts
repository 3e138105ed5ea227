import type { Clock } from '../../contract/clock.ts';
import {
  ack,
  decodeCommand,
  encodeReply,
  eot,
  type F2Command,
  type F2CommandFrame,
  type F2Reply,
  marker,
  nak,
} from '../card-dispenser/f2/codec.ts';
import { F2Framer } from '../card-dispenser/f2/framer.ts';
import { CardWorld, type WorldMotion } from './card-world.ts';
import { F2Mechanics, type F2MechanicsOptions, type F2Work } from './f2-simulator-mechanics.ts';
import { FaultList } from './fault-list.ts';
import { fixedRandom } from './fixed-random.ts';
import { later } from './later.ts';
import { PacedWire } from './paced-wire.ts';

const none = new Uint8Array(0);

/** What goes wrong with one command. */
export type F2Fault =
  /** The command is not heard at all. */
  | { readonly type: 'noAck' }
  /** It is heard and done, but the ACK gets lost. */
  | { readonly type: 'ackLost' }
  | { readonly type: 'nak' }
  /** Done, but neither this reply nor a repetition of it comes. */
  | { readonly type: 'silence' }
  /** Neither ACK nor reply come, though it is done. */
  | { readonly type: 'deaf' }
  | { readonly type: 'late'; readonly ms: number }
  /** The reply is damaged this many times before it comes well. */
  | { readonly type: 'badBcc'; readonly replies: number }
  | { readonly type: 'badLength'; readonly by: number }
  /** A reply that promises more bytes than any frame may have. */
  | { readonly type: 'oversize' }
  | { readonly type: 'half' }
  | { readonly type: 'duplicate' }
  | { readonly type: 'noise'; readonly bytes: number }
  /** A STATUS reply that nobody asked for stands between ACK and reply. */
  | { readonly type: 'unsolicited' }
  /** The error that the unit gives instead of doing anything. */
  | { readonly type: 'error'; readonly code: string }
  /** The cable is pulled; the unit goes on. */
  | { readonly type: 'unplug'; readonly at: PowerPoint }
  /** The unit loses its power and comes back after `backMs` without having been initialised; 0 = it stays off. */
  | { readonly type: 'powerCut'; readonly at: PowerPoint; readonly backMs: number };
/** Before the first byte of an answer; between ACK and motion; while the motor turns; when it has stopped and nothing is said yet. */
export type PowerPoint = 'beforeAck' | 'afterAck' | 'midMotion' | 'afterMotion';

export interface F2SimulatorOptions extends F2MechanicsOptions {
  readonly clock: Clock;
  /** Bytes to the host. */
  readonly send: (bytes: Uint8Array) => void;
  readonly world?: CardWorld;
  readonly address?: number;
  /** Called by the fault `unplug`. */
  readonly unplug?: () => void;
  /** Hears when the power goes and comes. */
  readonly onPower?: (isOn: boolean) => void;
  /** Seeded random in 0 … 1 for noise; default a fixed sequence. */
  readonly random?: () => number;
  /** Speed in bits per second to pace replies with, 10 bits a byte; 0 (default) = as fast as it goes. */
  readonly paceBaud?: number;
  /** The marker of negative replies; some vendor texts print 45. */
  readonly negativeMarker?: 0x4e | 0x45;
}

/**
 * A card dispenser of the F2 family as bytes: feed it with `receive`, it answers through `send`; the cards are those of `world`. It keeps the order
 * command → ACK → work → reply → ACK, hears nothing while it works except EOT, and must be initialised after power-on.
 */
export class F2Simulator {
  readonly world: CardWorld;
  readonly mechanics: F2Mechanics;
  readonly #o: F2SimulatorOptions;
  readonly #framer: F2Framer;
  readonly #timers = new Set<() => void>();
  readonly #wire: PacedWire;
  readonly #random: () => number;
  readonly #commands: F2Command[] = [];
  readonly #faults = new FaultList<F2Fault, F2Command>();
  #hasPower = true;
  #isBusy = false;
  #reply: Uint8Array | null = null;
  #replyFault: F2Fault | null = null;
  #naks = 0;

  constructor(o: F2SimulatorOptions) {
    this.#o = o;
    this.#random = o.random ?? fixedRandom();
    this.#wire = new PacedWire(o, this.#timers);
    this.world = o.world ?? new CardWorld();
    this.mechanics = new F2Mechanics(this.world, o);
    this.#framer = new F2Framer({ clock: o.clock, from: 'host' });
  }

  /** Commands acknowledged so far, oldest first. */
  get commands(): readonly F2Command[] {
    return this.#commands;
  }

  /** True while it works on a command, and while a motor turns. */
  get isBusy(): boolean {
    return this.#isBusy || this.world.motion !== null;
  }

  /** Resets (INITIALISE of any kind) that ran to their end. */
  get resets(): number {
    return this.mechanics.resets;
  }

  get hasPower(): boolean {
    return this.#hasPower;
  }

  /** Lets the next `times` commands (of this kind, if given) go wrong. `Infinity` = until `clearFaults`. */
  inject(fault: F2Fault, o: { readonly on?: F2Command | undefined; readonly times?: number } = {}): void {
    this.#faults.add(fault, o);
  }

  clearFaults(): void {
    this.#faults.clear();
    this.mechanics.isChipMute = false;
  }

  /** Power gone: what it was doing and saying stops in the middle; the card stays where it is. */
  powerOff(): void {
    this.stop();
    this.#hasPower = false;
    this.#isBusy = false;
    this.#reply = null;
    this.mechanics.powerOff();
    this.#o.onPower?.(false);
  }

  powerOn(): void {
    if (this.#hasPower) return;
    this.#hasPower = true;
    this.mechanics.powerOn();
    this.#framer.reset();
    this.#o.onPower?.(true);
  }

  /** Ends all timers; for the end of a test. A motor that turns stays where it is. */
  stop(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#wire.reset();
  }

  /** Bytes from the host, in any pieces. */
  receive(bytes: Uint8Array): void {
    if (!this.#hasPower) return;
    for (const piece of this.#framer.push(bytes)) {
      if (piece.type === 'eot') this.#cancel();
      else if (piece.type === 'nak') this.#sayAgain();
      else if (piece.type === 'ack') this.#reply = null;
      else this.#hear(piece.frame);
    }
  }

  #hear(frame: Uint8Array): void {
    const command = decodeCommand(frame);
    if (!command.ok || command.value.address !== (this.#o.address ?? 0)) return;
    // Half duplex: while it works, and until its bytes are out, it does not listen.
    if (this.#isBusy) return;
    const fault = this.#faults.take(command.value.command);
    if (fault?.type === 'noAck') return;
    if (fault?.type === 'nak') {
      this.#wire.send(Uint8Array.of(nak));
      return;
    }
    if (this.#powerGoes(fault, 'beforeAck')) return;
    const rest = isPower(fault) && fault.at === 'beforeAck' ? null : fault;
    if (command.value.command !== null) this.#commands.push(command.value.command);
    if (this.#commands.length > 10_000) this.#commands.splice(0, 5_000);
    this.#isBusy = true;
    this.#reply = null;
    if (fault?.type !== 'ackLost' && fault?.type !== 'deaf') this.#later(2, () => this.#wire.send(Uint8Array.of(ack)));
    this.#later(5, () => {
      if (this.#powerGoes(rest, 'afterAck')) return;
      this.#work(command.value, isPower(rest) && rest.at === 'afterAck' ? null : rest);
    });
  }

  #work(frame: F2CommandFrame, fault: F2Fault | null): void {
    const work: F2Work = fault?.type === 'error' ? { error: fault.code } : this.mechanics.plan(frame);
    if (!('motion' in work)) {
      this.#later(10, () =>
        this.#finish(frame, fault, 'error' in work ? work.error : null, 'data' in work ? work.data : none),
      );
      return;
    }
    const begun = this.mechanics.begin(work.motion);
    if ('error' in begun) {
      this.#later(20, () => this.#finish(frame, fault, begun.error, none));
      return;
    }
    const { ms } = begun;
    if (isPower(fault) && fault.at === 'midMotion') {
      this.#later(ms / 2, () => {
        this.#powerGoes(fault, 'midMotion');
        if (fault.type === 'unplug') this.#later(ms / 2, () => this.#stopMotor(frame, null, work.motion));
      });
      return;
    }
    this.#later(ms, () => this.#stopMotor(frame, fault, work.motion));
  }

  #stopMotor(frame: F2CommandFrame, fault: F2Fault | null, motion: WorldMotion): void {
    const { error, data } = this.mechanics.end(motion);
    if (this.#powerGoes(fault, 'afterMotion')) return;
    const rest = isPower(fault) ? null : fault;
    this.#later(10, () => this.#finish(frame, rest, error, data));
  }

  #finish(frame: F2CommandFrame, fault: F2Fault | null, error: string | null, data: Uint8Array): void {
    this.#isBusy = false;
    // Without a motion its moments fall together.
    if (this.#powerGoes(fault, 'midMotion') || this.#powerGoes(fault, 'afterMotion')) return;
    const { cm, pm, address } = frame;
    const reply: F2Reply =
      error === null
        ? { type: 'positive', address, cm, pm, ...this.mechanics.status(), data }
        : { type: 'negative', address, cm, pm, error, data };
    this.#reply = encodeReply(reply, this.#o.negativeMarker ?? marker.negative);
    this.#replyFault = fault;
    this.#naks = 0;
    if (fault?.type === 'unsolicited') {
      const other = { type: 'positive', address, cm: 0x33, pm: 0x31, ...this.mechanics.status(), data: none } as const;
      this.#wire.send(encodeReply(other));
    }
    if (fault?.type === 'noise') {
      this.#wire.send(Uint8Array.from({ length: fault.bytes }, () => Math.floor(this.#random() * 256)));
    }
    if (fault?.type === 'late') this.#later(fault.ms, () => this.#say());
    else this.#say();
    if (fault?.type === 'duplicate') this.#later(3, () => this.#say());
  }

  #say(): void {
    if (this.#reply === null) return;
    const fault = this.#replyFault;
    const bytes = this.#reply.slice();
    switch (fault?.type) {
      case 'silence':
      case 'deaf':
        return;
      case 'half':
        this.#wire.send(bytes.subarray(0, bytes.length >> 1));
        return;
      case 'badBcc':
        if (this.#naks < fault.replies) bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 0x55;
        break;
      case 'badLength':
        bytes[3] = ((bytes[3] ?? 0) + fault.by) & 0xff;
        break;
      case 'oversize':
        bytes[2] = 0xff;
        break;
      default:
        break;
    }
    this.#wire.send(bytes);
  }

  /** The host asks for the reply once more. */
  #sayAgain(): void {
    if (this.#isBusy || this.#reply === null) return;
    this.#naks += 1;
    if (this.#naks <= 3) this.#later(5, () => this.#say());
  }

  /** EOT: what it is doing stops. */
  #cancel(): void {
    if (this.#isBusy) {
      this.stop();
      this.world.interrupt();
      this.#isBusy = false;
    }
    this.#reply = null;
    this.#later(2, () => this.#wire.send(Uint8Array.of(eot)));
  }

  /** True when the fault strikes at this point and the unit says nothing any more. */
  #powerGoes(fault: F2Fault | null, point: PowerPoint): boolean {
    if (!isPower(fault) || fault.at !== point) return false;
    if (fault.type === 'unplug') {
      this.#o.unplug?.();
      return false;
    }
    this.powerOff();
    if (fault.backMs > 0) this.#later(fault.backMs, () => this.powerOn());
    return true;
  }

  #later(ms: number, fn: () => void): void {
    later(this.#timers, this.#o.clock, ms, fn);
  }
}

function isPower(fault: F2Fault | null): fault is Extract<F2Fault, { at: PowerPoint }> {
  return fault?.type === 'powerCut' || fault?.type === 'unplug';
}
