import { useMemo, useState } from 'react';
import { alertWords } from '../../../contract/alerts/words.ts';
import { type AlertRow, maxAcknowledged } from '../../../contract/console/alerts.ts';
import { useMay } from '../../app/session.ts';
import { postJson } from '../../data/hub-client.ts';
import { pathWith } from '../../data/pages.ts';
import { useRows } from '../../data/use-rows.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { type DataColumn, DataTable } from '../../kit/data-table.tsx';
import { MachineLink } from '../../kit/machine-link.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { alertTexts } from '../../texts/alert-texts.ts';
import { useFormats } from '../../texts/formats.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import styles from './alerts.module.css';
import { HandlingWord, SeverityWord } from './severity-word.tsx';

const keyOf = (alert: AlertRow) => `${alert.id}`;

interface Props {
  readonly query: Readonly<Record<string, string>>;
  /** Something is filtered away. */
  readonly isAny: boolean;
  readonly onOpen: (id: number) => void;
}

export function AlertTable({ query, isAny, onOpen }: Props) {
  const words = useWords(alertTexts);
  const { language } = useLanguage();
  const formats = useFormats();
  const mayAct = useMay('alert.act');
  const isOpen = query.state === 'open';
  const list = useRows<AlertRow>(pathWith('/v1/console/alerts', query), keyOf, { topics: ['alerts'] });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [isTaking, setTaking] = useState(false);
  const fresh = list.rows
    .filter((row) => selected.has(keyOf(row)) && row.acknowledged === null)
    // What is above goes in one request; the rest stays chosen, with the button that takes it up.
    .slice(0, maxAcknowledged)
    .map(({ id }) => id);
  const columns = useMemo<readonly DataColumn<AlertRow>[]>(
    () => [
      {
        id: 'severity',
        label: words('severity'),
        width: 92,
        cell: ({ severity }) => <SeverityWord severity={severity} />,
      },
      {
        id: 'what',
        label: words('what'),
        width: '3fr',
        minWidth: 180,
        isRowHeader: true,
        cell: (row) => (
          <button type="button" className={styles.open} onClick={() => onOpen(row.id)}>
            {alertWords(row, language)}
          </button>
        ),
      },
      {
        id: 'kiosk',
        label: words('machine'),
        width: 84,
        cell: ({ kiosk }) => (kiosk === null ? '—' : <MachineLink kiosk={kiosk} />),
      },
      { id: 'place', label: words('place'), width: '2fr', minWidth: 120, cell: ({ place }) => place },
      { id: 'since', label: words('since'), width: 124, cell: ({ since }) => formats.time(since) },
      { id: 'state', label: words('state'), width: '2fr', minWidth: 150, cell: (row) => <HandlingWord alert={row} /> },
    ],
    [words, language, formats, onOpen],
  );
  return (
    <div className={styles.list}>
      {isOpen && mayAct && fresh.length > 0 && (
        <div className={styles.acts} role="toolbar" aria-label={words('state')}>
          <PressButton kind="main" icon="check" onPress={() => setTaking(true)}>
            {words('acknowledgeMany', { count: fresh.length })}
          </PressButton>
        </div>
      )}
      <DataTable
        label={words('title')}
        columns={columns}
        list={list}
        keyOf={keyOf}
        {...(isOpen && mayAct ? { selected, onSelect: setSelected } : {})}
        onOpen={({ id }) => onOpen(id)}
        empty={words(isAny ? 'noneFits' : isOpen ? 'none' : 'noneResolved')}
      />
      {isTaking && (
        <Confirm
          title={words('acknowledgeMany', { count: fresh.length })}
          act={words('acknowledge')}
          onConfirm={() => postJson('/v1/operator/alerts/acknowledge', { ids: fresh })}
          onDone={() => {
            setSelected(new Set([...selected].filter((key) => !fresh.includes(Number(key)))));
            list.again();
          }}
          onClose={() => setTaking(false)}
        >
          <p>{words('acknowledgeAbout')}</p>
        </Confirm>
      )}
    </div>
  );
}
