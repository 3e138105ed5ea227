import type { Clock } from '../../../contract/clock.ts';
import { type Slip, slipLines } from '../escpos-paper.ts';
import type { SimulatedExit } from '../escpos-presenter.ts';
import { EscposSimulator, type PrinterCondition, type Silence } from '../escpos-simulator.ts';
import type { BenchLog } from './bench-log.ts';
import type { BenchSlip, BenchState } from './bench-state.ts';
import { DeviceLine, type MakeCable } from './device-line.ts';

const slipsInState = 12;

/** What a person can do to the printer. */
export interface PrinterActs {
  setCover(isOpen: boolean): void;
  /** Takes out what hangs there and puts in a roll of so many lines (30 dots each). */
  loadPaper(lines?: number): void;
  /** What is left on the roll, in lines; at `nearEndLines` or fewer the near-end sensor switches. */
  setPaperLeft(lines: number, nearEndLines?: number): void;
  /** The next cut jams the knife; DLE ENQ 2 frees it (`clears`) or does not (`stays`). */
  setCutterFault(fault: 'none' | 'clears' | 'stays'): void;
  overheat(forMs: number): void;
  setSilence(silence: Silence): void;
  /** A hand takes every slip that stands at the exit; false when there is none. */
  takeSlip(): boolean;
  /** The presenter jams at its next motion, or a person frees it and takes out what is inside. */
  setPresenterJam(isJammed: boolean): void;
  /** The floor is swept: receipts that have come off are forgotten, so that a run of weeks holds no more than one of hours. Numbers go on. */
  sweep(): void;
}

export const freshRollLines = 6_000;
const defaultNearEndLines = 200;

/** The receipt printer of the bench: simulator, line, and the paper that came out. */
export class BenchPrinter implements PrinterActs {
  readonly line: DeviceLine;
  readonly columns: 48 | 32;
  readonly #log: BenchLog;
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #simulator: EscposSimulator;
  /** The newest; `came` counts all of them, `swept` those that lie here no more. */
  #slips: readonly BenchSlip[] = [];
  #came = 0;
  #swept = 0;
  #before: PrinterCondition;
  #problems = 0;
  readonly #exit: SimulatedExit;
  #slipsAt: EscposSimulator['exit'];
  #isPresenterJammed = false;

