import type { ActHooks, DeviceError } from '../../../contract/device.ts';
import type { Result } from '../../../contract/result.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import type {
  CodecSubject,
  ConformanceCall,
  ConformanceFault,
  ConformanceRig,
  Subject,
  VendorCodes,
} from '../../conformance/subject.ts';
import type { WorldFault } from '../../simulators/card-world.ts';
import type { F2Fault, PowerPoint } from '../../simulators/f2-simulator.ts';
import type { CardMotion } from '../card-dispenser.ts';
import { decodeCommand, encodeReply, type F2Command, maxFrameBytes } from './codec.ts';
import { f2Error, f2Errors, vendorText } from './codes.ts';
import { F2Framer } from './framer.ts';
import { type F2Rig, f2Rig } from './rig.test-data.ts';

/** Queue 5 s, three looks of up to 10 s with every repetition, three sends of a motion with looks between, its 15 s, INITIALISE 30 s. */
const motionLimitMs = 120_000;
const queryLimitMs = 45_000;
const takeUserMs = 8_000;

const motionCommands: readonly F2Command[] = ['moveRf', 'moveGate', 'moveBin', 'initialiseToBin'];
const powerPoints: readonly PowerPoint[] = ['beforeAck', 'afterAck', 'midMotion', 'afterMotion'];

/** Bytes and timing: on the next command, and on the next motion of any kind. */
const wireFaults: readonly F2Fault[] = [
  ...([{ type: 'noAck' }, { type: 'ackLost' }, { type: 'nak' }, { type: 'silence' }, { type: 'deaf' }] as const),
  ...([
    { type: 'badBcc', replies: 1 },
    { type: 'badBcc', replies: 9 },
    { type: 'badLength', by: 4 },
  ] as const),
  ...([{ type: 'oversize' }, { type: 'half' }, { type: 'duplicate' }, { type: 'noise', bytes: 30 }] as const),
  ...([{ type: 'unsolicited' }, { type: 'late', ms: 1_500 }, { type: 'error', code: '7Z' }] as const),
  ...([
    { type: 'error', code: '10' },
    { type: 'error', code: '45' },
    { type: 'error', code: 'B0' },
  ] as const),
];
const mechanics: readonly WorldFault[] = [
  ...(['feed', 'present', 'capture'] as const).flatMap((motion) =>
    (['reset', 'person'] as const).map((cure): WorldFault => ({ type: 'jam', in: motion, cure })),
  ),
  ...([{ type: 'misfeed' }, { type: 'overlap' }] as const),
  ...(['present', 'capture'] as const).flatMap((motion) =>
    (['before', 'during', 'after'] as const).map((at): WorldFault => ({ type: 'snatch', in: motion, at })),
  ),
];

function named(what: string, fault: object, apply: () => void): ConformanceFault {
  const rest = Object.values(fault).join(' ');
  return {
    name: `${what}: ${rest}`,
    apply: () => {
      apply();
      return null;
    },
  };
}

function faultsOf({ sim, world }: F2Rig): readonly ConformanceFault[] {
  const onMotion = (fault: F2Fault) => {
    for (const on of motionCommands) sim.inject(fault, { on });
  };
  return [
    ...wireFaults.map((fault) => named('next command', fault, () => sim.inject(fault))),
    ...wireFaults.map((fault) => named('next motion', fault, () => onMotion(fault))),
    ...powerPoints.flatMap((at) => {
      const cut: F2Fault = { type: 'powerCut', at, backMs: 1_500 };
      const unplug: F2Fault = { type: 'unplug', at };
      return [cut, unplug].map((fault) => named('next motion', fault, () => onMotion(fault)));
    }),
    ...mechanics.map((fault) => named('mechanics', fault, () => world.inject(fault))),
    {
      name: 'motor fault',
      apply: () => {
        world.hasMotorFault = true;
        return () => {
          world.hasMotorFault = false;
        };
      },
    },
    {
      name: 'no power',
      apply: () => {
        sim.powerOff();
        return () => sim.powerOn();
      },
    },
    {
      name: 'mute chip',
      apply: () => {
        sim.mechanics.isChipMute = true;
        return () => {
          sim.mechanics.isChipMute = false;
        };
      },
    },
  ];
}

