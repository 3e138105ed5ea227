import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import { type CommandOption, type CommandResult, UsageError } from '../../contract/command.ts';
import { type Options, textOption } from '../../contract/command-options.ts';
import { noLog } from '../../contract/log.ts';
import type { Result } from '../../contract/result.ts';
import { uuid7Pattern } from '../../contract/uuid7.ts';
import { systemRandom } from '../crypto/random.ts';
import { isAuditableReason, longestReason } from '../outbox/dead-letters.ts';
import { databaseFile, openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import type { StoreError } from '../store/store-error.ts';

export const dataOption = {
  type: 'string',
  required: true,
  help: 'data folder of the terminal service',
} as const satisfies CommandOption;

export const reasonOption = {
  type: 'string',
  required: true,
  help: `why, for the audit chain: 3 to ${longestReason} characters, no person and no number of one`,
} as const satisfies CommandOption;

/** The path of a database that is there; UsageError otherwise: no command makes one by mistake. */
export function databaseOf(options: Options): string {
  const path = join(textOption(options, 'data'), databaseFile);
  if (!existsSync(path)) throw new UsageError(`no database at ${path}: --data takes the data folder of the machine`);
  return path;
}

/** The message id among the words; UsageError when it is none. */
export function messageIdOf(positionals: readonly string[]): string {
  const [id = ''] = positionals;
  if (!new RegExp(uuid7Pattern).test(id)) throw new UsageError(`${id} is no message id (see yitiji outbox list)`);
  return id;
}

/** `--reason` for the audit chain. Throws UsageError when it is too short, too long or holds the number of a person. */
export function reasonOf(options: Options): string {
  const reason = textOption(options, 'reason').trim();
  if (isAuditableReason(reason)) return reason;
  throw new UsageError(
    `--reason goes into the audit chain: 3 to ${longestReason} characters, and no number of a person in it`,
  );
}

/** Opens the store beside a running terminal service, does one thing, closes it. Damage is told, never mended from here. */
export function withStore<T>(
  options: Options,
  act: (store: Store) => Result<T, StoreError>,
  told: (value: T) => { readonly json: CommandResult['json']; readonly text: string },
): CommandResult {
  databaseOf(options);
  const opened = openStore({
    dir: textOption(options, 'data'),
    clock: systemClock,
    log: noLog,
    random: systemRandom,
    onDamage: 'refuse',
  });
  if (!opened.ok) return failed(opened.error);
  const store = opened.value;
  try {
    const done = act(store);
    return done.ok ? { exit: 0, ...told(done.value) } : failed(done.error);
  } finally {
    store.close();
  }
}

/** What a command answers when the store did not do it: exit code 1. */
export function failed(error: StoreError): CommandResult {
  return { exit: 1, json: { error }, text: `${error.code}: ${error.detail}` };
}
