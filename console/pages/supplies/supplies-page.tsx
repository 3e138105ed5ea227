import { useFilters } from '../../data/use-filters.ts';
import { Page } from '../../kit/page.tsx';
import { ViewSwitch } from '../../kit/view-switch.tsx';
import { supplyTexts } from '../../texts/supply-texts.ts';
import { useWords } from '../../texts/use-words.ts';
import { SupplyTable } from './supply-table.tsx';
import { TaskTable } from './task-table.tsx';
import { VisitList } from './visit-list.tsx';

const filterNames = ['view'] as const;

/** What runs out, where somebody has to go, and what keepers have to do. */
export default function SuppliesPage() {
  const words = useWords(supplyTexts);
  const filters = useFilters(filterNames);
  const { view } = filters.values;
  const shown = view === 'visits' || view === 'tasks' ? view : 'supplies';
  return (
    <Page title={words('title')} isFilled={shown !== 'visits'}>
      <div>
        <ViewSwitch
          label={words('title')}
          value={shown}
          options={(['supplies', 'visits', 'tasks'] as const).map((id) => ({ id, label: words(id) }))}
          onChange={(id) => filters.set({ view: id === 'supplies' ? '' : id })}
        />
      </div>
      {shown === 'supplies' && <SupplyTable />}
      {shown === 'visits' && <VisitList />}
      {shown === 'tasks' && <TaskTable />}
    </Page>
  );
}
