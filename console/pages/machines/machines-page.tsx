import { useCallback, useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { maxCommandKiosks } from '../../../contract/command-states.ts';
import { fleetStates } from '../../../contract/console/fleet-state.ts';
import type { MachineChoices, MachineRow } from '../../../contract/console/machines.ts';
import { useMay } from '../../app/session.ts';
import { pathWith } from '../../data/pages.ts';
import { useFilters } from '../../data/use-filters.ts';
import { useResource } from '../../data/use-resource.ts';
import { useRows } from '../../data/use-rows.ts';
import { Ago } from '../../kit/ago.tsx';
import { CsvLink } from '../../kit/csv-link.tsx';
import { type DataColumn, DataTable, type Sort } from '../../kit/data-table.tsx';
import { FilterBar } from '../../kit/filter-bar.tsx';
import { Page } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { MachineStateWord, StateWord } from '../../kit/state-word.tsx';
import { useFormats } from '../../texts/formats.ts';
import { machineTexts } from '../../texts/machine-texts.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import { SendCommand } from '../commands/send-command.tsx';
import styles from './machines.module.css';
import { machinesTexts } from './machines-texts.ts';

const narrowingNames = ['text', 'district', 'state', 'model', 'version', 'place', 'trouble'] as const;
const filterNames = [...narrowingNames, 'sort', 'order'] as const;
const troubles = ['gap', 'dead', 'old', 'order', 'drift'] as const;
const kioskOf = ({ kiosk }: MachineRow): string => kiosk;
const none: ReadonlySet<string> = new Set();

/** Every machine: found by what it is and how it is, chosen by the dozen. */
export default function MachinesPage() {
  const words = useWords(machinesTexts);
  const machineWords = useWords(machineTexts);
  const formats = useFormats();
  const { language } = useLanguage();
  const navigate = useNavigate();
  const canSend = useMay('command.send');
  const filters = useFilters(filterNames, narrowingNames);
  const { sort, order, ...narrow } = filters.values;
  const choices = useResource<MachineChoices>('/v1/console/machines/choices');
  const list = useRows<MachineRow>(pathWith('/v1/console/machines', { ...narrow, sort, order, limit: 200 }), kioskOf, {
    topics: ['machines'],
  });
  // Chosen from what the filters let through: with other filters they would be sent something unseen.
  const shown = JSON.stringify(narrow);
  const [choice, setChoice] = useState({ shown, kiosks: none });
  const selected = choice.shown === shown ? choice.kiosks : none;
  const setSelected = useCallback((kiosks: ReadonlySet<string>) => setChoice({ shown, kiosks }), [shown]);
  /** Those that it was opened for: the list goes on living, and an order that is sent once more must be the same order. */
  const [sending, setSending] = useState<readonly string[] | null>(null);
  const columns = useMachineColumns();
  const shownSort: Sort = { column: sort === '' ? 'kiosk' : sort, isDescending: order === 'desc' };
  const open = useCallback((row: MachineRow) => void navigate(`/machines/${row.kiosk}`), [navigate]);
  // A machine that no longer fits the filters is not in the list any more, and nobody would see that it is sent something.
  const chosen = list.rows.map(kioskOf).filter((kiosk) => selected.has(kiosk));
  const isTooMany = chosen.length > maxCommandKiosks;
  return (
    <Page
      title={words('title')}
      isFilled
      beside={
        list.total !== null && (
          <span className={styles.total}>{words('total', { total: formats.number(list.total) })}</span>
        )
      }
      actions={<CsvLink href={pathWith('/v1/console/machines.csv', { ...narrow, sort, order })} />}
    >
      <FilterBar
        filters={filters}
        text={{ name: 'text', label: words('text') }}
        choices={[
          {
            name: 'district',
            label: words('district'),
            options: (choices.data?.districts ?? []).map(({ district, nameZh, nameEn, machines }) => ({
              id: district,
              label: `${language === 'en' ? nameEn : nameZh} (${formats.number(machines)})`,
            })),
          },
          {
            name: 'state',
            label: words('state'),
            options: fleetStates.map((state) => ({ id: state, label: machineWords(`state.${state}`) })),
          },
          {
            name: 'model',
            label: words('model'),
            options: (choices.data?.models ?? []).map(({ model, machines }) => ({
              id: model,
              label: `${model} (${formats.number(machines)})`,
            })),
          },
          {
            name: 'version',
            label: words('version'),
            options: (choices.data?.versions ?? []).map(({ version, machines }) => ({
              id: version,
              label: `${version} (${formats.number(machines)})`,
            })),
          },
          {
            name: 'trouble',
            label: words('trouble'),
            options: troubles.map((id) => ({ id, label: words(`trouble.${id}`) })),
          },
        ]}
      />
      {chosen.length > 0 && (
        <div className={styles.chosen} role="status">
          <PressButton kind="main" icon="command" isDisabled={isTooMany} onPress={() => setSending(chosen)}>
            {words('sendTo', { count: chosen.length })}
          </PressButton>
          {isTooMany && <span>{words('tooMany', { most: formats.number(maxCommandKiosks) })}</span>}
          <PressButton kind="bare" onPress={() => setSelected(none)}>
            {words('clearSelection')}
          </PressButton>
        </div>
      )}
      <DataTable
        label={words('title')}
        columns={columns}
        list={list}
        keyOf={kioskOf}
        sort={shownSort}
        onSort={({ column, isDescending }) =>
          filters.set({ sort: column === 'kiosk' && !isDescending ? '' : column, order: isDescending ? 'desc' : '' })
        }
        {...(canSend ? { selected, onSelect: setSelected } : {})}
        onOpen={open}
        empty={words(filters.isAny ? 'empty' : 'none')}
      />
      {sending !== null && (
        <SendCommand kiosks={sending} onClose={() => setSending(null)} onSent={() => setSelected(none)} />
      )}
    </Page>
  );
}

function useMachineColumns(): readonly DataColumn<MachineRow>[] {
  const words = useWords(machinesTexts);
  const machineWords = useWords(machineTexts);
  const formats = useFormats();
  return useMemo(
    () => [
      {
        id: 'kiosk',
        label: words('kiosk'),
        width: 84,
        isSortable: true,
        isRowHeader: true,
        cell: ({ kiosk }) => <Link to={`/machines/${kiosk}`}>{kiosk}</Link>,
      },
      {
        id: 'state',
        label: words('state'),
        width: 124,
        isSortable: true,
        cell: ({ state }) => <MachineStateWord state={state} />,
      },
      {
        id: 'since',
        label: words('since'),
        width: 68,
        isSortable: true,
        cell: ({ since }) => <Ago at={since} isSpan />,
      },
      {
        id: 'place',
        label: words('place'),
        width: '1.4fr',
        minWidth: 150,
        isSortable: true,
        cell: ({ place }) => <span title={place}>{place}</span>,
      },
      {
        id: 'district',
        label: words('district'),
        width: 84,
        cell: ({ district }) => machineWords.of('district.', district),
      },
      {
        id: 'model',
        label: words('model'),
        width: '1fr',
        minWidth: 112,
        cell: ({ model }) => <span title={model}>{model}</span>,
      },
      { id: 'version', label: words('version'), width: 88, isSortable: true, cell: ({ version }) => version ?? '—' },
      {
        id: 'lastBeat',
        label: words('lastBeat'),
        width: 104,
        isSortable: true,
        cell: ({ lastBeat }) => (lastBeat === null ? words('never') : <Ago at={lastBeat} />),
      },
      {
        id: 'pending',
        label: words('pending'),
        width: 64,
        isSortable: true,
        isNumber: true,
        cell: ({ pending }) => (pending === null ? '—' : formats.number(pending)),
      },
      {
        id: 'oldest',
        label: words('oldest'),
        width: 64,
        isSortable: true,
        isNumber: true,
        cell: ({ oldestAgeMs, pending }) => (oldestAgeMs === null || pending === 0 ? '—' : formats.span(oldestAgeMs)),
      },
      {
        id: 'orders',
        label: words('orders'),
        width: 52,
        isNumber: true,
        cell: ({ openOrders }) => (openOrders === 0 ? '—' : openOrders),
      },
      {
        id: 'marks',
        label: words('marks'),
        width: 80,
        cell: ({ hasGap, dead }) => (
          <span className={styles.marks}>
            {hasGap && <StateWord tone="attention">{words('mark.gap')}</StateWord>}
            {dead !== null && dead > 0 && <StateWord tone="attention">{words('mark.dead', { count: dead })}</StateWord>}
          </span>
        ),
      },
    ],
    [words, machineWords, formats],
  );
}
