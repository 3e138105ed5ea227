import { useMemo } from 'react';
import { subjectWords } from '../../../contract/alerts/words.ts';
import { type TaskKind, type TaskRow, type TasksPage, taskKinds } from '../../../contract/console/tasks.ts';
import { pathWith } from '../../data/pages.ts';
import { useFilters } from '../../data/use-filters.ts';
import { useResource } from '../../data/use-resource.ts';
import { useRows } from '../../data/use-rows.ts';
import { CsvLink } from '../../kit/csv-link.tsx';
import { type DataColumn, DataTable } from '../../kit/data-table.tsx';
import { FilterBar } from '../../kit/filter-bar.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { useFormats } from '../../texts/formats.ts';
import { supplyTexts } from '../../texts/supply-texts.ts';
import { useDistrictOptions } from '../../texts/use-district-options.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import { siteColumns } from './site-columns.tsx';
import styles from './supplies.module.css';

const filterNames = ['district', 'kind', 'isOverdue'] as const;
const keyOf = ({ kiosk, kind, subject }: TaskRow) => `${kiosk} ${kind} ${subject}`;

export function TaskTable() {
  const words = useWords(supplyTexts);
  const formats = useFormats();
  const { language } = useLanguage();
  const filters = useFilters(filterNames);
  const districts = useDistrictOptions();
  const list = useRows<TaskRow>(pathWith('/v1/console/tasks', filters.values), keyOf, {
    topics: ['machines'],
    pauseMs: 15_000,
  });
  const counts = useResource<TasksPage>(
    pathWith('/v1/console/tasks', { district: filters.values.district, limit: 1 }),
    {
      topics: ['machines'],
      pauseMs: 15_000,
    },
  );
  // A record by a closed list has no keys that the compiler knows.
  const byKind: Readonly<Partial<Record<TaskKind, number>>> = counts.data?.counts ?? {};
  const columns = useMemo<readonly DataColumn<TaskRow>[]>(
    () => [
      ...siteColumns<TaskRow>(words),
      { id: 'kind', label: words('task'), width: '2fr', minWidth: 140, cell: ({ kind }) => words(`task.${kind}`) },
      {
        id: 'subject',
        label: words('part'),
        width: '2fr',
        minWidth: 130,
        cell: ({ subject }) => (subject === '' ? words('wholeMachine') : subjectWords(subject, language)),
      },
      { id: 'since', label: words('since'), width: 130, cell: ({ since }) => formats.time(since) },
      {
        id: 'due',
        label: words('due'),
        width: 180,
        cell: ({ due, isOverdue }) =>
          isOverdue ? (
            <StateWord tone="attention">{`${formats.time(due)} · ${words('overdue')}`}</StateWord>
          ) : (
            formats.time(due)
          ),
      },
    ],
    [words, formats, language],
  );
  return (
    <>
      <p className={styles.second}>{words('tasksAbout')}</p>
      <FilterBar
        filters={filters}
        choices={[
          { name: 'district', label: words('district'), options: districts },
          {
            name: 'kind',
            label: words('task'),
            options: taskKinds.map((id) => ({ id, label: `${words(`task.${id}`)} (${byKind[id] ?? 0})` })),
          },
          { name: 'isOverdue', label: words('due'), options: [{ id: 'true', label: words('overdue') }] },
        ]}
      >
        <CsvLink href={pathWith('/v1/console/tasks.csv', filters.values)} />
      </FilterBar>
      <DataTable
        label={words('tasks')}
        columns={columns}
        list={list}
        keyOf={keyOf}
        empty={filters.isAny ? words('noTaskFits') : words('noTasks')}
      />
    </>
  );
}
