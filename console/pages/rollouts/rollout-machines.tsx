import { type RolloutDetail, type RolloutMachine, rolloutMachineStates } from '../../../contract/console/rollouts.ts';
import { pathWith } from '../../data/pages.ts';
import { useFilters } from '../../data/use-filters.ts';
import { useRows } from '../../data/use-rows.ts';
import { DataTable } from '../../kit/data-table.tsx';
import { FilterBar } from '../../kit/filter-bar.tsx';
import { MachineLink } from '../../kit/machine-link.tsx';
import { Panel } from '../../kit/page.tsx';
import { useFormats } from '../../texts/formats.ts';
import { rolloutTexts } from '../../texts/rollout-texts.ts';
import { updateCauseTexts, updateCauseWords } from '../../texts/update-cause-texts.ts';
import { useWords } from '../../texts/use-words.ts';
import { MachineStateOfRollout } from './rollout-words.tsx';
import styles from './rollouts.module.css';

const filterNames = ['ring', 'state'] as const;
const keyOf = ({ kiosk }: RolloutMachine) => kiosk;

/** The machines of a roll-out one by one: which ring, which state, why. */
export function RolloutMachines({ rollout }: { readonly rollout: RolloutDetail }) {
  const words = useWords(rolloutTexts);
  const causes = useWords(updateCauseTexts);
  const formats = useFormats();
  const filters = useFilters(filterNames);
  const path = pathWith(`/v1/console/rollouts/${rollout.id}/machines`, filters.values);
  const list = useRows<RolloutMachine>(path, keyOf, { topics: ['rollouts'] });
  return (
    <Panel
      title={words('machines')}
      actions={
        <FilterBar
          filters={filters}
          choices={[
            {
              name: 'ring',
              label: words('ring'),
              options: rollout.ringList.map(({ ring }) => ({ id: `${ring}`, label: words('ringOf', { ring }) })),
            },
            {
              name: 'state',
              label: words('state'),
              options: rolloutMachineStates.map((id) => ({ id, label: words(`machine.${id}`) })),
            },
          ]}
        />
      }
    >
      <div className={styles.machines}>
        <DataTable
          label={words('machines')}
          list={list}
          keyOf={keyOf}
          columns={[
            {
              id: 'kiosk',
              label: words('kiosk'),
              width: 90,
              isRowHeader: true,
              cell: ({ kiosk }) => <MachineLink kiosk={kiosk} />,
            },
            { id: 'place', label: words('place'), width: '2fr', minWidth: 140, cell: ({ place }) => place },
            { id: 'model', label: words('model'), width: '1fr', minWidth: 100, cell: ({ model }) => model },
            { id: 'ring', label: words('ring'), width: 70, isNumber: true, cell: ({ ring }) => ring },
            {
              id: 'state',
              label: words('state'),
              width: 140,
              cell: ({ state }) => <MachineStateOfRollout state={state} />,
            },
            { id: 'since', label: words('since'), width: 130, cell: ({ since }) => formats.time(since) },
            {
              id: 'cause',
              label: words('cause'),
              width: '1fr',
              minWidth: 120,
              cell: ({ state, cause, what }) =>
                [cause === null ? null : updateCauseWords(causes, state, cause), what]
                  .filter((part) => part !== null)
                  .join(' · '),
            },
          ]}
          empty={words('machinesNone')}
        />
      </div>
    </Panel>
  );
}
