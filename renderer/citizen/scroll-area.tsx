import { type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { controlWords } from '../kit/control-words.ts';
import { Icon } from '../kit/icon.tsx';
import { LanguageContext } from '../kit/touch.ts';
import classes from './scroll-area.module.css';

/** Part of the visible height by which a press moves on: a few lines stay, so that the eye finds its place. */
const pageStep = 0.8;

/**
 * The blocks of a page. Pages are made to fit; where large text, a small panel or a long language does not, two buttons turn the leaf: nobody
 * has to know that a screen can be dragged.
 * @param page  name of the page; a new page begins at its top
 */
export function ScrollArea({ page, children }: { readonly page: string; readonly children: ReactNode }) {
  const area = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [reach, setReach] = useState({ above: false, below: false });
  const words = controlWords(useContext(LanguageContext));

  useEffect(() => {
    const view = area.current;
    const inner = content.current;
    if (view === null || inner === null) return;
    const measure = () => {
      const above = view.scrollTop > 1;
      const below = view.scrollTop + view.clientHeight < view.scrollHeight - 1;
      setReach((now) => (now.above === above && now.below === below ? now : { above, below }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(view);
    observer.observe(inner);
    view.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      view.removeEventListener('scroll', measure);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the name of the page is the reason to go back to the top
  useEffect(() => area.current?.scrollTo(0, 0), [page]);

  const turn = (way: 1 | -1) => {
    const view = area.current;
    view?.scrollBy({ top: way * view.clientHeight * pageStep, behavior: 'auto' });
  };
  return (
    <>
      <div
        className={classes.area}
        ref={area}
        data-above={reach.above || undefined}
        data-below={reach.below || undefined}
      >
        <div className={classes.content} ref={content}>
          {children}
        </div>
      </div>
      {reach.above || reach.below ? (
        <div className={classes.turn}>
          <Button
            className={classes.leaf ?? ''}
            data-action="page.up"
            isDisabled={!reach.above}
            onPress={() => turn(-1)}
          >
            <Icon name="up" />
            {words.up}
          </Button>
          <Button
            className={classes.leaf ?? ''}
            data-action="page.down"
            isDisabled={!reach.below}
            onPress={() => turn(1)}
          >
            <Icon name="down" />
            {words.down}
          </Button>
        </div>
      ) : null}
    </>
  );
}
