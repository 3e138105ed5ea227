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
import { CardWorld, type MotionEnd, type MotionRefusal, type WorldMotion } from './card-world.ts';
import { FaultList } from './fault-list.ts';
import { fixedRandom } from './fixed-random.ts';
import { later } from './later.ts';
import { PacedWire } from './paced-wire.ts';

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

export interface F2SimulatorOptions {
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
  readonly firmware?: string;
  /** The marker of negative replies; some vendor texts print 45. */
  readonly negativeMarker?: 0x4e | 0x45;
  /** Some units carry the card into the bin on MOVE 39. */
  readonly outGoesToBin?: boolean;
  /** What ST0 says of a card stranded between the sensors. */
  readonly strandedSt0?: '0' | '1' | '2';
  /** Whether the unit has to be initialised before anything else: true after power-on. */
  readonly isInitialised?: boolean;
  readonly binCounts?: boolean;
  /** Other times than those of the document, milliseconds. */
  readonly motionMs?: Partial<Record<WorldMotion, number>>;
}

/** Milliseconds; docs/protocols/card-dispenser.md, section 6. */
const motionMs: Readonly<Record<WorldMotion, number>> = {
  ...{ feed: 1_500, feedToExit: 1_500, present: 800, release: 800, retract: 800, capture: 1_200, recycle: 1_200 },
  ...{ accept: 800, resetKeep: 1_000, resetToBin: 1_500, resetToExit: 1_500 },
};
const refusalCodes: Readonly<Record<MotionRefusal, string>> = {
  ...{ busy: '02', hopperEmpty: 'A0', occupied: '02', noCard: '02', binFull: 'A1', jammed: '10', motorFault: '51' },
};
const endCodes: Readonly<Record<Exclude<MotionEnd, 'done'>, string>> = {
  ...{ jammed: '10', misfed: 'A0', overlap: '10', pulled: '45' },
};
const none = new Uint8Array(0);

type Work = { readonly error: string } | { readonly motion: WorldMotion } | { readonly data: Uint8Array };

/**
 * A card dispenser of the F2 family as bytes: feed it with `receive`, it answers through `send`; the cards are those of `world`. It keeps the order
 * command → ACK → work → reply → ACK, hears nothing while it works except EOT, and must be initialised after power-on.
 */
export class F2Simulator {
  readonly world: CardWorld;
  readonly #o: F2SimulatorOptions;
  readonly #framer: F2Framer;
  readonly #timers = new Set<() => void>();
  readonly #wire: PacedWire;
  readonly #random: () => number;
  readonly #commands: F2Command[] = [];
  readonly #faults = new FaultList<F2Fault, F2Command>();
  #hasPower = true;
  #isInitialised: boolean;
  #isBusy = false;
  #isChipOn = false;
  /** The chip of the card inside says nothing. */
  isChipMute = false;
  #reply: Uint8Array | null = null;
  #replyFault: F2Fault | null = null;
  #naks = 0;
  #binCount = 0;
  #resets = 0;

  constructor(o: F2SimulatorOptions) {
    this.#o = o;
    this.#random = o.random ?? fixedRandom();
    this.#wire = new PacedWire(o, this.#timers);
    this.world = o.world ?? new CardWorld();
    this.#isInitialised = o.isInitialised ?? true;
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
    return this.#resets;
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
    this.isChipMute = false;
  }

  /** Power gone: what it was doing and saying stops in the middle; the card stays where it is. */
  powerOff(): void {
    this.stop();
    this.#hasPower = false;
    this.#isBusy = false;
    this.#isChipOn = false;
    this.#reply = null;
    this.world.interrupt();
    this.#o.onPower?.(false);
  }

