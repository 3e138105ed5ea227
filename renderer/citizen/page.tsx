import { useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { Screen } from '../../contract/screen.ts';
import { Icon } from '../kit/icon.tsx';
import { KapokMark } from '../kit/kapok-mark.tsx';
import { PageHeadingContext } from '../kit/page-heading.ts';
import { Phrases } from '../kit/phrases.tsx';
import { DockContext, MainSlotContext } from '../kit/touch.ts';
import { ActionBar } from './action-bar.tsx';
import { BlockView, blockKey } from './block-view.tsx';
import { CrampedContext } from './cramped-context.ts';
import { Leaves } from './leaves.tsx';
import classes from './page.module.css';
import { StepWords } from './step-words.tsx';
import { useWordsOnLeaves } from './use-words-on-leaves.ts';

export const headingId = 'page-heading';

/**
 * A page: one part speaks (step, heading, what it means, the picture of the machine), the other acts, on a sheet of paper. Portrait puts the
 * speaking part above, landscape at the left.
 */
export function Page({ screen }: { readonly screen: Screen }) {
  const [mainSlot, setMainSlot] = useState<HTMLElement | null>(null);
  const [dock, setDock] = useState<HTMLElement | null>(null);
  const { speaks, acts } = useMemo(() => divide(screen), [screen]);
  const speaking = useRef<HTMLElement | null>(null);
  const sheet = useRef<HTMLElement | null>(null);
  const { onLeaves: cramped, short, onLow } = useWordsOnLeaves(speaking, screen.name, sheet);
  const isCramped = useContext(CrampedContext);
  const { back, main, other } = screen.actions;
  const idle = back === undefined && main === undefined && other.length === 0;
  // Nothing but words: they stand in the middle, and the sheet is no higher than its buttons. An empty sheet looks like one that failed to load.
  const lone = screen.blocks.length === 0 && !cramped;
  const opening = (
    <>
      {screen.step === undefined ? null : <StepWords step={screen.step} />}
      {screen.tone === undefined ? null : (
        <span className={classes.shape} data-opens>
          <Icon name={screen.tone} />
        </span>
      )}
      {lone && screen.tone === undefined && main === undefined ? <span className={classes.working} /> : null}
      <Heading key={screen.name} text={screen.heading.text} />
      {screen.lead === undefined ? null : (
        <p className={classes.lead}>
          <Phrases text={screen.lead.text} />
        </p>
      )}
    </>
  );
  return (
    <main
      className={classes.page}
      data-lone={lone || undefined}
      data-brief={(!cramped && isBrief(screen)) || undefined}
    >
      {cramped ? null : (
        <section
          className={classes.speaks}
          ref={speaking}
          data-picture={(speaks.length > 0 && short === undefined) || undefined}
          data-short={short}
        >
          {speaks.length > 0 ? null : <KapokMark className={classes.kapok} />}
          {opening}
          {speaks.map((block, index) => (
            <BlockView key={blockKey(block, index)} block={block} />
          ))}
        </section>
      )}
      {lone && idle ? null : (
        <section className={classes.acts} ref={sheet}>
          {lone ? null : (
            <PageHeadingContext value={headingId}>
              <MainSlotContext value={screen.actions.equal === true ? undefined : mainSlot}>
                <DockContext value={dock}>
                  <Leaves screen={screen} onLow={onLow}>
                    {cramped ? opening : null}
                    {(cramped ? screen.blocks : acts).map((block, index) => (
                      <BlockView key={`${screen.name} ${blockKey(block, index)}`} block={block} />
                    ))}
                    {isCramped && screen.keeperNote !== undefined ? (
                      <p className={classes.keeperNote}>{screen.keeperNote}</p>
                    ) : null}
                  </Leaves>
                </DockContext>
              </MainSlotContext>
            </PageHeadingContext>
          )}
          <div className={classes.dock} ref={setDock} />
          <ActionBar screen={screen} mainSlot={setMainSlot} />
        </section>
      )}
    </main>
  );
}

/** The heading of the page. A new page is announced by moving the focus here; reading starts from it. */
export function Heading({ text }: { readonly text: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // After the first frame: asked for earlier, the focus has the whole page laid out once more, in the middle of drawing it.
    const before = document.activeElement;
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        // Whoever has heard the page and moved on meanwhile by a key is not taken back: their next Enter would fall on nothing.
        const now = document.activeElement;
        if (now === before || now === document.body) heading.current?.focus({ preventScroll: true });
      });
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <h1 className={classes.heading} id={headingId} ref={heading} tabIndex={-1}>
      <Phrases text={text} />
    </h1>
  );
}

/**
 * A message with a number to call, a line or two: it stands in the middle of the page as one that has nothing but words does, and the sheet is as high as
 * what is on it. What changes while it is read (a receipt that is being printed) stays where it is.
 */
function isBrief({ tone, blocks }: Screen): boolean {
  const notices = blocks.filter(({ type }) => type === 'notice').length;
  return (
    tone !== undefined &&
    blocks.length > 0 &&
    notices <= 2 &&
    blocks.every(
      (block) =>
        block.type === 'hotlines' ||
        block.type === 'notice' ||
        block.type === 'paragraph' ||
        (block.type === 'facts' && block.title === undefined && block.rows.length === 1),
    )
  );
}

/** The picture of the machine speaks where there is something else to act on; alone it is the act. */
function divide(screen: Screen): { readonly speaks: Screen['blocks']; readonly acts: Screen['blocks'] } {
  const machine = screen.blocks.filter((block) => block.type === 'machine');
  const rest = screen.blocks.filter((block) => block.type !== 'machine');
  const alone = rest.every((block) => block.type === 'paragraph' || block.type === 'notice');
  return alone ? { speaks: [], acts: screen.blocks } : { speaks: machine, acts: rest };
}
