import type { Clock } from '../../contract/clock.ts';
import { encodeLine, type Line } from '../io-board/codec.ts';
import { LineFramer } from '../io-board/framer.ts';
import { type ContactName, contactWords, type LampWish } from '../io-board/io-board.ts';
import { type Channel, parseWish } from '../io-board/messages.ts';
import { later } from './later.ts';

/** What goes wrong with the next line to the host. */
export type IoBoardFault =
  | { readonly type: 'checksum' }
  | { readonly type: 'silence' }
  | { readonly type: 'half' }
  | { readonly type: 'late'; readonly ms: number }
  | { readonly type: 'twice' }
  | { readonly type: 'noise'; readonly bytes: number }
  /** A refusal instead of the reply. */
  | { readonly type: 'refuse'; readonly word: string };

export interface IoBoardSimulatorOptions {
  readonly clock: Clock;
  /** Bytes to the host. */
  readonly send: (bytes: Uint8Array) => void;
  /** Default: all lamps and contacts that the protocol names, and a beeper. */
  readonly channels?: readonly Channel[];
  readonly serial?: string;
  /** What HELLO answers as protocol; default `yitiji-io 1`. */
  readonly protocol?: string;
  /** 0 ≤ x < 1, for noise. */
  readonly random?: () => number;
}

export const allChannels: readonly Channel[] = [
  { kind: 'lamp', name: 'card', isColoured: true, hasSense: true },
  { kind: 'lamp', name: 'receipt', isColoured: false, hasSense: true },
  { kind: 'lamp', name: 'document', isColoured: false, hasSense: false },
  { kind: 'lamp', name: 'scanner', isColoured: true, hasSense: false },
  { kind: 'lamp', name: 'idPad', isColoured: true, hasSense: false },
  { kind: 'lamp', name: 'camera', isColoured: false, hasSense: false },
  { kind: 'contact', name: 'door', isLatched: false },
  { kind: 'contact', name: 'tamper', isLatched: true },
  { kind: 'contact', name: 'presence', isLatched: false },
  { kind: 'contact', name: 'headset', isLatched: false },
  { kind: 'contact', name: 'serviceKey', isLatched: false },
  { kind: 'beeper', name: 'beeper' },
];

const replyMs = 3;
const debounceMs = 30;
/** Rule B4. */
const hostSilentMs = 10_000;

type Health = 'well' | 'open' | 'short';

/**
 * An I/O board as bytes: feed it with `receive`, it answers and tells through `send`. Keeps the rules of docs/protocols/io-board.md, section 5,
 * latches over power cuts included. `setContact` is the world, `lampsLit` what a citizen sees.
 */
export class IoBoardSimulator {
  readonly #o: IoBoardSimulatorOptions;
  readonly #framer = new LineFramer();
  readonly #channels: readonly Channel[];
  readonly #timers = new Set<() => void>();
  /** What the world is: true = active. */
  readonly #world = new Map<string, boolean>();
  /** What the board has made of it, debounced. */
  readonly #seen = new Map<string, boolean>();
  readonly #latched = new Set<string>();
  /** What each lamp was told to do. */
  readonly #lamps = new Map<string, LampWish>();
  /** What a stuck lamp does instead. */
  readonly #stuck = new Map<string, LampWish>();
  readonly #healths = new Map<string, Health>();
  readonly #heard: string[] = [];
  #faults: IoBoardFault[] = [];
  #lastCommand: { readonly line: string; readonly reply: string } | null = null;
  #event = 0;
  #boot = 0x2f;
  #lostEvents = 0;
  #wereLampsPutOut = false;
  #beeps = 0;
  #isSilent = false;
  #cancelSilence: () => void = () => undefined;

  constructor(options: IoBoardSimulatorOptions) {
    this.#o = options;
    this.#channels = options.channels ?? allChannels;
  }

  /** Bodies of the commands carried out so far, oldest first; repetitions are not carried out. */
  get commands(): readonly string[] {
    return this.#heard;
  }

  /** Times that the beeper has sounded a command. */
  get beeps(): number {
    return this.#beeps;
  }

  /** What each lamp really does. A stuck lamp does what it did when it stuck. */
  lampsLit(): Readonly<Record<string, LampWish>> {
    return Object.fromEntries(this.#names('lamp').map((name) => [name, this.#lit(name)]));
  }

  #lit(name: string): LampWish {
    return this.#stuck.get(name) ?? this.#lamps.get(name) ?? { pattern: 'off' };
  }

