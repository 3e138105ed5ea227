import { useEffect, useRef, useState } from 'react';
import type { BlockOf, Screen } from '../../contract/screen.ts';
import { KapokMark } from '../kit/kapok-mark.tsx';
import { MachineDrawing } from '../kit/machine-picture.tsx';
import { Phrases } from '../kit/phrases.tsx';
import { QrSymbol } from '../kit/qr-symbol.tsx';
import type { WallTime } from '../kit/wall-time.ts';
import { BlockView, blockKey } from './block-view.tsx';
import classes from './idle-page.module.css';
import { Leaves } from './leaves.tsx';
import { useWordsOnLeaves } from './use-words-on-leaves.ts';

/**
 * Nobody is here: the clock of the street, what works now, and where the card goes. What moves, the outline that breathes around the pad, stands still from
 * the first touch or key on (WCAG 2.2.2).
 */
export function IdlePage({ screen, time }: { readonly screen: Screen; readonly time: WallTime | null }) {
  const machine = screen.blocks.find((block) => block.type === 'machine');
  const hours = screen.blocks.find((block) => block.type === 'paragraph');
  const phone = screen.blocks.find((block) => block.type === 'code');
  const rest = screen.blocks.filter((block) => block !== machine && block !== hours && block !== phone);
  const isStill = useStillness();
  const speaking = useRef<HTMLElement | null>(null);
  const { onLeaves: cramped, onLow } = useWordsOnLeaves(speaking, screen.name);
  return (
    <main className={classes.page} data-still={isStill || undefined}>
      {cramped ? null : (
        <section className={classes.speaks} ref={speaking}>
          <KapokMark className={classes.kapok} />
          <div className={classes.top}>
            <div className={classes.time}>
              {time === null ? null : (
                <>
                  <time className={classes.clock}>{time.clock}</time>
                  <p className={classes.date}>{time.date}</p>
                </>
              )}
              {hours?.type === 'paragraph' ? <p className={classes.hours}>{hours.text.text}</p> : null}
            </div>
            {phone?.type === 'code' ? <PhoneService block={phone} /> : null}
          </div>
          <div className={classes.call}>
            <div className={classes.words}>
              <h1 className={classes.heading} id="page-heading" tabIndex={-1}>
                <Phrases text={screen.heading.text} />
              </h1>
              {screen.lead === undefined ? null : (
                <p className={classes.lead}>
                  <Phrases text={screen.lead.text} />
                </p>
              )}
            </div>
            {machine?.type === 'machine' ? (
              <div className={classes.machine}>
                <MachineDrawing part={machine.part} state={machine.state} />
                <p className={classes.caption}>
                  <Phrases text={machine.caption.text} />
                </p>
              </div>
            ) : null}
          </div>
        </section>
      )}
      <section className={classes.acts}>
        <Leaves screen={screen} onLow={onLow}>
          {cramped ? (
            <h1 className={classes.heading} id="page-heading" tabIndex={-1}>
              {screen.heading.text}
            </h1>
          ) : null}
          {rest.map((block, index) => (
            <BlockView key={blockKey(block, index)} block={block} />
          ))}
        </Leaves>
      </section>
    </main>
  );
}

/** The same services on a phone. */
function PhoneService({ block }: { readonly block: BlockOf<'code'> }) {
  return (
    <figure className={classes.phone}>
      <QrSymbol qr={block.qr} className={classes.symbol} />
      <figcaption>
        <Phrases text={block.caption.text} />
      </figcaption>
    </figure>
  );
}

/** Whether somebody has touched the page or pressed a key since it came. */
function useStillness(): boolean {
  const [isStill, setStill] = useState(false);
  useEffect(() => {
    const still = () => setStill(true);
    const options = { capture: true, once: true };
    window.addEventListener('pointerdown', still, options);
    window.addEventListener('keydown', still, options);
    return () => {
      window.removeEventListener('pointerdown', still, options);
      window.removeEventListener('keydown', still, options);
    };
  }, []);
  return isStill;
}
