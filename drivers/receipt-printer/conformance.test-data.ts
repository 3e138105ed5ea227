import type { ActHooks } from '../../contract/device.ts';
import { ok } from '../../contract/result.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { StoppableClock } from '../conformance/stoppable-clock.ts';
import type { ConformanceCall, ConformanceRig, Subject } from '../conformance/subject.ts';
import { type PaperItem, type Slip, slipLines } from '../simulators/escpos-paper.ts';
import type { SimulatedExit } from '../simulators/escpos-presenter.ts';
import { EscposSimulator, type Silence } from '../simulators/escpos-simulator.ts';
import { LinkedLine } from '../transport/linked-transport.ts';
import { createEscposPrinter } from './escpos/escpos-printer.ts';
import { faultCode } from './escpos/printer-state.ts';
import { Tokenizer } from './escpos/tokenizer.ts';
import type { ReceiptPrinter } from './receipt-printer.ts';

/** Stands on the paper of a citizen; none of it may show in logs or errors. */
const citizen = { name: '黎赟', number: '440199199203150026' };
const lines = 8;
/**
 * Off and on again. Printers take one to three seconds before they answer; one that were back within half a second could lose the middle of a receipt
 * unseen, since ESC/POS shows no restart.
 */
const restartMs = 2_500;
/** Every query asked in every round, one recovery, the proof behind the cut, a head that cools for a minute, and all that after a job in front of it. */
const printLimitMs = 240_000;
/** What a driver may write outside an act: questions (DLE EOT, GS e 6), automatic status on; DLE ENQ 2 frees a jam and forgets data, it prints nothing. */
const harmless = ['1004', '100502', '1d610e', '1d6506'];