/** A card between the sensors stands where ST0 shows it: inside. */
function placeOf({ world }: F2Rig): 'none' | 'inside' | 'exit' {
  const place = world.card?.place ?? 'none';
  if (place === 'exit') return 'exit';
  return place === 'none' || place === 'entering' ? 'none' : 'inside';
}

/** What became of one motion since now, by the world. */
function watch(
  rig: F2Rig,
  motion: CardMotion | 'recover',
  act: { readonly resets: number | null; readonly place: 'none' | 'inside' | 'exit' },
): () => 'none' | 'part' | 'whole' | 'twice' {
  const { world, sim } = rig;
  const before = {
    fed: world.fed,
    captured: world.captured,
    place: placeOf(rig),
    id: world.card?.id,
  };
  const isTaken = () => before.id !== undefined && world.taken.includes(before.id);
  return () => {
    const fed = world.fed - before.fed;
    const captured = world.captured - before.captured;
    if (fed > (motion === 'feed' ? 1 : 0)) return 'twice';
    if (captured > 1) return 'twice';
    switch (motion) {
      case 'feed':
        return fed === 1 ? 'whole' : 'none';
      case 'present':
        if (captured > 0) return 'part';
        return before.place === 'inside' && (isTaken() || placeOf(rig) === 'exit') ? 'whole' : 'none';
      case 'retract':
        return before.place === 'exit' && placeOf(rig) === 'inside' ? 'whole' : 'none';
      case 'capture':
        if (captured === 1) return 'whole';
        return before.place === 'exit' && placeOf(rig) === 'inside' ? 'part' : 'none';
      case 'recover':
        if (captured === 1) return 'whole';
        // Nothing to clear away: what counts is that the unit was set up anew since the act began, in whatever way.
        if (act.resets === null) return 'none';
        if (act.place === 'none') return sim.resets > act.resets ? 'whole' : 'none';
        return act.place === 'exit' && placeOf(rig) === 'inside' ? 'part' : 'none';
    }
  };
}

function callsOf(rig: F2Rig): readonly ConformanceCall[] {
  const { device } = rig;
  /** What was so when the act began: a hand may have been there after the call. */
  const act: { resets: number | null; place: 'none' | 'inside' | 'exit' } = { resets: null, place: 'none' };
  const motion = (name: CardMotion | 'recover'): ConformanceCall => ({
    name,
    effect: name === 'feed' ? 'consumesSupply' : 'movesMedia',
    limitMs: motionLimitMs,
    run: ({ hooks, signal }) => {
      const sent: ActHooks['sent'] = (before) => {
        hooks.sent(before);
        act.resets = rig.sim.resets;
        act.place = placeOf(rig);
      };
      return device[name]({ actId: `act-${name}`, hooks: { sent }, signal });
    },
    watch: () => {
      act.resets = null;
      return watch(rig, name, act);
    },
  });
  return [
    ...(['feed', 'present', 'capture', 'retract', 'recover'] as const).map(motion),
    { name: 'refresh', effect: 'none', limitMs: queryLimitMs, run: ({ signal }) => device.refresh({ signal }) },
    { name: 'readChip', effect: 'none', limitMs: queryLimitMs, run: ({ signal }) => device.readChip({ signal }) },
    {
      name: 'awaitTaken',
      effect: 'none',
      // The look that decides may have to wait for a motion of somebody else.
      limitMs: takeUserMs + motionLimitMs,
      run: ({ signal }) => device.awaitTaken({ userMs: takeUserMs, signal }),
    },
  ];
}

