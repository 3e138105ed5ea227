import { join } from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import { type Command, UsageError } from '../../contract/command.ts';
import { givenOption, type Options, textOption } from '../../contract/command-options.ts';
import { type ReleaseKind, releaseKinds } from '../../contract/release/manifest.ts';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import { buildRelease } from '../build/build-release.ts';
import { readStoreRange, storeRangeOf } from '../build/store-range.ts';
import { failed } from './options.ts';

/** This program, whose store a release is for unless somebody says otherwise. */
const ownProgram = join(import.meta.dirname, '..', '..');

/** Exit 1 = the folder cannot be a release; every reason is a line. */
export const releaseBuild: Command = {
  name: 'release build',
  summary:
    'Makes a release of a folder: a manifest and its files by their hashes. The same folder, version and moment give the same manifest.',
  positionals: ['FOLDER'],
  options: {
    out: { type: 'string', required: true, help: 'folder to make; is then signed and published' },
    version: { type: 'string', required: true, help: 'numbers and small letters between dots, for example 2026.11.1' },
    kind: { type: 'string', default: 'application', help: releaseKinds.join(', ') },
    scope: { type: 'string', help: 'region of a catalogue, fleet of a configuration, circle of a notice' },
    'created-at': { type: 'string', help: 'ISO 8601; default: SOURCE_DATE_EPOCH, or now' },
    'store-reads': {
      type: 'string',
      help: 'oldest and newest schema of the local store that it opens, for example 1-4; default: by the migrations in FOLDER, or of this program',
    },
    'store-writes': { type: 'string', help: 'schema that it writes' },
    'minimum-hub': { type: 'string', default: '0.1.0', help: 'oldest hub that it can talk to' },
  },
  run: async ({ options, positionals }) => {
    const [folder = ''] = positionals;
    const kind = releaseKinds.find((one) => one === options.kind);
    if (kind === undefined) throw new UsageError(`--kind is one of ${releaseKinds.join(', ')}`);
    const built = buildRelease({
      ...{ folder, out: textOption(options, 'out'), kind, scope: givenOption(options, 'scope') ?? null },
      ...{
        version: textOption(options, 'version'),
        createdAt: createdAtOf(options),
        store: storeOf(options, kind, folder),
      },
      minimumHub: textOption(options, 'minimum-hub'),
    });
    if (!built.ok) return failed(built.error);
    const { target, sha256, files, bytes, distinctBytes } = built.value;
    const release = releaseIdOf(textOption(options, 'version'), sha256);
    return {
      exit: 0,
      json: { ...built.value, release },
      text: `${target} ${release}\n${files} files, ${bytes} bytes, ${distinctBytes} of them different\nmanifest ${sha256}`,
    };
  },
};

function createdAtOf(options: Options): string {
  const text = givenOption(options, 'created-at');
  const epoch = process.env.SOURCE_DATE_EPOCH;
  const ms = text !== undefined ? Date.parse(text) : epoch !== undefined ? Number(epoch) * 1000 : systemClock.wallMs();
  if (!Number.isFinite(ms))
    throw new UsageError(`${text === undefined ? 'SOURCE_DATE_EPOCH' : '--created-at'} is no moment`);
  return new Date(ms).toISOString();
}

function storeOf(options: Options, kind: ReleaseKind, folder: string) {
  const [reads, writes] = [givenOption(options, 'store-reads'), givenOption(options, 'store-writes')];
  if (reads !== undefined || writes !== undefined) {
    const range = readStoreRange(reads ?? '', writes ?? '');
    if (range === null) throw new UsageError('--store-reads is for example 1-4, and --store-writes comes with it');
    return range;
  }
  const range = (kind === 'application' ? storeRangeOf(folder) : null) ?? storeRangeOf(ownProgram);
  if (range === null) throw new UsageError('--store-reads and --store-writes are needed: no migrations are here');
  return range;
}
