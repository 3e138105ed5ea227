import type { MachinePage } from '../../../contract/console/machines.ts';
import { Panel } from '../../kit/page.tsx';
import { SmallTable } from '../../kit/small-table.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import type { Tone } from '../../kit/tone.ts';
import { useFormats } from '../../texts/formats.ts';
import { useWords } from '../../texts/use-words.ts';
import { machinePageTexts } from './machine-texts.ts';

type Assignment = MachinePage['assignments'][number];

const toneOf: Readonly<Record<Assignment['state'], Tone>> = {
  replaced: 'quiet',
  open: 'information',
  expired: 'waiting',
  succeeded: 'done',
  rolledBack: 'attention',
  refused: 'attention',
};

/** What was assigned to the machine, and what became of it. */
export function UpdatesTab({ data }: { readonly data: MachinePage }) {
  const words = useWords(machinePageTexts);
  const formats = useFormats();
  return (
    <Panel
      title={words('assignments')}
      isFlush
      actions={data.hasDrift && <StateWord tone="waiting">{words('drift')}</StateWord>}
    >
      <SmallTable
        label={words('assignments')}
        rows={data.assignments}
        keyOf={({ target, counter }) => `${target} ${counter}`}
        empty={words('noAssignments')}
        columns={[
          { id: 'target', label: words('target'), isRowHeader: true, cell: ({ target }) => target },
          { id: 'counter', label: words('counter'), isNumber: true, cell: ({ counter }) => counter },
          { id: 'made', label: words('assigned'), cell: ({ madeAt }) => formats.time(madeAt) },
          {
            id: 'result',
            label: words('result'),
            cell: ({ state }) => <StateWord tone={toneOf[state]}>{words(`assignment.${state}`)}</StateWord>,
          },
        ]}
      />
    </Panel>
  );
}
