import type { ActHooks, DeviceError } from '../../../contract/device.ts';
import type { Result } from '../../../contract/result.ts';
import type {
  CodecSubject,
  ConformanceCall,
  ConformanceFault,
  ConformanceRig,
  Subject,
  VendorCodes,
} from '../../conformance/subject.ts';
import type { ChannelCard, WorldFault } from '../../simulators/card-world.ts';
import type { K720Fault } from '../../simulators/k720-simulator.ts';
import type { CardMotion } from '../card-dispenser.ts';
import { bodyText, controlBytes, decodeFrame, encodeControl, encodeFrame, textBody } from './codec.ts';
import { cardErrorCode, cardErrors, commandOf, commands, encodeCardReply, isCardCommand } from './commands.ts';
import { K720Framer } from './framer.ts';
import { defaultK720Profile } from './profile.ts';
import { k720Rig, type RigOptions } from './rig.test-data.ts';
import { decodeStatus, faultsOf, statusCharacters, vendorText } from './status.ts';

type Motion = CardMotion | 'recover';
type Rig = ReturnType<typeof k720Rig>;
interface Told {
  /** The card that stood in the channel each time a motor started. */
  readonly starts: readonly (ChannelCard | null)[];
  /** The card that stood in the channel when the act began; null = none, or it has not begun. Hands come and go before a motor turns. */
  readonly begun: { card: ChannelCard | null };
  /** How often the host ordered a reset, whether the device heard it or not. */
  readonly resets: { readonly ordered: number };
}

/** A call waits up to 5 s in the queue; a feed has two commands of 12 s, each with its looks; the facade waits 15 s for motors that still turn. */
const motionLimitMs = 95_000;
const takeMs = 3_000;

const offMs = 3_000;
const motionCommands = ['DC', 'FC7', 'FC0', 'FC4', 'CP', 'RS'] as const;

/** What the device does wrong, once for each time it is applied. */
const deviceFaults: readonly (readonly [K720Fault, string | undefined])[] = [
  ...(['silence', 'noAck', 'nak'] as const).map((type) => [{ type }, undefined] as const),
  [{ type: 'nakStorm', count: 5 }, undefined],
  [{ type: 'lateAck', ms: 320 }, undefined],
  [{ type: 'lateReply', ms: 1_100 }, 'AP'],
  ...(['noReply', 'halfReply', 'duplicateReply', 'garbledReply', 'foreignReply'] as const).map(
    (type) => [{ type }, 'AP'] as const,
  ),
  [{ type: 'noise', bytes: 30 }, undefined],
  [{ type: 'muteChip' }, '3B30'],
  [{ type: 'dispenseError' }, 'DC'],
  [{ type: 'captureError' }, 'CP'],
  [{ type: 'prepareFailed' }, 'DC'],
  ...motionCommands.flatMap((on) => [
    [{ type: 'lostEnq' }, on] as const,
    [{ type: 'cannotExecute' }, on] as const,
    [{ type: 'unplug', at: 'afterEnq' }, on] as const,
    ...(['beforeEnq', 'afterEnq', 'midMotion', 'afterMotion'] as const).map(
      (at) => [{ type: 'power', at, offMs }, on] as const,
    ),
  ]),
];

const worldFaults: readonly WorldFault[] = [
  { type: 'misfeed' },
  { type: 'overlap' },
  ...(['feed', 'feedToExit', 'present', 'retract', 'capture'] as const).flatMap((motion) => [
    { type: 'jam', in: motion, cure: 'reset' } as const,
    { type: 'jam', in: motion, cure: 'person' } as const,
  ]),
  { type: 'snatch', in: 'capture', at: 'before' },
  { type: 'snatch', in: 'capture', at: 'during' },
  { type: 'snatch', in: 'retract', at: 'during' },
  { type: 'snatch', in: 'present', at: 'during' },
  { type: 'snatch', in: 'present', at: 'after' },
  { type: 'snatch', in: 'feedToExit', at: 'after' },
];

