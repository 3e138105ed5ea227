import { createInterface } from 'node:readline';
import { systemClock } from '../../../contract/clock.ts';
import { type Command, UsageError } from '../../../contract/command.ts';
import { givenOption, wordsOf } from '../../../contract/command-options.ts';
import { type ContactName, contactWords, type LampWish } from '../../io-board/io-board.ts';
import { WatchedClock } from '../bench/watched-clock.ts';
import { type IoBoardFault, IoBoardSimulator } from '../io-board-simulator.ts';
import { PtyLine } from '../pty.ts';
import { cableFaultsOf, cableOption, handAtCable } from './cable-option.ts';
import { linkOf, plugIn, untilAborted } from './options.ts';

/** Faults of the next lines by the word for `--fault`. */
const faults = {
  checksum: { type: 'checksum' },
  silence: { type: 'silence' },
  half: { type: 'half' },
  late: { type: 'late', ms: 500 },
  twice: { type: 'twice' },
  noise: { type: 'noise', bytes: 90 },
} as const satisfies Record<string, IoBoardFault>;

/** Between two looks at the lamps: they also go out by themselves, milliseconds. */
const lookMs = 20;

const inputHelp = Object.entries(contactWords)
  .map(([name, words]) => `${name} ${words.join('|')}`)
  .join(' · ');

/**
 * One simulated I/O board on a pseudo-terminal, until SIGINT or SIGTERM. First line of stdout: `READY <path>`; then one line for each lamp that
 * changes, each beep and each contact. Lines of stdin move contacts.
 */
export const simulateIoBoard: Command = {
  name: 'simulate io-board',
  summary:
    'One simulated board of lights and contacts on a pseudo-terminal, until SIGINT or SIGTERM. Lines of stdin such as "door open" move its contacts.',
  options: {
    link: { type: 'string', required: true, help: 'where the port shall stand, for example /tmp/io-board' },
    set: {
      type: 'string',
      help: `contacts that are so from the beginning, with commas between, as on stdin: ${inputHelp} · reboot · silent · back · lose N`,
    },
    fault: { type: 'string', help: `of the next lines, with commas between: ${Object.keys(faults).join(' ')}` },
    ...cableOption,
    serial: { type: 'string', default: 'IO0001', help: 'serial number of the board' },
  },
  run: async ({ options }, io) => {
    const link = linkOf(options.link);
    const serial = givenOption(options, 'serial') ?? '';
    if (!/^[A-Za-z0-9._-]{1,16}$/.test(serial)) throw new UsageError('--serial: 1–16 of A–Z a–z 0–9 . _ -');
    const cable = cableFaultsOf(options.cable);
    const line = new PtyLine(link);
    const clock = new WatchedClock(systemClock, () => undefined);
    const simulator = new IoBoardSimulator({ clock, serial, send: (bytes) => line.send(bytes) });
    handAtCable(line, cable, { io, clock });
    for (const word of wordsOf(options.set)) {
      const failure = move(simulator, word);
      if (failure !== null) throw new UsageError(`--set: ${failure}`);
    }
    for (const word of wordsOf(options.fault)) {
      const fault = Object.entries(faults).find(([name]) => name === word)?.[1];
      if (fault === undefined) throw new UsageError(`--fault: ${word} is none of: ${Object.keys(faults).join(' ')}`);
      simulator.inject(fault);
    }

    let [shown, beeps] = [simulator.lampsLit(), 0];
    const look = () => {
      const lit = simulator.lampsLit();
      for (const [name, wish] of Object.entries(lit)) {
        if (JSON.stringify(wish) !== JSON.stringify(shown[name])) io.out(`LAMP ${name} ${wishText(wish)}`);
      }
      shown = lit;
      for (; beeps < simulator.beeps; beeps += 1) io.out('BEEP');
    };
    const keepLooking = () => {
      look();
      clock.after(lookMs, keepLooking);
    };
    line.onHostBytes((bytes) => {
      simulator.receive(bytes);
      look();
    });

    if (!io.signal.aborted) {
      const failure = await plugIn(line);
      if (failure !== null) return { exit: 1, json: { error: failure }, text: failure };
      io.out(`READY ${link}`);
      keepLooking();
      const typed = createInterface({ input: process.stdin });
      typed.on('line', (word) => {
        const wrong = move(simulator, word.trim());
        if (wrong === null) io.out(`DONE ${word.trim()}`);
        else io.note(wrong);
      });
      await untilAborted(io.signal);
      typed.close();
      process.stdin.destroy();
      clock.cancelAll();
      await line.unplug();
    }
    return { exit: 0, json: { commands: simulator.commands.length }, text: 'stopped' };
  },
};

/** Does what one line says; what is wrong with it, else null. */
function move(simulator: IoBoardSimulator, text: string): string | null {
  const [word = '', value = ''] = text.split(' ');
  if (word === 'reboot') simulator.reboot();
  else if (word === 'silent' || word === 'back') simulator.setSilent(word === 'silent');
  else if (word === 'lose' && /^\d{1,3}$/.test(value)) simulator.loseEvents(Number(value));
  else {
    const contact = (Object.keys(contactWords) as ContactName[]).find((name) => name === word);
    const state = contact === undefined ? undefined : contactWords[contact].find((one) => one === value);
    if (contact === undefined || state === undefined)
      return `${text} is none of: ${inputHelp} · reboot · silent · back · lose N`;
    simulator.setContact(contact, state);
  }
  return null;
}

function wishText(wish: LampWish): string {
  const colour = 'colour' in wish && wish.colour !== undefined ? ` ${wish.colour}` : '';
  return wish.pattern === 'blink' ? `blink ${wish.onMs} ${wish.offMs}${colour}` : `${wish.pattern}${colour}`;
}
