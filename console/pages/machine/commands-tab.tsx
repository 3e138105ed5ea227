import { Panel } from '../../kit/page.tsx';
import { useWords } from '../../texts/use-words.ts';
import { CommandsOf } from '../commands/command-list.tsx';
import { commandTexts } from '../commands/command-texts.ts';

/** What this machine was told to do, and what became of it. */
export function CommandsTab({ kiosk }: { readonly kiosk: string }) {
  const words = useWords(commandTexts);
  return (
    <Panel title={words('title')} isFlush>
      <CommandsOf of={{ kiosk }} />
    </Panel>
  );
}
