import { Link } from 'react-router';
import type { CommandRow } from '../../../contract/console/commands.ts';
import { type SmallColumn, SmallTable } from '../../kit/small-table.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { useFormats } from '../../texts/formats.ts';
import { useWords } from '../../texts/use-words.ts';
import { isKnownCode, objectOf, standingOf, toneOfCommand } from './acts.ts';
import { commandTexts } from './command-texts.ts';
import styles from './commands.module.css';

/** Commands of machines with what became of them. @param withKiosk a column that says which machine */
export function CommandTable({
  rows,
  withKiosk = false,
}: {
  readonly rows: readonly CommandRow[];
  readonly withKiosk?: boolean;
}) {
  const words = useWords(commandTexts);
  const formats = useFormats();
  const codeOf = (code: string) => (isKnownCode(code) ? words.of('code.', code) : words('codeUnknown', { code }));
  const kiosk: SmallColumn<CommandRow> = {
    id: 'kiosk',
    label: words('machines'),
    cell: (row) => <Link to={`/machines/${row.kiosk}?tab=commands`}>{row.kiosk}</Link>,
  };
  return (
    <SmallTable
      label={words('title')}
      rows={rows}
      keyOf={({ id }) => id}
      empty={words('none')}
      columns={[
        ...(withKiosk ? [kiosk] : []),
        {
          id: 'act',
          label: words('act'),
          isRowHeader: true,
          cell: (row) => (
            <>
              {words(`kind.${row.act.kind}`)} {objectOf(row.act)}
              {row.isDryRun && <span className={styles.second}>{words('dryRun')}</span>}
            </>
          ),
        },
        {
          id: 'state',
          label: words('state'),
          cell: (row) => (
            <>
              <StateWord tone={toneOfCommand[standingOf(row)]}>{words(`state.${standingOf(row)}`)}</StateWord>
              {row.code !== null && <span className={styles.second}>{codeOf(row.code)}</span>}
              {row.detail !== null && <span className={styles.second}>{row.detail}</span>}
              {row.state === 'offered' && !row.isHeard && <span className={styles.second}>{words('notHeard')}</span>}
            </>
          ),
        },
        { id: 'reason', label: words('reason'), cell: ({ reason }) => reason },
        { id: 'by', label: words('by'), cell: ({ by }) => by },
        { id: 'madeAt', label: words('madeAt'), cell: ({ madeAt }) => formats.time(madeAt) },
        { id: 'ended', label: words('ended'), cell: ({ endedAt }) => formats.time(endedAt) },
      ]}
    />
  );
}
