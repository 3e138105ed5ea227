import { type ReactNode, useContext, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { TechnicianView } from '../../contract/technician/view.ts';
import { controlWords, fill } from '../kit/control-words.ts';
import { leafAt } from '../kit/leaf-division.ts';
import { Pager, type PagesOf } from '../kit/pager.tsx';
import { LanguageContext, useTouch } from '../kit/touch.ts';
import { turnedEvent } from '../speech/use-speech.ts';
import { clipOf, useDivision } from './leaf-clip.ts';
import classes from './leaves.module.css';

/** A page of citizens or technicians; the blocks of both are divided alike. */
type Divided = Pick<TechnicianView, 'name' | 'blocks'>;

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
  readonly screen: Divided;
  readonly onLow?: () => void;
  readonly children: ReactNode;
}) {
  const holder = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const touch = useTouch();
  const words = controlWords(useContext(LanguageContext));
  const pages = pagesOf(screen);
  const page = `${screen.name}\n${pages?.words.text ?? ''}`;
  const { leaves, rows, isLow } = useDivision(holder, area, content, page, pages !== undefined);
  useLayoutEffect(() => {
    // While somebody writes, the words stay where they are, and what does not stand above the keys gives way to them.
    const isWriting = holder.current?.parentElement?.querySelector('[data-layout]') != null;
    if (isLow && !isWriting) onLow?.();
  });
  const [turned, setTurned] = useState({ page, at: 0 });
  const at = turned.page === page ? Math.min(turned.at, Math.max(0, leaves.length - 1)) : 0;
  const show = (to: number) => setTurned({ page, at: to });
  const turn = (to: number) => {
    touch.present();
    show(to);
    document.dispatchEvent(
      new CustomEvent(turnedEvent, { detail: fill(words.leaf, { n: to + 1, of: leaves.length }) }),
    );
  };
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
        <div className={classes.content} ref={content}>
          {children}
        </div>
      </div>
      <Pager at={at} of={leaves.length} pages={pages} onTurn={turn} />
    </div>
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
function pagesOf(screen: Divided): PagesOf | undefined {
  for (const block of screen.blocks) if ('pager' in block && block.pager !== undefined) return block.pager;
  return undefined;
}
