import { useContext, useRef } from 'react';
import { Button } from 'react-aria-components/Button';
import type { BlockOf } from '../../contract/screen.ts';
import { controlWords, fill } from './control-words.ts';
import { Icon } from './icon.tsx';
import classes from './pager.module.css';
import { LanguageContext, useTouch } from './touch.ts';

/** A list that the terminal service brings in pages. */
export type PagesOf = NonNullable<BlockOf<'table'>['pager']>;

/**
 * 上一页 and 下一页 at the two ends, where the hand finds them again; between them where one is. One row turns the leaves of a page and, past the last of them, the
 * pages of its list.
 * @param at     the leaf that stands, from 0
 * @param of     how many leaves there are
 * @param pages  the list of the page that comes in pages; none where it has no such list
 */
export function Pager({
  at,
  of,
  pages,
  onTurn,
}: {
  readonly at: number;
  readonly of: number;
  readonly pages: PagesOf | undefined;
  readonly onTurn: (to: number) => void;
}) {
  const words = controlWords(useContext(LanguageContext));
  const row = useRef<HTMLElement>(null);
  if (of < 2 && pages === undefined) return null;
  const turn = (to: number) => {
    onTurn(to);
    // A button that has nothing more to turn lets go of the focus: it goes to the other one.
    const isEnd = (to === 0 && pages?.previous === undefined) || (to === of - 1 && pages?.next === undefined);
    if (isEnd)
      row.current?.querySelector<HTMLElement>(to === 0 ? '[data-way="forward"]' : '[data-way="back"]')?.focus();
  };
  return (
    <nav className={classes.pager} aria-label={words.ofPages} ref={row}>
      <TurnButton
        way="back"
        action={at > 0 ? undefined : pages?.previous}
        isDisabled={at === 0 && pages?.previous === undefined}
        onTurn={() => turn(at - 1)}
      />
      <p className={classes.words} role="status">
        {pages === undefined ? fill(words.leaf, { n: at + 1, of }) : pages.words.text}
        {pages === undefined || of < 2 ? null : <span className={classes.part}>{`${at + 1}/${of}`}</span>}
      </p>
      <TurnButton
        way="forward"
        action={at < of - 1 ? undefined : pages?.next}
        isDisabled={at >= of - 1 && pages?.next === undefined}
        onTurn={() => turn(at + 1)}
      />
    </nav>
  );
}

/** Turns a leaf, or, past the last one, the page of the list. */
function TurnButton({
  way,
  action,
  isDisabled,
  onTurn,
}: {
  readonly way: 'back' | 'forward';
  readonly action: PagesOf['next'];
  readonly isDisabled: boolean;
  readonly onTurn: () => void;
}) {
  const touch = useTouch();
  const words = controlWords(useContext(LanguageContext));
  const label = action?.label.text ?? (way === 'back' ? words.up : words.down);
  return (
    <Button
      className={classes.button ?? ''}
      data-way={way}
      data-action={action?.id ?? (way === 'back' ? 'page.up' : 'page.down')}
      data-busy={(action !== undefined && touch.held === action.id) || undefined}
      isDisabled={isDisabled}
      onPress={() => (action === undefined ? onTurn() : touch.press(action.id))}
    >
      {way === 'back' ? <Icon name="back" /> : null}
      <span>{label}</span>
      {way === 'forward' ? <Icon name="forward" /> : null}
    </Button>
  );
}
