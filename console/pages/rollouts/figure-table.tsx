import type { RolloutFigure } from '../../../contract/console/rollouts.ts';
import { SmallTable } from '../../kit/small-table.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { useFormats } from '../../texts/formats.ts';
import { rolloutTexts } from '../../texts/rollout-texts.ts';
import { useWords } from '../../texts/use-words.ts';

/** How the new release does beside what nobody has touched. */
export function FigureTable({ figures }: { readonly figures: readonly RolloutFigure[] }) {
  const words = useWords(rolloutTexts);
  const formats = useFormats();
  const value = (name: RolloutFigure['name'], number: number | null) =>
    number === null ? '—' : name === 'prints' ? formats.percent(number) : number.toFixed(2);
  return (
    <SmallTable
      label={words('figures')}
      rows={figures}
      keyOf={({ name }) => name}
      empty={words('tooLittle')}
      columns={[
        { id: 'name', label: words('figure'), isRowHeader: true, cell: ({ name }) => words(`figure.${name}`) },
        {
          id: 'touched',
          label: words('touched'),
          isNumber: true,
          cell: ({ name, touched, touchedMachines }) => (
            <span title={words('machinesCount', { count: touchedMachines, shown: formats.number(touchedMachines) })}>
              {value(name, touched)}
            </span>
          ),
        },
        {
          id: 'controls',
          label: words('controls'),
          isNumber: true,
          cell: ({ name, controls, controlMachines }) => (
            <span title={words('machinesCount', { count: controlMachines, shown: formats.number(controlMachines) })}>
              {value(name, controls)}
            </span>
          ),
        },
        {
          id: 'z',
          label: words('z'),
          isNumber: true,
          cell: ({ z }) =>
            z === null ? (
              words('tooLittle')
            ) : (
              <StateWord tone={z >= 3 ? 'attention' : z >= 2 ? 'waiting' : 'done'}>{z.toFixed(1)}</StateWord>
            ),
        },
      ]}
    />
  );
}
