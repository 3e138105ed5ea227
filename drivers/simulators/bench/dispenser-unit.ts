import type { Clock } from '../../../contract/clock.ts';
import { decodeCommand } from '../../card-dispenser/f2/codec.ts';
import { F2Framer } from '../../card-dispenser/f2/framer.ts';
import { bodyText } from '../../card-dispenser/k720/codec.ts';
import { K720Framer } from '../../card-dispenser/k720/framer.ts';
import type { CardWorld } from '../card-world.ts';
import { type F2Fault, F2Simulator } from '../f2-simulator.ts';
import { type K720Fault, K720Simulator } from '../k720-simulator.ts';
import type { DispenserCommand, DispenserFault, DispenserUnit } from './dispenser-state.ts';

export interface ArmedFault {
  readonly fault: DispenserFault;
  readonly on: DispenserCommand;
}

export interface UnitOptions {
  readonly clock: Clock;
  readonly world: CardWorld;
  /** Of the K720 family only. */
  readonly motorSpeed: number;
  readonly send: (bytes: Uint8Array) => void;
  /** The fault `unplug` strikes. */
  readonly unplug: () => void;
  /** A fault of the wire meets its command. */
  readonly struck: (fault: ArmedFault) => void;
}

/** A dispenser of either family behind its port, as the bench needs it. */
export interface BenchUnit {
  readonly hasPower: boolean;
  /** Faults that wait for their command, oldest first. */
  readonly faults: readonly ArmedFault[];
  receive(bytes: Uint8Array): void;
  arm(fault: ArmedFault): void;
  disarm(): void;
  setPower(isOn: boolean): void;
  /** A person opens the machine, takes out what stands in the channel, and cures everything. */
  attend(): void;
}

/** How long the power is away. */
const cutMs = 3_000;
/** Longer than a driver of the family waits for a reply. */
const lateMs = { f2: 16_000, k720: 1_500 } as const;
const noiseBytes = 24;

const f2Commands: Readonly<Record<string, DispenserCommand>> = {
  ...{ moveRf: 'feed', moveIc: 'feed', moveGate: 'present', moveOut: 'present', moveBin: 'capture' },
  ...{ status: 'status', statusSensors: 'status' },
};
const k720Commands: Readonly<Record<string, DispenserCommand>> = {
  ...{ DC: 'feed', FC7: 'feed', FC0: 'present', FC4: 'present', CP: 'capture', AP: 'status', RF: 'status' },
};

const f2Faults = {
  deaf: { type: 'noAck' },
  ackLost: { type: 'ackLost' },
  nak: { type: 'nak' },
  noReply: { type: 'silence' },
  late: { type: 'late', ms: lateMs.f2 },
  garbled: { type: 'badBcc', replies: 1 },
  half: { type: 'half' },
  duplicate: { type: 'duplicate' },
  noise: { type: 'noise', bytes: noiseBytes },
  unplug: { type: 'unplug', at: 'midMotion' },
  powerBeforeAck: { type: 'powerCut', at: 'beforeAck', backMs: cutMs },
  powerAfterAck: { type: 'powerCut', at: 'afterAck', backMs: cutMs },
  powerMidMotion: { type: 'powerCut', at: 'midMotion', backMs: cutMs },
  powerAfterMotion: { type: 'powerCut', at: 'afterMotion', backMs: cutMs },
} as const satisfies Record<DispenserFault, F2Fault>;

const k720Faults = {
  deaf: { type: 'silence' },
  ackLost: { type: 'noAck' },
  nak: { type: 'nak' },
  noReply: { type: 'noReply' },
  late: { type: 'lateReply', ms: lateMs.k720 },
  garbled: { type: 'garbledReply' },
  half: { type: 'halfReply' },
  duplicate: { type: 'duplicateReply' },
  noise: { type: 'noise', bytes: noiseBytes },
  unplug: { type: 'unplug', at: 'afterEnq' },
  powerBeforeAck: { type: 'power', at: 'beforeEnq', offMs: cutMs },
  powerAfterAck: { type: 'power', at: 'afterEnq', offMs: cutMs },
  powerMidMotion: { type: 'power', at: 'midMotion', offMs: cutMs },
  powerAfterMotion: { type: 'power', at: 'afterMotion', offMs: cutMs },
} as const satisfies Record<DispenserFault, K720Fault>;

