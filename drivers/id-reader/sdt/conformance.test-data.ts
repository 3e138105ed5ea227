import { type DeviceError, errorCodes } from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import type { Result } from '../../../contract/result.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import type {
  CodecSubject,
  ConformanceFault,
  ConformanceRig,
  Subject,
  VendorCodes,
} from '../../conformance/subject.ts';
import { type HidFraming, reportCodecs, SdtHidSimulator } from '../../simulators/sdt-hid-simulator.ts';
import { type SdtFault, SdtSimulator } from '../../simulators/sdt-simulator.ts';
import { LinkedLine } from '../../transport/linked-transport.ts';
import type { IdCardRead } from '../id-reader.ts';
import { refused } from './card-reading.ts';
import { encodeReply } from './codec.ts';
import { SdtFramer } from './framer.ts';
import { card, persona } from './rig.test-data.ts';
import { hidSdtProfile, sdtOverHid } from './sdt-over-hid.ts';
import { createSdtReader } from './sdt-reader.ts';

const userMs = 6_000;
const queueMs = 3_000;
/** A read that began at the end of the user's time: every command silent, asked twice, then the module revived. */
const slackMs = 22_000;

/** What a module does wrong, once for each time it is applied. */
const moduleFaults: readonly SdtFault[] = [
  { type: 'checksum' },
  { type: 'length', by: 5 },
  { type: 'preamble' },
  { type: 'noise', bytes: 40 },
  { type: 'silence' },
  { type: 'late', ms: 2_200 },
  { type: 'older' },
  { type: 'half' },
  { type: 'vendorTimeout' },
  { type: 'lift' },
  { type: 'unplug' },
  { type: 'sw3', code: 0x41 },
  { type: 'sw3', code: 0x40 },
  { type: 'sw3', code: 0x24 },
  { type: 'sw3', code: 0x50 },
];

function rig(framing: 'serial' | HidFraming, random: () => number): ConformanceRig {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'id-reader' });
  const isHid = framing !== 'serial';
  const module = new SdtSimulator({
    clock,
    random,
    send: (bytes) => (hid === null ? line.send(bytes) : hid.fromModule(bytes)),
    unplug: () => line.unplug(),
  });
  const hid: SdtHidSimulator | null = isHid
    ? new SdtHidSimulator({
        framing,
        send: (report) => line.send(report),
        toModule: (frame) => module.receive(frame),
      })
    : null;
  line.onHostBytes((bytes) => (hid === null ? module.receive(bytes) : hid.receive(bytes)));
  const logged: unknown[] = [];
  const log: Log = (id, fields) => void logged.push({ id, fields });
  const reader = createSdtReader({
    id: 'idReader',
    clock,
    log,
    random,
    transport: isHid ? () => sdtOverHid(line.transport, reportCodecs[framing](), clock) : line.transport,
    // A module that was out of service is asked again soon, so that the suite need not wait five minutes.
    profile: { ...(isHid ? hidSdtProfile : {}), serviceRetryMs: 2_000 },
  });
  const readCard = (signal: AbortSignal) => reader.readCard({ userMs, queueMs, signal });
  return {
    clock,
    device: reader,
    line,
    calls: [
      {
        name: 'readCard',
        effect: 'none',
        limitMs: queueMs + userMs + slackMs,
        run: ({ signal }) => wiped(readCard(signal)),
      },
    ],
    faults: [
      ...moduleFaults.map((fault): ConformanceFault => {
        const name = fault.type === 'sw3' ? `sw3 ${fault.code.toString(16)}` : fault.type;
        return {
          name,
          apply: () => {
            module.inject(fault);
            return null;
          },
        };
      }),
      ...([0x60, 0x66] as const).map((health): ConformanceFault => {
        return {
          name: `out of service ${health.toString(16)}`,
          apply: () => {
            module.setHealth(health);
            return () => module.setHealth(0x90);
          },
        };
      }),
      {
        name: 'power cut of the module',
        apply: () => {
          module.restart();
          return null;
        },
      },
    ],
    moves: [
      { name: 'lay a card down', run: () => module.place(card) },
      { name: 'take it away', run: () => module.remove() },
    ],
    heal: () => {
      module.clearFaults();
      module.setHealth(0x90);
      module.remove();
    },
    disagreement: () => {
      const { media } = reader.status();
      const expected = module.hasCard ? 'inside' : 'none';
      return media === expected ? null : `the pad is said to be ${media}, it is ${expected}`;
    },
    serveNext: async () => {
      const call: { result: Result<null, DeviceError> | null } = { result: null };
      void wiped(readCard(new AbortController().signal)).then((result) => {
        call.result = result;
      });
      await clock.advance(400);
      module.place(card);
      await clock.advance(5_000);
      if (call.result === null) throw new Error('the next card was not read in time');
      module.remove();
      return call.result;
    },
    logged,
    canaries: [persona.name, persona.number, '测试路', '天河分局'],
    isHarmless: () => true, // no command of a reader moves or writes anything
    stop: () => module.restart(),
  };
}

