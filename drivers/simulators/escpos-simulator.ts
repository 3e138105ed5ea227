import type { Clock } from '../../contract/clock.ts';
import { EscposParser } from '../receipt-printer/escpos/command-parser.ts';
import { EscposPaper, type PaperItem, type Slip, slipLines } from './escpos-paper.ts';
import { type SimulatedExit, SimulatedPresenter } from './escpos-presenter.ts';

export interface EscposSimulatorOptions {
  readonly clock: Clock;
  /** Bytes to the host. */
  readonly send: (bytes: Uint8Array) => void;
  readonly columns?: 48 | 32;
  /** Speed of the mechanics in bytes of data; null = at once. */
  readonly bytesPerSecond?: number | null;
  /** Receive buffer; what does not fit is lost, as on a printer whose host ignores flow control. */
  readonly bufferBytes?: number;
  readonly flowControl?: 'none' | 'xon-xoff';
  /** Paper left, in lines of 30 dots, and where the near-end sensor switches. */
  readonly paperLines?: number;
  readonly nearEndLines?: number;
  /**
   * False: a printer that keeps its buffer at DLE ENQ 2 unless there is an error, paper end not being one; after refilling it prints on.
   */
  readonly clearsAtPaperEnd?: boolean;
  /** What stands behind the knife; default: nothing that anybody could ask. */
  readonly exit?: SimulatedExit;
}

/** Silent to everything in its order, or silent to everything. */
export type Silence = 'none' | 'in-order' | 'all';

/** What `condition` tells. */
export interface PrinterCondition {
  readonly isCoverOpen: boolean;
  readonly paper: 'ok' | 'nearEnd' | 'end';
  readonly paperLines: number;
  /** What the next cut will do. */
  readonly cutterFault: 'none' | 'clears' | 'stays';
  readonly isCutterJammed: boolean;
  readonly isHot: boolean;
  readonly silence: Silence;
}

const lineDots = 30;

/**
 * An ESC/POS receipt printer at the far end of a line: parser, paper, mechanics and status. What stands in `slips` and `hanging` is the
 * ground truth: a driver's claim "printed" is compared with it.
 *
 * Real-time commands are seen in everything that comes in, picture data included, as on real printers.
 */
export class EscposSimulator {
  readonly #o: EscposSimulatorOptions;
  readonly #parser: EscposParser;
  readonly #paper: EscposPaper;
  readonly #slips: Slip[] = [];
  readonly #presenter: SimulatedPresenter;
  readonly #waiting: number[] = [];
  #items: PaperItem[] = [];
  #paperDots: number;
  #nearEndDots: number;
  #isAtEnd: boolean;
  #isCoverOpen = false;
  #cutterFault: 'none' | 'clears' | 'stays' = 'none';
  #hasCutterError = false;
  #isHot = false;
  #hasFailed = false;
  #silence: Silence = 'none';
  #asbMask = 0;
  #lastAsb = '';
  #isXoff = false;
  /** Ends the command that the mechanics are working on; null = they stand. */
  #cancelWork: (() => void) | null = null;
  #realTime: number[] = [];
  #lost = 0;
  #received = 0;
  #byteHook: { readonly at: number; readonly run: () => void } | null = null;

  constructor(options: EscposSimulatorOptions) {
    this.#o = options;
    const { exit = { presenter: 'none', sensor: 'none' } } = options;
    this.#parser = new EscposParser(false, exit.presenter === 'custom-kpm');
    this.#presenter = new SimulatedPresenter(exit);
    this.#paper = new EscposPaper(options.columns ?? 48);
    this.#paperDots = (options.paperLines ?? 10_000) * lineDots;
    this.#nearEndDots = (options.nearEndLines ?? 0) * lineDots;
    this.#isAtEnd = this.#paperDots <= 0;
  }

  /** Receipts that have come off, oldest first. */
  get slips(): readonly Slip[] {
    return this.#slips;
  }