function conformanceRig(options: RigOptions): ConformanceRig {
  const rig = k720Rig(options);
  const { clock, line, world, simulator, dispenser } = rig;
  const starts: (ChannelCard | null)[] = [];
  const resets = { ordered: 0 };
  const begun: Told['begun'] = { card: null };
  let lastFrame = '';
  line.onHostWrite((bytes) => {
    if (bytes[0] === controlBytes.enq && lastFrame === 'RS') resets.ordered += 1;
    const frame = decodeFrame(bytes, true);
    if (frame.ok) lastFrame = bodyText(frame.value.body) ?? '';
  });
  const begin = world.begin.bind(world);
  world.begin = (motion) => {
    const { card } = world;
    const refusal = begin(motion);
    if (refusal === null) starts.push(card);
    return refusal;
  };
  const inject = (name: string, apply: () => void, cure: (() => void) | null = null): ConformanceFault => ({
    name,
    apply: () => {
      apply();
      return cure;
    },
  });
  return {
    clock,
    device: dispenser,
    line,
    calls: [
      ...(['feed', 'present', 'capture', 'retract', 'recover'] as const).map((motion) =>
        motionCall(rig, motion, { starts, begun, resets }),
      ),
      {
        name: 'awaitTaken',
        effect: 'none',
        // The look that decides may have to wait for a motion of somebody else.
        limitMs: motionLimitMs + takeMs,
        run: ({ signal }) => dispenser.awaitTaken({ userMs: takeMs, signal }),
      },
      { name: 'readChip', effect: 'none', limitMs: 65_000, run: ({ signal }) => dispenser.readChip({ signal }) },
      { name: 'refresh', effect: 'none', limitMs: 20_000, run: ({ signal }) => dispenser.refresh({ signal }) },
    ],
    faults: [
      ...deviceFaults.map(([fault, on]) => {
        const at = 'at' in fault ? ` ${fault.at}` : '';
        return inject(`${fault.type}${at}${on === undefined ? '' : ` ${on}`}`, () =>
          simulator.inject(fault, on === undefined ? {} : { on }),
        );
      }),
      ...worldFaults.map((fault) => {
        const words = Object.values(fault).join(' ');
        return inject(words, () => world.inject(fault));
      }),
      inject(
        'motion bits stuck',
        () => simulator.inject({ type: 'stuckBits' }, { on: 'CP' }),
        () => simulator.mechanics.clear(),
      ),
      inject(
        'motor fault',
        () => {
          world.hasMotorFault = true;
        },
        () => {
          world.hasMotorFault = false;
        },
      ),
      inject(
        'mains off',
        () => simulator.powerOff(),
        () => simulator.powerOn(),
      ),
    ],
    moves: [
      { name: 'take the card', run: () => void world.take() },
      { name: 'push a card in', run: () => void world.insertForeign() },
      { name: 'fill the hopper', run: () => world.fillHopper(3) },
      { name: 'empty the bin', run: () => world.emptyBin() },
    ],
    heal: () => {
      simulator.attend();
      world.fillHopper(20);
      world.emptyBin();
      dispenser.setCount('hopper', world.hopper);
      dispenser.setCount('retain', 0);
    },
    disagreement: () => {
      const { media } = dispenser.status();
      const place = world.card?.place ?? 'none';
      const expected = place === 'exit' || place === 'entering' ? 'atExit' : place;
      return media === expected ? null : `the card is said to be ${media}, it is ${expected}`;
    },
    serveNext: () => serve(rig),
    isMoving: () => simulator.mechanics.isRunning,
    logged: rig.logged,
    canaries: ['5A0300', '045A03F2'],
    isHarmless,
    stop: () => simulator.stop(),
  };
}

async function serve(rig: Rig): Promise<Result<unknown, DeviceError>> {
  const { clock, world, dispenser } = rig;
  const fed = await rig.act('feed');
  if (!fed.ok) return fed;
  if (dispenser.capabilities.feedsTo === 'inside') {
    const chip = await rig.run(dispenser.readChip());
    if (!chip.ok) return chip;
    const presented = await rig.act('present');
    if (!presented.ok) return presented;
  }
  const taken = dispenser.awaitTaken({ userMs: 20_000 });
  await clock.advance(1_000);
  world.take();
  return rig.run(taken);
}

function motionCall(rig: Rig, motion: Motion, told: Told): ConformanceCall {
  return {
    name: motion,
    effect: motion === 'feed' ? 'consumesSupply' : 'movesMedia',
    limitMs: motionLimitMs,
    run: ({ hooks, signal }) => {
      const sent: ActHooks['sent'] = (before) => {
        hooks.sent(before);
        told.begun.card = rig.world.card;
      };
      return rig.dispenser[motion]({ actId: 'act-1', hooks: { sent }, signal });
    },
    watch: () => {
      told.begun.card = null;
      return watchOf(rig, motion, told);
    },
    ...(motion === 'recover' ? { partialMayBeNothing: 'a reset turns motors without moving a card' } : {}),
  };
}

