import { createContext, useContext } from 'react';
import type { Action, BlockOf } from '../../contract/screen.ts';
import { controlWords } from './control-words.ts';
import { Icon } from './icon.tsx';
import classes from './pager.module.css';
import { PressButton } from './press-button.tsx';
import { LanguageContext } from './touch.ts';

/** The page around turns its leaves and this list with the same two buttons: a second row of them would be one too many. */
export const PagerInLeavesContext = createContext(false);

type PagerOf = NonNullable<BlockOf<'table'>['pager']>;

/** 上一页 and 下一页 at the two ends, where the hand finds them again; between them where one is. A side without a page stays empty. */
export function Pager({ pager }: { readonly pager: PagerOf | undefined }) {
  const words = controlWords(useContext(LanguageContext));
  const isInLeaves = useContext(PagerInLeavesContext);
  if (pager === undefined || isInLeaves) return null;
  return (
    <nav className={classes.pager} aria-label={words.ofPages}>
      <Turn action={pager.previous} way="back" />
      <p className={classes.words} role="status">
        {pager.words.text}
      </p>
      <Turn action={pager.next} way="forward" />
    </nav>
  );
}

function Turn({ action, way }: { readonly action: Action | undefined; readonly way: 'back' | 'forward' }) {
  if (action === undefined) return <span className={classes.none} aria-hidden="true" />;
  const arrow = <Icon name={way} />;
  return <PressButton action={action} look="plain" {...(way === 'back' ? { before: arrow } : { after: arrow })} />;
}