/** What was read is of no use to the suite. */
async function wiped(call: Promise<Result<IdCardRead, DeviceError>>): Promise<Result<null, DeviceError>> {
  const result = await call;
  if (!result.ok) return result;
  result.value.wipe();
  return { ok: true, value: null };
}

/** Longest frame (LEN 4089), and a chunk that is being pushed. */
const maxBufferedBytes = 4_096;

const serialCodec: CodecSubject = {
  decoder: () => {
    const framer = new SdtFramer({ clock: new VirtualClock() });
    return { push: (chunk) => framer.push(chunk), bufferedBytes: () => framer.buffered };
  },
  sample: (random) => {
    const sizes = [0, 0, 4, 8, 16, 28, 70, 1_284];
    return reply(random, sizes[Math.floor(random() * sizes.length)] ?? 0);
  },
  maxBufferedBytes,
};

function hidCodec(framing: HidFraming): CodecSubject {
  return {
    decoder: () => {
      const codec = reportCodecs[framing]();
      const framer = new SdtFramer({ clock: new VirtualClock() });
      // A report is blanked where it is damaged: the suite's own copy must stay.
      return {
        push: (report) => framer.push(codec.decode(report.slice()).bytes),
        bufferedBytes: () => framer.buffered,
      };
    },
    // Replies of one report: longer ones are a matter of the whole reader, which resets the codec at each command.
    sample: (random) =>
      reportCodecs[framing]().encodeReply(reply(random, Math.floor(random() * 43)))[0] ?? new Uint8Array(0),
    maxBufferedBytes,
  };
}

function reply(random: () => number, dataBytes: number): Uint8Array {
  const data = Uint8Array.from({ length: dataBytes }, () => Math.floor(random() * 256));
  return encodeReply({ sw1: 0, sw2: 0, sw3: Math.floor(random() * 256), data });
}

/** SW3 of docs/protocols/id-card-reader.md, section 3, without those that are no faults (90, 91, 9F). */
const vendorCodes: VendorCodes = {
  documented: ['80', '81', '31', '32', '33', '37', '3F', '41', '47', '40', '60', '66', '10', '11', '21', '23', '24'],
  unknown: ['50', '51', '4E', '67', '69', '71', '74', '00', 'FF'],
  errorOf: (code) => {
    const reading = refused({ sw1: 0, sw2: 0, sw3: Number.parseInt(code, 16), data: new Uint8Array(0) });
    if (reading.type === 'outOfService') return { code: 'E_NOT_READY', vendor: reading.vendor };
    if (reading.type !== 'failed' || !Object.hasOwn(errorCodes, reading.code)) throw new Error(`${code} is no failure`);
    return { code: reading.code, vendor: reading.vendor };
  },
};

/** Readers with an SDT module: on a serial line, in raw and in wrapped HID reports. */
export const sdtSubjects: readonly Subject[] = [
  { name: 'sdt', rig: ({ random }) => rig('serial', random), codec: serialCodec, vendorCodes },
  ...(['raw', 'wrapped'] as const).map((framing): Subject => {
    return {
      name: `sdt-hid-${framing}`,
      rig: ({ random }) => rig(framing, random),
      codec: hidCodec(framing),
      framing: 'reports',
      vendorCodes,
    };
  }),
];
