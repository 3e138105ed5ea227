import type { Clock } from '../../contract/clock.ts';
import { bytesOfHex } from '../scanner/hex-string.ts';
import { type SerialScannerModel, type SerialScannerProfile, serialScannerModels } from '../scanner/serial/profile.ts';
import { fixedRandom } from './fixed-random.ts';
import { later } from './later.ts';
import { PacedWire } from './paced-wire.ts';
import { type CodeContent, codeBytes } from './scanner-content.ts';
import { ScannerEye } from './scanner-eye.ts';

/** What goes wrong with the next scan. */
export type ScanFault =
  /** A pause before every byte, as from a slow engine. */
  | { readonly type: 'gaps'; readonly ms: number }
  /** The terminator is missing. */
  | { readonly type: 'noSuffix' }
  /** Read twice. */
  | { readonly type: 'double'; readonly afterMs: number }
  /** The answer to some command comes in the middle. */
  | { readonly type: 'replyInMiddle' }
  /** Only the first bytes come, without terminator. */
  | { readonly type: 'cut'; readonly bytes: number }
  /** Bytes that belong to nothing in front. */
  | { readonly type: 'noise'; readonly bytes: number };

/** How the unit treats commands. */
export type CommandMood = 'ok' | 'badValue' | 'unknownCommand' | 'noReply';

export interface ScannerSimulatorOptions {
  readonly clock: Clock;
  /** Bytes to the host. */
  readonly send: (bytes: Uint8Array) => void;
  /** Default `generic`. */
  readonly model?: SerialScannerModel;
  readonly profile?: Partial<SerialScannerProfile>;
  /** Default `cr`. */
  readonly suffix?: 'cr' | 'crlf' | 'lf' | 'none';
  /** `trigger`: looks only while the host (or the button) wants it. `always`: looks all the time. Default: `trigger` when the model has one. */
  readonly mode?: 'trigger' | 'always';
  /** The engine switches itself off after so long, milliseconds; 0 = never. Default 30,000. */
  readonly autoOffMs?: number;
  /** The engine reads a code that stays in view again after so long; 0 = once for each showing. Default 0. */
  readonly rereadMs?: number;
  /** Bits per second to pace the wire with, 10 bits a byte; 0 = as fast as it goes. */
  readonly paceBaud?: number;
  /** 0 ≤ x < 1, for noise; default a fixed sequence. */
  readonly random?: () => number;
}

const suffixes = { cr: [0x0d], crlf: [0x0d, 0x0a], lf: [0x0a], none: [] } as const;
/** From a command to the answer, milliseconds. */
const replyMs = 5;

/**
 * A scanner on a serial line, as bytes: feed it with `receive`, it answers through `send`. People use `show` and `takeAway`; `isLit` is the light
 * that tells them where to hold the code.
 */
export class ScannerSimulator {
  readonly #o: ScannerSimulatorOptions;
  readonly #profile: SerialScannerProfile;
  readonly #commands: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly #timers = new Set<() => void>();
  readonly #wire: PacedWire;
  readonly #random: () => number;
  readonly #heard: string[] = [];
  readonly #eye: ScannerEye;
  #faults: ScanFault[] = [];
  #mood: CommandMood = 'ok';
  #isSilent = false;
  #line: number[] = [];

