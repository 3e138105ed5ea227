import type { Command } from '../../contract/command.ts';
import { problemLine } from '../config/resolve.ts';
import { deskOf, layerOf, layerOption, placeOptions } from './config-places.ts';

/** Judges a file before it is put in place; changes nothing. Exit 0 = it would be taken. */
export const configCheck: Command = {
  name: 'config check',
  summary: 'Whether a file would be taken as the configuration of this machine; else line, column and reason.',
  positionals: ['FILE'],
  options: { ...placeOptions, layer: layerOption },
  run: async ({ options, positionals }) => {
    const [file = ''] = positionals;
    const problems = deskOf(options, false).check(file, layerOf(options));
    return {
      exit: problems.length === 0 ? 0 : 1,
      json: { ok: problems.length === 0, problems },
      text: problems.length === 0 ? `${file}: fits` : problems.map(problemLine).join('\n'),
    };
  },
};
