import { Link } from 'react-router';
import type { Overview } from '../../../contract/console/overview.ts';
import { Panel } from '../../kit/page.tsx';
import { Meter } from '../../kit/share-bar.tsx';
import { SmallTable } from '../../kit/small-table.tsx';
import { useFormats } from '../../texts/formats.ts';
import { useWords } from '../../texts/use-words.ts';
import { overviewTexts } from './overview-texts.ts';

export function VersionsPanel({
  versions,
  machines,
}: {
  readonly versions: Overview['versions'];
  readonly machines: number;
}) {
  const words = useWords(overviewTexts);
  const formats = useFormats();
  return (
    <Panel title={words('versions')} isFlush>
      <SmallTable
        label={words('versions')}
        rows={versions}
        keyOf={({ version }) => version}
        columns={[
          {
            id: 'version',
            label: words('version'),
            isRowHeader: true,
            cell: ({ version }) => <Link to={`/machines?version=${encodeURIComponent(version)}`}>{version}</Link>,
          },
          { id: 'machines', label: words('machines'), isNumber: true, cell: (row) => formats.number(row.machines) },
          {
            id: 'share',
            label: words('share'),
            cell: (row) => <Meter label={row.version} part={machines === 0 ? 0 : row.machines / machines} />,
          },
        ]}
      />
    </Panel>
  );
}
