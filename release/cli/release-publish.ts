import { type Command, UsageError } from '../../contract/command.ts';
import { textOption, wordsOption } from '../../contract/command-options.ts';
import { type OpenedBuild, openBuild } from '../build/build-file.ts';
import { roleOfFile } from '../metadata/context.ts';
import { type Root, readMetadata, type SignedFile, type Targets } from '../metadata/shapes.ts';
import type { Incoming } from '../repository/plan.ts';
import { publish } from '../repository/publish.ts';
import { atOption, failed, fileOf, momentOf, passphraseOption, privateKeysOf, repositoryOption } from './options.ts';

/** Exit 1 = nothing that a machine would see was changed. */
export const releasePublish: Command = {
  name: 'release publish',
  summary:
    'Puts signed metadata and built releases into a repository and signs snapshot and timestamp. Without files it only keeps both fresh: run it every hour.',
  positionals: ['[FILE,…]'],
  options: {
    ...repositoryOption,
    release: { type: 'string', help: 'built releases that the metadata names, folders with commas between' },
    keys: {
      type: 'string',
      required: true,
      help: 'online keys of snapshot and timestamp, NAME.key with commas between; while they change, those of the old root as well',
    },
    ...passphraseOption,
    ...atOption,
  },
  run: async ({ options, positionals }, io) => {
    const incoming: { root: SignedFile<Root> | null; targets: SignedFile<Targets> | null } = {
      root: null,
      targets: null,
    };
    const roles = new Map<string, SignedFile<Targets>>();
    for (const path of positionals.flatMap((list) => list.split(',')).filter((one) => one !== '')) {
      const role = roleOfFile(path);
      const bytes = fileOf(path);
      const read = role === 'root' ? readMetadata('root', bytes) : readMetadata('targets', bytes);
      if (!read.ok) throw new UsageError(`${path} ${read.error}`);
      if (role === 'root') incoming.root = read.value as SignedFile<Root>;
      else if (role === 'targets') incoming.targets = read.value as SignedFile<Targets>;
      else roles.set(role, read.value as SignedFile<Targets>);
    }
    const builds: OpenedBuild[] = [];
    for (const dir of wordsOption(options, 'release')) {
      const build = openBuild(dir);
      if (!build.ok) throw new UsageError(build.error);
      builds.push(build.value);
    }
    const keys = await privateKeysOf(options, 'keys');
    const brought: Incoming = { ...incoming, roles };
    let placed = 0;
    const done = publish({
      ...{ dir: textOption(options, 'repository'), incoming: brought, builds, keys, nowMs: momentOf(options) },
      afterFile: () => {
        placed += 1;
        if (placed % 500 === 0) io.note(`${placed} files are in place`);
      },
    });
    if (!done.ok) return failed(done.error);
    const { written, snapshotVersion, timestampVersion } = done.value;
    const metadata = written.filter((path) => path.startsWith('metadata'));
    return {
      exit: 0,
      json: { written: written.length, metadata, snapshotVersion, timestampVersion },
      text:
        written.length === 0
          ? 'nothing to do'
          : [`${written.length - metadata.length} files and manifests`, ...metadata].join('\n'),
    };
  },
};
