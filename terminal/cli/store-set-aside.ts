import { type Command, type CommandResult, UsageError } from '../../contract/command.ts';
import { noLog } from '../../contract/log.ts';
import { ok } from '../../contract/result.ts';
import { coverageOf, giveUpSetAside, listSetAside } from '../store/set-aside.ts';
import { databaseOf, dataOption, reasonOf, reasonOption, withStore } from './outbox-store.ts';

/** Damaged databases of this machine, and what each may hold the only copy of. */
export const storeSetAside: Command = {
  name: 'store set-aside',
  summary:
    'Lists damaged databases that a restore has set aside, and whether each may hold the only copy of something. Reads only.',
  options: { data: dataOption },
  run: async ({ options }) => {
    const path = databaseOf(options);
    return withStore(
      options,
      (store) =>
        ok(
          listSetAside(path).map((one) => {
            const { number, bytes, writtenMs } = one;
            return { number, bytes, written: new Date(writtenMs).toISOString(), ...coverageOf({ store, path }, one) };
          }),
        ),
      (found) => ({
        json: { setAside: found },
        text: found.length === 0 ? 'no database was set aside' : found.map(line).join('\n'),
      }),
    );
  },
};

/** By hand, once everybody knows that nothing can be got out of it any more. */
export const storeGiveUp: Command = {
  name: 'store give-up',
  summary:
    'Empties a damaged database that was set aside, with a reason for the audit chain. What only it held is gone for ever.',
  positionals: ['N'],
  options: { data: dataOption, reason: reasonOption },
  run: async ({ options, positionals }): Promise<CommandResult> => {
    const path = databaseOf(options);
    const number = Number(positionals[0]);
    if (!listSetAside(path).some((one) => one.number === number && one.bytes > 0))
      throw new UsageError(`${positionals[0]} is no damaged database with content (see yitiji store set-aside)`);
    const reason = reasonOf(options);
    return withStore(
      options,
      (store) => {
        giveUpSetAside({ store, path, log: noLog }, number, reason);
        return ok(number);
      },
      () => ({ json: { number, bytes: 0 }, text: `damaged database ${number} is empty` }),
    );
  },
};

type Row = {
  readonly number: number;
  readonly bytes: number;
  readonly written: string;
  readonly open: number | null;
  readonly isCovered: boolean;
};

function line({ number, bytes, written, open, isCovered }: Row): string {
  const what =
    bytes === 0
      ? 'emptied'
      : isCovered
        ? 'holds the only copy of nothing'
        : open === null
          ? 'cannot be read to its end: may hold the only copy of something'
          : `${open} messages not known to be at the hub: may hold the only copy of some`;
  return `${String(number).padEnd(4)} ${written}  ${String(bytes).padStart(12)} bytes  ${what}`;
}