function rig(exit: SimulatedExit, random: () => number): ConformanceRig {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'printer-port' });
  const flowControl = random() < 0.5 ? 'none' : 'xon-xoff';
  const simulatorTimers = new StoppableClock(clock);
  const simulator = new EscposSimulator({
    clock: simulatorTimers,
    send: (bytes) => line.send(bytes),
    flowControl,
    exit,
    bytesPerSecond: random() < 0.5 ? null : 4_000,
  });
  // Byte by byte, as a cable does it: what comes after the moment of unplugging is lost.
  line.onHostBytes((bytes) => {
    for (const byte of bytes) if (line.isOpen) simulator.receive(Uint8Array.of(byte));
  });
  const logged: unknown[] = [];
  const printer = createEscposPrinter({
    id: 'receiptPrinter',
    transport: line.transport,
    clock,
    log: (id, fields) => logged.push({ id, fields }),
    random,
    profile: { flowControl, presenter: exit.presenter, exitSensor: exit.sensor },
  });
  let acts = 0;
  /** Each receipt has its own number in every line, so that a second copy of it is seen wherever it comes out. */
  const markup = (act: number) =>
    Array.from({ length: lines }, (_, index) => `|${citizen.name} ${citizen.number} #${act}.${index};`).join('\n');
  const print = (o: { readonly hooks: ActHooks; readonly signal?: AbortSignal }) => {
    acts += 1;
    const job = { actId: `act-${acts}`, markup: markup(acts), copy: 0 };
    return printer.print(job, { ...o, queueMs: 2_000 });
  };
  /** Paper is changed in an open or empty printer: what hangs there is torn off. Nobody tears it out of one that prints. */
  const newRoll = () => {
    const { isCoverOpen, paper } = simulator.condition;
    if (isCoverOpen || paper === 'end') simulator.loadPaper(10_000);
    else simulator.setPaperLeft(10_000);
  };
  /** Some seconds without power and in its own start: what comes in is lost, and so is what had not been printed. */
  const power = { isOff: false, silence: 'none' as Silence };
  /** What has no power answers nothing, whatever else is wrong with it. */
  const setSilence = (silence: Silence) => {
    power.silence = silence;
    if (!power.isOff) simulator.setSilence(silence);
  };
  const powerOn = () => {
    if (!power.isOff) return;
    power.isOff = false;
    simulator.restart();
    simulator.setSilence(power.silence);
  };
  const powerCut = () => {
    power.isOff = true;
    simulator.setSilence('all');
    simulator.restart();
    simulatorTimers.after(restartMs, powerOn);
  };
  /**
   * A hand that is quicker than a retract which has begun cannot be told from the retract: the sensor sees the slip go in both cases. The suite leaves
   * this race out.
   */
  const hand = { isHeldBack: false };
  const takeSlip = () => {
    if (!hand.isHeldBack) simulator.takeSlip();
  };
  const heal = () => {
    powerOn();
    setSilence('none');
    simulator.setCover(false);
    simulator.setCutterFault('none');
    simulator.setFailed(false);
    simulator.setPresenterJam(false);
    simulator.takeSlip();
    newRoll();
  };
  return {
    clock,
    device: printer,
    line,
    calls: [
      {
        name: 'print',
        effect: 'consumesSupply',
        limitMs: printLimitMs,
        run: print,
        partialMayBeNothing:
          'the printer does not tell what it printed of the data that it had when a fault stopped it',
        watch: () => {
          const act = acts + 1;
          return () => printed(simulator, act);
        },
      },
      ...(exit.presenter === 'none' ? [] : [retractCall(printer, simulator, hand)]),
      ...(exit.sensor === 'none' ? [] : [awaitTakenCall(printer, simulator)]),
      {
        name: 'refresh',
        effect: 'none',
        limitMs: 40_000,
        run: ({ signal }) => printer.refresh({ queueMs: 2_000, signal }),
      },
    ],
    faults: [
      ...(exit.presenter === 'none'
        ? []
        : [
            {
              name: 'presenter jam',
              apply: () =>
                after(
                  () => simulator.setPresenterJam(true),
                  () => simulator.setPresenterJam(false),
                ),
            },
          ]),
      {
        name: 'cover open',
        apply: () =>
          after(
            () => simulator.setCover(true),
            () => simulator.setCover(false),
          ),
      },
      {
        name: 'paper out',
        apply: () => after(() => simulator.setPaperLeft(0), newRoll),
      },
      {
        name: 'paper out in three lines',
        apply: () => after(() => simulator.setPaperLeft(3), newRoll),
      },
      {
        name: 'cutter jam',
        apply: () =>
          after(
            () => simulator.setCutterFault('clears'),
            () => simulator.setCutterFault('none'),
          ),
      },
      {
        name: 'cutter broken',
        apply: () =>
          after(
            () => simulator.setCutterFault('stays'),
            () => simulator.setCutterFault('none'),
          ),
      },
      {
        name: 'unrecoverable error',
        apply: () =>
          after(
            () => simulator.setFailed(true),
            () => simulator.setFailed(false),
          ),
      },
      {
        name: 'silent',
        apply: () =>
          after(
            () => setSilence('all'),
            () => setSilence('none'),
          ),
      },
      {
        name: 'no answer in order',
        apply: () =>
          after(
            () => setSilence('in-order'),
            () => setSilence('none'),
          ),
      },
      { name: 'hot for four seconds', apply: () => after(() => simulator.overheat(4_000), null) },
      { name: 'power cut', apply: () => after(powerCut, null) },
    ],
    moves: [
      ...(exit.presenter === 'none' && exit.sensor === 'none' ? [] : [{ name: 'take the slip', run: takeSlip }]),
      { name: 'open the cover', run: () => simulator.setCover(true) },
      { name: 'close the cover', run: () => simulator.setCover(false) },
      { name: 'a new roll', run: newRoll },
      { name: 'paper low', run: () => simulator.setPaperLeft(40, 60) },
    ],
    heal,
    disagreement: () => {
      const status = printer.status();
      const { isCoverOpen, isHot, paper } = simulator.condition;
      if (isHot) return 'the head is still hot';
      const media = exit.sensor === 'none' ? null : simulator.exit.atExit > 0 ? 'atExit' : 'none';
      const world = {
        media,
        path: isCoverOpen ? 'coverOpen' : 'clear',
        paper: paper === 'end' ? 'out' : paper === 'nearEnd' ? 'low' : 'ok',
      };
      const told = { media: status.media, path: status.paths.paper, paper: status.supplies.paper?.level };
      if (status.faults.length > 0) return `open faults ${status.faults.map(({ code }) => code).join()}`;
      return JSON.stringify(told) === JSON.stringify(world)
        ? null
        : `${JSON.stringify(told)} instead of ${JSON.stringify(world)}`;
    },
    serveNext: async () => {
      const act = acts + 1;
      const result = await clock.until(print({ hooks: { sent: () => undefined } }), { withinMs: printLimitMs });
      if (result.ok && printed(simulator, act) !== 'whole')
        throw new Error(`the next receipt is ${printed(simulator, act)}`);
      return result.ok ? ok(undefined) : result;
    },
    logged,
    canaries: Object.values(citizen),
    isHarmless: (bytes) => harmless.some((start) => Buffer.from(bytes).toString('hex').startsWith(start)),
    stop: () => simulatorTimers.stop(),
  };
}