  /** Somebody sweeps the floor: what has come off is forgotten, so that a run of weeks holds no more than one of hours. */
  sweep(): void {
    this.#slips.splice(0);
  }

  /** What has been printed since the last cut and still hangs in the printer. */
  get hanging(): Slip {
    return { items: this.#items, cut: null };
  }

  /** Where the cut slips are. */
  get exit(): SimulatedPresenter['world'] {
    return this.#presenter.world;
  }

  /** Things that would look wrong on paper; data lost through a full buffer counts. */
  get problems(): readonly string[] {
    return this.#lost > 0 ? [...this.#paper.problems, `buffer overrun ${this.#lost}`] : this.#paper.problems;
  }

  /** What a person sees who stands in front of it: for the device bench. Paper in lines of 30 dots. */
  get condition(): PrinterCondition {
    return {
      isCoverOpen: this.#isCoverOpen,
      paper: this.#isAtEnd ? 'end' : this.#isNearEnd ? 'nearEnd' : 'ok',
      paperLines: Math.max(0, Math.floor(this.#paperDots / lineDots)),
      cutterFault: this.#cutterFault,
      isCutterJammed: this.#hasCutterError,
      isHot: this.#isHot,
      silence: this.#silence,
    };
  }

  /** Data bytes (without real-time commands) that have come in so far. */
  get receivedBytes(): number {
    return this.#received;
  }

  /** The receipts as text, for a terminal window. */
  paperAsText(): string {
    return this.#slips.map((slip) => `${slipLines(slip).join('\n')}\n${'- '.repeat(24)}(${slip.cut})\n`).join('');
  }

  /** Bytes from the host, in any pieces. */
  receive(bytes: Uint8Array): void {
    for (const byte of bytes) this.#take(byte);
    this.#pump();
    this.#flow();
  }

  // --- What a person, a test or the device bench can do -------------------------------------------------------------------------

  /** Takes out what hangs in the printer and puts in a new roll; a printer that kept its data prints on. */
  loadPaper(lines: number): void {
    if (this.#items.length > 0) {
      this.#slips.push({ items: this.#items, cut: 'torn' });
      this.#items = [];
    }
    this.#paperDots = lines * lineDots;
    this.#isAtEnd = lines <= 0;
    this.#changed();
  }

  /** Sets what is left on the roll without touching it: 3 = the paper ends after three more lines. */
  setPaperLeft(lines: number, nearEndLines = this.#nearEndDots / lineDots): void {
    this.#paperDots = lines * lineDots;
    this.#nearEndDots = nearEndLines * lineDots;
    this.#isAtEnd = lines <= 0;
    this.#changed();
  }

  setCover(isOpen: boolean): void {
    this.#isCoverOpen = isOpen;
    this.#changed();
  }

  /** The next cut jams the knife: DLE ENQ 2 frees it, or does not. */
  setCutterFault(fault: 'none' | 'clears' | 'stays'): void {
    this.#cutterFault = fault;
    if (fault === 'none') this.#hasCutterError = false;
    this.#changed();
  }

  /** The head is too hot for so long; printing goes on by itself afterwards. */
  overheat(forMs: number): void {
    this.#isHot = true;
    this.#changed();
    this.#o.clock.after(forMs, () => {
      this.#isHot = false;
      this.#changed();
    });
  }

  /** An unrecoverable error, or its end. */
  setFailed(hasFailed: boolean): void {
    this.#hasFailed = hasFailed;
    this.#changed();
  }

  /** A hand takes what stands at the exit. */
  takeSlip(): void {
    this.#presenter.take();
  }

  /** The presenter jams, or is freed by a person. */
  setPresenterJam(isJammed: boolean): void {
    this.#presenter.setJam(isJammed);
  }

  /** What stands at the exit slides back in and jams. */
  swallowSlip(): void {
    this.#presenter.swallow();
  }

  setSilence(silence: Silence): void {
    this.#silence = silence;
    this.#pump();
  }

  /** Power off and on: buffers, modes, automatic status and the command under way are gone, paper and faults stay. */
  restart(): void {
    this.#cancelWork?.();
    this.#cancelWork = null;
    this.#clear();
    this.#paper.reset();
    this.#asbMask = 0;
    this.#isXoff = false;
  }

  /** Runs `fn` right after the data byte with this number (1 = first) has come in: pull the plug, open the cover, … */
  atByte(count: number, fn: () => void): void {
    this.#byteHook = { at: count, run: fn };
  }

  // --- Status -------------------------------------------------------------------------------------------------------------------

  get #isOffline(): boolean {
    return this.#isAtEnd || this.#isCoverOpen || this.#hasCutterError || this.#isHot || this.#hasFailed;
  }

