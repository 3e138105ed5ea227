import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { Icon } from './icon.tsx';
import styles from './page.module.css';
import { useOverflow } from './use-overflow.ts';

interface PageProps {
  readonly title: string;
  /** Where this page hangs: a link above the title. */
  readonly from?: { readonly to: string; readonly label: string };
  /** Beside the title: state, counts. */
  readonly beside?: ReactNode;
  readonly actions?: ReactNode;
  /** The page is as high as the window and its content scrolls by itself: pages of one long list. */
  readonly isFilled?: boolean;
  readonly children: ReactNode;
}

/** A page of the console: heading, actions, content. Names the window; the shell reads the heading out on a change of page. */
export function Page({ title, from, beside, actions, isFilled = false, children }: PageProps) {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <div className={styles.page} data-filled={isFilled || undefined}>
      <header className={styles.head}>
        <div className={styles.names}>
          {from !== undefined && (
            <Link to={from.to} className={styles.from}>
              <Icon name="back" size={14} />
              {from.label}
            </Link>
          )}
          <div className={styles.line}>
            <h1 id="page-title" tabIndex={-1}>
              {title}
            </h1>
            {beside}
          </div>
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface PanelProps {
  readonly title: string;
  readonly actions?: ReactNode;
  /** One quiet line below the title. */
  readonly about?: ReactNode;
  /** Tables come up to the edge. */
  readonly isFlush?: boolean;
  readonly children: ReactNode;
}

export function Panel({ title, actions, about, isFlush = false, children }: PanelProps) {
  const id = `panel-${title.replaceAll(/\s+/g, '-')}`;
  const [isOver, ref] = useOverflow();
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <header className={styles.panelHead}>
        <h2 id={id}>{title}</h2>
        {actions}
      </header>
      {about !== undefined && <p className={styles.about}>{about}</p>}
      {isFlush ? (
        // What is pushed aside is reached by keys, too.
        <div
          className={styles.flush}
          ref={ref}
          {...(isOver ? { tabIndex: 0, role: 'group', 'aria-labelledby': id } : {})}
        >
          {children}
        </div>
      ) : (
        <div className={styles.body}>{children}</div>
      )}
    </section>
  );
}
