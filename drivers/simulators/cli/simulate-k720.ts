import { systemClock } from '../../../contract/clock.ts';
import { type Command, UsageError } from '../../../contract/command.ts';
import { givenOption, wordsOption } from '../../../contract/command-options.ts';
import { WatchedClock } from '../bench/watched-clock.ts';
import { type CardEvent, CardWorld } from '../card-world.ts';
import { type K720Fault, K720Simulator, k720FaultTargets } from '../k720-simulator.ts';
import { type K720SimulatorModel, k720SimulatorModels } from '../k720-simulator-mechanics.ts';
import { PtyLine } from '../pty.ts';
import { cableFaultsOf, cableOption, handAtCable } from './cable-option.ts';
import { linkOf, numberOf, plugIn, secondsOf, untilAborted } from './options.ts';

const offMs = 5_000;

/** Faults by the word for `--fault`; those of the world hold for the next motion of their kind, whatever the command. */
const faults = {
  silence: { type: 'silence' },
  noAck: { type: 'noAck' },
  nak: { type: 'nak' },
  nakStorm: { type: 'nakStorm', count: 10 },
  lateAck: { type: 'lateAck', ms: 400 },
  lateReply: { type: 'lateReply', ms: 1_500 },
  lostEnq: { type: 'lostEnq' },
  noReply: { type: 'noReply' },
  halfReply: { type: 'halfReply' },
  duplicateReply: { type: 'duplicateReply' },
  garbledReply: { type: 'garbledReply' },
  foreignReply: { type: 'foreignReply' },
  noise: { type: 'noise', bytes: 24 },
  muteChip: { type: 'muteChip' },
  stuckBits: { type: 'stuckBits' },
  cannotExecute: { type: 'cannotExecute' },
  dispenseError: { type: 'dispenseError' },
  captureError: { type: 'captureError' },
  prepareFailed: { type: 'prepareFailed' },
  unplug: { type: 'unplug', at: 'afterEnq' },
  powerBeforeEnq: { type: 'power', at: 'beforeEnq', offMs },
  powerAfterEnq: { type: 'power', at: 'afterEnq', offMs },
  powerMidMotion: { type: 'power', at: 'midMotion', offMs },
  powerAfterMotion: { type: 'power', at: 'afterMotion', offMs },
} as const satisfies Record<string, K720Fault>;

const worldFaults = {
  misfeed: (world: CardWorld) => world.inject({ type: 'misfeed' }),
  overlap: (world: CardWorld) => world.inject({ type: 'overlap' }),
  jamFeed: (world: CardWorld) => {
    for (const motion of ['feed', 'feedToExit'] as const) world.inject({ type: 'jam', in: motion, cure: 'reset' });
  },
  jamCapture: (world: CardWorld) => world.inject({ type: 'jam', in: 'capture', cure: 'person' }),
  snatchAtFeed: (world: CardWorld) => world.inject({ type: 'snatch', in: 'feedToExit', at: 'after' }),
  snatchAtCapture: (world: CardWorld) => world.inject({ type: 'snatch', in: 'capture', at: 'during' }),
} as const;

const words = [...Object.keys(faults), ...Object.keys(worldFaults)].join(' ');

type Armed =
  | { readonly fault: K720Fault; readonly on: string | undefined; readonly times: number }
  | { readonly arm: (world: CardWorld) => void; readonly times: number };

/**
 * One simulated K720-family dispenser on a pseudo-terminal, until SIGINT or SIGTERM. First line of stdout: `READY <path>`; then one line for each
 * thing that happens to a card.
 */
