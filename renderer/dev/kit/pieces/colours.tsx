import { useLayoutEffect, useState } from 'react';
import { contrast } from '../contrast.ts';
import type { Theme } from '../view.ts';
import classes from './foundations.module.css';

/** Token, what it is for, and the least contrast that it must have on ground and surface; 0 = it carries no meaning. */
export const colourTokens = [
  ['ground', 'paper of the page', 0],
  ['surface', 'sheet, cards', 0],
  ['ink', 'text', 4.5],
  ['ink-second', 'text, second', 4.5],
  ['edge', 'outline of controls', 3],
  ['line', 'decoration only', 0],
  ['action', 'what can be touched', 4.5],
  ['attention', 'must be noticed', 4.5],
  ['done', 'it is so', 4.5],
  ['waiting', 'not yet in force', 4.5],
  ['information', 'good to know', 4.5],
  ['focus', 'ring of the keys', 3],
] as const;

/** Text and the ground on which it stands. */
export const colourPairs = [
  ['on-action', 'action', 'main button'],
  ['on-action', 'action-pressed', 'main button, pressed'],
  ['action', 'action-tint', 'pressed, chosen'],
  ['attention', 'attention-tint', 'Notice, attention'],
  ['done', 'done-tint', 'Notice, done'],
  ['waiting', 'waiting-tint', 'Notice, waiting'],
  ['information', 'information-tint', 'Notice, information'],
  ['ink', 'attention-tint', 'text of a Notice'],
  ['ink', 'action-tint', 'chosen row'],
  ['ink-second', 'disabled-ground', 'not possible now'],
] as const;

/** Least contrast of text in a theme. */
export const leastContrast = (theme: Theme, asked: number): number => (theme === 'light' ? asked : asked === 0 ? 0 : 7);

/** Values of the tokens as the style sheet of this page has them now. */
function useTokens(theme: Theme): (token: string) => string {
  const [values, setValues] = useState<ReadonlyMap<string, string>>(new Map());
  useLayoutEffect(() => {
    // Read after the theme stands on the root.
    document.documentElement.dataset.theme = theme;
    const style = getComputedStyle(document.documentElement);
    const names = new Set([
      ...colourTokens.map(([name]) => name),
      ...colourPairs.map(([one]) => one),
      ...colourPairs.map(([, other]) => other),
    ]);
    setValues(new Map([...names].map((name) => [name, style.getPropertyValue(`--${name}`).trim()])));
  }, [theme]);
  return (token) => values.get(token) ?? '';
}

/** Every colour with its contrast, measured. */
export function Colours({ theme }: { readonly theme: Theme }) {
  const of = useTokens(theme);
  return (
    <ul className={classes.colours} lang="en">
      {colourTokens.map(([name, use, asked]) => (
        <li key={name} className={classes.colour} data-colour={name}>
          <span className={classes.swatch} />
          <strong>{name}</strong>
          <code>{of(name)}</code>
          <span className={classes.colourUse}>{use}</span>
          <span className={classes.ratios}>
            <Ratio of={contrast(of(name), of('ground'))} on="ground" least={leastContrast(theme, asked)} />
            <Ratio of={contrast(of(name), of('surface'))} on="surface" least={leastContrast(theme, asked)} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Text on its own ground. */
export function Pairs({ theme }: { readonly theme: Theme }) {
  const of = useTokens(theme);
  return (
    <ul className={classes.pairs}>
      {colourPairs.map(([one, other, use]) => (
        <li key={`${one} ${other}`} className={classes.pair} data-one={one} data-other={other}>
          <span lang="zh-CN">社保卡 Aa 14:03</span>
          <span lang="en">{use}</span>
          <Ratio of={contrast(of(one), of(other))} on={other} least={leastContrast(theme, 4.5)} />
        </li>
      ))}
    </ul>
  );
}

function Ratio({ of, on, least }: { readonly of: number | null; readonly on: string; readonly least: number }) {
  if (of === null) return null;
  return (
    <span className={classes.ratio} data-low={of < least || undefined} lang="en">
      <b>{of.toFixed(1)}</b> {on}
      {least === 0 ? '' : of < least ? ` < ${least}` : ' ✓'}
    </span>
  );
}
