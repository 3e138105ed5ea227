import { createHash } from 'node:crypto';
import type { Clock } from '../../contract/clock.ts';
import {
  encodeLine,
  type JobFailure,
  type JobOp,
  jobOps,
  PersonaliserFramer,
  type PersonaliserLine,
  type PinPurpose,
  pinPurposes,
  stateBody,
  type UnitState,
} from '../personaliser/lines.ts';

/** What goes wrong. `jam`, `chip`, `hardware`, `key`: of the next WRITE or PRINT; `mismatch`: the next READ tells another chip; the rest of the line. */
export const personaliserFaults = [
  'jam',
  'chip',
  'hardware',
  'key',
  'mismatch',
  'silence',
  'checksum',
  'deaf',
] as const;
export type PersonaliserFault = (typeof personaliserFaults)[number];

export interface PersonaliserSimulatorOptions {
  readonly clock: Clock;
  send(bytes: Uint8Array): void;
  /** Whether a card lies at the encoder; default always. */
  readonly hasCard?: () => boolean;
  /** PIN of the social security card in the slot, for VERIFY; default `123456`. Synthetic. */
  readonly cardPin?: string;
  /** How many times as fast as a real unit; default 1. */
  readonly speed?: number;
  /** Called after everything that may have changed the state. */
  readonly changed?: () => void;
}

/** Times of a middle-of-the-road desktop unit, milliseconds. */
const times: Readonly<Record<Exclude<JobOp, 'PIN'>, number>> = { WRITE: 8_000, PRINT: 20_000, READ: 2_000 };
const maxWrong = 5;
/** Rule P5: what belongs to one citizen stays for so long after the last command that is no question, milliseconds. */
const keptMs = 300_000;

interface PinEntry {
  readonly purpose: PinPurpose;
  readonly digits: number;
  entered: string;
}

/**
 * A card personaliser with its PIN pad (docs/protocols/personaliser.md), as bytes. Digits that are pressed stay in here: the line carries their count and
 * an opaque block. Nothing here is cryptography: keys of real cards live in the city's HSM.
 */
export class PersonaliserSimulator {
  /** Cards that were written whole, oldest first: serials. */
  readonly written: string[] = [];
  /** Cards whose surface was printed. */
  printed = 0;
  /** Jobs that were begun, oldest first. */
  readonly begun: { readonly job: number; readonly op: JobOp }[] = [];
  readonly #o: PersonaliserSimulatorOptions;
  readonly #framer = new PersonaliserFramer();
  readonly #faults: { readonly fault: PersonaliserFault; readonly on: string | null }[] = [];
  #state: UnitState = fresh;
  #pin: PinEntry | null = null;
  #firstPin: string | null = null;
  #blocks = new Set<string>();
  #chunks: string[] = [];
  #chip: { serial: string; payload: string } | null = null;
  #wrong = 0;
  #lastActMs: number;
  #lastReply: PersonaliserLine | null = null;
  #cancelJob: () => void = () => undefined;

  constructor(options: PersonaliserSimulatorOptions) {
    this.#o = options;
    this.#lastActMs = options.clock.monoMs();
  }

  get state(): UnitState {
    return this.#state;
  }

  /** How many digits are in, and of how many; null = nobody is asked for a PIN. */
  get pinEntry(): { readonly entered: number; readonly of: number } | null {
    return this.#pin === null ? null : { entered: this.#pin.entered.length, of: this.#pin.digits };
  }

  /** Faults that wait for their moment. */
  get faults(): readonly PersonaliserFault[] {
    return this.#faults.map(({ fault }) => fault);
  }

  /** @param on word of the command whose reply is hit, for faults of the line; default: the next one */
  inject(fault: PersonaliserFault, on: string | null = null): void {
    this.#faults.push({ fault, on });
    this.#changed();
  }

  /** Jam cleared, ribbon changed, nothing waits. */
  clearFaults(): void {
    this.#faults.length = 0;
    this.#set({ isJammed: false, isRibbonOut: false });
  }

  setRibbonOut(isOut: boolean): void {
    this.#set({ isRibbonOut: isOut });
  }