export const simulateK720: Command = {
  name: 'simulate k720',
  summary: 'One simulated card dispenser (K720 family) on a pseudo-terminal, until SIGINT or SIGTERM.',
  options: {
    link: { type: 'string', required: true, help: 'where the port shall stand, for example /tmp/dispenser' },
    cards: { type: 'string', default: '50', help: 'cards in the hopper, 0 to 200' },
    model: {
      type: 'string',
      default: 'k720',
      help: `one of ${Object.keys(k720SimulatorModels).join(' ')}; d1801: FC0 holds the card and FC4 throws it out`,
    },
    framing: { type: 'string', default: 'length', help: 'length, or old: frames without a length field' },
    address: { type: 'string', default: '0', help: '0 to 15' },
    'motor-speed': { type: 'string', default: '1', help: 'how much quicker than a real unit it moves cards, 1 to 10' },
    'take-after': {
      type: 'string',
      help: 'seconds from the moment a card stands at the mouth until a hand takes it; default: never',
    },
    fault: {
      type: 'string',
      help: `what goes wrong, TYPE[@COMMAND][*TIMES] with commas between, any command unless given; TYPE: ${words}`,
    },
    ...cableOption,
  },
  run: async ({ options }, io) => {
    const link = linkOf(options.link);
    const model = modelOf(givenOption(options, 'model') ?? 'k720');
    const hopper = numberOf('cards', options.cards, { max: 200, isWhole: true });
    const address = numberOf('address', options.address, { max: 15, isWhole: true });
    const motorSpeed = numberOf('motor-speed', options['motor-speed'], { max: 10, isWhole: false });
    if (motorSpeed < 1) throw new UsageError('--motor-speed must be a number from 1 to 10');
    const framing = givenOption(options, 'framing') ?? 'length';
    if (framing !== 'length' && framing !== 'old') throw new UsageError('--framing must be length or old');
    const armed = wordsOption(options, 'fault').map(parseFault);
    const cable = cableFaultsOf(options.cable);
    const takeMs = secondsOf(options, 'take-after');

    const line = new PtyLine(link);
    const clock = new WatchedClock(systemClock, () => undefined);
    let cancelTake: () => void = () => undefined;
    const onEvent = (event: CardEvent, id: number) => {
      io.out(`CARD ${id} ${event}`);
      cancelTake();
      if (event === 'atExit' && takeMs !== null) cancelTake = clock.after(takeMs, () => void world.take());
    };
    const world = new CardWorld({ hopper, onEvent });
    const simulator = new K720Simulator({
      clock,
      world,
      model,
      address,
      motorSpeed,
      lengthField: framing === 'length',
      send: (bytes) => line.send(bytes),
      unplug: () => hand.pull(),
    });
    const hand = handAtCable(line, cable, { io, clock });
    for (const entry of armed) {
      if ('fault' in entry) {
        const { fault, on, times } = entry;
        simulator.inject(fault, on === undefined ? { times } : { on, times });
      } else for (let i = 0; i < entry.times; i += 1) entry.arm(world);
    }
    line.onHostBytes((bytes) => {
      const done = simulator.executed.length;
      simulator.receive(bytes);
      for (const name of simulator.executed.slice(done)) io.out(`COMMAND ${name}`);
    });

    const stopped = () => {
      const { fed, taken, captured } = world;
      return { exit: 0, json: { fed, taken: taken.length, captured }, text: 'stopped' } as const;
    };
    if (io.signal.aborted) return stopped();
    const failure = await plugIn(line);
    if (failure !== null) return { exit: 1, json: { error: failure }, text: failure };
    io.out(`READY ${link}`);
    await untilAborted(io.signal);
    simulator.stop();
    clock.cancelAll();
    await line.unplug();
    return stopped();
  },
};

function modelOf(name: string): K720SimulatorModel {
  const model = Object.keys(k720SimulatorModels).find((one): one is K720SimulatorModel => one === name);
  if (model === undefined) {
    throw new UsageError(`--model: ${name} is not one of ${Object.keys(k720SimulatorModels).join(' ')}`);
  }
  return model;
}

function parseFault(word: string): Armed {
  const [, type = '', on, times = '1'] = /^(\w+)(?:@(\w+))?(?:\*(\d{1,4}))?$/.exec(word) ?? [];
  const fault = Object.entries(faults).find(([name]) => name === type)?.[1];
  const arm = Object.entries(worldFaults).find(([name]) => name === type)?.[1];
  const isTargetKnown = on === undefined || (fault !== undefined && k720FaultTargets.includes(on));
  if ((fault === undefined && arm === undefined) || !isTargetKnown || Number(times) < 1) {
    throw new UsageError(`--fault: ${word} is not TYPE[@COMMAND][*TIMES]; TYPE: ${words}`);
  }
  if (fault !== undefined) return { fault: { ...fault }, on, times: Number(times) };
  if (arm === undefined) throw new Error('no fault');
  return { arm, times: Number(times) };
}