function conformanceRig(random: () => number): ConformanceRig {
  const rig = f2Rig({ random, simulator: { random }, world: { hopper: 30, binCapacity: 5, lowAt: 5 } });
  const { clock, device, line, sim, world } = rig;
  const hooks: ActHooks = { sent: () => undefined };
  return {
    clock,
    device,
    line,
    calls: callsOf(rig),
    faults: faultsOf(rig),
    moves: [
      { name: 'take the card', run: () => void world.take() },
      { name: 'push a card of my own in', run: () => void world.insertForeign() },
      { name: 'fill the hopper', run: () => world.fillHopper(20) },
      { name: 'empty the bin', run: () => world.emptyBin() },
    ],
    heal: () => {
      sim.clearFaults();
      sim.powerOn();
      world.clearFaults();
      world.clearByHand();
      world.emptyBin();
      world.fillHopper(100);
      device.setCount('hopper', world.hopper);
      device.setCount('retain', 0);
    },
    disagreement: () => {
      const { media, bins, faults, paths } = device.status();
      const isTrue = (isSo: boolean, what: string) => (isSo ? [] : [what]);
      const differs = [
        ...isTrue(media === 'none' && world.card === null, `media ${media}, card ${world.card?.place}`),
        ...isTrue(bins.hopper?.level === 'ok', `hopper ${bins.hopper?.level}`),
        ...isTrue(bins.hopper?.count === world.hopper, `hopper ${bins.hopper?.count} of ${world.hopper}`),
        ...isTrue(bins.retain?.level === 'ok', `bin ${bins.retain?.level}`),
        ...isTrue(faults.length === 0, `faults ${faults.map(({ code }) => code).join()}`),
        ...isTrue(paths.channel === 'clear', `channel ${paths.channel}`),
      ];
      return differs.length === 0 ? null : differs.join('; ');
    },
    serveNext: async () => {
      const fed = await rig.until(device.feed({ actId: 'next', hooks }));
      if (!fed.ok) return fed;
      const presented = await rig.until(device.present({ actId: 'next', hooks }));
      if (!presented.ok) return presented;
      const taken = device.awaitTaken({ userMs: 10_000 });
      await clock.advance(1_000);
      world.take();
      const result: Result<unknown, DeviceError> = await rig.until(taken);
      return result;
    },
    isMoving: () => sim.isBusy,
    logged: rig.logged,
    isHarmless: (bytes) => {
      const command = decodeCommand(bytes);
      if (!command.ok) return bytes.length === 1;
      const { command: name } = command.value;
      // INITIALISE that keeps the card is how such a unit is identified after power-on (docs/protocols/card-dispenser.md, 5.1).
      return name !== null && !name.startsWith('move') && (!name.startsWith('init') || name === 'initialiseKeep');
    },
    stop: () => sim.stop(),
  };
}

const codec: CodecSubject = {
  decoder: () => {
    const framer = new F2Framer({ clock: new VirtualClock() });
    return { push: (chunk) => framer.push(chunk), bufferedBytes: () => framer.buffered };
  },
  sample: (random) => {
    const byte = () => Math.floor(random() * 256);
    const data = Uint8Array.from({ length: [0, 0, 3, 8, 40, 300][Math.floor(random() * 6)] ?? 0 }, byte);
    const head = { address: Math.floor(random() * 16), cm: byte(), pm: byte(), data };
    return encodeReply(
      random() < 0.7
        ? { type: 'positive', ...head, st0: '0', st1: '2', st2: '0' }
        : { type: 'negative', ...head, error: '10' },
    );
  },
  maxBufferedBytes: maxFrameBytes,
};

const vendorCodes: VendorCodes = {
  documented: Object.keys(f2Errors),
  unknown: ['7Z', '99', 'FF', '\x00\x00'],
  errorOf: (code) => ({ code: f2Error(code).code, vendor: vendorText(code) }),
};

/** A unit of the F2 family. */
export const f2Subject: Subject = {
  name: 'f2',
  rig: ({ random }) => conformanceRig(random),
  codec,
  // Frames carry no number: a command that the line delivers a second time is a second command.
  undetectable: { toDevice: ['repeat'] },
  vendorCodes,
};
