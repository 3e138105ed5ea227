import type { Clock } from '../../../contract/clock.ts';
import type { CardEvent } from '../card-world.ts';
import type { BenchLog } from './bench-log.ts';
import type { Happening } from './bench-state.ts';
import { type Mishap, MishapWorld } from './card-mishaps.ts';
import { DeviceLine, type MakeCable } from './device-line.ts';
import type { DispenserState, DispenserUnit } from './dispenser-state.ts';
import { type ArmedFault, type BenchUnit, makeUnit } from './dispenser-unit.ts';

/** What a citizen and a keeper can do to the card dispenser. */
export interface DispenserActs {
  /** A hand takes the card at the exit; false when there is none, or it moves. */
  takeCard(): boolean;
  /** A hand pushes a card of its own into the slot; false when the channel is not free. */
  insertForeignCard(): boolean;
  /** As many cards as fit; default: until it is full. */
  fillHopper(count?: number): void;
  /** A keeper takes all cards out of the hopper. */
  emptyHopper(): void;
  /** Cards from elsewhere fill the bin to its brim. */
  fillBin(): void;
  emptyBin(): void;
  /** Something will happen to the card in the next such motion. */
  armMishap(mishap: Mishap): void;
  /** Something will go wrong on the wire. */
  injectFault(fault: ArmedFault): void;
  /** Forgets mishaps and faults that have not happened yet. */
  clearFaults(): void;
  /** The motor stops turning until this is false, or a person attends. */
  setMotorFault(isBroken: boolean): void;
  /** Mains of the unit; its cable stays where it is. */
  setPower(isOn: boolean): void;
  /** A person opens the machine, takes the card out of the channel and cures everything. */
  attend(): void;
}

const happenings: Readonly<Record<CardEvent, Happening>> = {
  fed: 'cardFed',
  atExit: 'cardAtExit',
  taken: 'cardTaken',
  captured: 'cardCaptured',
  recycled: 'cardRecycled',
  jammed: 'cardJammed',
  entering: 'cardPushedIn',
  removed: 'cardRemoved',
};

/** The card dispenser of the bench: simulator, cable, and where every card is. */
export class BenchDispenser implements DispenserActs {
  readonly line: DeviceLine;
  readonly unit: DispenserUnit;
  /** Ground truth for what a driver claims. */
  readonly world: MishapWorld;
  readonly #log: BenchLog;
  readonly #changed: () => void;
  readonly #unit: BenchUnit;
  #hadPower = true;

  constructor(o: {
    readonly path: string;
    readonly clock: Clock;
    readonly makeCable?: MakeCable | undefined;
    readonly log: BenchLog;
    readonly changed: () => void;
    readonly unit: DispenserUnit;
    readonly cards: number;
    readonly motorSpeed: number;
  }) {
    this.unit = o.unit;
    this.#log = o.log;
    this.#changed = o.changed;
    this.world = new MishapWorld({
      hopper: o.cards,
      onEvent: (event, id) => this.#note(happenings[event], String(id)),
      happened: ({ kind, at }) => this.#note('mishapHappened', `${kind} ${at}`),
    });
    this.line = new DeviceLine({
      device: 'cardDispenser',
      ...o,
      receive: (bytes) => this.#unit.receive(bytes),
      // Its motors have a supply of their own: a pulled data cable changes nothing in it.
      powerCut: () => undefined,
    });
    this.#unit = makeUnit(o.unit, {
      clock: o.clock,
      world: this.world,
      motorSpeed: o.motorSpeed,
      send: (bytes) => this.line.send(bytes),
      unplug: () => this.line.pull(),
      struck: ({ fault }) => this.#note('faultUsed', fault),
    });
  }

  takeCard(): boolean {
    const isTaken = this.world.take();
    this.#changed();
    return isTaken;
  }

  insertForeignCard(): boolean {
    const isIn = this.world.insertForeign();
    this.#changed();
    return isIn;
  }

  fillHopper(count = this.world.hopperCapacity): void {
    this.world.fillHopper(count);
    this.#note('hopperFilled', String(this.world.hopper));
    this.#changed();
  }

  emptyHopper(): void {
    this.world.emptyHopper();
    this.#note('hopperEmptied');
    this.#changed();
  }

  fillBin(): void {
    this.world.fillBin();
    this.#note('binFilled');
    this.#changed();
  }

  emptyBin(): void {
    this.world.emptyBin();
    this.#note('binEmptied');
    this.#changed();
  }

  armMishap(mishap: Mishap): void {
    this.world.arm(mishap);
    this.#note('mishapArmed', `${mishap.kind} ${mishap.at}`);
    this.#changed();
  }

  injectFault(fault: ArmedFault): void {
    this.#unit.arm(fault);
    this.#note('faultArmed', fault.fault);
    this.#changed();
  }

  clearFaults(): void {
    this.#unit.disarm();
    this.world.disarm();
    this.#note('faultsCleared');
    this.#changed();
  }

  setMotorFault(isBroken: boolean): void {
    if (isBroken !== this.world.hasMotorFault) this.#note(isBroken ? 'motorBroken' : 'motorWorks');
    this.world.hasMotorFault = isBroken;
    this.#changed();
  }

  setPower(isOn: boolean): void {
    this.#unit.setPower(isOn);
    this.#changed();
  }

  attend(): void {
    if (this.world.hasMotorFault) this.#note('motorWorks');
    this.#unit.attend();
    this.#changed();
  }

  /** Writes down what the unit did by itself since the last look. */
  observe(): void {
    const { hasPower } = this.#unit;
    if (hasPower !== this.#hadPower) this.#note(hasPower ? 'powerOn' : 'powerOff');
    this.#hadPower = hasPower;
  }

  state(): DispenserState {
    const { world } = this;
    const { card } = world;
    return {
      ...this.line.state(),
      unit: this.unit,
      hasPower: this.#unit.hasPower,
      hopper: { count: world.hopper, capacity: world.hopperCapacity, level: world.sensors.hopper },
      card: card === null ? null : { ...card },
      motion: world.motion,
      isOverlapping: world.sensors.isOverlapping,
      hasMotorFault: world.hasMotorFault,
      bin: { count: world.bin.length, capacity: world.binCapacity },
      taken: world.taken.length,
      mishaps: world.mishaps.map((one) => ({ ...one })),
      faults: this.#unit.faults.map((one) => ({ ...one })),
    };
  }

  #note(what: Happening, detail = ''): void {
    this.#log.add('cardDispenser', what, detail);
  }
}
