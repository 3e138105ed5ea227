import { existsSync } from 'node:fs';
import { type Command, type CommandOption, UsageError } from '../../contract/command.ts';
import { givenOption, type Options, textOption } from '../../contract/command-options.ts';
import { writeDurably } from '../../contract/durable-file.ts';
import { describe } from '../metadata/describe.ts';
import { makeRoot } from '../metadata/make.ts';
import { metadataOf, type Root } from '../metadata/shapes.ts';
import { readRepository } from '../repository/read.ts';
import { atOption, failed, holdersOf, momentOf, repositoryOption } from './options.ts';

const holders: Readonly<Record<string, CommandOption>> = Object.fromEntries(
  (['root', 'targets', 'snapshot', 'timestamp'] as const).flatMap((role): [string, CommandOption][] => [
    [`${role}-keys`, { type: 'string', help: `who signs ${role}: files NAME.pub.json with commas between` }],
    [
      `${role}-threshold`,
      { type: 'string', help: `how many of them must; default ${role === 'root' || role === 'targets' ? 2 : 1}` },
    ],
  ]),
);
const outOption: Readonly<Record<string, CommandOption>> = {
  out: { type: 'string', default: 'root.json', help: 'file to make; it is signed with `release sign`' },
};

/** Makes the first root of trust. */
export const releaseRootInit: Command = {
  name: 'release root init',
  summary: 'Makes the first root.json, unsigned: who may sign root, targets, snapshot and timestamp.',
  options: { ...holders, ...outOption, ...atOption },
  run: async ({ options }) => write(options, null),
};

/** Makes the next root: other keys, or only more time. */
export const releaseRootRotate: Command = {
  name: 'release root rotate',
  summary:
    'Makes the next root.json, unsigned: roles whose keys are given change hands, the others stay; without any it only lives longer.',
  options: { ...repositoryOption, ...holders, ...outOption, ...atOption },
  run: async ({ options }) => {
    const { roots, faults } = readRepository(textOption(options, 'repository'));
    const newest = roots.at(-1);
    if (newest === undefined)
      return failed([...faults, 'there is no root in this repository: `release root init` makes the first']);
    return write(options, newest.file.signed);
  },
};

function write(options: Options, before: Root | null) {
  const out = givenOption(options, 'out') ?? 'root.json';
  if (existsSync(out)) throw new UsageError(`${out} is there already`);
  const role = (name: string, usual: number) =>
    holdersOf(options, { keys: `${name}-keys`, threshold: `${name}-threshold` }, usual);
  const [root, targets, snapshot, timestamp] = [
    role('root', 2),
    role('targets', 2),
    role('snapshot', 1),
    role('timestamp', 1),
  ];
  const made = makeRoot(
    before,
    {
      ...(root === undefined ? {} : { root }),
      ...(targets === undefined ? {} : { targets }),
      ...(snapshot === undefined ? {} : { snapshot }),
      ...(timestamp === undefined ? {} : { timestamp }),
    },
    momentOf(options),
  );
  if (!made.ok) return failed([made.error]);
  writeDurably(out, metadataOf({ signed: made.value, signatures: [] }), 0o644);
  return {
    exit: 0 as const,
    json: { out, version: made.value.version, expires: made.value.expires },
    text: [...describe('root', made.value, before), `${out}: not signed yet`].join('\n'),
  };
}
