import { useContext, useMemo } from 'react';
import type { Frame } from '../../contract/machine-model.ts';
import type { BlockOf } from '../../contract/screen.ts';
import { Icon } from './icon.tsx';
import { MachineContext } from './machine-context.ts';
import { drawMachine, type MachineDrawn } from './machine-geometry.ts';
import { Motion } from './machine-motion.tsx';
import { PartSign } from './machine-part-sign.tsx';
import classes from './machine-picture.module.css';
import { Phrases } from './phrases.tsx';

type Machine = BlockOf<'machine'>;

/** This machine from the front, with the part lit where the hands go now, and a motion that shows which way things go. */
export function MachinePicture({ block }: { readonly block: Machine }) {
  return (
    <figure className={classes.picture} data-part={block.part} data-state={block.state}>
      <MachineDrawing part={block.part} state={block.state} />
      <figcaption className={classes.caption} aria-live="polite">
        {block.state === 'fault' ? <Icon name="attention" className={classes.captionIcon} /> : null}
        {block.state === 'done' ? <Icon name="done" className={classes.captionIcon} /> : null}
        <span>
          <Phrases text={block.caption.text} />
        </span>
      </figcaption>
    </figure>
  );
}

/**
 * The drawing without words; the idle page uses it as well. Every slot sits where the model of this machine says; a part that the machine does not have is
 * not drawn, and where it would have to be lit there is no picture at all: the words stand alone, and nothing points to a place that is not there.
 */
export function MachineDrawing({ part, state }: { readonly part: Machine['part']; readonly state: Machine['state'] }) {
  const front = useContext(MachineContext);
  const drawn = useMemo(() => drawMachine(front), [front]);
  const lit = drawn.parts.find(([name]) => name === part)?.[1];
  if (lit === undefined) return null;
  return (
    <svg className={classes.drawing} viewBox={drawn.viewBox} aria-hidden="true" data-state={state}>
      <Body drawn={drawn} />
      {drawn.parts.map(([name, frame]) => (
        <g key={name} className={classes.part} data-drawn={name} data-lit={name === part || undefined}>
          <rect {...frame} rx={Math.min(10, frame.height / 2.4)} />
          <PartSign part={name} frame={frame} />
        </g>
      ))}
      <rect
        className={classes.breath}
        x={lit.x - 8}
        y={lit.y - 8}
        width={lit.width + 16}
        height={lit.height + 16}
        rx="16"
      />
      <Motion part={part} state={state} frame={lit} isFreeBelow={isFreeBelow(drawn, lit)} />
    </svg>
  );
}

/** Height of three arrows, mm. */
const arrowsMm = 66;

function isFreeBelow({ parts }: MachineDrawn, { x, y, width, height }: Frame): boolean {
  const bottom = y + height;
  return !parts.some(
    ([, other]) => other.y >= bottom && other.y < bottom + arrowsMm && other.x < x + width && other.x + other.width > x,
  );
}

/** The body from the back to the front, and on the screen a page as it stands before the citizen. */
function Body({ drawn }: { readonly drawn: MachineDrawn }) {
  const { x, y, width, height } = drawn.screen;
  const line = (at: number, part: number) => `M${x + width * 0.12} ${y + height * at}h${width * part}`;
  const button = { width: width * 0.24, height: Math.min(18, height * 0.12) };
  return (
    <>
      {drawn.surfaces.map((outline) => (
        <path key={outline} className={classes.body} d={outline} />
      ))}
      <rect className={classes.screen} x={x} y={y} width={width} height={height} rx="5" />
      <path
        className={classes.faint}
        d={[line(0.18, 0.3), line(0.34, 0.55), line(0.54, 0.76), line(0.68, 0.76)].join('')}
      />
      <rect
        className={classes.faintFill}
        x={x + width * 0.88 - button.width}
        y={y + height * 0.92 - button.height}
        {...button}
        rx="4"
      />
    </>
  );
}
