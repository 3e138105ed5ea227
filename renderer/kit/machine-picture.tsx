import type { BlockOf } from '../../contract/screen.ts';
import { Icon } from './icon.tsx';
import { machineOutline, partFrames } from './machine-geometry.ts';
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

/** The drawing without words; the idle page uses it as well. */
export function MachineDrawing({ part, state }: { readonly part: Machine['part']; readonly state: Machine['state'] }) {
  const lit = partFrames[part];
  const { screen, board, head, foot, base } = machineOutline;
  return (
    <svg className={classes.drawing} viewBox="46 -4 548 460" aria-hidden="true" data-state={state}>
      {/* Body: head with the screen, the board that leans towards the hands, the foot. */}
      <rect className={classes.body} {...foot} />
      <rect className={classes.body} {...base} />
      <rect className={classes.body} {...head} />
      <rect className={classes.screen} {...screen} />
      <path className={classes.faint} d="M232 70h74M232 92h132M232 108h104M232 148h176M232 168h176" />
      <rect className={classes.faintFill} x="350" y="190" width="58" height="16" rx="4" />
      <path className={classes.body} d={board} />
      {Object.entries(partFrames).map(([name, frame]) => (
        <g key={name} className={classes.part} data-lit={name === part || undefined}>
          <rect {...frame} rx={Math.min(10, frame.height / 2.4)} />
          <PartSign part={name as Machine['part']} />
        </g>
      ))}
      <rect
        className={classes.breath}
        x={lit.x - 9}
        y={lit.y - 9}
        width={lit.width + 18}
        height={lit.height + 18}
        rx="17"
      />
      <Motion part={part} state={state} />
    </svg>
  );
}

/** What is engraved on each part. */
function PartSign({ part }: { readonly part: Machine['part'] }) {
  const { x, y, width, height } = partFrames[part];
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  switch (part) {
    case 'idReader':
      return (
        <g className={classes.sign}>
          <rect x={middleX - 40} y={middleY - 25} width="80" height="50" rx="6" />
          <path d={`M${middleX + 8} ${middleY - 8}h20M${middleX + 8} ${middleY + 4}h20`} />
          <circle cx={middleX - 16} cy={middleY - 6} r="8" />
          <path d={`M${middleX - 30} ${middleY + 16}a14 12 0 0 1 28 0`} />
        </g>
      );
    case 'receiptPrinter':
      return <path className={classes.slot} d={`M${x + 16} ${middleY}h${width - 32}`} />;
    case 'cardDispenser':
      return <path className={classes.slot} d={`M${x + 14} ${middleY}h${width - 28}`} />;
    case 'scanner':
      return (
        <path
          className={classes.sign}
          d={`M${middleX - 18} ${middleY - 3}v-5h8m20 0h8v5m0 6v5h-8m-20 0h-8v-5m-6-3h48`}
        />
      );
    case 'smartCard':
      return (
        <>
          <path className={classes.slot} d={`M${x + 14} ${middleY}h${width - 28}`} />
          <path className={classes.sign} d={`M${middleX - 6} ${middleY - 8}h12v-3h-12z`} />
        </>
      );
    case 'documentPrinter':
      return <path className={classes.slot} d={`M${x + 12} ${middleY}h${width - 24}`} />;
    case 'camera':
      return (
        <g className={classes.sign}>
          <circle cx={middleX} cy={middleY} r="7" />
          <circle cx={middleX} cy={middleY} r="2.5" />
        </g>
      );
    case 'pinPad':
      return <Keys x={x} y={y} />;
  }
}

