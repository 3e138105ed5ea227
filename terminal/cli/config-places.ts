import { statSync } from 'node:fs';
import { devNull, userInfo } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import { type CommandOption, type CommandResult, UsageError } from '../../contract/command.ts';
import { choiceOption, type Options } from '../../contract/command-options.ts';
import { ConfigDesk, type ConfigRefusal } from '../config/config-desk.ts';
import { fleetFileIn, type OwnLayer, ownLayers, readLastGood } from '../config/config-files.ts';
import { realDisk } from '../config/disk.ts';
import { dotted } from '../config/edit.ts';
import type { Json } from '../config/json-text.ts';
import { problemLine } from '../config/resolve.ts';

/** Where the configuration of a machine is; what is left out is taken from the environment of the service, then from what the service noted in its data folder. */
export const placeOptions = {
  data: { type: 'string', help: 'data folder of the terminal service (else YITIJI_DATA)' },
  config: { type: 'string', help: 'the machine’s own file (else YITIJI_CONFIG, else as the service last started)' },
  site: { type: 'string', help: 'the file of its place (else YITIJI_SITE_CONFIG, else as the service last started)' },
  shipped: { type: 'string', help: 'folder kiosk-config of the release (else YITIJI_SHIPPED, else the one beside)' },
} as const satisfies Readonly<Record<string, CommandOption>>;

export const layerOption = {
  type: 'string',
  default: 'machine',
  help: 'machine: this one machine; site: all machines of its place',
} as const satisfies CommandOption;

export const byOption = {
  type: 'string',
  help: 'who changes it, for the history: staff id (else the account of the system)',
} as const satisfies CommandOption;

const given = (options: Options, name: string, variable: string): string | null => {
  const value = options[name] ?? process.env[variable];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** What is read of a machine is read where one is: of a folder that is not there nothing can be said. Throws UsageError. */
export function requireFolder(options: Options): void {
  const data = given(options, 'data', 'YITIJI_DATA');
  if (data !== null && statSync(data, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(`there is no folder ${data}: --data takes the data folder of the machine`);
}

/** @param needsData without a data folder there is no history, and nothing can be changed: UsageError */
export function deskOf(options: Options, needsData: boolean): ConfigDesk {
  const data = given(options, 'data', 'YITIJI_DATA');
  if (data === null && needsData) throw new UsageError('--data (or YITIJI_DATA) names the data folder of the service');
  // Nothing is below it: only what is delivered and the files that are named count then.
  const dataDir = data ?? devNull;
  const noted = data === null ? null : readLastGood(realDisk, data);
  return new ConfigDesk(
    {
      dataDir,
      shippedDir: given(options, 'shipped', 'YITIJI_SHIPPED') ?? join(import.meta.dirname, '../../kiosk-config'),
      machineFile: given(options, 'config', 'YITIJI_CONFIG') ?? noted?.places.machineFile ?? null,
      siteFile: given(options, 'site', 'YITIJI_SITE_CONFIG') ?? noted?.places.siteFile ?? null,
      fleetFile: fleetFileIn(noted),
    },
    systemClock.wallMs,
  );
}

/** The layer that `--layer` names. Throws UsageError for another one. */
export const layerOf = (options: Options): OwnLayer => choiceOption(options, 'layer', ownLayers);

/** Who changes the configuration: `--by`, else the account of the system. */
export function whoOf(options: Options): string {
  const { by } = options;
  return typeof by === 'string' && by.trim() !== '' ? by.trim() : userInfo().username;
}

/** A value as it is printed; nothing = a dash. */
export const valueText = (value: Json | undefined): string => (value === undefined ? '–' : JSON.stringify(value));

/** @param isPlanned the problems are of a document that was never written: their places mean nothing to a reader */
export function refused(refusal: ConfigRefusal, isPlanned: boolean): CommandResult {
  return { exit: 1, json: { error: refusal }, text: refusalInWords(refusal, isPlanned) };
}

function refusalInWords(refusal: ConfigRefusal, isPlanned: boolean): string {
  switch (refusal.code) {
    case 'invalid': {
      const lines = refusal.problems.map((problem) =>
        isPlanned ? `${problem.path === '' ? '' : `${dotted(problem.path)}: `}${problem.reason}` : problemLine(problem),
      );
      return `refused, nothing has changed:\n${lines.map((line) => `  ${line}`).join('\n')}`;
    }
    case 'nothing':
      return 'nothing to do: it is so already';
    case 'notThere':
      return 'there is no such change that could be undone (see yitiji config history)';
    case 'conflict':
      return `changed since, undo that first: ${refusal.paths.map(dotted).join(', ')}`;
    case 'stale':
      return 'somebody else changed the file at this moment; nothing was done, try again';
    case 'io':
      return `the file system refused it (${refusal.detail}); look at free space and rights`;
  }
}
