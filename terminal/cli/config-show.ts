import type { Command } from '../../contract/command.ts';
import { dotted } from '../config/edit.ts';
import type { Source } from '../config/layers.ts';
import { problemLine } from '../config/resolve.ts';
import { deskOf, placeOptions, refused, requireFolder, valueText } from './config-places.ts';

/** Every value in force with where it comes from; and what is refused, if anything is. */
export const configShow: Command = {
  name: 'config show',
  summary: 'Every setting of this machine: its value, and layer, file and line that it comes from.',
  options: placeOptions,
  run: async ({ options }) => {
    requireFolder(options);
    const standing = deskOf(options, false).read();
    if (!standing.ok) return refused({ code: 'invalid', problems: standing.error }, false);
    const { resolved, refused: problems, since } = standing.value;
    const rows = resolved.settings.map((setting) => ({ ...setting, name: dotted(setting.path) }));
    const names = Math.max(...rows.map(({ name }) => name.length));
    const values = Math.min(40, Math.max(...rows.map(({ value }) => valueText(value).length)));
    const lines = rows.map(
      (row) =>
        `${row.name.padEnd(names)}  ${valueText(row.value).padEnd(values)}  ${row.layer.padEnd(7)}  ${sourceText(row)}`,
    );
    const warning =
      problems.length === 0
        ? []
        : [`REFUSED; the last good configuration, of ${since}, is in force instead:`, ...problems.map(problemLine), ''];
    return {
      exit: 0,
      json: { settings: rows, refused: problems, lastGoodSince: since },
      text: [...warning, ...lines].join('\n'),
    };
  },
};

function sourceText({ file, line, over }: Source & { readonly over: readonly Source[] }): string {
  const below = over.map((source) => source.layer).join(', ');
  return `${file}:${line}${below === '' ? '' : `  (over ${below})`}`;
}
