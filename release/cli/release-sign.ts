import { existsSync, readFileSync } from 'node:fs';
import { type Command, type CommandIo, UsageError } from '../../contract/command.ts';
import { givenOption, type Options, wordsOption } from '../../contract/command-options.ts';
import { writeDurably } from '../../contract/durable-file.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { openBuild } from '../build/build-file.ts';
import { groupsFor, groupText, roleOfFile, stateOf } from '../metadata/context.ts';
import { describe } from '../metadata/describe.ts';
import { changedTargets, makeTargets } from '../metadata/make.ts';
import { metadataOf, type Root, readMetadata, type SignedFile, type Targets, typeOf } from '../metadata/shapes.ts';
import { withSignature } from '../metadata/signatures.ts';
import { type Repository, readRepository } from '../repository/read.ts';
import { atOption, failed, momentOf, passphraseOption, privateKeysOf } from './options.ts';

/** Exit 1 = not signed; the file is as it was. */
export const releaseSign: Command = {
  name: 'release sign',
  summary:
    'Signs a file of metadata; who is first may make it with --add, --drop or --renew. FILE is named by its role: root.json, targets.json, app.json, catalogue-guangzhou.json.',
  positionals: ['FILE'],
  options: {
    key: { type: 'string', required: true, help: 'NAME.key of whoever signs' },
    ...passphraseOption,
    repository: {
      type: 'string',
      help: 'folder of the repository, or a copy of its metadata/: what is published, and who may sign',
    },
    add: { type: 'string', help: 'built releases that the role shall name, folders with commas between' },
    drop: {
      type: 'string',
      help: 'targets that it shall name no more, such as app/2026.11.1.json: machines that do not run them yet never will',
    },
    renew: { type: 'boolean', help: 'makes the next version with the same content, before the old one runs out' },
    ...atOption,
  },
  run: async ({ options, positionals }, io) => {
    const [path = ''] = positionals;
    const folder = givenOption(options, 'repository');
    const repository = folder === undefined ? null : readRepository(folder);
    const file = existsSync(path) ? opened(path, options) : drafted(path, options, repository);
    if (!file.ok) return failed([file.error]);
    const groups = groupsFor(path, file.value, repository);
    if (!groups.ok) return failed([groups.error]);
    tell(path, file.value, repository, io);
    const keys = await privateKeysOf(options, 'key');
    const stranger = keys.find(({ keyId }) => !groups.value.some(({ role }) => role.keyids.includes(keyId)));
    if (stranger !== undefined)
      return failed([
        `key ${stranger.keyId.slice(0, 8)} may not sign ${roleOfFile(path)}: ${groups.value.map(({ what }) => what).join(', ')} may`,
      ]);
    const signed = keys.reduce<SignedFile<Root | Targets>>((before, key) => withSignature(before, key), file.value);
    writeDurably(path, metadataOf(signed), 0o644);
    const state = stateOf(signed, groups.value);
    const isComplete = state.every(({ signed: by, threshold }) => by.length >= threshold);
    return {
      exit: 0,
      json: {
        file: path,
        role: roleOfFile(path),
        version: signed.signed.version,
        expires: signed.signed.expires,
        groups: state,
        isComplete,
      },
      text: [
        ...state.map(groupText),
        isComplete ? `${path}: ready to be published` : `${path}: pass it on to the next who signs`,
      ].join('\n'),
    };
  },
};

type Signable = SignedFile<Root> | SignedFile<Targets>;

function opened(path: string, options: Options): Result<Signable, string> {
  if (isChange(options))
    return err(
      `${path} is there already, and a change would void what others have signed: remove it, or sign it as it is`,
    );
  const bytes = readFileSync(path);
  const type = typeOf(bytes);
  if (type !== 'root' && type !== 'targets')
    return err(`${path} is none that people sign: snapshot and timestamp are made by \`release publish\``);
  const read = type === 'root' ? readMetadata('root', bytes) : readMetadata('targets', bytes);
  if (!read.ok) return err(`${path} ${read.error}`);
  if ((type === 'root') !== (roleOfFile(path) === 'root')) return err(`${path} holds ${type}: name it by its role`);
  return ok(read.value);
}

/** The next version of a role, by what was asked for. */
function drafted(path: string, options: Options, repository: Repository | null): Result<Signable, string> {
  const role = roleOfFile(path);
  if (!isChange(options)) throw new UsageError(`there is no ${path}: --add, --drop or --renew makes it`);
  if (repository === null) throw new UsageError('--repository is needed: what is published now');
  if (role === 'root') return err('`release root rotate` makes the next root');
  const version = (repository.highest.get(role) ?? 0) + 1;
  const published = (role === 'targets' ? repository.targets : repository.roles.get(role))?.file.signed ?? null;
  const adds = [];
  for (const dir of wordsOption(options, 'add')) {
    const build = openBuild(dir);
    if (!build.ok) return build;
    const { target, sha256, length } = build.value.build;
    adds.push({ name: target, sha256, length });
  }
  const drop = wordsOption(options, 'drop');
  if (role === 'targets') {
    if (adds.length > 0 || drop.length > 0)
      return err('targets.json names no releases, only who signs them: `release delegate`');
    if (published?.delegations === undefined) return err('there is no targets.json to renew');
    const { targets, delegations } = published;
    return ok({ signed: makeTargets({ targets, delegations }, version, momentOf(options)), signatures: [] });
  }
  const targets = changedTargets(role, published?.targets ?? {}, { add: adds, drop });
  if (!targets.ok) return targets;
  return ok({ signed: makeTargets({ targets: targets.value }, version, momentOf(options)), signatures: [] });
}

const isChange = (options: Options): boolean =>
  givenOption(options, 'add') !== undefined || givenOption(options, 'drop') !== undefined || options.renew === true;

/** What is signed, before anybody types a passphrase. */
function tell(path: string, { signed }: Signable, repository: Repository | null, io: CommandIo): void {
  const role = roleOfFile(path);
  const published =
    role === 'root' ? repository?.roots.at(-1) : role === 'targets' ? repository?.targets : repository?.roles.get(role);
  for (const line of describe(role, signed, published?.file.signed ?? null)) io.note(line);
}
