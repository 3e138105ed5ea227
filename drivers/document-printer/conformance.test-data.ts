import type { ActHooks, ErrorCode } from '../../contract/device.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { StoppableClock } from '../conformance/stoppable-clock.ts';
import type { ConformanceFault, ConformanceRig, Subject } from '../conformance/subject.ts';
import { type ExchangeFault, IppSimulator } from '../simulators/ipp-simulator.ts';
import { createCupsPrinter } from './cups/cups-printer.ts';
import { numberedPdf } from './cups/cups-rig.test-data.ts';
import { printerReasons, reasonOf } from './cups/printer-reasons.ts';
import { attributes } from './ipp/attributes.ts';
import { decodeIpp, encodeIpp, groupTags } from './ipp/codec.ts';
import type { OperationName } from './ipp/operations.ts';

/** Stands in the document of a citizen; none of it may show in logs or errors. */
const citizen = { name: '黎赟', number: '440199199203150026' };
const pages = 3;
const pdf = Buffer.concat([await numberedPdf(pages), Buffer.from(`\n% ${citizen.name} ${citizen.number}\n`)]);
/** Queue, leftovers that do not end, a slow document, a job with every wait used up, a cancellation that does not end, a spooler that stays away. */
const printLimitMs = 400_000;

function rig(random: () => number): ConformanceRig {
  const clock = new VirtualClock();
  const simulatorTimers = new StoppableClock(clock);
  const sim = new IppSimulator({
    clock: simulatorTimers,
    // A spooler without `yitiji-once` would begin a job again after a crash, before any driver could stop it: a kiosk has it.
    hasOnceBackend: true,
    pageMs: random() < 0.5 ? 200 : 3_000,
    latencyMs: 1 + Math.floor(random() * 40),
    lingerMs: random() < 0.5 ? 0 : 2_000,
  });
  const logged: unknown[] = [];
  const printer = createCupsPrinter({
    id: 'documentPrinter',
    port: sim,
    queue: 'A4',
    clock,
    log: (id, fields) => logged.push({ id, fields }),
    // `cureMs` above `pageMs`, as by default: "not done" after an empty tray is claimed in some lives, and must be true.
    profile: { pageEvidence: 'printer', cureMs: 20_000, pageMs: 15_000 },
  });
  let acts = 0;
  const print = (o: { readonly hooks: ActHooks; readonly signal?: AbortSignal }) => {
    acts += 1;
    return printer.print({ actId: `act-${acts}`, pdf }, { ...o, queueMs: 2_000 });
  };
  const lasting = (name: string, begin: () => void, cure: () => void): ConformanceFault => ({
    name,
    apply: () => {
      begin();
      return cure;
    },
  });
  const once = (name: string, fault: ExchangeFault, operation: OperationName | null = null): ConformanceFault => ({
    name,
    apply: () => {
      sim.failNext(fault, operation);
      return null;
    },
  });
  const { world } = sim;
  return {
    clock,
    device: printer,
    line: null,
    calls: [
      {
        name: 'print',
        effect: 'consumesSupply',
        limitMs: printLimitMs,
        run: print,
        watch: () => {
          const act = `act-${acts + 1}`;
          return () => cameOut(sim, act);
        },
      },
      {
        name: 'refresh',
        effect: 'none',
        limitMs: 10_000,
        run: ({ signal }) => printer.refresh({ queueMs: 2_000, signal }),
      },
    ],
    faults: [
      lasting(
        'spooler gone',
        () => sim.setReach('absent'),
        () => sim.setReach('up'),
      ),
      lasting(
        'spooler refuses',
        () => sim.setReach('refused'),
        () => sim.setReach('up'),
      ),
      lasting(
        'spooler deaf',
        () => sim.setDeaf(true),
        () => sim.setDeaf(false),
      ),
      lasting(
        'paper out',
        () => world.setPaper(0),
        () => world.setPaper(500),
      ),
      lasting(
        'paper for one more page',
        () => world.setPaper(1),
        () => world.setPaper(500),
      ),
      lasting(
        'cover open',
        () => world.setCover(true),
        () => world.setCover(false),
      ),
      lasting(
        'toner out',
        () => world.setToner('out'),
        () => world.setToner('ok'),
      ),
      lasting(
        'printer off',
        () => world.setOffline(true),
        () => world.setOffline(false),
      ),
      ...[1, 2, 3].map((page) =>
        lasting(
          `jam at page ${page}`,
          () => world.jamAt(page),
          () => world.clearJam(),
        ),
      ),
      lasting(
        'queue stopped',
        () => world.setQueueStopped(true),
        () => world.setQueueStopped(false),
      ),
      lasting(
        'queue refuses jobs',
        () => world.setAccepting(false),
        () => world.setAccepting(true),
      ),
      {
        name: 'spooler crashes',
        apply: () => {
          sim.crash(1_500);
          return null;
        },
      },
      lasting(
        'backend fails',
        () => world.failCurrent(),
        () => world.setQueueStopped(false),
      ),
      once('request dropped', { kind: 'dropRequest' }),
      once('reply lost', { kind: 'loseReply' }),
      once('document dropped', { kind: 'dropRequest' }, 'Send-Document'),
      once('reply to the document lost', { kind: 'loseReply' }, 'Send-Document'),
      once('silence after the document', { kind: 'silence', isDone: true }, 'Send-Document'),
      once('document refused', { kind: 'status', status: 0x040a }, 'Send-Document'),
      once('HTTP 503', { kind: 'http', status: 503 }),
      once('half a reply', { kind: 'half' }),
      once('reply of another request', { kind: 'wrongId' }),
      once('late by two seconds', { kind: 'late', ms: 2_000 }),
      once('late by ten seconds', { kind: 'late', ms: 10_000 }),
      once('garbage', { kind: 'garbage', bytes: Buffer.from('<html>busy</html>') }),
      once('cancel refused', { kind: 'status', status: 0x0404 }, 'Cancel-Job'),
    ],
    moves: [
      { name: 'fill paper', run: () => world.setPaper(500) },
      { name: 'close the cover', run: () => world.setCover(false) },
      { name: 'free a jam', run: () => world.clearJam() },
      { name: 'paper low', run: () => world.setPaper(10) },
      { name: 'toner low', run: () => world.setToner('low') },
      { name: 'enable the queue', run: () => world.setQueueStopped(false) },
    ],
    heal: () => {
      sim.clearFaults();
      world.heal();
    },
    disagreement: () => {
      const { link, condition, faults, supplies, paths } = printer.status();
      const told = { link, condition, faults: faults.length, paper: supplies.paper?.level, path: paths.paper };
      const want = { link: 'up', condition: 'ok', faults: 0, paper: 'ok', path: 'clear' };
      return JSON.stringify(told) === JSON.stringify(want) ? null : JSON.stringify(told);
    },
    serveNext: async () => {
      const act = `act-${acts + 1}`;
      const result = await clock.until(print({ hooks: { sent: () => undefined } }), { withinMs: printLimitMs });
      if (result.ok && cameOut(sim, act) !== 'whole') throw new Error(`the next document is ${cameOut(sim, act)}`);
      return result;
    },
    logged,
    canaries: Object.values(citizen),
    stop: () => simulatorTimers.stop(),
  };
}

