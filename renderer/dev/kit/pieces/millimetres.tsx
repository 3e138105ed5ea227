import { pxOf, scaleOf } from '../../../kit/tokens.ts';
import { panels, type View } from '../view.ts';
import classes from './foundations.module.css';

/** Squares as large as what is touched, with their pixels on the panel. */
export function Targets({ view }: { readonly view: View }) {
  const panel = panels[view.panel];
  const sides = [
    ['key', 'smallest key, 15.6 inch only', 16],
    ['target', view.largeText ? '--target, large text' : '--target', scaleOf(panel, view.largeText).targetMm],
    ['option', 'row of a ChoiceList', scaleOf(panel, view.largeText).targetMm + 11],
  ] as const;
  return (
    <div className={classes.targets}>
      {sides.map(([id, name, mm]) => (
        <figure key={id} className={classes.target} data-side={id}>
          <span className={classes.square} />
          <figcaption lang="en">
            <strong>{mm} mm</strong>
            {pxOf(panel, mm)} px
            <span>{name}</span>
          </figcaption>
        </figure>
      ))}
    </div>
  );
}

/** A small page on squares of 4 mm. */
export function Grid() {
  return (
    <div className={classes.grid} lang="zh-CN">
      <div className={classes.gridTitle}>哪张卡丢了？</div>
      <div className={classes.gridRow}>社会保障卡</div>
      <div className={classes.gridRow}>广东省居住证</div>
      <div className={classes.gridBar}>
        <span>返回</span>
        <span>继续</span>
      </div>
    </div>
  );
}

/** Corner, outline of a control, outline of the contrast themes, focus. */
export function Outlines() {
  return (
    <div className={classes.targets}>
      {(
        [
          ['corner', '--radius, 3 mm', 'corners of controls'],
          ['outline', '--hairline, 0.4 mm', 'what can be touched'],
          ['contrast', '0.6 mm to 0.8 mm', 'the same in the contrast themes'],
          ['focus', '--ring, 2 mm + 1 mm', 'focus: ring and gap in the ground colour'],
        ] as const
      ).map(([id, mm, name]) => (
        <figure key={id} className={classes.target} data-outline={id}>
          <span className={classes.square} />
          <figcaption lang="en">
            <strong>{mm}</strong>
            <span>{name}</span>
          </figcaption>
        </figure>
      ))}
    </div>
  );
}
