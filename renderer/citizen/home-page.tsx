import { type ReactNode, useContext, useRef, useState, useSyncExternalStore } from 'react';
import type { Block, Screen } from '../../contract/screen.ts';
import { KapokMark } from '../kit/kapok-mark.tsx';
import { DockContext, MainSlotContext, PadStaysContext } from '../kit/touch.ts';
import { ActionBar } from './action-bar.tsx';
import { BlockView, blockKey } from './block-view.tsx';
import { RoomyContext } from './cramped-context.ts';
import classes from './home-page.module.css';
import { Leaves } from './leaves.tsx';
import { Heading } from './page.tsx';
import { useWordsOnLeaves } from './use-words-on-leaves.ts';

/**
 * Home: made for five hundred services and more. The question and the search stand where the page speaks; below them the verbs, and on the sheet
 * what they open, in pages. The letters come up from the foot, where the hands are.
 * @param offer  stands above the action bar, which stays in its place
 */
export function HomePage({ screen, offer }: { readonly screen: Screen; readonly offer: ReactNode }) {
  const [mainSlot, setMainSlot] = useState<HTMLElement | null>(null);
  const [foot, setFoot] = useState<HTMLElement | null>(null);
  const [side, setSide] = useState<HTMLElement | null>(null);
  const speaking = useRef<HTMLElement | null>(null);
  const roomy = useContext(RoomyContext);
  const wide = useWide() && roomy;
  // Letters that stand at the side have their place there.
  const { onLeaves, onLow } = useWordsOnLeaves(speaking, screen.name);
  const cramped = onLeaves && !wide;
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
        <DockContext value={wide ? side : foot}>
          <PadStaysContext value={wide}>
            {cramped ? null : (
              <section className={classes.asks} ref={speaking}>
                <KapokMark className={classes.kapok} />
                {opening}
                <div className={classes.side} ref={setSide} />
              </section>
            )}
            <section className={classes.acts}>
              {cramped ? null : draw(tabs)}
              <Leaves screen={screen} onLow={onLow}>
                {cramped ? opening : null}
                {cramped ? draw(tabs) : null}
                {draw(rest)}
              </Leaves>
              <div className={classes.dock} ref={setFoot} />
              {offer}
              <ActionBar screen={screen} mainSlot={setMainSlot} />
            </section>
          </PadStaysContext>
        </DockContext>
      </MainSlotContext>
    </main>
  );
}

/** Made at the first use: to ask anew costs the whole page its layout. */
let landscape: MediaQueryList | null = null;

function landscapeQuery(): MediaQueryList {
  landscape ??= matchMedia('(orientation: landscape)');
  return landscape;
}

function onTurn(changed: () => void): () => void {
  landscapeQuery().addEventListener('change', changed);
  return () => landscapeQuery().removeEventListener('change', changed);
}

/** Whether the page is wide: then the letters stand at the side, always open. */
function useWide(): boolean {
  return useSyncExternalStore(
    onTurn,
    () => landscapeQuery().matches,
    () => false,
  );
}

function speaks(block: Block): boolean {
  return block.type === 'search';
}

function isTabs(block: Block): boolean {
  return block.type === 'tiles' && block.look === 'tabs';
}
