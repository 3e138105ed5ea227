import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, UsageError } from '../../contract/command.ts';
import { givenOption, textOption } from '../../contract/command-options.ts';
import { writeDurably } from '../../contract/durable-file.ts';
import { newKeyFiles, shortestPassphrase, usualLog2n } from '../keys/key-file.ts';
import { readPassphrase } from '../keys/passphrase.ts';
import { makeFolder } from '../repository/copy-file.ts';
import { failed, passphraseOption } from './options.ts';

/** Exit 1 = such a key is there already. */
export const releaseKeysNew: Command = {
  name: 'release keys new',
  summary:
    'Makes a key that signs releases: NAME.key, encrypted and to be kept offline, and NAME.pub.json for everybody.',
  positionals: ['NAME'],
  options: {
    out: { type: 'string', required: true, help: 'folder for both files' },
    ...passphraseOption,
    work: {
      type: 'string',
      help: `how long one guess of the passphrase takes, 10 to 20, each step doubles it; default ${usualLog2n}`,
    },
  },
  run: async ({ options, positionals }) => {
    const [name = ''] = positionals;
    if (!/^[a-z0-9][a-z0-9-]{0,47}$/.test(name)) throw new UsageError('NAME is small letters, numbers and hyphens');
    const work = Number(givenOption(options, 'work') ?? usualLog2n);
    if (!Number.isInteger(work) || work < 10 || work > 20) throw new UsageError('--work is 10 to 20');
    const folder = textOption(options, 'out');
    const [privateFile, publicFile] = [join(folder, `${name}.key`), join(folder, `${name}.pub.json`)];
    const taken = [privateFile, publicFile].find((path) => existsSync(path));
    if (taken !== undefined)
      return failed([`${taken} is there already, and a key that is overwritten is lost: take another name`]);
    const file = givenOption(options, 'passphrase-file');
    const passphrase = await readPassphrase(file, `passphrase of ${name}`);
    // What was mistyped once would lock the key for ever.
    if (file === undefined && (await readPassphrase(file, 'once more')) !== passphrase)
      throw new UsageError('these are two different passphrases');
    if (passphrase.length < shortestPassphrase)
      throw new UsageError(`a passphrase has at least ${shortestPassphrase} signs`);
    const { keyId, privateText, publicText } = newKeyFiles(name, passphrase, work);
    makeFolder(folder);
    writeDurably(privateFile, privateText, 0o600);
    writeDurably(publicFile, publicText, 0o644);
    return {
      exit: 0,
      json: { keyId, privateFile, publicFile },
      text: `${name}: key ${keyId.slice(0, 8)}\n${privateFile}\n${publicFile}`,
    };
  },
};
