import { type ReactNode, useId, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import {
  cardHeightMm,
  cardWidthMm,
  largestDiagonalInch,
  leastDiagonalInch,
  panelMeasureText,
} from '../../../contract/technician/set-up-blocks.ts';
import type { TechnicianBlockOf } from '../../../contract/technician/view.ts';
import { FieldError } from '../../kit/field-error.tsx';
import { Icon } from '../../kit/icon.tsx';
import { SubmitInMainSlot } from '../../kit/main-slot.tsx';
import stepButton from '../../kit/step-button.module.css';
import { useTouch } from '../../kit/touch.ts';
import { Words } from '../../kit/words.tsx';
import classes from './ruler.module.css';
import { pxPerMm, sidesMm, stepped, ticksOf } from './ruler-geometry.ts';
import { usePagePx } from './use-page-px.ts';

type Block = TechnicianBlockOf<'ruler'>;

/** A card and a ruler in real millimetres: whoever stands there holds the real ones to them and touches until they fit. The size of the panel follows from it. */
export function Ruler({ block }: { readonly block: Block }) {
  const touch = useTouch();
  const [labelId, errorId] = [useId(), useId()];
  const page = usePagePx();
  const [diagonalInch, setDiagonal] = useState(block.diagonalInch);
  const panel = { diagonalInch, ...page };
  const { widthMm, heightMm } = sidesMm(panel);
  const { words } = block;
  const set = (inch: number) => {
    touch.present();
    setDiagonal(inch);
  };
  return (
    <div className={classes.ruler} data-whole data-testid="ruler">
      <div className={classes.words}>
        <p className={classes.label} id={labelId}>
          {block.label.text}
        </p>
        {block.why === undefined ? null : (
          <p className={classes.why}>
            <Words text={block.why.text} />
          </p>
        )}
        <FieldError id={errorId} error={block.error} />
      </div>
      <Drawing px={pxPerMm(panel)} words={words} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in Chromium 114 */}
      <div className={classes.controls} role="group" aria-labelledby={labelId}>
        <div className={classes.fit}>
          <Button
            className={`${stepButton.button} ${classes.step}`}
            data-step="smaller"
            isDisabled={diagonalInch >= largestDiagonalInch}
            onPress={() => set(stepped(diagonalInch, 'smaller'))}
          >
            <Icon name="minus" />
            <span className={classes.stepWord}>{words.smaller.text}</span>
          </Button>
          <output className={classes.value} aria-live="polite" data-testid="panel-measure">
            <strong className={classes.inch}>
              {diagonalInch.toFixed(1)} {words.inch.text}
            </strong>
            <span className={classes.sides}>
              {widthMm} × {heightMm} {words.mm.text}
            </span>
            <span className={classes.sides}>
              {(page.widthPx > page.heightPx ? words.landscape : words.portrait).text}
            </span>
          </output>
          <Button
            className={`${stepButton.button} ${classes.step}`}
            data-step="larger"
            isDisabled={diagonalInch <= leastDiagonalInch}
            onPress={() => set(stepped(diagonalInch, 'larger'))}
          >
            <Icon name="plus" />
            <span className={classes.stepWord}>{words.larger.text}</span>
          </Button>
        </div>
        <div className={classes.sizes}>
          {block.sizes.map((inch) => (
            <Button
              key={inch}
              className={classes.size ?? ''}
              data-size={inch}
              aria-pressed={inch === diagonalInch}
              data-current={inch === diagonalInch || undefined}
              onPress={() => set(inch)}
            >
              {inch} {words.inch.text}
            </Button>
          ))}
        </div>
      </div>
      <SubmitInMainSlot
        action={block.submit}
        isDisabled={false}
        onPress={() => touch.type(block.name, panelMeasureText(panel))}
      />
    </div>
  );
}

/** The ruler has so many millimetres, and as much room at both sides as a figure needs. */
const [lengthMm, marginMm] = [100, 6];
const cardX = (lengthMm - cardWidthMm) / 2;

/** Card and ruler; one unit of the drawings is a millimetre, and the lines that are held to run a little beyond both edges of the card. */
function Drawing({ px, words }: { readonly px: number; readonly words: Block['words'] }) {
  return (
    <div className={classes.drawn}>
      <p className={classes.cardWords}>{words.card.text}</p>
      <div className={classes.cardBox}>
        <Millimetres px={px} heightMm={cardHeightMm + 12} topMm={4}>
          <rect className={classes.card} x={cardX} y="0" width={cardWidthMm} height={cardHeightMm} rx="3.18" />
          <path className={classes.chip} d={`M${cardX + 9} 20h12v9h-12zM${cardX + 15} 20v9m-6-4.5h12`} />
          <path
            className={classes.hold}
            d={`M${cardX} -4v${cardHeightMm + 12}m${cardWidthMm} 0v${-cardHeightMm - 12}`}
          />
          <path
            className={classes.arrows}
            d={`M${cardX + 1} ${cardHeightMm + 5}h${cardWidthMm - 2}m-2.4 -1.4 2.4 1.4 -2.4 1.4M${cardX + 3.4} ${cardHeightMm + 3.6}l-2.4 1.4 2.4 1.4`}
          />
        </Millimetres>
      </div>
      <Millimetres px={px} heightMm={16} topMm={1}>
        <path
          className={classes.ticks}
          d={ticksOf(lengthMm)
            .map((tick) => `M${tick.mm} 0v${tick.lengthMm}`)
            .join('')}
        />
        {ticksOf(lengthMm)
          .filter((tick) => tick.figure !== undefined)
          .map((tick) => (
            <text
              key={tick.mm}
              className={classes.figure}
              x={tick.mm}
              y="14"
              // Units of the drawing are millimetres: letters are as large as those of the page all the same.
              style={{ fontSize: `calc(var(--font-body) / ${px})` }}
              textAnchor="middle"
            >
              {tick.figure}
            </text>
          ))}
      </Millimetres>
      <p className={classes.rulerWords}>{words.ruler.text}</p>
    </div>
  );
}

/** A drawing in millimetres of this panel. */
function Millimetres({
  px,
  heightMm,
  topMm,
  children,
}: {
  readonly px: number;
  readonly heightMm: number;
  readonly topMm: number;
  readonly children: ReactNode;
}) {
  const widthMm = lengthMm + 2 * marginMm;
  return (
    <svg
      className={classes.drawing}
      width={widthMm * px}
      height={heightMm * px}
      viewBox={`${-marginMm} ${-topMm} ${widthMm} ${heightMm}`}
      aria-hidden="true"
      data-px-per-mm={px.toFixed(4)}
    >
      {children}
    </svg>
  );
}