  isActive(contact: ContactName): boolean {
    return this.#world.get(contact) === true;
  }

  isLatched(contact: ContactName): boolean {
    return this.#latched.has(contact);
  }

  /** Opens a door, plugs in a headset … The board tells it 30 ms later, if it is still so. */
  setContact(name: ContactName, state: (typeof contactWords)[ContactName][number]): void {
    const isActive = contactWords[name][1] === state;
    if (!isActive && contactWords[name][0] !== state) throw new RangeError(`${name} cannot be ${state}`);
    this.#world.set(name, isActive);
    // Memory that keeps without power; what happens without power is seen at the next start.
    if (!this.#isSilent) this.#later(debounceMs, () => this.#debounced(name));
  }

  /** The lamp goes on doing what it does now, whatever it is told; cured, it does what it was told last. */
  setStuck(name: string, isStuck: boolean): void {
    if (isStuck) this.#stuck.set(name, this.#lit(name));
    else this.#stuck.delete(name);
  }

  /** Wire of a measured lamp. */
  setLampHealth(name: string, health: Health): void {
    if ((this.#healths.get(name) ?? 'well') === health) return;
    this.#healths.set(name, health);
    this.#tell(`LAMP ${name} ${health === 'well' ? 'ok' : health}`);
  }

  inject(fault: IoBoardFault): void {
    this.#faults.push(fault);
  }

  clearFaults(): void {
    this.#faults = [];
    this.#lostEvents = 0;
  }

  /** The next `count` events are counted and never arrive. */
  loseEvents(count: number): void {
    this.#lostEvents += count;
  }

  /** No power; the port of a USB adapter stays open. Comes back with `BOOT`. */
  setSilent(isSilent: boolean): void {
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    this.#clearTimers();
    if (isSilent) this.#lampsOff();
    else this.reboot('power');
  }

  /** Starts anew: lamps off, counter 0, contacts seen afresh; latches stay. */
  reboot(reason = 'watchdog'): void {
    this.#clearTimers();
    this.#framer.reset();
    this.#lampsOff();
    this.#wereLampsPutOut = false;
    this.#lastCommand = null;
    this.#boot = (this.#boot + 1) & 0xff;
    this.#event = 0xff;
    this.#seen.clear();
    for (const name of this.#names('contact')) this.#see(name);
    this.#tell(`BOOT ${reason}`);
  }

  /** Ends its timers: nothing happens by itself any more. */
  stop(): void {
    this.#clearTimers();
  }

  receive(bytes: Uint8Array): void {
    if (this.#isSilent) return;
    for (const line of this.#framer.push(bytes)) if (line.kind === 'command') this.#work(line);
  }

  #work({ number, body }: Line): void {
    this.#cancelSilence();
    this.#cancelSilence = this.#later(hostSilentMs, () => {
      this.#lampsOff();
      this.#wereLampsPutOut = true;
    });
    const line = `${number} ${body}`;
    const isRepetition = this.#lastCommand?.line === line;
    const reply = isRepetition ? (this.#lastCommand?.reply ?? '') : this.#carryOut(body);
    // Every command forgets the one before: numbers come round again (rule B2).
    this.#lastCommand = body === 'HELLO' ? null : { line, reply };
    const refusal = this.#faults[0]?.type === 'refuse' ? this.#faults.shift() : undefined;
    this.#later(replyMs, () => {
      const said = refusal?.type === 'refuse' ? `ERR ${refusal.word}` : (this.#now(body) ?? reply);
      this.#send({ kind: 'reply', number, body: said });
    });
  }

  /** What READ and PING tell is true at the moment in which it is sent (rule B1); null for other commands. */
  #now(body: string): string | null {
    const state = `${hex(this.#event)} ${hex(this.#boot)}`;
    if (body === 'READ') return `OK ${state} ${this.#contactLetters()} ${this.#lampLetters()}`;
    return body === 'PING' ? `OK ${state} ${this.#wereLampsPutOut ? 'L' : '-'}` : null;
  }

  #carryOut(body: string): string {
    this.#heard.push(body);
    if (this.#heard.length > 10_000) this.#heard.splice(0, 5_000);
    const [verb, ...words] = body.split(' ');
    switch (verb) {
      case 'HELLO':
        return `OK ${this.#o.protocol ?? 'yitiji-io 1'} demo 1.0 ${this.#o.serial ?? 'IO0001'} ${this.#channels.length}`;
      case 'LIST':
        return this.#list(words[0] ?? '');
      case 'READ':
      case 'PING':
        return 'OK';
      case 'SET':
        return this.#set(words);
      case 'BEEP':
        if (words.length !== 3 || !words.every((word) => /^\d{1,4}$/.test(word))) return 'ERR argument';
        this.#beeps += 1;
        return 'OK';
      case 'CLEAR': {
        const [name = ''] = words;
        if (!this.#names('contact').includes(name)) return 'ERR channel';
        if (this.#seen.get(name) === true) return 'ERR active';
        this.#latched.delete(name);
        return 'OK';
      }
      default:
        return 'ERR command';
    }
  }

  #list(index: string): string {
    const channel = this.#channels[Number(index)];
    if (channel === undefined) return 'ERR channel';
    const { kind, name } = channel;
    if (kind === 'lamp') {
      return `OK ${index} lamp ${name} ${channel.isColoured ? 'rgb' : 'mono'}${channel.hasSense ? ' sense' : ''}`;
    }
    return `OK ${index} ${kind} ${name}${kind === 'contact' && channel.isLatched ? ' latched' : ''}`;
  }

  #set([name = '', ...words]: readonly string[]): string {
    const lamp = this.#channels.find((channel) => channel.kind === 'lamp' && channel.name === name);
    if (lamp === undefined) return 'ERR channel';
    const wish = parseWish(words);
    if (wish === null) return 'ERR argument';
    this.#wereLampsPutOut = false;
    this.#lamps.set(name, wish);
    return 'OK';
  }

  #lampsOff(): void {
    this.#lamps.clear();
  }

  #debounced(name: ContactName): void {
    if (!this.#names('contact').includes(name) || !this.#see(name)) return;
    const isLatched = this.#latched.has(name);
    this.#tell(`CONTACT ${name} ${this.#seen.get(name) === true ? '1' : isLatched ? 'L' : '0'}`);
  }

  /** True when it is otherwise than before. */
  #see(name: string): boolean {
    const isActive = this.#world.get(name) === true;
    const hasChanged = (this.#seen.get(name) ?? false) !== isActive;
    this.#seen.set(name, isActive);
    const channel = this.#channels.find((one) => one.name === name);
    if (isActive && channel?.kind === 'contact' && channel.isLatched) this.#latched.add(name);
    return hasChanged;
  }

  #contactLetters(): string {
    const letters = this.#names('contact').map((name) =>
      this.#seen.get(name) === true ? '1' : this.#latched.has(name) ? 'L' : '0',
    );
    return letters.join('') || '-';
  }

  #lampLetters(): string {
    const letters = this.#channels.flatMap((channel) => {
      if (channel.kind !== 'lamp') return [];
      return channel.hasSense ? { well: 'k', open: 'o', short: 's' }[this.#healths.get(channel.name) ?? 'well'] : '-';
    });
    return letters.join('') || '-';
  }

  #names(kind: Channel['kind']): readonly string[] {
    return this.#channels.filter((channel) => channel.kind === kind).map(({ name }) => name);
  }

  #tell(body: string): void {
    if (this.#isSilent) return;
    this.#event = (this.#event + 1) & 0xff;
    if (this.#lostEvents > 0) {
      this.#lostEvents -= 1;
      return;
    }
    this.#send({ kind: 'event', number: this.#event, body });
  }

  #send(line: Line): void {
    const bytes = encodeLine(line);
    const fault = this.#faults.shift();
    switch (fault?.type) {
      case 'silence':
        return;
      case 'checksum':
        bytes[bytes.length - 3] = bytes[bytes.length - 3] === 0x30 ? 0x31 : 0x30;
        break;
      case 'half':
        this.#o.send(bytes.slice(0, Math.floor(bytes.length / 2)));
        return;
      case 'late':
        this.#later(fault.ms, () => this.#o.send(bytes));
        return;
      case 'twice':
        this.#o.send(bytes);
        break;
      case 'noise': {
        const random = this.#o.random ?? (() => 0.5);
        this.#o.send(Uint8Array.from({ length: fault.bytes }, () => Math.floor(random() * 256)));
        break;
      }
      default:
        break;
    }
    this.#o.send(bytes);
  }

  #clearTimers(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #later(ms: number, fn: () => void): () => void {
    return later(this.#timers, this.#o.clock, ms, fn);
  }
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}
