import type { Command } from '../../contract/command.ts';
import { dotted } from '../config/edit.ts';
import type { HistoryRow } from '../config/history.ts';
import type { Json } from '../config/json-text.ts';
import { deskOf, placeOptions, requireFolder, valueText } from './config-places.ts';

/** Who changed what when; the newest first. */
export const configHistory: Command = {
  name: 'config history',
  summary: 'Every change of the configuration: number, time, who, before and after, and whether it was undone.',
  options: placeOptions,
  run: async ({ options }) => {
    requireFolder(options);
    const rows = deskOf(options, true).history().toReversed();
    return {
      exit: 0,
      json: { entries: rows.map(({ before: _before, after: _after, ...row }) => row) },
      text: rows.length === 0 ? 'nothing has been changed yet' : rows.map(rowText).join('\n'),
    };
  },
};

function rowText({ n, at, by, kind, layer, undoes, undoneBy, state, changes }: HistoryRow): string {
  const what = kind === 'undo' ? `undo of ${undoes ?? ''}` : kind === 'file' ? 'the file itself was changed' : kind;
  const then =
    state === 'interrupted'
      ? ', never took effect (the power went, or another change came first)'
      : undoneBy === null
        ? ''
        : `, undone by ${undoneBy}`;
  const lines = changes.map(
    ({ path, before, after }) =>
      `      ${dotted(path)}: ${valueText(before as Json | undefined)} → ${valueText(after as Json | undefined)}`,
  );
  return [`${String(n).padStart(4)}  ${at.slice(0, 19)}Z  ${by}  ${layer}: ${what}${then}`, ...lines].join('\n');
}
