import type { CommandList } from '../../../contract/console/commands.ts';
import { pathWith } from '../../data/pages.ts';
import { useResource } from '../../data/use-resource.ts';
import { Panel } from '../../kit/page.tsx';
import { ResourceView } from '../../kit/resource-view.tsx';
import { useWords } from '../../texts/use-words.ts';
import { CommandTable } from '../commands/command-table.tsx';
import { commandTexts } from '../commands/command-texts.ts';

export function CommandsTab({ kiosk }: { readonly kiosk: string }) {
  const words = useWords(commandTexts);
  const list = useResource<CommandList>(pathWith('/v1/console/commands', { kiosk, limit: 100 }), {
    topics: ['commands'],
    ids: [kiosk],
  });
  return (
    <Panel title={words('title')} isFlush>
      <ResourceView of={list}>{({ rows }) => <CommandTable rows={rows} />}</ResourceView>
    </Panel>
  );
}
