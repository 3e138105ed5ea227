import { ok } from '../../contract/result.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { StoppableClock } from '../conformance/stoppable-clock.ts';
import type { ConformanceRig, Subject, VendorCodes } from '../conformance/subject.ts';
import { HidScannerSimulator, reportsOf } from '../simulators/scanner-hid-simulator.ts';
import { ScannerSimulator } from '../simulators/scanner-simulator.ts';
import { LinkedLine } from '../transport/linked-transport.ts';
import { createHidPosScanner } from './hid-pos/hid-pos-scanner.ts';
import { type HidPosModel, hidPosModels } from './hid-pos/profile.ts';
import { HidPosDecoder } from './hid-pos/report-decoder.ts';
import type { ScanDecoder } from './scan-decoder.ts';
import type { Scanner } from './scanner.ts';
import { maxReplyBytes } from './serial/command-replies.ts';
import { type SerialScannerModel, serialScannerModels } from './serial/profile.ts';
import { SerialScanDecoder } from './serial/serial-decoder.ts';
import { createSerialScanner } from './serial/serial-scanner.ts';

/** Synthetic; must not show anywhere. */
const secret = '440199199203150026';
const userMs = 8_000;
/** Queue 5 s, person 8 s and 1 s of grace, two questions asked twice (500 ms each), two commands of 1 s. */
const scanLimitMs = 22_000;

type Simulator = Pick<
  ScannerSimulator | HidScannerSimulator,
  'show' | 'takeAway' | 'scanNow' | 'isLit' | 'setSilent' | 'restart' | 'clearFaults'
>;

function rigOf(o: {
  readonly line: LinkedLine;
  readonly clock: VirtualClock;
  readonly timers: StoppableClock;
  readonly scanner: Scanner;
  readonly simulator: Simulator;
  readonly logged: readonly unknown[];
  readonly faults: ConformanceRig['faults'];
  readonly heal: () => void;
}): ConformanceRig {
  const { clock, scanner, simulator } = o;
  let shown = 0;
  /** Another code each time: the same one within 1.5 s would be a repetition. */
  const nextCode = () => {
    shown += 1;
    return { text: `${secret} ${shown}` };
  };
  const scan = async (signal?: AbortSignal) => {
    const read = await scanner.scan({ userMs, ...(signal === undefined ? {} : { signal }) });
    if (!read.ok) return read;
    const { text } = read.value;
    read.value.wipe();
    return ok(text.length);
  };
  return {
    clock,
    device: scanner,
    line: o.line,
    calls: [{ name: 'scan', effect: 'none', limitMs: scanLimitMs, run: ({ signal }) => scan(signal) }],
    faults: [
      {
        name: 'silent',
        apply: () => {
          simulator.setSilent(true);
          return () => simulator.setSilent(false);
        },
      },
      {
        name: 'power cut',
        apply: () => {
          simulator.restart();
          return null;
        },
      },
      {
        name: 'endless code',
        apply: () => {
          simulator.scanNow({ bytes: new Uint8Array(5_000).fill(0x37) });
          return null;
        },
      },
      {
        name: 'unreadable code',
        apply: () => {
          simulator.scanNow({ bytes: Uint8Array.of(0x41, 0xff, 0xff) });
          return null;
        },
      },
      ...o.faults,
    ],
    moves: [
      { name: 'show a code', run: () => simulator.show(nextCode()) },
      { name: 'show a long code', run: () => simulator.show({ text: `${secret} `.repeat(20) }) },
      { name: 'take it away', run: () => simulator.takeAway() },
      { name: 'press the button of the unit', run: () => simulator.scanNow(nextCode()) },
    ],
    heal: () => {
      simulator.clearFaults();
      simulator.setSilent(false);
      simulator.takeAway();
      // Ends what a slow scan is still sending.
      simulator.restart();
      o.heal();
    },
    disagreement: () => {
      const { activity, faults } = scanner.status();
      if (faults.length > 0) return `open faults ${faults.map(({ code }) => code).join()}`;
      if (activity !== 'idle') return `${activity} while nobody waits`;
      return scanner.capabilities.hasTrigger && simulator.isLit ? 'the light is on while nobody waits' : null;
    },
    serveNext: async () => {
      const code = nextCode();
      const call = scanner.scan({ userMs });
      let isSettled = false;
      void call.finally(() => {
        isSettled = true;
      });
      // Nobody can show a code before the light is on.
      await clock.advance(1_500);
      simulator.show(code);
      for (let ms = 0; ms < scanLimitMs && !isSettled; ms += 100) await clock.advance(100);
      simulator.takeAway();
      const read = await call;
      if (read.ok && read.value.text !== code.text) throw new Error('another code was read than the one shown');
      return read.ok ? ok(undefined) : read;
    },
    logged: o.logged,
    canaries: [secret],
    stop: () => o.timers.stop(),
  };
}

function parts(id: string) {
  const clock = new VirtualClock();
  const logged: unknown[] = [];
  return {
    clock,
    logged,
    line: new LinkedLine({ clock, id }),
    timers: new StoppableClock(clock),
    log: (event: string, fields: unknown) => void logged.push({ id: event, fields }),
  };
}