/** The thing that moves, and the arrow of its way. */
function Motion({ part, state }: Machine | { readonly part: Machine['part']; readonly state: Machine['state'] }) {
  const { x, y, width, height } = partFrames[part];
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  const below = y + height + 22;
  const badge = (
    <g className={classes.badge} transform={`translate(${x + width} ${y})`}>
      <circle r="24" />
      {state === 'fault' ? <path d="M0-11V3m0 9v.1" /> : <path d="m-10 0 7 8 13-14" />}
    </g>
  );
  if (state === 'done' || state === 'fault') return badge;
  switch (part) {
    case 'idReader': {
      const moves = { place: classes.comes, take: classes.goes, reading: classes.rests, printing: classes.rests };
      return (
        <>
          {state === 'reading' ? <Waves x={middleX} y={middleY} /> : null}
          {state === 'place' ? <Chevrons x={middleX} y={below} way="up" /> : null}
          {state === 'take' ? <Chevrons x={middleX} y={below} way="down" /> : null}
          <g className={moves[state]}>
            <IdCard x={middleX} y={middleY} />
          </g>
        </>
      );
    }
    case 'receiptPrinter': {
      const clip = `paper-${state}`;
      return (
        <>
          <clipPath id={clip}>
            <rect x={x} y={middleY} width={width} height="200" />
          </clipPath>
          <g clipPath={`url(#${clip})`}>
            <g className={state === 'printing' ? classes.prints : classes.hangs}>
              <path
                className={classes.paper}
                d={`M${x + 22} ${middleY - 4}h${width - 44}v112l-8-6-8 6-8-6-8 6-8-6-8 6-8-6-8 6-8-6-8 6-8-6-8 6-8-6-${width - 148} 6z`}
              />
              <path
                className={classes.paperLines}
                d={`M${x + 36} ${middleY + 24}h${width - 100}M${x + 36} ${middleY + 42}h${width - 72}M${x + 36} ${middleY + 60}h${width - 86}`}
              />
            </g>
          </g>
          {state === 'take' ? <Chevrons x={middleX} y={middleY + 126} way="down" /> : null}
        </>
      );
    }
    case 'cardDispenser':
      return (
        <>
          <g className={state === 'take' ? classes.hangs : classes.rests}>
            <rect className={classes.card} x={x + 14} y={middleY} width={width - 28} height="46" rx="5" />
          </g>
          {state === 'take' ? <Chevrons x={middleX} y={middleY + 66} way="down" /> : null}
        </>
      );
    case 'scanner':
      return <Chevrons x={middleX} y={below} way="up" />;
    case 'smartCard':
      return (
        <>
          <g className={state === 'place' ? classes.comesShort : state === 'take' ? classes.hangs : classes.rests}>
            <rect className={classes.card} x={x + 14} y={middleY} width={width - 28} height="44" rx="5" />
            <rect className={classes.cardPhoto} x={x + 24} y={middleY + 10} width="14" height="12" rx="2" />
          </g>
          <Chevrons x={middleX} y={middleY + 64} way={state === 'take' ? 'down' : 'up'} />
        </>
      );
    case 'documentPrinter':
      return (
        <>
          <clipPath id={`sheet-${state}`}>
            <rect x={x} y={middleY} width={width} height="60" />
          </clipPath>
          <g clipPath={`url(#sheet-${state})`}>
            <g className={state === 'printing' ? classes.printsSheet : classes.hangs}>
              <rect className={classes.paper} x={x + 20} y={middleY - 6} width={width - 40} height="44" />
              <path
                className={classes.paperLines}
                d={`M${x + 36} ${middleY + 10}h${width - 96}M${x + 36} ${middleY + 24}h${width - 76}`}
              />
            </g>
          </g>
        </>
      );
    case 'camera':
      return state === 'reading' || state === 'place' ? <Gaze x={middleX} y={y + height + 6} /> : null;
    case 'pinPad':
      return null;
  }
}

/** Twelve keys under a shade. */
function Keys({ x, y }: { readonly x: number; readonly y: number }) {
  return (
    <g className={classes.sign}>
      {[0, 1, 2, 3].flatMap((row) =>
        [0, 1, 2].map((column) => (
          <rect
            key={`${row} ${column}`}
            className={classes.digit}
            x={x + 12 + column * 22}
            y={y + 13 + row * 21}
            width="16"
            height="14"
            rx="3"
          />
        )),
      )}
    </g>
  );
}

/** What the camera sees: a cone towards the one who stands here, with the outline of a face. */
function Gaze({ x, y }: { readonly x: number; readonly y: number }) {
  return (
    <g className={classes.gaze}>
      <path d={`M${x - 8} ${y}L${x - 74} ${y + 158}h148L${x + 8} ${y}z`} />
      <ellipse cx={x} cy={y + 92} rx="34" ry="44" />
      <path d={`M${x - 12} ${y + 84}v5M${x + 12} ${y + 84}v5M${x - 12} ${y + 108}q12 9 24 0`} />
    </g>
  );
}

/** A resident identity card, seen from above: portrait at the right as on the real one. */
function IdCard({ x, y }: { readonly x: number; readonly y: number }) {
  return (
    <g transform={`translate(${x - 60} ${y - 38})`}>
      <rect className={classes.card} width="120" height="76" rx="8" />
      <path className={classes.cardLines} d="M14 20h34M14 34h48M14 48h40M14 62h64" />
      <rect className={classes.cardPhoto} x="80" y="14" width="28" height="36" rx="4" />
    </g>
  );
}

/** Reading: rings that go out from the card. */
function Waves({ x, y }: { readonly x: number; readonly y: number }) {
  return (
    <g className={classes.waves} transform={`translate(${x} ${y})`}>
      <rect x="-70" y="-48" width="140" height="96" rx="16" />
      <rect x="-84" y="-62" width="168" height="124" rx="24" />
      <rect x="-98" y="-76" width="196" height="152" rx="32" />
    </g>
  );
}

function Chevrons({ x, y, way }: { readonly x: number; readonly y: number; readonly way: 'up' | 'down' }) {
  const arm = way === 'up' ? 'm-16 9 16-14 16 14' : 'm-16-9 16 14 16-14';
  return (
    <g className={classes.chevrons} data-way={way} transform={`translate(${x} ${y})`}>
      <path d={`M0 0${arm}`} />
      <path d={`M0 20${arm}`} />
      <path d={`M0 40${arm}`} />
    </g>
  );
}
