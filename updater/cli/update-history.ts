import type { Command } from '../../contract/command.ts';
import { newMemory, readMemory } from '../program/agent-memory.ts';
import { rootOf, rootOption } from './root-option.ts';

export const updateHistory: Command = {
  name: 'update history',
  summary: 'What became of the last updates of this machine, newest first.',
  options: rootOption,
  run: ({ options }) => {
    const history = (readMemory(rootOf(options.root)) ?? newMemory).history.toReversed();
    const lines = history.map(
      ({ at, outcome, release, from, cause }) =>
        `${at}  ${outcome.padEnd(10)}  ${release}  from ${from}${cause === null ? '' : `  ${cause}`}`,
    );
    const text = lines.length === 0 ? 'no update has come to its end here' : lines.join('\n');
    return Promise.resolve({ exit: 0, json: { history }, text });
  },
};