function serialRig(model: SerialScannerModel, random: () => number): ConformanceRig {
  const { clock, line, timers, logged, log } = parts('scanner-port');
  const simulator = new ScannerSimulator({
    clock: timers,
    send: (bytes) => line.send(bytes),
    model,
    random,
    // A unit that does not answer may miss "off"; then its own limit puts the light out.
    autoOffMs: 10_000,
    suffix: random() < 0.5 ? 'cr' : 'crlf',
    paceBaud: random() < 0.5 ? 0 : 9_600,
  });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  const scanner = createSerialScanner({ id: 'scanner', transport: line.transport, clock, log, random, model });
  const mood = (name: 'badValue' | 'unknownCommand' | 'noReply') => ({
    name: `commands: ${name}`,
    apply: () => {
      simulator.setMood(name);
      return () => simulator.setMood('ok');
    },
  });
  const next = (fault: Parameters<ScannerSimulator['inject']>[0]) => ({
    name: `next code: ${fault.type}`,
    apply: () => {
      simulator.inject(fault);
      return null;
    },
  });
  return rigOf({
    clock,
    line,
    timers,
    scanner,
    simulator,
    logged,
    faults: [
      mood('badValue'),
      mood('unknownCommand'),
      mood('noReply'),
      next({ type: 'gaps', ms: 30 }),
      next({ type: 'noSuffix' }),
      next({ type: 'double', afterMs: 300 }),
      next({ type: 'replyInMiddle' }),
      next({ type: 'cut', bytes: 3 }),
      next({ type: 'noise', bytes: 40 }),
    ],
    heal: () => simulator.setMood('ok'),
  });
}

function hidRig(model: HidPosModel, random: () => number): ConformanceRig {
  const { clock, line, timers, logged, log } = parts('hid:1eab:0d10');
  const simulator = new HidScannerSimulator({
    clock: timers,
    send: (report) => line.send(report),
    model,
    autoOffMs: 10_000,
  });
  line.onHostBytes((report) => simulator.receive(report));
  const scanner = createHidPosScanner({ id: 'scanner', transport: line.transport, clock, log, random, model });
  const next = (fault: Parameters<HidScannerSimulator['inject']>[0]) => ({
    name: `next code: ${fault.type}`,
    apply: () => {
      simulator.inject(fault);
      return null;
    },
  });
  return rigOf({
    clock,
    line,
    timers,
    scanner,
    simulator,
    logged,
    faults: [
      next({ type: 'lost', report: 0 }),
      next({ type: 'length', length: 200 }),
      next({ type: 'gaps', ms: 300 }),
      next({ type: 'double', afterMs: 300 }),
      next({ type: 'otherReport' }),
    ],
    heal: () => undefined,
  });
}

/** The decoder in a time that stands still: chunks of one moment. */
function codecOf(make: () => ScanDecoder) {
  return () => {
    const decoder = make();
    return { push: (chunk: Uint8Array) => decoder.push(chunk, 0), bufferedBytes: () => decoder.buffered };
  };
}

function randomText(random: () => number): Uint8Array {
  const alphabet = [...'0123456789ABCDEFGHJ-广州市'];
  const length = 1 + Math.floor(random() * 150);
  const letters = Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)] ?? '0');
  return new TextEncoder().encode(letters.join(''));
}

const serialCodec: Subject['codec'] = {
  decoder: codecOf(() => {
    const { maxScanBytes: maxBytes, ...profile } = serialScannerModels.newland;
    return new SerialScanDecoder({ ...profile, maxBytes });
  }),
  sample: (random) =>
    random() < 0.3
      ? Uint8Array.from([2, 1, 0x30, 0x30, 0x30, 0x30, ...Buffer.from('#SCNTRG1'), 6, 0x3b, 3])
      : Uint8Array.from([...randomText(random), 0x0d]),
  maxBufferedBytes: serialScannerModels.newland.maxScanBytes + maxReplyBytes,
};

/** The unit's own words, as they ride along; see `SerialScannerWire.triggerOn`. */
const vendorCodes: VendorCodes = {
  documented: ['badValue', 'unknownCommand'],
  unknown: [],
  errorOf: (code) => ({ code: 'E_UNSUPPORTED', vendor: code }),
};

export const serialScannerSubjects: readonly Subject[] = [
  {
    name: 'serial-scanner',
    rig: ({ random }) => serialRig('newland', random),
    codec: serialCodec,
    vendorCodes,
  },
  {
    name: 'serial-scanner-honeywell',
    rig: ({ random }) => serialRig('honeywell', random),
    codec: serialCodec,
    hasNoIdentity: 'trigger commands of these units are not answered, and copies answer no question either',
  },
  {
    name: 'serial-scanner-generic',
    rig: ({ random }) => serialRig('generic', random),
    codec: serialCodec,
    hasNoIdentity: 'a one-way unit: it sends codes and hears nothing',
  },
];

const hidCodec = (model: HidPosModel): Subject['codec'] => ({
  decoder: codecOf(() => new HidPosDecoder(hidPosModels[model])),
  sample: (random) => reportsOf(randomText(random).subarray(0, 56), hidPosModels[model].layout)[0] ?? new Uint8Array(0),
  maxBufferedBytes: hidPosModels[model].maxScanBytes,
});

const hidHasNoIdentity =
  'the operating system vouches for vendor, product and usage; reports carry nothing to ask with';

export const hidPosSubjects: readonly Subject[] = [
  {
    name: 'hid-pos-scanner',
    framing: 'reports',
    rig: ({ random }) => hidRig('honeywell', random),
    codec: hidCodec('honeywell'),
    hasNoIdentity: hidHasNoIdentity,
  },
  {
    name: 'hid-pos-scanner-plain',
    framing: 'reports',
    rig: ({ random }) => hidRig('newland', random),
    codec: hidCodec('newland'),
    hasNoIdentity: hidHasNoIdentity,
  },
];