/** What really happened to cards since now. A hand that takes a card is no part of an act. */
function watchOf(
  { world, simulator, dispenser }: Rig,
  motion: Motion,
  { starts, begun, resets }: Told,
): () => 'none' | 'part' | 'whole' | 'twice' {
  const before = { fed: world.fed, executed: simulator.executed.length, starts: starts.length, resets: resets.ordered };
  return () => {
    const { card } = world;
    const fed = world.fed - before.fed;
    const executed = simulator.executed.slice(before.executed);
    if (executed.some((name, index) => executed.indexOf(name) !== index)) return 'twice';
    if (motion === 'feed') {
      if (fed !== 1) return fed === 0 ? 'none' : 'twice';
      const { feedsTo } = dispenser.capabilities;
      // The newest card is the one that was fed; at the exit it was offered, whoever has it by now.
      const wasOffered = feedsTo === 'exit' && world.taken.includes(world.fed);
      return card?.place === feedsTo || wasOffered ? 'whole' : 'part';
    }
    // FC7 with an empty channel, in the moment after the look: an act of another kind, which may never be called done.
    if (fed > 0) return motion === 'retract' && fed === 1 ? 'part' : 'twice';
    const old = starts[before.starts];
    // A reset of a unit that is well and empty changes nothing: ordered is as good as done. A card that a hand took before it was to be cleared away.
    if (motion === 'recover' && (old === null || (old === undefined && begun.card === null))) {
      if (begun.card !== null && world.taken.includes(begun.card.id)) return 'none';
      const isWell = resets.ordered > before.resets && !world.sensors.isOverlapping && !simulator.mechanics.hasError;
      return isWell ? 'whole' : 'none';
    }
    if (old === undefined || old === null) return 'none';
    const isTaken = world.taken.includes(old.id);
    if (isTaken) return motion === 'present' ? 'whole' : 'none';
    const isGone = card?.id !== old.id;
    if (!isGone && card.place === old.place) return 'none';
    if (motion === 'capture' || motion === 'recover') return isGone ? 'whole' : 'part';
    return !isGone && card.place === (motion === 'present' ? 'exit' : 'inside') ? 'whole' : 'part';
  };
}

/** Queries, controls and settings of nothing; an ENQ alone starts only what a frame has announced. */
function isHarmless(bytes: Uint8Array): boolean {
  if (Object.values(controlBytes).some((control) => control === bytes[0])) return true;
  const frame = decodeFrame(bytes, true);
  if (!frame.ok) return false;
  const command = commandOf(frame.value.body);
  return command === null ? isCardCommand(frame.value.body) : commands[command] === 'query';
}

const codec: CodecSubject = {
  decoder: () => {
    const framer = new K720Framer({ clock: { monoMs: () => 0 }, lengthField: true });
    return { push: (chunk) => framer.push(chunk), bufferedBytes: () => framer.buffered };
  },
  sample: (random) => {
    const below = (limit: number) => Math.floor(random() * limit);
    if (random() < 0.3) return encodeControl(random() < 0.5 ? 'ack' : 'nak', below(16));
    const nibbles = Array.from({ length: 4 }, () => below(16));
    const data = Uint8Array.from({ length: below(30) }, () => below(256));
    const card = encodeCardReply({ cm: 0x3b, pm: 0x31, error: null, data }, random() < 0.5);
    const body = random() < 0.7 ? textBody(`SF${statusCharacters(nibbles)}`) : card;
    return encodeFrame({ address: below(16), body }, true);
  },
  maxBufferedBytes: 300,
};

/** The fault bits of AP, one at a time, and the error bytes of card commands. Every bit has a meaning, so only the latter can be unknown. */
const vendorCodes: VendorCodes = {
  documented: [
    ...['4000', '2000', '0200', '0100', '0040', '0020'],
    ...Object.keys(cardErrors).map((byte) => `N${Number(byte).toString(16)}`),
  ],
  unknown: ['N7f', 'N5', 'N40', 'Nff'],
  errorOf: (code) => {
    if (code.startsWith('N')) return { code: cardErrorCode(Number.parseInt(code.slice(1), 16)), vendor: code };
    const status = decodeStatus(textBody(`SF${code}`), defaultK720Profile);
    const [fault] = status.ok ? faultsOf(status.value) : [];
    if (!status.ok || fault === undefined) throw new Error(`${code} is no fault`);
    return { code: fault, vendor: vendorText(status.value) };
  },
};

/**
 * Frames carry no number: a repeated command frame that gets between a query and its ENQ is carried out instead of the query, and a repeated or much
 * delayed status looks like a fresh one.
 */
const undetectable: NonNullable<Subject['undetectable']> = {
  toDevice: ['repeat', 'duplicate', 'delay', 'merge', 'split'],
  toHost: ['repeat', 'duplicate', 'delay', 'merge', 'split'],
};

/**
 * A K720 fed by DC and FC7, one that nobody has commissioned and that hands out by DC alone, and a D1801 fed straight to the read position, whose FC7 takes a card out of the
 * hopper when the channel is empty.
 */
export const k720Subjects: readonly Subject[] = [
  {
    name: 'k720',
    rig: ({ random }) => conformanceRig({ simulator: { random, fc7Feeds: false } }),
    codec,
    undetectable,
    vendorCodes,
  },
  {
    name: 'k720-uncommissioned',
    // Before its first motion bit it is not known whether a unit has any, and a card pushed in while a DC was not heard would count as fed.
    rig: ({ random }) =>
      conformanceRig({
        profile: { holdParam: null, releaseParam: null, showsMotion: true },
        simulator: { random, fc7Feeds: false },
      }),
    codec,
    undetectable,
    vendorCodes,
  },
  {
    name: 'd1801',
    rig: ({ random }) =>
      conformanceRig({
        profile: { holdParam: '0', releaseParam: '4', feedBy: 'FC7' },
        simulator: { random, model: 'd1801' },
      }),
    codec,
    undetectable,
    vendorCodes,
  },
];