  constructor(o: {
    readonly path: string;
    readonly clock: Clock;
    readonly makeCable?: MakeCable | undefined;
    readonly log: BenchLog;
    readonly changed: () => void;
    readonly columns: 48 | 32;
    readonly bytesPerSecond: number | null;
    readonly exit: SimulatedExit;
  }) {
    this.#exit = o.exit;
    this.columns = o.columns;
    this.#log = o.log;
    this.#clock = o.clock;
    this.#changed = o.changed;
    this.line = new DeviceLine({
      device: 'receiptPrinter',
      ...o,
      receive: (bytes) => this.#simulator.receive(bytes),
      powerCut: () => this.#simulator.restart(),
    });
    this.#simulator = new EscposSimulator({
      clock: o.clock,
      columns: o.columns,
      bytesPerSecond: o.bytesPerSecond,
      exit: o.exit,
      paperLines: freshRollLines,
      nearEndLines: defaultNearEndLines,
      send: (bytes) => this.line.send(bytes),
    });
    this.#before = this.#simulator.condition;
    this.#slipsAt = this.#simulator.exit;
  }

  setCover(isOpen: boolean): void {
    this.#simulator.setCover(isOpen);
    this.#changed();
  }

  loadPaper(lines = freshRollLines): void {
    this.#simulator.loadPaper(lines);
    this.#changed();
  }

  setPaperLeft(lines: number, nearEndLines = defaultNearEndLines): void {
    this.#simulator.setPaperLeft(lines, nearEndLines);
    this.#changed();
  }

  setCutterFault(fault: 'none' | 'clears' | 'stays'): void {
    this.#simulator.setCutterFault(fault);
    this.#changed();
  }

  overheat(forMs: number): void {
    this.#simulator.overheat(forMs);
    this.#changed();
  }

  setSilence(silence: Silence): void {
    this.#simulator.setSilence(silence);
    this.#changed();
  }

  takeSlip(): boolean {
    const isThere = this.#simulator.exit.atExit > 0;
    this.#simulator.takeSlip();
    this.#changed();
    return isThere;
  }

  setPresenterJam(isJammed: boolean): void {
    if (isJammed !== this.#isPresenterJammed)
      this.#log.add('receiptPrinter', isJammed ? 'presenterJammed' : 'presenterFreed');
    this.#isPresenterJammed = isJammed;
    this.#simulator.setPresenterJam(isJammed);
    this.#changed();
  }

  sweep(): void {
    this.observe();
    this.#swept = this.#came;
    this.#simulator.sweep();
  }

  /** Receipts that have come off, oldest first: ground truth for what a driver claims. */
  get slips(): readonly Slip[] {
    return this.#simulator.slips;
  }

  get hanging(): Slip {
    return this.#simulator.hanging;
  }

  paperText(): string {
    return this.#simulator.paperAsText();
  }

  /** Writes down what has changed since the last look, whoever did it. */
  observe(): void {
    for (const slip of this.#simulator.slips.slice(this.#came - this.#swept)) this.#cameOff(slip);
    const before = this.#before;
    const now = this.#simulator.condition;
    this.#before = now;
    const note = (...line: [what: Parameters<BenchLog['add']>[1], detail?: string]) =>
      this.#log.add('receiptPrinter', ...line);
    if (now.isCoverOpen !== before.isCoverOpen) note(now.isCoverOpen ? 'coverOpened' : 'coverClosed');
    if (now.paper !== before.paper)
      note(({ ok: 'paperOk', nearEnd: 'paperNearEnd', end: 'paperEnd' } as const)[now.paper]);
    if (now.cutterFault !== before.cutterFault) note('cutterFaultSet', now.cutterFault);
    if (now.isCutterJammed !== before.isCutterJammed) note(now.isCutterJammed ? 'cutterJammed' : 'cutterFreed');
    if (now.isHot !== before.isHot) note(now.isHot ? 'headHot' : 'headCool');
    if (now.silence !== before.silence) note('silenceSet', now.silence);
    this.#observeExit(note);
    const { problems } = this.#simulator;
    for (const problem of problems.slice(this.#problems)) note('paperProblem', problem);
    this.#problems = problems.length;
  }

  state(): BenchState['receiptPrinter'] {
    const { problems, hanging } = this.#simulator;
    return {
      ...this.line.state(),
      ...this.#before,
      hanging: [...slipLines(hanging)],
      problems: problems.slice(-5),
      exit: { ...this.#exit, ...this.#simulator.exit, isJammed: this.#isPresenterJammed },
    };
  }

  newestSlips(): BenchSlip[] {
    return this.#slips.toReversed();
  }

  #observeExit(note: (what: Parameters<BenchLog['add']>[1], detail?: string) => void): void {
    const before = this.#slipsAt;
    const now = this.#simulator.exit;
    this.#slipsAt = now;
    if (now.atExit > before.atExit && this.#exit.presenter !== 'none') note('slipsAtExit', String(now.atExit));
    if (now.taken > before.taken) note('slipsTaken', String(now.taken - before.taken));
    if (now.retracted > before.retracted) note('slipsRetracted', String(now.retracted - before.retracted));
  }

  #cameOff(slip: Slip): void {
    this.#came += 1;
    const n = this.#came;
    const cut = slip.cut ?? 'torn';
    const at = new Date(this.#clock.wallMs()).toISOString();
    this.#slips = [...this.#slips, { n, at, cut, lines: [...slipLines(slip)] }].slice(-slipsInState);
    this.#log.add('receiptPrinter', cut === 'torn' ? 'slipTorn' : 'slipCut', String(n));
  }
}
