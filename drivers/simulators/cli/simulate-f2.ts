import { systemClock } from '../../../contract/clock.ts';
import { type Command, UsageError } from '../../../contract/command.ts';
import { wordsOf } from '../../../contract/command-options.ts';
import { commandBytes, type F2Command } from '../../card-dispenser/f2/codec.ts';
import { WatchedClock } from '../bench/watched-clock.ts';
import { type CardEvent, CardWorld, type WorldFault } from '../card-world.ts';
import { type F2Fault, F2Simulator } from '../f2-simulator.ts';
import { PtyLine } from '../pty.ts';
import { cableFaultsOf, cableOption, handAtCable } from './cable-option.ts';
import { linkOf, numberOf, plugIn, secondsOf, untilAborted } from './options.ts';

/** Faults of the wire and of power by the word for `--fault`; `late` is later than the driver waits for a motion. */
const wireFaults = {
  noAck: { type: 'noAck' },
  ackLost: { type: 'ackLost' },
  nak: { type: 'nak' },
  silence: { type: 'silence' },
  deaf: { type: 'deaf' },
  late: { type: 'late', ms: 16_000 },
  badBcc: { type: 'badBcc', replies: 1 },
  badLength: { type: 'badLength', by: 4 },
  oversize: { type: 'oversize' },
  half: { type: 'half' },
  duplicate: { type: 'duplicate' },
  noise: { type: 'noise', bytes: 24 },
  unsolicited: { type: 'unsolicited' },
  jamError: { type: 'error', code: '10' },
  notInitialised: { type: 'error', code: 'B0' },
  unplug: { type: 'unplug', at: 'midMotion' },
  cutBeforeAck: { type: 'powerCut', at: 'beforeAck', backMs: 3_000 },
  cutAfterAck: { type: 'powerCut', at: 'afterAck', backMs: 3_000 },
  cutMidMotion: { type: 'powerCut', at: 'midMotion', backMs: 3_000 },
  cutAfterMotion: { type: 'powerCut', at: 'afterMotion', backMs: 3_000 },
} as const satisfies Record<string, F2Fault>;

/** Mechanics by the word for `--mechanics`; each happens once. */
const mechanics = {
  jamFeed: { type: 'jam', in: 'feed', cure: 'reset' },
  jamPresent: { type: 'jam', in: 'present', cure: 'reset' },
  jamCapture: { type: 'jam', in: 'capture', cure: 'reset' },
  stuckFeed: { type: 'jam', in: 'feed', cure: 'person' },
  misfeed: { type: 'misfeed' },
  overlap: { type: 'overlap' },
  pulledAtPresent: { type: 'snatch', in: 'present', at: 'during' },
  pulledAtCapture: { type: 'snatch', in: 'capture', at: 'during' },
} as const satisfies Record<string, WorldFault>;

const lines: Readonly<Record<CardEvent, string>> = {
  fed: 'fed',
  atExit: 'at exit',
  taken: 'taken',
  captured: 'captured',
  recycled: 'back in the hopper',
  jammed: 'jammed',
  entering: 'pushed in',
  removed: 'removed by hand',
};

/**
 * One simulated card dispenser (F2 family) on a pseudo-terminal, until SIGINT or SIGTERM. First line of stdout: `READY <path>`; then one line for each
 * thing that happens to a card.
 */
export const simulateF2: Command = {
  name: 'simulate f2',
  summary: 'One simulated card dispenser (F2 family) on a pseudo-terminal, until SIGINT or SIGTERM.',
  options: {
    link: { type: 'string', required: true, help: 'where the port shall stand, for example /tmp/card-dispenser' },
    cards: { type: 'string', help: 'cards in the hopper, 0–200; default 50' },
    'bin-capacity': { type: 'string', help: 'cards that the error bin holds, 1–200; default 20' },
    address: { type: 'string', help: 'address of the unit, 0–15; default 0' },
    'take-after': {
      type: 'string',
      help: 'seconds after which a citizen takes the card at the exit; default: nobody takes it',
    },
    'cold-start': { type: 'boolean', help: 'the unit has just been switched on and must be initialised' },
    fault: {
      type: 'string',
      help: `wire and power, TYPE[@COMMAND][*TIMES] with commas between, COMMAND moveRf unless given; TYPE: ${Object.keys(wireFaults).join(' ')}`,
    },
    ...cableOption,
    mechanics: {
      type: 'string',
      help: `what happens to cards, once each, with commas between: ${Object.keys(mechanics).join(' ')}`,
    },
  },
  run: async ({ options }, io) => {
    const link = linkOf(options.link);
    const count = (name: string, fallback: number, max: number) =>
      options[name] === undefined ? fallback : numberOf(name, options[name], { max, isWhole: true });
    const takeMs = secondsOf(options, 'take-after');
    const faults = wordsOf(options.fault).map(parseFault);
    const cable = cableFaultsOf(options.cable);
    const accidents = wordsOf(options.mechanics).map(parseMechanics);

    const line = new PtyLine(link);
    const clock = new WatchedClock(systemClock, () => undefined);
    const world: CardWorld = new CardWorld({
      hopper: count('cards', 50, 200),
      binCapacity: Math.max(1, count('bin-capacity', 20, 200)),
      onEvent: (event, id) => {
        io.out(`CARD ${id} ${lines[event]}`);
        if (event === 'atExit' && takeMs !== null) clock.after(takeMs, () => void world.take());
      },
    });
    const simulator = new F2Simulator({
      clock,
      world,
      address: count('address', 0, 15),
      isInitialised: options['cold-start'] !== true,
      paceBaud: 9_600,
      send: (bytes) => line.send(bytes),
      unplug: () => hand.pull(),
      onPower: (isOn) => io.out(isOn ? 'POWER on' : 'POWER off'),
    });
    const hand = handAtCable(line, cable, { io, clock });
    for (const { fault, on, times } of faults) simulator.inject(fault, { on, times });
    for (const accident of accidents) world.inject(accident);
    line.onHostBytes((bytes) => simulator.receive(bytes));

    const stopped = () => {
      const json = { fed: world.fed, taken: world.taken.length, captured: world.captured, hopper: world.hopper };
      return { exit: 0, json, text: 'stopped' } as const;
    };
    if (io.signal.aborted) return stopped();
    const failure = await plugIn(line);
    if (failure !== null) return { exit: 1, json: { error: failure }, text: failure };
    io.out(`READY ${link}`);
    await untilAborted(io.signal);
    clock.cancelAll();
    await line.unplug();
    return stopped();
  },
};

function parseFault(word: string): { readonly fault: F2Fault; readonly on: F2Command; readonly times: number } {
  const [, type = '', on = 'moveRf', times = '1'] = /^(\w+)(?:@(\w+))?(?:\*(\d{1,4}))?$/.exec(word) ?? [];
  const fault = Object.entries(wireFaults).find(([name]) => name === type)?.[1];
  const command = Object.keys(commandBytes).find((name): name is F2Command => name === on);
  if (fault === undefined || command === undefined || Number(times) < 1) {
    throw new UsageError(`--fault: ${word} is not TYPE[@COMMAND][*TIMES]; TYPE: ${Object.keys(wireFaults).join(' ')}`);
  }
  return { fault, on: command, times: Number(times) };
}

function parseMechanics(word: string): WorldFault {
  const fault = Object.entries(mechanics).find(([name]) => name === word)?.[1];
  if (fault === undefined) throw new UsageError(`--mechanics: ${word} is none of ${Object.keys(mechanics).join(' ')}`);
  return fault;
}
