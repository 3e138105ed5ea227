import { type RefObject, useContext, useLayoutEffect, useRef, useState } from 'react';
import type { Screen } from '../../contract/screen.ts';
import { Icon } from '../kit/icon.tsx';
import { KapokMark } from '../kit/kapok-mark.tsx';
import { MachineDrawing } from '../kit/machine-picture.tsx';
import { Phrases } from '../kit/phrases.tsx';
import type { WallTime } from '../kit/wall-time.ts';
import type { Received } from './bridge.ts';
import { ReachContext } from './reach-context.ts';
import classes from './reach-mirror.module.css';
import { StepWords } from './step-words.tsx';

/**
 * The part of the panel that a seated person sees but does not reach: repeats what the page says, large, and its picture. Nothing here can be
 * touched or has the focus, and nothing stands only here: it is hidden from whoever listens.
 */
export function ReachMirror({ received, time }: { readonly received: Received; readonly time: WallTime | null }) {
  const { on } = useContext(ReachContext);
  const mirror = useRef<HTMLDivElement>(null);
  const { screen, warning, language } = received.snapshot;
  const isFull = useFullness(mirror, `${screen.name} ${language} ${screen.lead?.text ?? ''}`);
  if (!on) return null;
  const isIdle = screen.code === 'A0';
  return (
    <div className={classes.mirror} data-tone={screen.tone} data-testid="reach-mirror" aria-hidden="true" ref={mirror}>
      <KapokMark className={classes.kapok} />
      {warning === null ? (
        <>
          {isIdle && time !== null ? (
            <div className={classes.time}>
              <p className={classes.clock}>{time.clock}</p>
              <p className={classes.date}>{time.date}</p>
            </div>
          ) : null}
          <Picture screen={screen} />
          {screen.step === undefined ? null : (
            <div className={classes.steps}>
              <StepWords step={screen.step} />
            </div>
          )}
          <p className={classes.heading}>
            {screen.tone === undefined ? null : <Icon name={screen.tone} />}
            <span>
              <Phrases text={screen.heading.text} />
            </span>
          </p>
          {screen.lead === undefined || isFull ? null : (
            <p className={classes.lead}>
              <Phrases text={screen.lead.text} />
            </p>
          )}
        </>
      ) : (
        <p className={classes.heading}>
          <span>
            <Phrases text={warning.text.text} />
          </span>
        </p>
      )}
    </div>
  );
}

/** Whether the words are higher than the room above the page; a lead that is too long stands on the page alone. */
function useFullness(mirror: RefObject<HTMLElement | null>, words: string): boolean {
  const [full, setFull] = useState<string | null>(null);
  useLayoutEffect(() => {
    const top = mirror.current?.getBoundingClientRect().top ?? 0;
    const isOver = [...(mirror.current?.querySelectorAll('p') ?? [])].some(
      (line) => line.getBoundingClientRect().top < top,
    );
    if (isOver) setFull(words);
  });
  return full === words;
}

function Picture({ screen }: { readonly screen: Screen }) {
  const machine = screen.blocks.find((block) => block.type === 'machine');
  if (machine === undefined) return null;
  return (
    <div className={classes.machine}>
      <MachineDrawing part={machine.part} state={machine.state} />
    </div>
  );
}