  /** Keys of the pad: digits; `cancel` and `correct`. Ignored while nobody is asked. */
  press(key: string): void {
    const pin = this.#pin;
    if (pin === null) return;
    if (key === 'cancel') {
      this.#fail('cancelled');
      return;
    }
    if (key === 'correct') pin.entered = '';
    else if (/^\d$/.test(key)) pin.entered += key;
    if (pin.entered.length >= pin.digits) this.#pinIn(pin);
    else this.#set({ details: { digits: String(pin.entered.length) } });
  }

  /** Power off and on: everything is forgotten, a card stays where it is. */
  restart(): void {
    this.#cancelJob();
    this.#forget();
    this.#state = { ...fresh, isRibbonOut: this.#state.isRibbonOut, isJammed: this.#state.isJammed };
    this.#chip = null;
    this.#framer.reset();
    this.#lastReply = null;
    this.#changed();
  }

  receive(bytes: Uint8Array): void {
    for (const line of this.#framer.push(bytes)) {
      if (line.kind !== 'command') continue;
      // The same number again: the reply was lost, the command was not.
      const isAgain = this.#lastReply?.number === line.number;
      const reply: PersonaliserLine =
        isAgain && this.#lastReply !== null && !line.body.startsWith('STATE')
          ? this.#lastReply
          : { kind: 'reply', number: line.number, body: this.#answer(line.body) };
      this.#lastReply = reply;
      this.#reply(reply, line.body);
    }
  }

  #reply(line: PersonaliserLine, command: string): void {
    const [word = ''] = command.split(' ');
    if (this.#takeFault('silence', word) || this.#faults.some(({ fault }) => fault === 'deaf')) return;
    const bytes = encodeLine(line);
    if (this.#takeFault('checksum', word)) bytes[4] = (bytes[4] ?? 0) ^ 0x01;
    this.#o.send(bytes);
  }

  #answer(body: string): string {
    const [word = '', ...args] = body.split(' ');
    const nowMs = this.#o.clock.monoMs();
    if (this.#state.phase !== 'running' && nowMs - this.#lastActMs > keptMs) this.#clear();
    if (word !== 'STATE') this.#lastActMs = nowMs;
    switch (word) {
      case 'HELLO':
        return 'OK yitiji-pers 1 SIM-CP60 1.0 PS0001';
      case 'STATE':
        return stateBody(this.#state);
      case 'CLEAR':
        if (this.#state.phase === 'running') return 'ERR busy';
        this.#clear();
        return 'OK';
      case 'LOAD':
        return this.#load(args);
      case 'ABORT':
        if (this.#pin !== null) this.#fail('cancelled');
        return 'OK';
      default: {
        const op = jobOps.find((one) => one === word);
        return op === undefined ? 'ERR command' : this.#begin(op, args);
      }
    }
  }

  #load([index = '', count = '', chunk = '']: readonly string[]): string {
    const at = Number(index);
    if (!/^\d{1,2}$/.test(index) || !/^\d{1,2}$/.test(count) || at >= Number(count) || chunk === '')
      return 'ERR argument';
    if (at === 0) this.#chunks = [];
    if (at !== this.#chunks.length) return 'ERR order';
    this.#chunks.push(chunk);
    return 'OK';
  }

  #begin(op: JobOp, [number = '', ...args]: readonly string[]): string {
    const job = Number(number);
    if (!/^\d{1,6}$/.test(number) || job === 0) return 'ERR argument';
    // Begun already: never begun again (rule P2).
    if (job === this.#state.job) return 'OK';
    if (this.#state.phase === 'running') return 'ERR busy';
    if (op === 'PIN') return this.#beginPin(job, args);
    const [serial = '', block = ''] = args;
    if (op === 'WRITE' && (this.#chunks.length === 0 || !this.#blocks.has(block) || serial === ''))
      return 'ERR argument';
    if (this.#state.isJammed) return 'ERR jam';
    if (op === 'PRINT' && this.#state.isRibbonOut) return 'ERR ribbon';
    this.begun.push({ job, op });
    this.#set({ job, phase: 'running', failure: null, details: {} });
    this.#cancelJob = this.#o.clock.after(times[op] / (this.#o.speed ?? 1), () => this.#end(op, serial));
    return 'OK';
  }

  #beginPin(job: number, [purposeWord, digits = '', seconds = '']: readonly string[]): string {
    const purpose = pinPurposes.find((one) => one === purposeWord);
    if (purpose === undefined || !/^\d{1,2}$/.test(digits) || !/^\d{1,3}$/.test(seconds)) return 'ERR argument';
    if (purpose === 'AGAIN' && this.#firstPin === null) return 'ERR order';
    this.begun.push({ job, op: 'PIN' });
    this.#pin = { purpose, digits: Number(digits), entered: '' };
    this.#set({ job, phase: 'running', failure: null, details: { digits: '0' } });
    this.#cancelJob = this.#o.clock.after(Number(seconds) * 1000, () => this.#fail('timeout'));
    return 'OK';
  }

  #pinIn({ purpose, entered, digits }: PinEntry): void {
    if (purpose === 'VERIFY') {
      if (this.#wrong >= maxWrong) {
        this.#fail('blocked');
        return;
      }
      if (entered !== (this.#o.cardPin ?? '123456')) {
        this.#wrong += 1;
        this.#fail(this.#wrong >= maxWrong ? 'blocked' : 'wrong');
        return;
      }
      this.#wrong = 0;
      this.#done({ digits: String(digits) });
      return;
    }
    if (purpose === 'NEW') {
      this.#firstPin = entered;
      this.#done({ digits: String(digits) });
      return;
    }
    if (entered !== this.#firstPin) {
      this.#firstPin = null;
      this.#fail('differs');
      return;
    }
    const block = createHash('sha256').update(`block ${this.#state.job} ${entered} simulated key`).digest('base64url');
    this.#firstPin = null;
    this.#blocks.add(block);
    this.#done({ digits: String(digits), block });
  }

  #end(op: Exclude<JobOp, 'PIN'>, serial: string): void {
    if (this.#o.hasCard?.() === false) {
      this.#fail('noCard');
      return;
    }
    if (op !== 'READ') {
      for (const fault of ['jam', 'chip', 'hardware', 'key'] as const) {
        if (!this.#takeFault(fault)) continue;
        if (fault === 'jam') this.#set({ isJammed: true });
        this.#fail(fault);
        return;
      }
    }
    if (op === 'WRITE') {
      this.#chip = { serial, payload: this.#chunks.join('') };
      this.written.push(serial);
      this.#done({});
      return;
    }
    if (op === 'PRINT') {
      this.printed += 1;
      this.#done({});
      return;
    }
    if (this.#chip === null) {
      this.#fail('chip');
      return;
    }
    const wrong = this.#takeFault('mismatch') ? ' but not quite' : '';
    const digest = createHash('sha256').update(`${this.#chip.payload}${wrong}`).digest('hex');
    this.#done({ serial: this.#chip.serial, digest });
  }

  #done(details: Readonly<Record<string, string>>): void {
    this.#cancelJob();
    this.#pin = null;
    this.#lastActMs = this.#o.clock.monoMs();
    this.#set({ phase: 'done', failure: null, details });
  }

  #fail(failure: JobFailure): void {
    this.#cancelJob();
    this.#pin = null;
    this.#lastActMs = this.#o.clock.monoMs();
    this.#set({ phase: 'failed', failure, details: {} });
  }

  #forget(): void {
    this.#pin = null;
    this.#firstPin = null;
    this.#blocks = new Set();
    this.#chunks = [];
  }

  #clear(): void {
    this.#forget();
    this.#chip = null;
    this.#set({ phase: 'idle', failure: null, details: {} });
  }

  #takeFault(fault: PersonaliserFault, word: string | null = null): boolean {
    const at = this.#faults.findIndex((one) => one.fault === fault && (one.on === null || one.on === word));
    if (at >= 0) this.#faults.splice(at, 1);
    return at >= 0;
  }

  #set(change: Partial<UnitState>): void {
    this.#state = { ...this.#state, ...change };
    this.#changed();
  }

  #changed(): void {
    this.#o.changed?.();
  }
}

const fresh: UnitState = { job: 0, phase: 'idle', failure: null, isRibbonOut: false, isJammed: false, details: {} };
