import { useId } from 'react';
import type { Frame } from '../../contract/machine-model.ts';
import type { BlockOf } from '../../contract/screen.ts';
import classes from './machine-picture.module.css';

type Machine = BlockOf<'machine'>;

/** What moves, in its real size, mm. Cards: ISO/IEC 7810 ID-1; paper: 80 mm roll, A4. */
const card = { length: 86, width: 54 } as const;
const rollMm = 80;
const sheetMm = 210;

/** The thing that comes or goes at a part, and the arrow of its way; for what is over, a badge. */
export function Motion({
  part,
  state,
  frame,
  isFreeBelow,
}: {
  readonly part: Machine['part'];
  readonly state: Machine['state'];
  readonly frame: Frame;
  /** No other part where arrows would stand: an arrow over another slot would send the card there. */
  readonly isFreeBelow: boolean;
}) {
  const { x, y, width, height } = frame;
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  if (state === 'done' || state === 'fault') {
    return (
      <g className={classes.badge} transform={`translate(${x + width} ${y})`}>
        <circle r="22" />
        {state === 'fault' ? <path d="M0-10V3m0 8v.1" /> : <path d="m-9 0 6.5 7.5 12-13" />}
      </g>
    );
  }
  switch (part) {
    case 'idReader': {
      const moves = { place: classes.comes, take: classes.goes, reading: undefined, printing: undefined };
      return (
        <>
          {state === 'reading' ? <Waves x={middleX} y={middleY} /> : null}
          {state === 'place' && isFreeBelow ? <Chevrons x={middleX} y={y + height + 20} way="up" /> : null}
          {state === 'take' && isFreeBelow ? <Chevrons x={middleX} y={y + height + 20} way="down" /> : null}
          <g className={moves[state]}>
            <IdCard x={middleX} y={middleY} />
          </g>
        </>
      );
    }
    case 'receiptPrinter':
      return (
        <>
          <Paper x={middleX} y={middleY} width={Math.min(rollMm, width - 30)} state={state} />
          {state === 'take' ? <Chevrons x={middleX} y={middleY + 126} way="down" /> : null}
        </>
      );
    case 'documentPrinter':
      return <Sheet x={middleX} y={middleY} width={Math.min(sheetMm, width - 24)} state={state} />;
    case 'cardDispenser':
      return (
        <>
          <g className={state === 'take' ? classes.hangs : undefined}>
            <rect className={classes.card} {...cardIn(frame)} />
          </g>
          {state === 'take' ? <Chevrons x={middleX} y={middleY + 66} way="down" /> : null}
        </>
      );
    case 'smartCard': {
      const shape = cardIn(frame);
      return (
        <>
          <g className={state === 'place' ? classes.comesShort : state === 'take' ? classes.hangs : undefined}>
            <rect className={classes.card} {...shape} />
            <rect className={classes.cardPhoto} x={shape.x + 8} y={shape.y + 10} width="14" height="12" rx="2" />
          </g>
          <Chevrons x={middleX} y={middleY + 66} way={state === 'take' ? 'down' : 'up'} />
        </>
      );
    }
    case 'scanner':
      return isFreeBelow ? <Chevrons x={middleX} y={y + height + 20} way="up" /> : null;
    case 'camera':
      return state === 'reading' || state === 'place' ? <Gaze x={middleX} y={y + height + 6} /> : null;
    case 'pinPad':
      return null;
  }
}

/** A card that sticks half out of a slot, by its short side. */
function cardIn({ x, y, width, height }: Frame) {
  const wide = Math.min(card.width, width - 20);
  return { x: x + (width - wide) / 2, y: y + height / 2, width: wide, height: 48, rx: 4 };
}

/** A receipt that comes out of its slot, cut with teeth at its end. */
function Paper({ x, y, width, state }: At & { readonly width: number; readonly state: Machine['state'] }) {
  const clip = useId();
  const left = x - width / 2;
  const teeth = Math.round(width / 8);
  const tooth = width / teeth;
  return (
    <>
      <clipPath id={clip}>
        <rect x={left - 4} y={y} width={width + 8} height="200" />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        <g className={state === 'printing' ? classes.prints : classes.hangs}>
          <path
            className={classes.paper}
            d={`M${left} ${y - 8}h${width}v112${`l${-tooth / 2}-6 ${-tooth / 2} 6`.repeat(teeth)}z`}
          />
          <path
            className={classes.paperLines}
            d={`M${left + 12} ${y + 24}h${width * 0.5}M${left + 12} ${y + 42}h${width * 0.7}M${left + 12} ${y + 60}h${width * 0.6}`}
          />
        </g>
      </g>
    </>
  );
}

/** The lower edge of a page of A4. */
function Sheet({ x, y, width, state }: At & { readonly width: number; readonly state: Machine['state'] }) {
  const clip = useId();
  const left = x - width / 2;
  return (
    <>
      <clipPath id={clip}>
        <rect x={left - 4} y={y} width={width + 8} height="70" />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        <g className={state === 'printing' ? classes.printsSheet : classes.hangs}>
          <rect className={classes.paper} x={left} y={y - 12} width={width} height="66" />
          <path
            className={classes.paperLines}
            d={`M${left + 16} ${y + 14}h${width * 0.55}M${left + 16} ${y + 32}h${width * 0.7}`}
          />
        </g>
      </g>
    </>
  );
}

interface At {
  readonly x: number;
  readonly y: number;
}

/** What the camera sees: a cone towards the one who stands here, with the outline of a face. */
function Gaze({ x, y }: At) {
  return (
    <g className={classes.gaze}>
      <path d={`M${x - 8} ${y}L${x - 74} ${y + 158}h148L${x + 8} ${y}z`} />
      <ellipse cx={x} cy={y + 92} rx="34" ry="44" />
      <path d={`M${x - 12} ${y + 84}v5M${x + 12} ${y + 84}v5M${x - 12} ${y + 108}q12 9 24 0`} />
    </g>
  );
}

/** A resident identity card, seen from above: portrait at the right as on the real one. */
function IdCard({ x, y }: At) {
  return (
    <g transform={`translate(${x - card.length / 2} ${y - card.width / 2})`}>
      <rect className={classes.card} width={card.length} height={card.width} rx="5" />
      <path className={classes.cardLines} d="M11 14h24M11 24h34M11 34h29M11 44h46" />
      <rect className={classes.cardPhoto} x="56" y="9" width="20" height="26" rx="3" />
    </g>
  );
}

/** Reading: rings that go out from the card. */
function Waves({ x, y }: At) {
  return (
    <g className={classes.waves} transform={`translate(${x} ${y})`}>
      <rect x="-53" y="-37" width="106" height="74" rx="12" />
      <rect x="-66" y="-50" width="132" height="100" rx="20" />
      <rect x="-79" y="-63" width="158" height="126" rx="28" />
    </g>
  );
}

function Chevrons({ x, y, way }: At & { readonly way: 'up' | 'down' }) {
  const arm = way === 'up' ? 'm-16 9 16-14 16 14' : 'm-16-9 16 14 16-14';
  return (
    <g className={classes.chevrons} data-way={way} transform={`translate(${x} ${y})`}>
      <path d={`M0 0${arm}`} />
      <path d={`M0 20${arm}`} />
      <path d={`M0 40${arm}`} />
    </g>
  );
}
