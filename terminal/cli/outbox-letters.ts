import { closeSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { type Command, type CommandResult, UsageError } from '../../contract/command.ts';
import { textOption } from '../../contract/command-options.ts';
import { err } from '../../contract/result.ts';
import { letterDetail } from '../outbox/letter-detail.ts';
import { applyPragmas } from '../store/durability.ts';
import { openSqlite, storeErrorOf } from '../store/sqlite.ts';
import { databaseOf, dataOption, failed, messageIdOf, reasonOf, reasonOption, withStore } from './outbox-store.ts';

/** Everything that is known of one message, but not what is sealed. */
export const outboxShow: Command = {
  name: 'outbox show',
  summary: 'One message of the local queue: where it stands and why. Its body stays sealed.',
  positionals: ['ID'],
  options: { data: dataOption },
  run: async ({ options, positionals }) => {
    const id = messageIdOf(positionals);
    const detail = readDetail(databaseOf(options), id);
    if (!('state' in detail)) return detail;
    const text = Object.entries(detail).map(
      ([name, value]) => `${name.padEnd(14)}  ${value === null ? '-' : String(value)}`,
    );
    return { exit: 0, json: { message: detail }, text: text.join('\n') };
  },
};

function readDetail(path: string, id: string) {
  let db: ReturnType<typeof openSqlite> | undefined;
  try {
    db = openSqlite(path, 'read');
    const pragmas = applyPragmas(db, 'read');
    if (!pragmas.ok) return failed(pragmas.error);
    return letterDetail(db, id) ?? notThere(id);
  } catch (error) {
    return failed(storeErrorOf(error));
  } finally {
    db?.close();
  }
}

function notThere(id: string): CommandResult {
  return failed({ code: 'letterState', detail: `no message ${id} here` });
}

/** What is done to one letter, with a reason that is audited. */
function letterCommand(
  verb: 'replay' | 'waive',
  summary: string,
  state: 'pending' | 'waived',
  done: (id: string) => string,
): Command {
  return {
    name: `outbox ${verb}`,
    summary,
    positionals: ['ID'],
    options: { data: dataOption, reason: reasonOption },
    run: async ({ options, positionals }) => {
      const id = messageIdOf(positionals);
      const reason = reasonOf(options);
      return withStore(
        options,
        (store) => store.outbox[verb](id, reason),
        () => ({ json: { id, state }, text: done(id) }),
      );
    },
  };
}

export const outboxReplay = letterCommand(
  'replay',
  'Sends a dead or waived letter once more, with the same id: it takes effect once whatever was before.',
  'pending',
  (id) => `${id} waits again`,
);

export const outboxWaive = letterCommand(
  'waive',
  'Gives a dead letter up, so that it holds back nothing of its case any more. Until its time is over `outbox replay` undoes this.',
  'waived',
  (id) => `${id} is waived`,
);

/** Written and on disk before the audit chain says so, and nothing is written over. */
export const outboxExport: Command = {
  name: 'outbox export',
  summary: 'Writes one message to a file as it would go to the hub, sealed: only the hub can open it.',
  positionals: ['ID'],
  options: {
    data: dataOption,
    out: { type: 'string', required: true, help: 'file to be made (readable by its owner only); never written over' },
    reason: reasonOption,
  },
  run: async ({ options, positionals }) => {
    const id = messageIdOf(positionals);
    const reason = reasonOf(options);
    const file = textOption(options, 'out');
    return withStore(
      options,
      (store) => {
        const letter = store.outbox.sealed(id);
        if (letter === null) return err({ code: 'letterState', detail: `no message ${id} with a body here` });
        writeNew(file, JSON.stringify({ deviceId: store.identity()?.deviceId ?? null, ...letter }));
        return store.outbox.exported(id, reason);
      },
      () => ({ json: { id, file }, text: `${id} is in ${file}, sealed` }),
    );
  },
};

function writeNew(file: string, text: string): void {
  let fd: number;
  try {
    fd = openSync(file, 'wx', 0o600);
  } catch (cause) {
    throw new UsageError(`--out: ${file} cannot be made (${cause instanceof Error ? cause.message : 'unknown'})`);
  }
  try {
    // All of it: a disk that becomes full takes a part and says nothing of the rest.
    writeFileSync(fd, text);
    fsyncSync(fd);
  } catch (cause) {
    rmSync(file, { force: true });
    throw cause;
  } finally {
    closeSync(fd);
  }
}
