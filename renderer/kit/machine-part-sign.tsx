import type { Frame, MachinePart } from '../../contract/machine-model.ts';
import classes from './machine-picture.module.css';

/** What is engraved on each part, fitted to its frame. Units of the drawing are millimetres. */
export function PartSign({ part, frame }: { readonly part: MachinePart; readonly frame: Frame }) {
  const { x, y, width, height } = frame;
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  switch (part) {
    case 'idReader':
      return (
        <g className={classes.sign}>
          <rect x={middleX - 34} y={middleY - 22} width="68" height="44" rx="5" />
          <path d={`M${middleX + 6} ${middleY - 7}h18M${middleX + 6} ${middleY + 4}h18`} />
          <circle cx={middleX - 14} cy={middleY - 6} r="7" />
          <path d={`M${middleX - 26} ${middleY + 14}a12 11 0 0 1 24 0`} />
        </g>
      );
    case 'receiptPrinter':
    case 'documentPrinter':
    case 'cardDispenser':
      return <Slot {...frame} />;
    case 'smartCard':
      return (
        <>
          <Slot {...frame} />
          <path className={classes.sign} d={`M${middleX - 6} ${middleY - 9}h12v-3h-12z`} />
        </>
      );
    case 'scanner': {
      const [w, h] = [22, Math.min(9, height / 2 - 5)];
      return (
        <path
          className={classes.sign}
          d={`M${middleX - w} ${middleY - h + 5}v-5h8m${2 * w - 16} 0h8v5m0 ${2 * h - 10}v5h-8m${16 - 2 * w} 0h-8v-5M${middleX - w - 6} ${middleY}h${2 * w + 12}`}
        />
      );
    }
    case 'camera':
      return (
        <g className={classes.sign}>
          <circle cx={middleX} cy={middleY} r={Math.min(7.5, height / 2 - 4)} />
          <circle cx={middleX} cy={middleY} r="2.5" />
        </g>
      );
    case 'pinPad':
      return <Keys {...frame} />;
  }
}

/** The mouth from which something comes or into which it goes. */
function Slot({ x, y, width, height }: Frame) {
  return <path className={classes.slot} d={`M${x + 13} ${y + height / 2}h${width - 26}`} />;
}

/** Twelve keys. */
function Keys({ x, y, width, height }: Frame) {
  const [across, down] = [(width - 18) / 3, (height - 18) / 4];
  return (
    <g className={classes.sign}>
      {[0, 1, 2, 3].flatMap((row) =>
        [0, 1, 2].map((column) => (
          <rect
            key={`${row} ${column}`}
            className={classes.digit}
            x={x + 9 + column * across + 3}
            y={y + 9 + row * down + 3}
            width={across - 6}
            height={down - 6}
            rx="3.5"
          />
        )),
      )}
    </g>
  );
}
