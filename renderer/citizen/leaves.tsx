import { type ReactNode, useContext, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import type { BlockOf, Screen } from '../../contract/screen.ts';
import { controlWords, fill } from '../kit/control-words.ts';
import { Icon } from '../kit/icon.tsx';
import { leafAt } from '../kit/leaf-division.ts';
import { PagerInLeavesContext } from '../kit/pager.tsx';
import { LanguageContext, useTouch } from '../kit/touch.ts';
import { turnedEvent } from '../speech/use-speech.ts';
import { clipOf, useDivision } from './leaf-clip.ts';
import classes from './leaves.module.css';

type PagerOf = NonNullable<BlockOf<'table'>['pager']>;

/**
 * The blocks of a page on their sheet. What does not fit (large text, a small panel, a long language) is divided into leaves, as a book is; two
 * buttons turn them. Nothing scrolls: nobody has to know that a screen can be dragged, and no line is ever cut. A list that the terminal service
 * brings in pages is turned by the same two buttons.
 * @param screen  a new page, or another page of its list, begins at its first leaf
 * @param onLow   something that belongs together is higher than a leaf: the sheet needs more of the page
 */
export function Leaves({
  screen,
  onLow,
  children,
}: {
  readonly screen: Screen;
  readonly onLow?: () => void;
  readonly children: ReactNode;
}) {
  const holder = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const pager = pagerOf(screen);
  const page = `${screen.name}\n${pager?.words.text ?? ''}`;
  const { leaves, rows, isLow } = useDivision(holder, area, content, page, pager !== undefined);
  useLayoutEffect(() => {
    // While somebody writes, the words stay where they are, and what does not stand above the keys gives way to them.
    const isWriting = holder.current?.parentElement?.querySelector('[data-layout]') != null;
    if (isLow && !isWriting) onLow?.();
  });
  const [turned, setTurned] = useState({ page, at: 0 });
  const at = turned.page === page ? Math.min(turned.at, Math.max(0, leaves.length - 1)) : 0;
  const show = (to: number) => setTurned({ page, at: to });
  useNewAlerts(content, page, (element) => show(leafOf(element)));

  const leafOf = (element: Element): number => {
    const origin = content.current?.getBoundingClientRect().top ?? 0;
    const { top, bottom } = element.getBoundingClientRect();
    return leafAt(leaves, top - origin, bottom - origin);
  };
  // The focus is never on a leaf that is not seen.
  useEffect(() => {
    const element = content.current;
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof Element && leaves.length > 1) show(leafOf(target));
    };
    element?.addEventListener('focusin', onFocus);
    return () => element?.removeEventListener('focusin', onFocus);
  });
  const leaf = leaves[at];
  return (
    <div className={classes.holder} ref={holder} data-low={isLow || undefined}>
      <div
        className={classes.area}
        ref={area}
        data-leaf={at + 1}
        data-leaves={Math.max(1, leaves.length)}
        {...(leaf === undefined || leaves.length < 2 ? {} : { 'data-divided': true, style: clipOf(leaf, rows) })}
      >
        <PagerInLeavesContext value={true}>
          <div className={classes.content} ref={content}>
            {children}
          </div>
        </PagerInLeavesContext>
      </div>
      <Turn at={at} of={leaves.length} pager={pager} onTurn={show} />
    </div>
  );
}

/** 上一页 and 下一页 at the two ends, where the hand finds them again; between them where one is. */
function Turn({
  at,
  of,
  pager,
  onTurn,
}: {
  readonly at: number;
  readonly of: number;
  readonly pager: PagerOf | undefined;
  readonly onTurn: (to: number) => void;
}) {
  const touch = useTouch();
  const words = controlWords(useContext(LanguageContext));
  const row = useRef<HTMLElement>(null);
  if (of < 2 && pager === undefined) return null;
  const leafWords = fill(words.leaf, { n: at + 1, of });
  const turn = (to: number) => {
    touch.present();
    onTurn(to);
    document.dispatchEvent(new CustomEvent(turnedEvent, { detail: fill(words.leaf, { n: to + 1, of }) }));
    // A button that has nothing more to turn lets go of the focus: it goes to the other one.
    const isEnd = (to === 0 && pager?.previous === undefined) || (to === of - 1 && pager?.next === undefined);
    if (isEnd)
      row.current?.querySelector<HTMLElement>(to === 0 ? '[data-way="forward"]' : '[data-way="back"]')?.focus();
  };
  return (
    <nav className={classes.turn} aria-label={words.ofPages} ref={row}>
      <TurnButton
        way="back"
        action={at > 0 ? undefined : pager?.previous}
        isDisabled={at === 0 && pager?.previous === undefined}
        onTurn={() => turn(at - 1)}
      />
      <p className={classes.words} role="status">
        {pager === undefined ? leafWords : pager.words.text}
        {pager === undefined || of < 2 ? null : <span className={classes.part}>{`${at + 1}/${of}`}</span>}
      </p>
      <TurnButton
        way="forward"
        action={at < of - 1 ? undefined : pager?.next}
        isDisabled={at >= of - 1 && pager?.next === undefined}
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
  readonly action: PagerOf['next'];
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

/** A message that comes while the page stands is seen at once: its leaf is turned to. */
function useNewAlerts(
  content: { readonly current: HTMLElement | null },
  page: string,
  show: (element: Element) => void,
): void {
  const met = useRef<{ readonly page: string; readonly alerts: WeakSet<Element> } | null>(null);
  useLayoutEffect(() => {
    const alerts = [...(content.current?.querySelectorAll('[role="alert"]') ?? [])];
    const known = met.current;
    if (known === null || known.page !== page) {
      met.current = { page, alerts: new WeakSet(alerts) };
      return;
    }
    const fresh = alerts.find((alert) => !known.alerts.has(alert));
    for (const alert of alerts) known.alerts.add(alert);
    if (fresh !== undefined) show(fresh);
  });
}

/** The one list of a page that comes in pages. */
function pagerOf(screen: Screen): PagerOf | undefined {
  for (const block of screen.blocks) if ('pager' in block && block.pager !== undefined) return block.pager;
  return undefined;
}