  constructor(options: ScannerSimulatorOptions) {
    this.#o = options;
    this.#random = options.random ?? fixedRandom();
    this.#wire = new PacedWire(options, this.#timers);
    this.#profile = { ...serialScannerModels[options.model ?? 'generic'], ...options.profile };
    const { query, init, triggerOn, triggerOff } = this.#profile;
    this.#commands = [
      ['triggerOn', triggerOn] as const,
      ['triggerOff', triggerOff] as const,
      ['query', query] as const,
      ...init.map((hex, i) => [`init ${i + 1}`, hex] as const),
    ].flatMap(([name, hex]) => (hex === null ? [] : [{ name, bytes: bytesOfHex(hex) }]));
    this.#eye = new ScannerEye({
      ...{ clock: options.clock, timers: this.#timers, autoOffMs: options.autoOffMs, rereadMs: options.rereadMs },
      isAlwaysOn: (options.mode ?? (triggerOn === null ? 'always' : 'trigger')) === 'always',
      seen: (content) => this.#sendScan(content),
    });
  }

  /** Names of the commands understood so far, oldest first: `triggerOn`, `triggerOff`, `query`, `init 1` … */
  get commands(): readonly string[] {
    return this.#heard;
  }

  get isLit(): boolean {
    return this.#eye.isLit;
  }

  /** Codes sent to the host, repetitions included. */
  get scans(): number {
    return this.#eye.scans;
  }

  /** Holds a code in front of the window; one that is there is replaced. */
  show(content: CodeContent): void {
    this.#eye.show(content);
  }

  takeAway(): void {
    this.#eye.takeAway();
  }

  /** Sends a scan at once, whatever the light: somebody pressed the button of the unit. */
  scanNow(content: CodeContent): void {
    this.#eye.scan(codeBytes(content));
  }

  /** Lets the next scan go wrong. */
  inject(fault: ScanFault): void {
    this.#faults.push(fault);
  }

  clearFaults(): void {
    this.#faults = [];
  }

  setMood(mood: CommandMood): void {
    this.#mood = mood;
  }

  /** Neither answers nor reads: no power on an RS-232 unit, while the port stays open. */
  setSilent(isSilent: boolean): void {
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    this.restart();
  }

  /** Power cut: light off, settings until power-off forgotten, what was being sent is cut off. */
  restart(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#line = [];
    this.#wire.reset();
    this.#eye.restart(!this.#isSilent);
  }

  /** Bytes from the host, in any pieces. What is no command of this model is skipped. */
  receive(bytes: Uint8Array): void {
    if (this.#isSilent) return;
    for (const byte of bytes) {
      this.#line.push(byte);
      if (this.#line.length > 64) this.#line.shift();
      const command = this.#commands.find((one) => endsWith(this.#line, one.bytes));
      if (command === undefined) continue;
      this.#line = [];
      this.#work(command.name, command.bytes);
    }
  }

  #work(name: string, bytes: Uint8Array): void {
    this.#heard.push(name);
    if (this.#heard.length > 10_000) this.#heard.splice(0, 5_000);
    const reply = this.#reply(name, bytes);
    if (reply !== null) this.#later(replyMs, () => this.#send(reply));
    if (this.#mood !== 'ok' && this.#mood !== 'noReply') return;
    if (name === 'triggerOn') this.#eye.light(true);
    else if (name === 'triggerOff') this.#eye.light(false);
  }

  #sendScan(content: Uint8Array): void {
    const fault = this.#faults.shift() ?? null;
    const suffix = fault?.type === 'noSuffix' ? [] : suffixes[this.#o.suffix ?? 'cr'];
    const whole = Uint8Array.from([...content, ...suffix]);
    switch (fault?.type) {
      case 'gaps':
        this.#eye.busyFor(whole.length * fault.ms);
        for (const [i, byte] of whole.entries()) this.#later(i * fault.ms, () => this.#send(Uint8Array.of(byte)));
        return;
      case 'double':
        this.#send(whole);
        this.#later(fault.afterMs, () => this.#send(whole));
        return;
      case 'replyInMiddle': {
        const middle = Math.floor(content.length / 2);
        const command = this.#commands[0];
        const reply = command === undefined ? null : this.#answer(command.bytes, 0x06);
        this.#send(Uint8Array.from([...whole.slice(0, middle), ...(reply ?? []), ...whole.slice(middle)]));
        return;
      }
      case 'cut':
        this.#send(content.slice(0, fault.bytes));
        return;
      case 'noise':
        this.#send(Uint8Array.from({ length: fault.bytes }, () => Math.floor(this.#random() * 256)));
        this.#send(whole);
        return;
      default:
        this.#send(whole);
    }
  }

  #reply(name: string, bytes: Uint8Array): Uint8Array | null {
    if (this.#mood === 'noReply') return null;
    const verdicts = { ok: 0x06, badValue: 0x15, unknownCommand: 0x05 } as const;
    if (name.startsWith('trigger') && !this.#profile.acksTrigger) return null;
    return this.#answer(bytes, verdicts[this.#mood]);
  }

  /** The command with the verdict in it, in the form of the model. */
  #answer(command: Uint8Array, verdict: number): Uint8Array | null {
    switch (this.#profile.replies) {
      case 'newland':
        return Uint8Array.from([0x02, ...command.slice(1, -2), verdict, 0x3b, 0x03]);
      case 'honeywell':
        // Set-up only: `16 4D 0D` is not repeated, the verdict stands before the mark at the end.
        return Uint8Array.from([...command.slice(3, -1), verdict, command.at(-1) ?? 0x21]);
      case 'oem':
        return Uint8Array.of(0x02, 0x00, 0x00, 0x01, 0x00, 0x33, 0x31);
      case 'none':
        return null;
    }
  }

  #send(bytes: Uint8Array): void {
    const step = this.#wire.isPaced ? 64 : bytes.length;
    for (let from = 0; from < bytes.length; from += step) this.#wire.send(bytes.slice(from, from + step));
  }

  #later(ms: number, fn: () => void): () => void {
    return later(this.#timers, this.#o.clock, ms, fn);
  }
}

function endsWith(line: readonly number[], bytes: Uint8Array): boolean {
  const from = line.length - bytes.length;
  return from >= 0 && bytes.every((byte, i) => line[from + i] === byte);
}