function retractCall(
  printer: ReceiptPrinter,
  simulator: EscposSimulator,
  hand: { isHeldBack: boolean },
): ConformanceCall {
  return {
    name: 'retract',
    effect: 'movesMedia',
    limitMs: printLimitMs,
    run: async (o) => {
      hand.isHeldBack = true;
      try {
        return await printer.retract({ actId: 'back', queueMs: 2_000, ...o });
      } finally {
        hand.isHeldBack = false;
      }
    },
    // One motion takes back everything that stands at the exit.
    watch: () => {
      const { retracted } = simulator.exit;
      return () => (simulator.exit.retracted > retracted ? 'whole' : 'none');
    },
  };
}

function awaitTakenCall(printer: ReceiptPrinter, simulator: EscposSimulator): ConformanceCall {
  return {
    name: 'awaitTaken',
    effect: 'none',
    limitMs: printLimitMs,
    run: async ({ signal }) => {
      const result = await printer.awaitTaken({ userMs: 8_000, signal });
      if (result.ok && result.value === 'taken' && simulator.exit.atExit > 0) throw new Error('taken, and still there');
      return result;
    },
  };
}

function after(begin: () => void, cure: (() => void) | null): (() => void) | null {
  begin();
  return cure;
}

/** What became of receipt number `act`, by what lies in the tray and hangs in the printer. */
function printed(simulator: EscposSimulator, act: number): 'none' | 'part' | 'whole' | 'twice' {
  const found = (slip: Slip, index: number) => slip.items.filter((item) => hasText(item, `#${act}.${index};`)).length;
  const pieces = [...simulator.slips, simulator.hanging];
  const counts = Array.from({ length: lines }, (_, index) => pieces.reduce((sum, slip) => sum + found(slip, index), 0));
  if (counts.some((count) => count > 1)) return 'twice';
  if (counts.every((count) => count === 0)) return 'none';
  const isCutOff = pieces.some(
    (slip) => (slip.cut === 'full' || slip.cut === 'partial') && counts.every((_, index) => found(slip, index) === 1),
  );
  return isCutOff ? 'whole' : 'part';
}

function hasText(item: PaperItem, text: string): boolean {
  return slipLines({ items: [item], cut: null }).some((line) => line.includes(text));
}

/** Documented fault bits, in the words of printer-state.ts. */
const faultStates = ['failed', 'jam', 'cutter', 'cover-open', 'paper-out', 'head-hot', 'offline'] as const;

const common: Omit<Subject, 'name' | 'rig'> = {
  codec: {
    decoder: () => {
      const tokenizer = new Tokenizer();
      return { push: (chunk) => tokenizer.push(chunk), bufferedBytes: () => tokenizer.bufferedBytes };
    },
    sample: (random) => {
      const kind = random();
      const bits = () => Math.floor(random() * 256) & 0x6c;
      if (kind < 0.4) return Uint8Array.of(0x12 | bits());
      if (kind < 0.7) return Uint8Array.of(0x10 | bits(), bits() & 0x6f, bits() & 0x0f, 0);
      if (kind < 0.8) return Uint8Array.of(random() < 0.5 ? 0x11 : 0x13);
      if (kind < 0.9) return Uint8Array.of(bits() & 0x0f);
      return Uint8Array.from([0x5f, ...Buffer.from('YITIJI-SIM'), 0]);
    },
    // A text of GS I with its first byte.
    maxBufferedBytes: 81,
  },
  // The printer acknowledges no data and checks no sum: a lost or damaged character is printed as it came, and nobody can know.
  // Its answers carry no number either: a damaged status report that comes twice looks like the two answers behind the cut.
  undetectable: { toHost: ['repeat'], toDevice: ['drop', 'flip', 'duplicate', 'noise', 'truncate', 'lose', 'repeat'] },
  vendorCodes: {
    documented: faultStates,
    unknown: [],
    errorOf: (code) => {
      const state = faultStates.find((candidate) => candidate === code);
      if (state === undefined) throw new Error(`no state ${code}`);
      return { code: faultCode(state), vendor: state };
    },
  },
};

/** A printer whose paper hangs at the knife, one that sees it hang there, and two with a presenter and a sensor at the exit. */
export const escposSubjects: readonly Subject[] = [
  { ...common, name: 'escpos', rig: ({ random }) => rig({ presenter: 'none', sensor: 'none' }, random) },
  { ...common, name: 'escpos-dle-eot-5', rig: ({ random }) => rig({ presenter: 'none', sensor: 'dle-eot-5' }, random) },
  ...(['custom-kpm', 'custom-tptcm'] as const).map(
    (presenter): Subject => ({
      ...common,
      name: `escpos-${presenter}`,
      rig: ({ random }) => rig({ presenter, sensor: 'custom-status' }, random),
    }),
  ),
];
