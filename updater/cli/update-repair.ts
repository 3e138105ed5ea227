import type { Command } from '../../contract/command.ts';
import { pointAt, readBoot, writeBoot } from '../boot/boot-files.ts';
import { firstBoot } from '../boot/boot-record.ts';
import { isWhole, wholeSlots } from '../boot/whole-slots.ts';
import { rootOf, rootOption } from './root-option.ts';

/** For a machine that cannot start: by hand, with the launcher stopped. What this machine has given up on is forgotten only with a record that cannot be read. */
export const updateRepair: Command = {
  name: 'update repair',
  summary: 'Looks which releases of this machine are whole; with --write, makes one of them the one that starts.',
  options: {
    ...rootOption,
    write: { type: 'boolean', help: 'write the boot record and the link; stop the launcher before' },
  },
  run: ({ options }, io) => {
    const root = rootOf(options.root);
    io.note('reading every slot …');
    const record = readBoot(root);
    const whole = wholeSlots(root);
    const [best] = whole;
    const state = record.ok
      ? `boot record: ${record.value.phase}, current ${record.value.current}`
      : `boot record: ${record.error.code}`;
    if (record.ok && isWhole(root, record.value.current)) {
      return done(0, { whole, repaired: null }, `${state}, and its slot is whole: nothing to repair`);
    }
    if (best === undefined) {
      return done(
        1,
        { whole, repaired: null },
        `${state}\nno slot is whole: this machine must be installed anew. Its data folder is untouched`,
      );
    }
    if (options.write !== true) {
      return done(
        1,
        { whole, repaired: null },
        `${state}\n${best} is whole: stop the launcher, then the same with --write makes it start`,
      );
    }
    const { quarantined = [], reports = [] } = record.ok ? record.value : {};
    writeBoot(root, { ...firstBoot(best), quarantined, reports });
    pointAt(root, best);
    return done(0, { whole, repaired: best }, `${best} starts next: start the launcher`);
  },
};

const done = (exit: 0 | 1, json: Readonly<Record<string, unknown>>, text: string) =>
  Promise.resolve({ exit, json, text });
