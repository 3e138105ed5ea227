import { pitchMm, pxOf } from '../../kit/tokens.ts';
import { Chrome, Controls } from './chrome.tsx';
import type { Measure, Piece } from './piece.ts';
import classes from './piece-page.module.css';
import { usePanelTokens } from './stage.tsx';
import { StageFrame, scaleWords, stageWidthPx } from './stage-frame.tsx';
import { panels, themes, type View } from './view.ts';

/** Longest bar of a measure that is drawn, mm. */
const longestMm = 96;

/** The story of one piece: what it is for, every state on the panel that is looked at, every mode, its keys and its sizes. */
export function PiecePage({ piece, view }: { readonly piece: Piece; readonly view: View }) {
  usePanelTokens(view);
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
          <StageFrame key={`${view.panel}`} piece={piece} view={view} />
        </div>
        <p className={classes.note}>{scaleWords(piece, view)}</p>
      </section>
      <div className={classes.columns}>
        {piece.measures.length === 0 ? null : (
          <section>
            <h2 className={classes.title}>Sizes</h2>
            <ul className={classes.measures}>
              {piece.measures.map((measure) => (
                <MeasureOf key={measure.what} measure={measure} view={view} />
              ))}
            </ul>
            <p className={classes.note}>Bars at half of their size on this panel.</p>
          </section>
        )}
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

function MeasureOf({ measure, view }: { readonly measure: Measure; readonly view: View }) {
  const panel = panels[view.panel];
  const mm = view.largeText ? measure.largeMm : measure.standardMm;
  const shownMm = Math.min(mm, longestMm);
  return (
    <li>
      <span className={classes.what}>{measure.what}</span>
      <span
        className={classes.bar}
        style={{ width: shownMm / pitchMm(panel) / 2 }}
        data-cut={mm > longestMm || undefined}
      />
      <span className={classes.amount}>
        <strong>{mm} mm</strong> {pxOf(panel, mm)} px
      </span>
    </li>
  );
}