  get #isNearEnd(): boolean {
    return this.#isAtEnd || this.#paperDots <= this.#nearEndDots;
  }

  /** One byte, pattern 0xx1xx10. */
  #realTimeStatus(n: number): number {
    const hasError = this.#hasCutterError || this.#isHot || this.#hasFailed;
    switch (n) {
      case 1:
        // The drawer pin is high where no drawer is fitted.
        return 0x16 | (this.#isOffline ? 0x08 : 0);
      case 2:
        return 0x12 | (this.#isCoverOpen ? 0x04 : 0) | (this.#isAtEnd ? 0x20 : 0) | (hasError ? 0x40 : 0);
      case 3:
        return 0x12 | (this.#hasCutterError ? 0x08 : 0) | (this.#hasFailed ? 0x20 : 0) | (this.#isHot ? 0x40 : 0);
      default:
        return 0x12 | (this.#isNearEnd ? 0x0c : 0) | (this.#isAtEnd ? 0x60 : 0);
    }
  }

  #asb(): Uint8Array {
    return Uint8Array.of(
      0x10 | (this.#isOffline ? 0x08 : 0) | (this.#isCoverOpen ? 0x20 : 0),
      (this.#hasCutterError ? 0x08 : 0) | (this.#hasFailed ? 0x20 : 0) | (this.#isHot ? 0x40 : 0),
      (this.#isNearEnd ? 0x03 : 0) | (this.#isAtEnd ? 0x0c : 0),
      0x00,
    );
  }

  #changed(): void {
    this.#reportAsb(false);
    this.#pump();
    this.#flow();
  }

  #reportAsb(isForced: boolean): void {
    if (this.#asbMask === 0) return;
    const asb = this.#asb();
    const key = asb.join();
    if (!isForced && key === this.#lastAsb) return;
    this.#lastAsb = key;
    this.#emit(asb);
  }

  #emit(bytes: Uint8Array): void {
    if (this.#silence !== 'all') this.#o.send(bytes);
  }

  // --- Receiving ----------------------------------------------------------------------------------------------------------------

  #take(byte: number): void {
    this.#realTime.push(byte);
    const [first, second, n] = this.#realTime;
    if (first !== 0x10) {
      this.#realTime = [];
      this.#accept(byte);
    } else if (second !== undefined && second !== 0x04 && second !== 0x05) {
      const [, ...rest] = this.#realTime;
      this.#realTime = [];
      this.#accept(0x10);
      for (const later of rest) this.#take(later);
    } else if (n !== undefined) {
      this.#realTime = [];
      if (second === 0x04 && n >= 1 && n <= 4) this.#emit(Uint8Array.of(this.#realTimeStatus(n)));
      const exit = second === 0x04 && n === 5 ? this.#presenter.realTime() : null;
      if (exit !== null) this.#emit(Uint8Array.of(exit));
      if (second === 0x05 && n === 2) this.#recover();
    }
  }

  #accept(byte: number): void {
    this.#received += 1;
    if (this.#waiting.length >= (this.#o.bufferBytes ?? 65_536)) this.#lost += 1;
    else this.#waiting.push(byte);
    if (this.#byteHook !== null && this.#received >= this.#byteHook.at) {
      const { run } = this.#byteHook;
      this.#byteHook = null;
      run();
    }
  }

  #flow(): void {
    if (this.#o.flowControl !== 'xon-xoff') return;
    const size = this.#o.bufferBytes ?? 65_536;
    const filled = (this.#waiting.length + this.#parser.waitingBytes) / size;
    if (!this.#isXoff && (filled > 0.7 || this.#isOffline)) {
      this.#isXoff = true;
      this.#emit(Uint8Array.of(0x13));
    } else if (this.#isXoff && filled < 0.3 && !this.#isOffline) {
      this.#isXoff = false;
      this.#emit(Uint8Array.of(0x11));
    }
  }

  #recover(): void {
    if (!this.#isOffline) return;
    if (this.#isAtEnd && this.#o.clearsAtPaperEnd === false) return;
    this.#clear();
    if (this.#cutterFault === 'clears') {
      this.#cutterFault = 'none';
      this.#hasCutterError = false;
    }
    this.#changed();
  }

  #clear(): void {
    this.#waiting.length = 0;
    this.#parser.clear();
    this.#paper.reset();
  }

  // --- Working ------------------------------------------------------------------------------------------------------------------

  /** Works through the buffer as far as mechanics and time allow. */
  #pump(): void {
    if (this.#cancelWork !== null) return;
    const speed = this.#o.bytesPerSecond ?? null;
    while (!this.#isOffline && this.#silence !== 'all') {
      const next = this.#parser.next();
      if (next === null) {
        if (this.#waiting.length === 0) return;
        this.#parser.push(this.#waiting.splice(0, 256));
        continue;
      }
      if (speed === null) {
        this.#execute(next.command);
        continue;
      }
      this.#cancelWork = this.#o.clock.after((next.bytes * 1000) / speed, () => {
        this.#cancelWork = null;
        this.#execute(next.command);
        this.#pump();
        this.#flow();
      });
      return;
    }
  }

  #execute(command: Parameters<EscposPaper['apply']>[0]): void {
    if (command.kind === 'command') {
      if (command.name === 'ESC @') this.#asbMask = 0;
      if (command.name === 'GS a') {
        this.#asbMask = command.args[0] ?? 0;
        this.#reportAsb(true);
      }
      if (command.name === 'GS r' && this.#silence === 'none') {
        this.#emit(Uint8Array.of((this.#isNearEnd ? 0x03 : 0) | (this.#isAtEnd ? 0x0c : 0)));
      }
      const exit = this.#presenter.command(command);
      if (exit !== null && this.#silence === 'none') this.#emit(Uint8Array.of(exit));
      if (command.name === 'GS I' && this.#silence === 'none') this.#identify(command.args[0] ?? 0);
    }
    for (const effect of this.#paper.apply(command)) {
      if ('item' in effect) this.#print(effect.item);
      else this.#cut(effect.cut);
    }
  }

  #identify(n: number): void {
    if (n >= 0x41) this.#emit(Uint8Array.from([0x5f, ...Buffer.from('YITIJI-SIM'), 0x00]));
    else this.#emit(Uint8Array.of(n === 1 ? 0x20 : 0x02));
  }

  #print(item: PaperItem): void {
    this.#items.push(item);
    this.#paperDots -= item.heightDots;
    if (this.#paperDots <= 0) this.#isAtEnd = true;
    this.#reportAsb(false);
  }

  #cut(cut: 'full' | 'partial'): void {
    if (this.#cutterFault !== 'none') {
      this.#hasCutterError = true;
      this.#reportAsb(false);
      return;
    }
    this.#slips.push({ items: this.#items, cut });
    this.#items = [];
    this.#presenter.cut();
  }
}
