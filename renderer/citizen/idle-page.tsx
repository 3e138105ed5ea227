import { useContext } from 'react';
import type { Screen } from '../../contract/screen.ts';
import { KapokMark } from '../kit/kapok-mark.tsx';
import { MachineDrawing } from '../kit/machine-picture.tsx';
import { Phrases } from '../kit/phrases.tsx';
import type { WallTime } from '../kit/wall-time.ts';
import { Words } from '../kit/words.tsx';
import { BlockView, blockKey } from './block-view.tsx';
import { CrampedContext } from './cramped-context.ts';
import classes from './idle-page.module.css';
import { Leaves } from './leaves.tsx';

/** Nobody is here: the clock of the street, what works now, and where the card goes. Drifts by a few pixels so that nothing burns in. */
export function IdlePage({ screen, time }: { readonly screen: Screen; readonly time: WallTime | null }) {
  const machine = screen.blocks.find((block) => block.type === 'machine');
  const rest = screen.blocks.filter((block) => block !== machine);
  const cramped = useContext(CrampedContext);
  return (
    <main className={classes.page}>
      {cramped ? null : (
        <section className={classes.speaks}>
          <KapokMark className={classes.kapok} />
          {time === null ? null : (
            <div className={classes.time}>
              <time className={classes.clock}>{time.clock}</time>
              <p className={classes.date}>{time.date}</p>
            </div>
          )}
          <div className={classes.call}>
            <div className={classes.words}>
              <h1 className={classes.heading} id="page-heading">
                <Phrases text={screen.heading.text} />
              </h1>
              {screen.lead === undefined ? null : (
                <p className={classes.lead}>
                  <Words text={screen.lead.text} />
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
        <Leaves screen={screen}>
          {cramped ? (
            <h1 className={classes.heading} id="page-heading">
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
