import { type Clock, systemClock } from '../../../contract/clock.ts';
import { type CommandIo, type CommandOption, UsageError } from '../../../contract/command.ts';
import { wordsOf } from '../../../contract/command-options.ts';
import { type LineDirection, lineDirections } from '../../transport/line-damage.ts';
import { type CableFault, cableFault, cableFaultWords } from '../damaged-way.ts';
import type { PtyLine } from '../pty.ts';
import { plugIn } from './options.ts';

/** How long a cable hangs loose. */
const looseMs = 5_000;

const form = 'KIND[:toHost|toDevice][@N]';

/** The same for every simulator on a serial line. */
export const cableOption = {
  cable: {
    type: 'string',
    help: `what the cable does to bytes, ${form} with commas between, N = bytes (lose, repeat: messages) that pass before, toHost and 0 unless given; cut = pulled there, back after 5 s; KIND: ${cableFaultWords.join(' ')}`,
  },
} as const satisfies Record<string, CommandOption>;

export interface ArmedCable {
  readonly direction: LineDirection;
  readonly fault: CableFault;
}

/** Throws UsageError. */
export function cableFaultsOf(value: string | boolean | undefined): readonly ArmedCable[] {
  return wordsOf(value).map(parseWord);
}

/**
 * Arms the faults and gives the cable a hand: `pull` takes it out and puts it back after five seconds, with a line of stdout for each.
 * @param powerCut the cable also carries the power: the device forgets what it was doing
 */
export function handAtCable(
  line: PtyLine,
  armed: readonly ArmedCable[],
  o: { readonly io: CommandIo; readonly clock?: Clock; readonly powerCut?: () => void },
): { pull(): void } {
  const { io, clock = systemClock, powerCut = () => undefined } = o;
  const putBack = async () => {
    if (io.signal.aborted) return;
    const failure = await plugIn(line);
    io.out(failure === null ? 'CABLE back' : `CABLE stays pulled: ${failure}`);
  };
  const pull = () => {
    powerCut();
    void line.unplug();
    io.out('CABLE pulled');
    const cancel = clock.after(looseMs, () => void putBack());
    io.signal.addEventListener('abort', cancel, { once: true });
  };
  line.onCut(pull);
  for (const { direction, fault } of armed) line.damage(direction, fault);
  return { pull };
}

function parseWord(word: string): ArmedCable {
  const [, kind = '', way = 'toHost', skip = '0'] = /^([a-z]+)(?::([a-zA-Z]+))?(?:@(\d{1,7}))?$/.exec(word) ?? [];
  const known = cableFaultWords.find((one) => one === kind);
  const direction = lineDirections.find((one) => one === way);
  if (known === undefined || direction === undefined)
    throw new UsageError(`--cable: ${word} is not ${form}; KIND: ${cableFaultWords.join(' ')}`);
  return { direction, fault: cableFault(known, Number(skip)) };
}
