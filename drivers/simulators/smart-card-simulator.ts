import type { Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type {
  PcscFailure,
  PcscReason,
  ReaderState,
  SmartCardListener,
  SmartCardPort,
} from '../smart-card/pcsc/pcsc-port.ts';
import type { SmartCardChip } from './smart-card-chip.ts';

/** What goes wrong with one card, reader or service. */
export type SmartCardFault =
  /** The next `times` commands get no answer before `ms` have passed; 0 = never. */
  | { readonly type: 'silent'; readonly ms: number; readonly times?: number }
  /** The card does not answer when it is powered. */
  | { readonly type: 'mute' }
  /** Power-up gets no answer before `ms` have passed; 0 = never. */
  | { readonly type: 'slowPower'; readonly ms: number }
  /** The card is pulled out while it works on the command of this number (counted from now, 0 = the next). */
  | { readonly type: 'pull'; readonly atCommand: number; readonly seen: 'removed' | 'noAnswer' | 'hangs' }
  /** The reader fails with this reason once. */
  | { readonly type: 'fails'; readonly reason: PcscReason }
  /** The next answer is these bytes, whatever they are. */
  | { readonly type: 'answers'; readonly bytes: Uint8Array };

interface Slot {
  insertion: number;
  chip: SmartCardChip | null;
}

interface Connected {
  readonly reader: string;
  readonly insertion: number;
  readonly chip: SmartCardChip;
  /** Powered down through another handle: the next command fails. */
  isReset: boolean;
}

/** Milliseconds for one command and for powering a card, as on a real contact card at 9,600 baud. */
const commandMs = 40;
const powerMs = 120;

/**
 * PC/SC in memory and in the time of a `Clock`: readers, cards, hands that pull them, a service that goes away. Stands where the binding stands, so
 * the driver above it is the one that is shipped.
 */
export class SmartCardSimulator implements SmartCardPort {
  readonly id = 'PC/SC (simulated)';
  readonly #clock: Clock;
  readonly #slots = new Map<string, Slot>();
  readonly #connected = new Map<number, Connected>();
  readonly #timers = new Set<() => void>();
  readonly #hanging = new Set<() => void>();
  #listener: SmartCardListener | null = null;
  #faults: SmartCardFault[] = [];
  #isRunning = true;
  #isHeldByOther = false;
  #nextCard = 1;
  #opens = 0;
  #maxOpen = 0;
  #commands = 0;

  /** @param readers names of the readers that are plugged in */
  constructor(clock: Clock, readers: readonly string[] = ['Simulated Reader 00 00']) {
    this.#clock = clock;
    for (const name of readers) this.attach(name);
  }

  // What people and the machine do.

  attach(name: string): void {
    if (!this.#slots.has(name)) this.#slots.set(name, { insertion: 0, chip: null });
    this.#tell();
  }

  detach(name: string): void {
    this.#slots.delete(name);
    this.#dropCards((card) => card.reader === name);
    this.#tell();
  }

  insert(name: string, chip: SmartCardChip): void {
    const slot = this.#slots.get(name);
    if (slot === undefined || slot.chip !== null) return;
    slot.insertion += 1;
    slot.chip = chip;
    chip.reset();
    this.#tell();
  }

  remove(name: string): void {
    const slot = this.#slots.get(name);
    if (slot === undefined || slot.chip === null) return;
    slot.insertion += 1;
    slot.chip = null;
    this.#tell();
  }

  /** The PC/SC service ends; readers and cards stay where they are. */
  stopService(): void {
    this.#isRunning = false;
    const listener = this.#listener;
    this.#listener = null;
    this.#dropCards(() => true);
    listener?.closed({ reason: 'noService', detail: 'Communication error' });
  }

  startService(): void {
    this.#isRunning = true;
    // A new service counts from the beginning.
    for (const slot of this.#slots.values()) slot.insertion = slot.chip === null ? 0 : 1;
  }

  /** Another program holds every card, or lets them go. */
  holdByOther(isHeld: boolean): void {
    this.#isHeldByOther = isHeld;
  }

  inject(fault: SmartCardFault): void {
    this.#faults.push(fault.type === 'pull' ? { ...fault, atCommand: fault.atCommand + this.#commands } : fault);
  }

  /** Ends every fault; calls that hang for ever come back. */
  clearFaults(): void {
    this.#faults = [];
    for (const release of this.#hanging) release();
    this.#hanging.clear();
  }

  // What tests look at.

  isCardIn(name: string): boolean {
    return this.#slots.get(name)?.chip != null;
  }

  hasReader(name: string): boolean {
    return this.#slots.has(name);
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  get isOpen(): boolean {
    return this.#listener !== null;
  }

  get opens(): number {
    return this.#opens;
  }

  /** 2 when it was opened while it was still open, which no driver may do. */
  get maxOpen(): number {
    return this.#maxOpen;
  }

  /** Cards that are powered and held; a leak shows here. */
  get connectedCards(): number {
    return this.#connected.size;
  }

  /** Ends all that would still happen by itself. */
  stop(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  // SmartCardPort

  async open(listener: SmartCardListener, _signal: AbortSignal): Promise<Result<void, PcscFailure>> {
    this.#maxOpen = Math.max(this.#maxOpen, this.#listener === null ? 1 : 2);
    if (!this.#isRunning) return err({ reason: 'noService', detail: 'PC/SC service not running' });
    this.#opens += 1;
    this.#listener = listener;
    listener.readers(this.#picture());
    return ok(undefined);
  }

  async connect(reader: string): Promise<Result<number, PcscFailure>> {
    const slow = this.#take('slowPower');
    if (!(await this.#work(slow === null ? powerMs : slow.ms, slow?.ms === 0))) return fail('noService');
    const slot = this.#slots.get(reader);
    if (slot === undefined) return fail('noReader');
    if (slot.chip === null) return fail('noCard');
    if (this.#isHeldByOther) return fail('sharing');
    if (this.#take('mute') !== null) return fail('mute');
    const failing = this.#take('fails');
    if (failing !== null) return fail(failing.reason);
    const card = this.#nextCard++;
    slot.chip.reset();
    this.#connected.set(card, { reader, insertion: slot.insertion, chip: slot.chip, isReset: false });
    return ok(card);
  }

  async transmit(card: number, apdu: Uint8Array): Promise<Result<Uint8Array, PcscFailure>> {
    const number = this.#commands++;
    const held = this.#connected.get(card);
    if (held === undefined) return fail('removed');
    const pull = this.#faults.find((fault) => fault.type === 'pull' && fault.atCommand === number);
    if (pull?.type === 'pull') {
      this.#faults = this.#faults.filter((fault) => fault !== pull);
      this.remove(held.reader);
      if (pull.seen === 'hangs') await this.#work(0, true);
      return fail(pull.seen === 'removed' ? 'removed' : 'noAnswer');
    }
    const silent = this.#takeSilent();
    if (!(await this.#work(silent === null ? commandMs : silent.ms, silent?.ms === 0))) return fail('noService');
    if (!this.#connected.has(card)) return fail('removed');
    const slot = this.#slots.get(held.reader);
    if (slot === undefined) return fail('noReader');
    if (slot.insertion !== held.insertion) return fail('removed');
    if (held.isReset) return fail('reset');
    const failing = this.#take('fails');
    if (failing !== null) return fail(failing.reason);
    const wild = this.#take('answers');
    return ok(wild === null ? held.chip.transmit(apdu) : wild.bytes.slice());
  }

  /** PC/SC lite powers down whatever is in the reader, also when the handle belongs to a card that left long ago. */
  async disconnect(card: number): Promise<void> {
    const held = this.#connected.get(card);
    held?.chip.reset();
    this.#connected.delete(card);
    for (const other of this.#connected.values()) if (other.reader === held?.reader) other.isReset = true;
  }

  async close(): Promise<void> {
    this.#listener = null;
    this.#dropCards(() => true);
  }

  #picture(): readonly ReaderState[] {
    return [...this.#slots].map(([name, { chip, insertion }]) => ({
      name,
      card: chip === null ? null : { insertion, atr: chip.atr },
    }));
  }

  #tell(): void {
    this.#listener?.readers(this.#picture());
  }

  #dropCards(which: (card: Connected) => boolean): void {
    for (const [number, card] of this.#connected) if (which(card)) this.#connected.delete(number);
  }

  #take<T extends SmartCardFault['type']>(type: T): Extract<SmartCardFault, { type: T }> | null {
    const fault = this.#faults.find((one): one is Extract<SmartCardFault, { type: T }> => one.type === type);
    this.#faults = this.#faults.filter((other) => other !== fault);
    return fault ?? null;
  }

  #takeSilent(): Extract<SmartCardFault, { type: 'silent' }> | null {
    const fault = this.#take('silent');
    const { times = 1 } = fault ?? {};
    if (fault !== null && times > 1) this.#faults.push({ ...fault, times: times - 1 });
    return fault;
  }

  /** Time passes; false when the service ended meanwhile. */
  #work(ms: number, isForEver: boolean): Promise<boolean> {
    return new Promise((resolve) => {
      if (isForEver) {
        this.#hanging.add(() => resolve(this.#isRunning));
        return;
      }
      const cancel = this.#clock.after(ms, () => {
        this.#timers.delete(cancel);
        resolve(this.#isRunning);
      });
      this.#timers.add(cancel);
    });
  }
}

function fail(reason: PcscReason): Result<never, PcscFailure> {
  return err({ reason, detail: `simulated: ${reason}` });
}
