import type { DeviceError } from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import type { Result } from '../../../contract/result.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import type { ConformanceFault, ConformanceRig, Subject } from '../../conformance/subject.ts';
import { SmartCardChip, syntheticCard } from '../../simulators/smart-card-chip.ts';
import { type SmartCardFault, SmartCardSimulator } from '../../simulators/smart-card-simulator.ts';
import { decodeResponse, maxResponseBytes } from '../card/apdu.ts';
import type { SocialSecurityCardRead } from '../smart-card-reader.ts';
import { pcscReasons } from './pcsc-port.ts';
import { createPcscReader } from './pcsc-reader.ts';
import { defaultPcscProfile } from './profile.ts';

const slot = 'Simulated Reader 00 00';
const userMs = 6_000;
const queueMs = 3_000;
/** A read that began at the end of the user's time, with every budget used up. */
const slackMs =
  defaultPcscProfile.connectMs + defaultPcscProfile.sharingMs + defaultPcscProfile.readMs + 2 * defaultPcscProfile.ioMs;

const oneShot: readonly SmartCardFault[] = [
  { type: 'silent', ms: 10_000 },
  { type: 'silent', ms: 2_000, times: 20 },
  { type: 'silent', ms: 0 },
  { type: 'mute' },
  { type: 'slowPower', ms: 8_000 },
  { type: 'slowPower', ms: 0 },
  ...([0, 3, 9] as const).flatMap((atCommand) =>
    (['removed', 'noAnswer', 'hangs'] as const).map((seen) => ({ type: 'pull' as const, atCommand, seen })),
  ),
  ...pcscReasons.map((reason) => ({ type: 'fails' as const, reason })),
  { type: 'answers', bytes: new Uint8Array(0) },
  { type: 'answers', bytes: new Uint8Array(300) },
  { type: 'answers', bytes: Uint8Array.of(0x69, 0x82) },
  { type: 'answers', bytes: Uint8Array.of(0x61, 0xff) },
  { type: 'answers', bytes: Uint8Array.of(0x08, 0x12, 0x34, 0x90, 0x00) },
];

function nameOf(fault: SmartCardFault): string {
  if (fault.type === 'pull') return `pulled at command ${fault.atCommand}, seen as ${fault.seen}`;
  if (fault.type === 'fails') return `fails: ${fault.reason}`;
  if (fault.type === 'answers') return `answers ${fault.bytes.length} bytes ${fault.bytes.at(-2)}`;
  return 'ms' in fault ? `${fault.type} ${fault.ms}` : fault.type;
}

function rig(random: () => number): ConformanceRig {
  const clock = new VirtualClock();
  const simulator = new SmartCardSimulator(clock, [slot]);
  const logged: unknown[] = [];
  const log: Log = (id, fields) => void logged.push({ id, fields });
  const reader = createPcscReader({ id: 'smartCard', port: simulator, reader: '', clock, log, random });
  const cards = ['v1', 'v2', 'v3', 'bank', 'v2-long-name'] as const;
  const insert = (name: string) =>
    simulator.insert(slot, new SmartCardChip(syntheticCard(name), { speaksT0: random() < 0.5 }));
  const read = (signal: AbortSignal) => reader.readSocialSecurityCard({ userMs, queueMs, signal });
  return {
    clock,
    device: reader,
    line: null,
    calls: [
      {
        name: 'readSocialSecurityCard',
        effect: 'none',
        limitMs: queueMs + userMs + slackMs,
        run: ({ signal }) => wiped(read(signal)),
      },
    ],
    faults: [
      ...oneShot.map(
        (fault): ConformanceFault => ({
          name: nameOf(fault),
          apply: () => {
            simulator.inject(fault);
            return null;
          },
        }),
      ),
      {
        name: 'another program holds every card',
        apply: () => {
          simulator.holdByOther(true);
          return () => simulator.holdByOther(false);
        },
      },
      {
        name: 'the reader is unplugged',
        apply: () => {
          simulator.detach(slot);
          return () => simulator.attach(slot);
        },
      },
      {
        name: 'the PC/SC service has gone',
        apply: () => {
          simulator.stopService();
          return () => simulator.startService();
        },
      },
      {
        name: 'the PC/SC service is restarted',
        apply: () => {
          simulator.stopService();
          simulator.startService();
          return null;
        },
      },
      {
        name: 'a second reader is plugged in',
        apply: () => {
          simulator.attach('Other Reader 00 00');
          return () => simulator.detach('Other Reader 00 00');
        },
      },
    ],
    moves: [
      ...cards.map((name) => ({ name: `put in ${name}`, run: () => insert(name) })),
      { name: 'take it out', run: () => simulator.remove(slot) },
    ],
    heal: () => {
      simulator.clearFaults();
      simulator.holdByOther(false);
      simulator.detach('Other Reader 00 00');
      simulator.attach(slot);
      if (!simulator.isRunning) simulator.startService();
      simulator.remove(slot);
    },
    disagreement: () => {
      const { media, link } = reader.status();
      const expected = simulator.isCardIn(slot) ? 'inside' : 'none';
      if (link !== 'up') return `the link is ${link}`;
      if (simulator.connectedCards > 0) return 'a card is still powered';
      return media === expected ? null : `the slot is said to be ${media}, it is ${expected}`;
    },
    serveNext: async () => {
      const call: { result: Result<unknown, DeviceError> | null } = { result: null };
      void wiped(read(new AbortController().signal)).then((result) => {
        call.result = result;
      });
      await clock.advance(400);
      insert('v2');
      await clock.advance(3_000);
      if (call.result === null) throw new Error('the next card was not read in time');
      simulator.remove(slot);
      return call.result;
    },
    logged,
    canaries: ['测试员', '440106199001019990', 'B12345678', 'C12345678'],
    isHarmless: () => true, // a card is only ever read
    stop: () => simulator.stop(),
  };
}

/** What was read is of no use to the suite. */
async function wiped(call: Promise<Result<SocialSecurityCardRead, DeviceError>>): Promise<Result<null, DeviceError>> {
  const result = await call;
  if (!result.ok) return result;
  result.value.wipe();
  return { ok: true, value: null };
}

/** PC/SC readers are told apart by the name in the configuration; the card itself is checked at each read. */
export const pcscSubject: Subject = {
  name: 'pcsc',
  rig: ({ random }) => rig(random),
  hasNoIdentity: 'PC/SC names the reader; whatever answers under that name is the reader',
  // PC/SC gives whole answers, never pieces.
  framing: 'reports',
  codec: {
    decoder: () => ({
      push: (chunk) => {
        const answer = decodeResponse(chunk);
        return answer.ok ? [answer.value] : [];
      },
      bufferedBytes: () => 0,
    }),
    sample: (random) => {
      const data = Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * 256));
      return Uint8Array.of(...data, 0x90, 0x00);
    },
    maxBufferedBytes: maxResponseBytes,
  },
};
