import { existsSync, readFileSync } from 'node:fs';
import { type Command, UsageError } from '../../contract/command.ts';
import { givenOption, textOption } from '../../contract/command-options.ts';
import { writeDurably } from '../../contract/durable-file.ts';
import { describe } from '../metadata/describe.ts';
import { makeTargets, withDelegation, withoutDelegation } from '../metadata/make.ts';
import { metadataOf, readMetadata } from '../metadata/shapes.ts';
import { readRepository } from '../repository/read.ts';
import { atOption, failed, holdersOf, momentOf } from './options.ts';

/** Exit 1 = it cannot be; nothing was written. */
export const releaseDelegate: Command = {
  name: 'release delegate',
  summary:
    'Says in targets.json who signs a role (app, notice, catalogue-<region>, config-<fleet>), or that nobody does any more. Unsigned; further roles may be added until the first has signed.',
  options: {
    repository: {
      type: 'string',
      help: 'folder of the repository that is changed; left out = it is the first targets.json',
    },
    role: { type: 'string', required: true, help: 'for example catalogue-guangzhou' },
    keys: { type: 'string', help: 'who signs it: files NAME.pub.json with commas between' },
    threshold: { type: 'string', help: 'how many of them must; default 2, or all where there is one' },
    remove: { type: 'boolean', help: 'nobody signs this role any more: machines believe nothing of it from now on' },
    out: { type: 'string', default: 'targets.json', help: 'file to make or to go on with' },
    ...atOption,
  },
  run: async ({ options }) => {
    const role = textOption(options, 'role');
    const out = givenOption(options, 'out') ?? 'targets.json';
    const holders = holdersOf(options, { keys: 'keys', threshold: 'threshold' }, 2);
    if ((holders === undefined) !== (options.remove === true)) throw new UsageError('--keys, or --remove');
    const folder = givenOption(options, 'repository');
    const repository = folder === undefined ? null : readRepository(folder);
    const published = repository?.targets?.file.signed ?? null;
    let before = published;
    if (existsSync(out)) {
      const read = readMetadata('targets', readFileSync(out));
      if (!read.ok) return failed([`${out} ${read.error}`]);
      if (read.value.signatures.length > 0)
        return failed([`${out} is signed already: publish it first, or take another --out`]);
      before = read.value.signed;
    }
    const known = before?.delegations;
    if (holders === undefined && known?.roles.some(({ name }) => name === role) !== true)
      return failed([`${role} is no role there`]);
    const delegations =
      holders === undefined
        ? { ok: true as const, value: withoutDelegation(known, role) }
        : withDelegation(known, role, holders);
    if (!delegations.ok) return failed([delegations.error]);
    const version = (repository?.highest.get('targets') ?? 0) + 1;
    const signed = makeTargets({ targets: {}, delegations: delegations.value }, version, momentOf(options));
    writeDurably(out, metadataOf({ signed, signatures: [] }), 0o644);
    return {
      exit: 0,
      json: { out, version, roles: delegations.value.roles.map(({ name }) => name) },
      text: [...describe('targets', signed, published), `${out}: not signed yet`].join('\n'),
    };
  },
};
