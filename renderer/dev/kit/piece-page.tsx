import { useState } from 'react';
import { pitchMm } from '../../kit/tokens.ts';
import { Chrome, Controls } from './chrome.tsx';
import { type Measured, rules } from './measure-stage.ts';
import type { Piece } from './piece.ts';
import classes from './piece-page.module.css';
import { usePanelTokens } from './stage.tsx';
import { StageFrame, scaleWords, stageWidthPx } from './stage-frame.tsx';
import { panels, themes, type View } from './view.ts';

/** Longest bar that is drawn, mm. */
const longestMm = 96;

/** Whole pixels and nominal diagonals. */
const toleranceMm = 0.3;

/** The story of one piece: what it is for, every state on the panel that is looked at, every mode, its keys and its sizes. */
export function PiecePage({ piece, view }: { readonly piece: Piece; readonly view: View }) {
  usePanelTokens(view);
  const [measured, setMeasured] = useState<Measured | null>(null);
  const [first] = piece.states;
  return (
    <Chrome view={view} current={piece.name}>
      <header className={classes.head}>
        <p className={classes.group}>{piece.group}</p>
        <h1>
          {piece.title}
          <span lang="zh-CN">{piece.zh}</span>
        </h1>
        <p className={classes.purpose}>{piece.purpose}</p>
      </header>
      <div className={classes.advice}>
        <Advice title="For" lines={piece.use} kind="use" />
        <Advice title="Not for" lines={piece.avoid} kind="avoid" />
      </div>
      <Controls view={view} page={{ piece: piece.name }} />
      <section>
        <div className={classes.panel}>
          <StageFrame key={view.panel} piece={piece} view={view} onMeasured={setMeasured} />
        </div>
        <p className={classes.note}>{scaleWords(piece, view)}</p>
      </section>
      <div className={classes.columns}>
        {piece.group === 'Foundations' ? null : <Sizes measured={measured} view={view} />}
        <section>
          <h2 className={classes.title}>Keys</h2>
          <dl className={classes.keys}>
            {piece.keys.map(([key, does]) => (
              <div key={key}>
                <dt>{key}</dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
          {piece.files.length === 0 ? null : (
            <>
              <h2 className={classes.title}>Files</h2>
              <ul className={classes.files}>
                {piece.files.map((file) => (
                  <li key={file}>
                    <code>renderer/{file}</code>
                  </li>
                ))}
              </ul>
            </>
          )}
        </section>
      </div>
      {first === undefined ? null : (
        <section>
          <h2 className={classes.title}>In every mode</h2>
          <div className={classes.modes} data-wide={stageWidthPx(piece, view) > 1200 || undefined}>
            {[false, true].flatMap((largeText) =>
              themes.map((theme) => (
                <figure key={`${theme} ${largeText}`} className={classes.mode}>
                  <div className={classes.panel}>
                    <StageFrame piece={piece} view={{ ...view, theme, largeText }} only={first.name} />
                  </div>
                  <figcaption>
                    {theme}
                    {largeText ? ', large text' : ''}
                  </figcaption>
                </figure>
              )),
            )}
          </div>
        </section>
      )}
    </Chrome>
  );
}

function Advice({
  title,
  lines,
  kind,
}: {
  readonly title: string;
  readonly lines: readonly string[];
  readonly kind: 'use' | 'avoid';
}) {
  return (
    <section className={classes.adviceOf} data-kind={kind}>
      <h2>{title}</h2>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

const sizeNames = [
  ['target', 'Smallest thing to touch, its shorter side'],
  ['key', 'Smallest key of the letters'],
  ['gap', 'Smallest gap between two of them'],
  ['letters', 'Smallest letters, height of capitals'],
] as const;

/** What stands on the stage above, measured there, beside its rule. A size below its rule is said in red. */
function Sizes({ measured, view }: { readonly measured: Measured | null; readonly view: View }) {
  const panel = panels[view.panel];
  const least = rules(view.largeText, panel.diagonalInch);
  return (
    <section>
      <h2 className={classes.title}>Sizes, measured above</h2>
      <ul className={classes.measures}>
        {sizeNames.map(([name, what]) => {
          const mm = measured?.[name] ?? null;
          if (mm === null) return null;
          return (
            <li key={name} data-measured={name} data-low={mm < least[name] - toleranceMm || undefined}>
              <span>{what}</span>
              <span className={classes.amount}>
                <strong>{mm.toFixed(1)} mm</strong>
                {Math.round(mm / pitchMm(panel))} px, rule {least[name]} mm
              </span>
              <span className={classes.bar} style={{ width: Math.min(mm, longestMm) / pitchMm(panel) }} />
            </li>
          );
        })}
      </ul>
      {measured?.largest == null ? null : (
        <p className={classes.note}>
          Bars as large as on this panel. Largest letters: {measured.largest.toFixed(1)} mm.
        </p>
      )}
    </section>
  );
}
