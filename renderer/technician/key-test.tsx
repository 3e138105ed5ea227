import { useEffect, useRef, useState } from 'react';
import type { TechnicianBlockOf } from '../../contract/technician/view.ts';
import { windowLeadS } from '../../contract/technician/window-tests.ts';
import { useSecondsTo } from '../kit/countdown-clock.ts';
import { Icon } from '../kit/icon.tsx';
import { useTouch } from '../kit/touch.ts';
import { Words } from '../kit/words.tsx';
import classes from './key-test.module.css';

/** The keys of the pad, each lit when it comes; sends those that came once, when all did or the time is over. A key does nothing else meanwhile. */
export function KeyTest({ block }: { readonly block: TechnicianBlockOf<'keyTest'> }) {
  const { name, keys, label, endsAt } = block;
  const { type } = useTouch();
  const [came, setCame] = useState<ReadonlySet<string>>(new Set());
  const isSent = useRef(false);
  const leftS = (useSecondsTo(endsAt) ?? Number.POSITIVE_INFINITY) - windowLeadS;

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!keys.some(({ key }) => key === event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) setCame((before) => new Set(before).add(event.key));
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [keys]);

  const isOver = leftS <= 0 || keys.every(({ key }) => came.has(key));
  useEffect(() => {
    if (!isOver || isSent.current) return;
    isSent.current = true;
    type(name, keys.flatMap(({ key }) => (came.has(key) ? [key] : [])).join(' '));
  }, [isOver, came, keys, name, type]);

  return (
    <section className={classes.keys}>
      <p>
        <Words text={label.text} />
      </p>
      <ul className={classes.list}>
        {keys.map(({ key, label: word }) => (
          <li key={key} className={classes.key} data-pad-key={key} data-came={came.has(key) || undefined}>
            {came.has(key) ? <Icon name="done" /> : null}
            {word.text}
          </li>
        ))}
      </ul>
    </section>
  );
}