  powerOn(): void {
    if (this.#hasPower) return;
    this.#hasPower = true;
    this.#isInitialised = false;
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
    const work: Work = fault?.type === 'error' ? { error: fault.code } : this.#plan(frame);
    if (!('motion' in work)) {
      this.#later(10, () =>
        this.#finish(frame, fault, 'error' in work ? work.error : null, 'data' in work ? work.data : none),
      );
      return;
    }
    const refusal = this.world.begin(work.motion);
    if (refusal !== null) {
      this.#later(20, () => this.#finish(frame, fault, refusalCodes[refusal], none));
      return;
    }
    const ms = this.#o.motionMs?.[work.motion] ?? motionMs[work.motion];
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
    const captured = this.world.captured;
    // A person who opened the machine in the middle has stopped the motor: to the unit that is a jam.
    const ended = this.world.motion === null ? 'jammed' : this.world.end();
    this.#binCount += this.world.captured - captured;
    if (motion.startsWith('reset')) {
      this.#isInitialised = true;
      this.#resets += 1;
    }
    if (this.#powerGoes(fault, 'afterMotion')) return;
    const rest = isPower(fault) ? null : fault;
    const error = ended === 'done' ? null : ended === 'pulled' && motion === 'capture' ? '40' : endCodes[ended];
    const firmware = Buffer.from(this.#o.firmware ?? 'SIM-F2-0001', 'latin1');
    this.#later(10, () => this.#finish(frame, rest, error, motion.startsWith('reset') ? firmware : none));
  }

  /** What a command makes the unit do. Source: docs/protocols/card-dispenser.md, 2.3. */
  #plan({ command, data }: F2CommandFrame): Work {
    if (command === null) return { error: '00' };
    if (command.startsWith('initialise')) return { motion: resetOf(command) };
    if (!this.#isInitialised) return { error: 'B0' };
    const { position } = this.world.sensors;
    switch (command) {
      case 'status':
        return { data: none };
      case 'statusSensors':
        return { data: Buffer.from(position === 'none' ? '0000000000' : '1000000000', 'latin1') };
      case 'moveIc':
      case 'moveRf':
        // The trap of this family: with an empty channel it feeds.
        if (position === 'none') return { motion: 'feed' };
        return position === 'inside' ? { data: none } : { motion: 'retract' };
      case 'moveGate':
        return { motion: 'present' };
      case 'moveBin':
        return { motion: 'capture' };
      case 'moveOut':
        return { motion: this.#o.outGoesToBin === true ? 'capture' : 'release' };
      case 'entryAllow':
      case 'entryForbid':
        return { data: none };
      case 'firmware':
        return { data: Buffer.from(this.#o.firmware ?? 'SIM-F2-0001', 'latin1') };
      case 'serialNumber':
        return { data: Buffer.from('\x08SIM00001', 'latin1') };
      case 'binCount':
        return this.#o.binCounts === true ? { data: digits(this.#binCount) } : { error: '03' };
      case 'setBinCount':
        this.#binCount = Number(Buffer.from(data).toString('latin1')) || 0;
        return { data: none };
      case 'cpuReset':
      case 'rfActivate':
        return this.#wakeChip(command);
      case 'cpuOff':
      case 'rfOff':
        this.#isChipOn = false;
        return { data: none };
      case 'cpuApdu':
      case 'rfApduA':
        return this.#isChipOn ? { data: Uint8Array.of(0x90, 0x00) } : { error: '65' };
      case 'cardTypeIc':
      case 'cardTypeRf':
        return { data: Buffer.from(position === 'inside' ? '20' : '00', 'latin1') };
      default:
        return { error: '00' };
    }
  }

  #wakeChip(command: 'cpuReset' | 'rfActivate'): Work {
    const { card, sensors } = this.world;
    if (card === null || sensors.position !== 'inside') return { error: '61' };
    if (this.isChipMute) return { error: command === 'cpuReset' ? '63' : '61' };
    this.#isChipOn = true;
    const id = chipId(card.id);
    if (command === 'cpuReset') return { data: Uint8Array.of(0x31, 0x3b, 0x64, ...id) };
    return { data: Uint8Array.of(0x41, 0x00, 0x04, id.length, ...id, 0x20) };
  }

  #finish(frame: F2CommandFrame, fault: F2Fault | null, error: string | null, data: Uint8Array): void {
    this.#isBusy = false;
    // Without a motion its moments fall together.
    if (this.#powerGoes(fault, 'midMotion') || this.#powerGoes(fault, 'afterMotion')) return;
    const { cm, pm, address } = frame;
    const reply: F2Reply =
      error === null
        ? { type: 'positive', address, cm, pm, ...this.#status(), data }
        : { type: 'negative', address, cm, pm, error, data };
    this.#reply = encodeReply(reply, this.#o.negativeMarker ?? marker.negative);
    this.#replyFault = fault;
    this.#naks = 0;
    if (fault?.type === 'unsolicited') {
      const other = { type: 'positive', address, cm: 0x33, pm: 0x31, ...this.#status(), data: none } as const;
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

  #status(): { readonly st0: string; readonly st1: string; readonly st2: string } {
    const { position, hopper, isBinFull } = this.world.sensors;
    const st0 = { none: '0', entering: '0', exit: '1', inside: '2', between: this.#o.strandedSt0 ?? '2' }[position];
    return { st0, st1: { empty: '0', low: '1', ok: '2', full: '2' }[hopper], st2: isBinFull ? '1' : '0' };
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

/** The made-up UID of a card: `53 49` and its number, so that tests can tell cards apart. */
export function chipId(id: number): Uint8Array {
  return Uint8Array.of(0x53, 0x49, (id >> 8) & 0xff, id & 0xff);
}

function isPower(fault: F2Fault | null): fault is Extract<F2Fault, { at: PowerPoint }> {
  return fault?.type === 'powerCut' || fault?.type === 'unplug';
}

function resetOf(command: F2Command): WorldMotion {
  if (command === 'initialiseToGate' || command === 'initialiseToGateCounting') return 'resetToExit';
  return command === 'initialiseToBin' || command === 'initialiseToBinCounting' ? 'resetToBin' : 'resetKeep';
}

function digits(count: number): Uint8Array {
  return Buffer.from(String(count % 1_000).padStart(3, '0'), 'latin1');
}
