import { useContext, useState } from 'react';
import type { Block, Screen } from '../../contract/screen.ts';
import { KapokMark } from '../kit/kapok-mark.tsx';
import { DockContext, MainSlotContext } from '../kit/touch.ts';
import { ActionBar } from './action-bar.tsx';
import { BlockView, blockKey } from './block-view.tsx';
import { CrampedContext } from './cramped-context.ts';
import classes from './home-page.module.css';
import { Heading } from './page.tsx';
import { ScrollArea } from './scroll-area.tsx';

/**
 * Home: made for five hundred services and more. The question and the search stand where the page speaks; below them the verbs, and on the sheet
 * what they open, in pages. The letters come up from the foot, where the hands are.
 */
export function HomePage({ screen }: { readonly screen: Screen }) {
  const [mainSlot, setMainSlot] = useState<HTMLElement | null>(null);
  const [dock, setDock] = useState<HTMLElement | null>(null);
  const cramped = useContext(CrampedContext);
  const asks = screen.blocks.filter(speaks);
  const tabs = screen.blocks.filter(isTabs);
  const rest = screen.blocks.filter((block) => !speaks(block) && !isTabs(block));
  const draw = (blocks: readonly Block[]) =>
    blocks.map((block) => <BlockView key={blockKey(block, screen.blocks.indexOf(block))} block={block} />);
  const opening = (
    <>
      <Heading key={screen.name} text={screen.heading.text} />
      {screen.lead === undefined ? null : <p className={classes.lead}>{screen.lead.text}</p>}
      {draw(asks)}
    </>
  );
  return (
    <main className={classes.page}>
      <MainSlotContext value={mainSlot}>
        <DockContext value={dock}>
          {cramped ? null : (
            <section className={classes.asks}>
              <KapokMark className={classes.kapok} />
              {opening}
            </section>
          )}
          <section className={classes.acts}>
            {cramped ? null : draw(tabs)}
            <ScrollArea page={screen.name}>
              {cramped ? opening : null}
              {cramped ? draw(tabs) : null}
              {draw(rest)}
            </ScrollArea>
            <div className={classes.dock} ref={setDock} />
            <ActionBar screen={screen} mainSlot={setMainSlot} />
          </section>
        </DockContext>
      </MainSlotContext>
    </main>
  );
}

function speaks(block: Block): boolean {
  return block.type === 'search';
}

function isTabs(block: Block): boolean {
  return block.type === 'tiles' && block.look === 'tabs';
}
