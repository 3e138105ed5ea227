import { type Clock, sleep, systemClock } from '../../../contract/clock.ts';
import { type Command, UsageError } from '../../../contract/command.ts';
import { givenOption } from '../../../contract/command-options.ts';
import { WatchedClock } from '../bench/watched-clock.ts';
import { SmartCardChip, syntheticCards } from '../smart-card-chip.ts';
import { VpcdCard, vpcdPorts } from '../vpcd-card.ts';
import { VpcdService } from '../vpcd-service.ts';
import { numberOf, secondsOf, untilAborted } from './options.ts';

/** What the reader is called that vpcd shows first. */
const readerName = 'Virtual PCD 00 00';
/** Longest time until vpcd listens, and the pause between two looks, milliseconds. */
const listenMs = 5_000;
const lookMs = 50;
const muteMs = 10_000;
const defaultPlaceMs = 1_000;

/**
 * One synthetic chip card in a virtual reader of a real pcscd, until SIGINT or SIGTERM. First line of stdout: `READY <name of the reader>`; then one
 * line for each thing that happens to the card.
 */
export const simulateSmartCard: Command = {
  name: 'simulate smart-card',
  summary: 'One synthetic chip card in a virtual reader (pcscd and vpcd), until SIGINT or SIGTERM.',
  options: {
    card: {
      type: 'string',
      default: 'v2',
      help: `which card: mute, ${[...syntheticCards().keys()].join(', ')}`,
    },
    'place-after': { type: 'string', help: 'seconds from READY until it is put in; default: 1' },
    'remove-after': { type: 'string', help: 'seconds from putting it in until it is taken out; default: never' },
    'pull-at': {
      type: 'string',
      help: 'take it out at the command of this number (0 = the first), in the middle of the read',
    },
    running: {
      type: 'boolean',
      help: 'use the pcscd that is running; default: start one (needs root), and refuse when another is running',
    },
  },
  run: async ({ options }, io) => {
    const name = givenOption(options, 'card') ?? 'v2';
    const data = syntheticCards().get(name === 'mute' ? 'v2' : name);
    if (data === undefined) {
      throw new UsageError(`--card: there is no ${name}; one of: mute ${[...syntheticCards().keys()].join(' ')}`);
    }
    const placeMs = secondsOf(options, 'place-after') ?? defaultPlaceMs;
    const removeMs = secondsOf(options, 'remove-after');
    const pullAt =
      options['pull-at'] === undefined ? null : numberOf('pull-at', options['pull-at'], { max: 1_000, isWhole: true });

    const clock = new WatchedClock(systemClock, () => undefined);
    const service = options.running === true ? null : new VpcdService(systemClock);
    const failure = await started(service);
    if (failure !== null) return { exit: 1, json: { error: failure }, text: failure };
    const card = new VpcdCard({ chip: new SmartCardChip(data, { speaksT0: true }), clock });
    if (name === 'mute') card.mute(muteMs);
    if (pullAt !== null) card.pullAt(pullAt);
    let wasAsked = false;
    card.onEvent = (event) => {
      if (event === 'left') io.out('CARD taken out');
      if (event !== 'command' || wasAsked) return;
      wasAsked = true;
      io.out('CARD asked for');
    };
    io.out(`READY ${readerName}`);
    const placing = async () => {
      const problem = await placed(card, systemClock, io.signal);
      if (problem !== null) return io.out(`CARD not put in: ${problem}`);
      wasAsked = false;
      io.out('CARD put in');
      if (removeMs !== null) clock.after(removeMs, () => void card.remove());
    };
    clock.after(placeMs, () => void placing());
    await untilAborted(io.signal);
    clock.cancelAll();
    await card.remove();
    await service?.stop();
    return { exit: 0, json: { commands: card.commands }, text: 'stopped' };
  },
};

async function started(service: VpcdService | null): Promise<string | null> {
  try {
    await service?.start();
    return null;
  } catch (cause) {
    return cause instanceof Error ? cause.message : 'pcscd cannot be started';
  }
}

/** vpcd listens a moment after pcscd has its socket. */
async function placed(card: VpcdCard, clock: Clock, signal: AbortSignal): Promise<string | null> {
  for (const startMs = clock.monoMs(); ; ) {
    try {
      await card.insert();
      return null;
    } catch (cause) {
      const isLate = clock.monoMs() - startMs > listenMs;
      if (isLate || !(await sleep(clock, lookMs, signal))) {
        return cause instanceof Error ? cause.message : `nothing listens on port ${vpcdPorts[0]}`;
      }
    }
  }
}