/** Puts a unit of this kind behind the port. */
export function makeUnit(unit: DispenserUnit, o: UnitOptions): BenchUnit {
  return unit === 'f2' ? f2Unit(o) : k720Unit(o, unit);
}

function f2Unit(o: UnitOptions): BenchUnit {
  const { clock, world, send, unplug } = o;
  const simulator = new F2Simulator({ clock, world, send, unplug, paceBaud: 9_600 });
  const ear = new F2Framer({ clock, from: 'host' });
  const waiting = new WaitingFaults(o.struck);
  return {
    get hasPower() {
      return simulator.hasPower;
    },
    get faults() {
      return waiting.list;
    },
    receive: (bytes) => {
      for (const byte of bytes) {
        const one = Uint8Array.of(byte);
        for (const piece of ear.push(one)) {
          const heard = piece.type === 'frame' && simulator.hasPower && !simulator.isBusy ? piece.frame : null;
          const command = heard === null ? null : decodeCommand(heard);
          if (command?.ok !== true || command.value.command === null || command.value.address !== 0) continue;
          const name = command.value.command;
          const fault = waiting.strike(f2Commands[name] ?? 'any');
          if (fault !== null) simulator.inject(f2Faults[fault], { on: name });
        }
        simulator.receive(one);
      }
    },
    arm: (fault) => waiting.arm(fault),
    disarm: () => waiting.disarm(),
    setPower: (isOn) => (isOn ? simulator.powerOn() : simulator.powerOff()),
    attend: () => {
      world.clearByHand();
      simulator.powerOn();
    },
  };
}

function k720Unit(o: UnitOptions, model: 'k720' | 'd1801'): BenchUnit {
  const { clock, world, send, unplug, motorSpeed } = o;
  const simulator = new K720Simulator({ clock, world, send, unplug, model, motorSpeed });
  const ear = new K720Framer({ clock, lengthField: true });
  const waiting = new WaitingFaults(o.struck);
  return {
    get hasPower() {
      return simulator.isOn;
    },
    get faults() {
      return waiting.list;
    },
    receive: (bytes) => {
      for (const byte of bytes) {
        const one = Uint8Array.of(byte);
        for (const piece of ear.pushAll(one)) {
          if (piece.type !== 'frame' || !simulator.isOn || piece.frame.address !== 0) continue;
          const name = bodyText(piece.frame.body) ?? '';
          const fault = waiting.strike(k720Commands[name] ?? 'any');
          if (fault !== null) simulator.inject(k720Faults[fault]);
        }
        simulator.receive(one);
      }
    },
    arm: (fault) => waiting.arm(fault),
    disarm: () => waiting.disarm(),
    setPower: (isOn) => (isOn ? simulator.powerOn() : simulator.powerOff()),
    attend: () => simulator.attend(),
  };
}

/**
 * Faults are handed to the simulator only when their command is on the wire: until then they belong to the bench, which can show them and take them
 * back.
 */
class WaitingFaults {
  readonly #struck: (fault: ArmedFault) => void;
  #list: readonly ArmedFault[] = [];

  constructor(struck: (fault: ArmedFault) => void) {
    this.#struck = struck;
  }

  get list(): readonly ArmedFault[] {
    return this.#list;
  }

  arm(fault: ArmedFault): void {
    this.#list = [...this.#list, { ...fault }];
  }

  disarm(): void {
    this.#list = [];
  }

  strike(command: DispenserCommand): DispenserFault | null {
    const entry = this.#list.find(({ on }) => on === 'any' || on === command);
    if (entry === undefined) return null;
    this.#list = this.#list.filter((other) => other !== entry);
    this.#struck(entry);
    return entry.fault;
  }
}
