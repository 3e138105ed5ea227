import { systemClock } from '../../../contract/clock.ts';
import { type Command, UsageError } from '../../../contract/command.ts';
import { givenOption, wordsOption } from '../../../contract/command-options.ts';
import { commandBytes, type SdtCommand } from '../../id-reader/sdt/codec.ts';
import { WatchedClock } from '../bench/watched-clock.ts';
import type { SimulatedCard } from '../persona.ts';
import { PtyLine } from '../pty.ts';
import { type SdtFault, SdtSimulator } from '../sdt-simulator.ts';
import { cableFaultsOf, cableOption, handAtCable } from './cable-option.ts';
import { chosenCard } from './chosen-card.ts';
import { defaultPersonasFile, linkOf, numberOf, plugIn, secondsOf, untilAborted } from './options.ts';

/** Faults by the word for `--fault`. `late` is later than the driver waits for a read. */
const faults = {
  checksum: { type: 'checksum' },
  length: { type: 'length', by: 1 },
  preamble: { type: 'preamble' },
  noise: { type: 'noise', bytes: 24 },
  silence: { type: 'silence' },
  late: { type: 'late', ms: 4_000 },
  older: { type: 'older' },
  half: { type: 'half' },
  vendorTimeout: { type: 'vendorTimeout' },
  wrongCard: { type: 'sw3', code: 0x40 },
  cardRefused: { type: 'sw3', code: 0x31 },
  readFailed: { type: 'sw3', code: 0x41 },
  outOfOrder: { type: 'sw3', code: 0x24 },
  unknownCode: { type: 'sw3', code: 0x50 },
  lift: { type: 'lift' },
  unplug: { type: 'unplug' },
} as const satisfies Record<string, SdtFault>;

/** States of the module by the word for `--module`. */
const modules = { ok: 0x90, selfTestFailed: 0x60, notAuthorised: 0x66 } as const;

const afterFirstLookMs = 1_000;

/**
 * One simulated ID reader on a pseudo-terminal, until SIGINT or SIGTERM. First line of stdout: `READY <path>`; then one line for each thing
 * that happens to the card.
 */
export const simulateSdt: Command = {
  name: 'simulate sdt',
  summary: 'One simulated ID reader (SDT interface) on a pseudo-terminal, until SIGINT or SIGTERM.',
  options: {
    link: { type: 'string', required: true, help: 'where the port shall stand, for example /tmp/id-reader' },
    persona: { type: 'string', help: 'whose card is laid on the pad, by id; without it the pad stays empty' },
    'place-after': {
      type: 'string',
      help: 'seconds from READY until the card is laid down; default: one second after a program first looks at the pad',
    },
    'lift-after': { type: 'string', help: 'seconds from laying the card down until it is lifted; default: never' },
    fault: {
      type: 'string',
      help: `damaged replies, TYPE[@COMMAND][*TIMES] with commas between, COMMAND readTextPhoto unless given; TYPE: ${Object.keys(faults).join(' ')}`,
    },
    ...cableOption,
    module: {
      type: 'string',
      help: `state of the security module: ${Object.keys(modules).join(' ')}; default: ok`,
    },
    'long-shape': {
      type: 'boolean',
      help: 'answer a read in the shape with an empty fingerprint, as some firmware does',
    },
    baud: {
      type: 'string',
      help: 'speed of the wire to keep pace with, bit/s; 0 = as fast as it goes; default: 115200',
    },
    personas: { type: 'string', help: 'file with synthetic people; default: those of the demonstration' },
  },
  run: async ({ options }, io) => {
    const link = linkOf(options.link);
    const card = chosenCard(givenOption(options, 'persona'), givenOption(options, 'personas') ?? defaultPersonasFile);
    const armed = wordsOption(options, 'fault').map(parseFault);
    const cable = cableFaultsOf(options.cable);
    const health = Object.entries(modules).find(([word]) => word === (givenOption(options, 'module') ?? 'ok'))?.[1];
    if (health === undefined) throw new UsageError(`--module must be one of: ${Object.keys(modules).join(' ')}`);
    const paceBaud = numberOf('baud', givenOption(options, 'baud') ?? '115200', { max: 921_600, isWhole: true });
    const [placeMs, liftMs] = [secondsOf(options, 'place-after'), secondsOf(options, 'lift-after')];

    let isWaitingForLook = card !== null && placeMs === null;
    const line = new PtyLine(link);
    const clock = new WatchedClock(systemClock, () => undefined);
    const simulator = new SdtSimulator({
      clock,
      paceBaud,
      isLongShape: options['long-shape'] === true,
      send: (bytes) => line.send(bytes),
      unplug: () => hand.pull(),
    });
    const hand = handAtCable(line, cable, { io, clock, powerCut: () => simulator.restart() });
    simulator.setHealth(health);
    for (const { fault, on, times } of armed) simulator.inject(fault, { on, times });
    const place = (one: SimulatedCard) => {
      simulator.place(one);
      io.out('CARD placed');
      if (liftMs === null) return;
      clock.after(liftMs, () => {
        simulator.remove();
        io.out('CARD lifted');
      });
    };
    line.onHostBytes((bytes) => {
      const reads = simulator.reads;
      simulator.receive(bytes);
      if (simulator.reads > reads) io.out('CARD asked for');
      if (card === null || !isWaitingForLook || simulator.commands.at(-1) !== 'findCard') return;
      isWaitingForLook = false;
      clock.after(afterFirstLookMs, () => place(card));
    });

    if (io.signal.aborted) return stopped(simulator);
    const failure = await plugIn(line);
    if (failure !== null) return { exit: 1, json: { error: failure }, text: failure };
    io.out(`READY ${link}`);
    if (card !== null && placeMs !== null) clock.after(placeMs, () => place(card));
    await untilAborted(io.signal);
    clock.cancelAll();
    await line.unplug();
    return stopped(simulator);
  },
};

function stopped(simulator: SdtSimulator) {
  return { exit: 0, json: { reads: simulator.reads }, text: 'stopped' } as const;
}

function parseFault(word: string): { readonly fault: SdtFault; readonly on: SdtCommand; readonly times: number } {
  const [, type = '', on = 'readTextPhoto', times = '1'] = /^(\w+)(?:@(\w+))?(?:\*(\d{1,4}))?$/.exec(word) ?? [];
  const fault = Object.entries(faults).find(([name]) => name === type)?.[1];
  const command = Object.keys(commandBytes).find((name): name is SdtCommand => name === on);
  if (fault === undefined || command === undefined || Number(times) < 1) {
    throw new UsageError(`--fault: ${word} is not TYPE[@COMMAND][*TIMES]; TYPE: ${Object.keys(faults).join(' ')}`);
  }
  return { fault: { ...fault }, on: command, times: Number(times) };
}
