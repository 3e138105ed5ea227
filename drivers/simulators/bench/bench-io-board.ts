import type { Clock } from '../../../contract/clock.ts';
import { type ContactName, contactWords, type LampWish } from '../../io-board/io-board.ts';
import { allChannels, type IoBoardFault, IoBoardSimulator } from '../io-board-simulator.ts';
import type { BenchLog } from './bench-log.ts';
import type { Happening } from './bench-state.ts';
import { DeviceLine, type MakeCable } from './device-line.ts';
import { type BoardFault, boardLamps, contactNames, type IoBoardState, type LampWire } from './io-board-state.ts';

type Lamp = (typeof boardLamps)[number];

/** What hands and wires do to the board of lights and contacts. */
export interface IoBoardActs {
  /** Opens a door, plugs a headset in, turns the service key … or back. */
  setContact(contact: ContactName, isActive: boolean): void;
  /** The watchdog restarts it: lamps off, latches stay. */
  reboot(): void;
  /** No power, while the port stays open. */
  setSilent(isSilent: boolean): void;
  /** The next `count` events never arrive. */
  loseEvents(count: number): void;
  /** The next line to the software goes wrong. */
  injectFault(fault: BoardFault): void;
  clearFaults(): void;
  /** Wire of a lamp that the board measures. */
  setLampWire(lamp: Lamp, wire: LampWire): void;
  /** The lamp goes on doing what it does now, whatever it is told. */
  setLampStuck(lamp: Lamp, isStuck: boolean): void;
}

const faults = {
  checksum: { type: 'checksum' },
  silence: { type: 'silence' },
  half: { type: 'half' },
  late: { type: 'late', ms: 500 },
  twice: { type: 'twice' },
  noise: { type: 'noise', bytes: 90 },
} as const satisfies Record<BoardFault, IoBoardFault>;

/** Lamps and contacts that the simulated board has, in its own order. */
export const lampsOfBoard = boardLamps.filter((name) =>
  allChannels.some((one) => one.kind === 'lamp' && one.name === name),
);
export const measuredLamps = lampsOfBoard.filter((name) =>
  allChannels.some((one) => one.kind === 'lamp' && one.name === name && one.hasSense),
);

/** The board of lights and contacts: simulator, cable, and what the world around it is like. */
export class BenchIoBoard implements IoBoardActs {
  readonly line: DeviceLine;
  readonly #log: BenchLog;
  readonly #changed: () => void;
  readonly #simulator: IoBoardSimulator;
  readonly #wires = new Map<Lamp, LampWire>();
  readonly #stuck = new Set<Lamp>();
  readonly #lit = new Map<Lamp, string>(lampsOfBoard.map((name) => [name, 'off']));
  #wasTamperLatched = false;
  #isSilent = false;
  #beeps = 0;

  constructor(o: {
    readonly path: string;
    readonly clock: Clock;
    readonly makeCable?: MakeCable | undefined;
    readonly log: BenchLog;
    readonly changed: () => void;
  }) {
    this.#log = o.log;
    this.#changed = o.changed;
    this.line = new DeviceLine({
      device: 'ioBoard',
      ...o,
      receive: (bytes) => this.#simulator.receive(bytes),
      // Powered by the machine's own supply: without the cable its lamps go out by themselves after ten seconds.
      powerCut: () => undefined,
    });
    this.#simulator = new IoBoardSimulator({ clock: o.clock, send: (bytes) => this.line.send(bytes) });
  }

  setContact(contact: ContactName, isActive: boolean): void {
    if (isActive !== this.#simulator.isActive(contact))
      this.#note('contactMoved', `${contact} ${wordOf(contact, isActive)}`);
    this.#simulator.setContact(contact, wordOf(contact, isActive));
    this.#changed();
  }

  reboot(): void {
    this.#note('rebooted');
    this.#simulator.reboot();
    this.#changed();
  }

  setSilent(isSilent: boolean): void {
    if (isSilent !== this.#isSilent) this.#note(isSilent ? 'silent' : 'speaksAgain');
    this.#isSilent = isSilent;
    this.#simulator.setSilent(isSilent);
    this.#changed();
  }

  loseEvents(count: number): void {
    this.#note('eventsLost', String(count));
    this.#simulator.loseEvents(count);
    this.#changed();
  }

  injectFault(fault: BoardFault): void {
    this.#note('faultArmed', fault);
    this.#simulator.inject({ ...faults[fault] });
    this.#changed();
  }

  clearFaults(): void {
    this.#note('faultsCleared');
    this.#simulator.clearFaults();
    this.#changed();
  }

  setLampWire(lamp: Lamp, wire: LampWire): void {
    if ((this.#wires.get(lamp) ?? 'well') !== wire) this.#note('lampWireSet', `${lamp} ${wire}`);
    this.#wires.set(lamp, wire);
    this.#simulator.setLampHealth(lamp, wire);
    this.#changed();
  }

  setLampStuck(lamp: Lamp, isStuck: boolean): void {
    if (isStuck === this.#stuck.has(lamp)) return;
    this.#note(isStuck ? 'lampStuck' : 'lampCured', lamp);
    if (isStuck) this.#stuck.add(lamp);
    else this.#stuck.delete(lamp);
    this.#simulator.setStuck(lamp, isStuck);
    this.#changed();
  }

  /** Writes down what the board did since the last look: lamps, beeps, and a latch that was cleared. */
  observe(): void {
    const lit = this.#simulator.lampsLit();
    for (const name of lampsOfBoard) {
      const now = wishText(lit[name] ?? { pattern: 'off' });
      if (now !== this.#lit.get(name)) this.#note('lampSet', `${name} ${now}`);
      this.#lit.set(name, now);
    }
    const { beeps } = this.#simulator;
    for (; this.#beeps < beeps; this.#beeps += 1) this.#note('beeped');
    const isLatched = this.#simulator.isLatched('tamper');
    if (this.#wasTamperLatched && !isLatched) this.#note('tamperCleared');
    this.#wasTamperLatched = isLatched;
  }

  state(): IoBoardState {
    const lit = this.#simulator.lampsLit();
    return {
      ...this.line.state(),
      lamps: lampsOfBoard.map((name) => {
        const wish = lit[name] ?? ({ pattern: 'off' } as const);
        const isBlinking = wish.pattern === 'blink';
        return {
          name,
          pattern: wish.pattern,
          colour: wish.pattern === 'off' ? null : (wish.colour ?? null),
          onMs: isBlinking ? wish.onMs : null,
          offMs: isBlinking ? wish.offMs : null,
          hasSense: measuredLamps.includes(name),
          wire: this.#wires.get(name) ?? 'well',
          isStuck: this.#stuck.has(name),
        };
      }),
      contacts: contactNames.map((name) => ({
        name,
        isActive: this.#simulator.isActive(name),
        isLatched: this.#simulator.isLatched(name),
      })),
      beeps: this.#simulator.beeps,
      isSilent: this.#isSilent,
    };
  }

  #note(what: Happening, detail = ''): void {
    this.#log.add('ioBoard', what, detail);
  }
}

function wordOf(contact: ContactName, isActive: boolean): (typeof contactWords)[ContactName][number] {
  return contactWords[contact][isActive ? 1 : 0];
}

function wishText(wish: LampWish): string {
  const colour = wish.pattern !== 'off' && wish.colour !== undefined ? ` ${wish.colour}` : '';
  return wish.pattern === 'blink' ? `blink${colour} ${wish.onMs}/${wish.offMs}` : `${wish.pattern}${colour}`;
}