/** What lies in the tray and sticks in the path of this act. */
function cameOut(sim: IppSimulator, act: string): 'none' | 'part' | 'whole' | 'twice' {
  const sheets = sim.world.sheets.filter(({ jobName }) => jobName === act);
  const out = sheets.filter(({ end }) => end === 'out').map(({ page }) => page);
  if (new Set(out).size < out.length) return 'twice';
  if (sheets.length === 0) return 'none';
  return out.length === pages ? 'whole' : 'part';
}

/** A reply as cupsd sends it, with everything that this driver reads. */
function sample(random: () => number): Uint8Array {
  const number = () => Math.floor(random() * 1_000);
  const isJob = random() < 0.5;
  const group = isJob
    ? {
        tag: groupTags.job,
        attributes: [
          attributes.integer('job-id', number()),
          attributes.name('job-name', `act-${number()}`),
          attributes.enum('job-state', 3 + Math.floor(random() * 7)),
          attributes.integer('job-impressions-completed', number()),
        ],
      }
    : {
        tag: groupTags.printer,
        attributes: [
          attributes.enum('printer-state', 3 + Math.floor(random() * 3)),
          attributes.keyword('printer-state-reasons', 'media-low-warning', 'toner-low-report'),
          attributes.boolean('printer-is-accepting-jobs', random() < 0.5),
        ],
      };
  const head = { tag: groupTags.operation, attributes: [attributes.charset('attributes-charset', 'utf-8')] };
  return encodeIpp({ version: 0x0200, code: 0, requestId: number(), groups: [head, group] });
}

const documented = Object.entries(printerReasons).flatMap(([keyword, { code }]) => (code === null ? [] : [keyword]));

export const cupsSubject: Subject = {
  name: 'cups',
  rig: ({ random }) => rig(random),
  // HTTP carries one whole message in each body.
  framing: 'reports',
  codec: {
    decoder: () => ({
      push: (chunk) => {
        const decoded = decodeIpp(chunk);
        return decoded.ok ? [decoded.value.message] : [];
      },
      bufferedBytes: () => 0,
    }),
    sample,
    maxBufferedBytes: 4_096,
  },
  vendorCodes: {
    documented,
    unknown: ['com.example.gremlin-error', 'flux-capacitor-error'],
    errorOf: (keyword) => {
      const reason = reasonOf(keyword);
      const code: ErrorCode = reason.code ?? 'E_INTERNAL';
      return { code, vendor: reason.keyword };
    },
  },
};
