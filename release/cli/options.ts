import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import { type CommandOption, type CommandResult, UsageError } from '../../contract/command.ts';
import { givenOption, type Options, wordsOption } from '../../contract/command-options.ts';
import { metadataTime } from '../../contract/release/metadata.ts';
import { type NamedPublicKey, openKeyFile, readPublicKeyFile } from '../keys/key-file.ts';
import { readPassphrase } from '../keys/passphrase.ts';
import type { Holders } from '../metadata/make.ts';
import type { SigningKey } from '../metadata/signatures.ts';

export const passphraseOption = {
  'passphrase-file': {
    type: 'string',
    help: 'file whose first line is the passphrase of the key; - = standard input; default: asked',
  },
} as const satisfies Readonly<Record<string, CommandOption>>;

export const atOption = {
  at: {
    type: 'string',
    help: 'moment of signing, YYYY-MM-DDTHH:MM:SSZ, where the clock of this computer is wrong; default: now',
  },
} as const satisfies Readonly<Record<string, CommandOption>>;

export const repositoryOption = {
  repository: {
    type: 'string',
    required: true,
    help: 'folder of the repository; for signing, a copy with metadata/ is enough',
  },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** Milliseconds since 1970. Throws UsageError. */
export function momentOf(options: Options, name = 'at'): number {
  const text = givenOption(options, name);
  if (text === undefined) return systemClock.wallMs();
  const ms = metadataTime.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new UsageError(`--${name} is YYYY-MM-DDTHH:MM:SSZ, not ${text}`);
  return ms;
}

/** Throws UsageError. */
export function fileOf(path: string): Buffer {
  if (!existsSync(path)) throw new UsageError(`there is no file ${path}`);
  return readFileSync(path);
}

/** Public halves named by `--<name>`, files with commas between. Throws UsageError. */
function publicKeysOf(options: Options, name: string): readonly NamedPublicKey[] {
  return wordsOption(options, name).map((path) => {
    const key = readPublicKeyFile(fileOf(path).toString('utf8'));
    if (key === null) throw new UsageError(`${path} is no key file of this tool`);
    return key;
  });
}

/** Who shall sign a role; undefined where no keys were given. Throws UsageError. @param usual threshold that is taken where none was given */
export function holdersOf(
  options: Options,
  names: { readonly keys: string; readonly threshold: string },
  usual: number,
): Holders | undefined {
  const keys = publicKeysOf(options, names.keys);
  const threshold = givenOption(options, names.threshold);
  if (keys.length === 0) {
    if (threshold !== undefined) throw new UsageError(`--${names.threshold} comes with --${names.keys}`);
    return undefined;
  }
  if (threshold !== undefined && !/^[1-9]\d?$/.test(threshold))
    throw new UsageError(`--${names.threshold} is a small number`);
  return { keys, threshold: threshold === undefined ? Math.min(usual, keys.length) : Number(threshold) };
}

/** Opens private keys that share one passphrase. Throws UsageError. */
export async function privateKeysOf(options: Options, name: string): Promise<readonly SigningKey[]> {
  const paths = wordsOption(options, name);
  if (paths.length === 0) throw new UsageError(`--${name} is needed: a file NAME.key`);
  const texts = paths.map((path) => fileOf(path).toString('utf8'));
  const passphrase = await readPassphrase(
    givenOption(options, 'passphrase-file'),
    `passphrase of ${paths.map((path) => basename(path)).join(', ')}`,
  );
  return texts.map((text, at) => {
    const opened = openKeyFile(text, passphrase);
    if (opened.ok) return opened.value;
    throw new UsageError(
      opened.error === 'malformed'
        ? `${paths[at]} is no NAME.key of this tool`
        : `the passphrase does not open ${paths[at]}`,
    );
  });
}

/** Every fault on a line of its own. */
export const failed = (faults: readonly string[]): CommandResult => ({
  exit: 1,
  json: { faults },
  text: faults.join('\n'),
});
