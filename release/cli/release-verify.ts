import type { Command } from '../../contract/command.ts';
import { textOption } from '../../contract/command-options.ts';
import { faultsOfFiles, faultsOfTargets, targetsOf } from '../repository/contents.ts';
import { readRepository } from '../repository/read.ts';
import { type RoleStatus, statusOf } from '../repository/status.ts';
import { atOption, failed, momentOf, repositoryOption } from './options.ts';

const noRoot = (dir: string) =>
  `there is no root in ${dir}: \`release root init\` and \`release publish\` make a repository`;

/** Exit 1 = something is wrong, line by line. Says nothing of time: that is `release status`. */
export const releaseVerify: Command = {
  name: 'release verify',
  summary: 'Checks a repository: every signature from the first root on, every hash, every file that is named.',
  options: { ...repositoryOption, files: { type: 'boolean', help: 'reads every byte of every file as well' } },
  run: async ({ options }) => {
    const dir = textOption(options, 'repository');
    const repository = readRepository(dir);
    const targets = targetsOf(repository);
    const faults = [
      ...(repository.roots.length === 0 ? [noRoot(dir)] : repository.faults),
      ...faultsOfTargets(dir, targets, []),
      ...(options.files === true ? faultsOfFiles(dir, targets) : []),
    ];
    if (faults.length > 0) return failed(faults);
    const text = `${targets.length} releases of ${repository.roles.size} roles: all that is named is there and signed`;
    return { exit: 0, json: { faults: [], targets: targets.map(({ name }) => name) }, text };
  },
};

/** Exit 1 = a role has run out or will soon: for monitoring. */
export const releaseStatus: Command = {
  name: 'release status',
  summary:
    'What is in a repository and what runs out when, most urgent first. Exit 1 when something has, or wants to be signed anew now.',
  options: { ...repositoryOption, ...atOption },
  run: async ({ options }) => {
    const dir = textOption(options, 'repository');
    const repository = readRepository(dir);
    if (repository.roots.length === 0) return failed([noRoot(dir), ...repository.faults]);
    const roles = statusOf(repository, momentOf(options));
    const isGood = repository.faults.length === 0 && roles.every(({ state }) => state === 'good' || state === 'empty');
    return {
      exit: isGood ? 0 : 1,
      json: { roles, faults: repository.faults },
      text: [...roles.map(line), ...repository.faults].join('\n'),
    };
  },
};

function line({ role, version, expires, daysLeft, state, targets }: RoleStatus): string {
  const when = expires === null ? 'nothing signed yet' : `${daysLeft} days left (${expires})`;
  const names = targets.length === 0 ? '' : `  ${targets.join(' ')}`;
  return `${state.padEnd(8)}${role} ${version ?? '-'}  ${when}${names}`;
}
