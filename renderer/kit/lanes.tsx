import { useId } from 'react';
import type { BlockOf } from '../../contract/screen.ts';
import { Icon, type IconName } from './icon.tsx';
import classes from './lanes.module.css';
import { Words } from './words.tsx';

type Lane = BlockOf<'lanes'>['lanes'][number];

const shapes: Readonly<Record<Lane['tone'], IconName | null>> = {
  done: 'tick',
  waiting: 'waiting',
  attention: 'attention',
  information: 'dot',
  idle: null,
};

/**
 * Matters that run side by side. The bar of the whole above: one part each, filled when it is done. Below, one lane each, leaving the common line
 * like tracks a station: the bar is the working days used of those allowed.
 */
export function Lanes({ block }: { readonly block: BlockOf<'lanes'> }) {
  const titleId = useId();
  return (
    <section className={classes.section} aria-labelledby={block.title === undefined ? undefined : titleId}>
      <header className={classes.whole}>
        {block.title === undefined ? null : (
          <h2 className={classes.title} id={titleId}>
            {block.title.text}
          </h2>
        )}
        <p className={classes.count}>
          <strong>{block.done}</strong>
          <span>/</span>
          {block.of}
        </p>
        <div
          className={classes.parts}
          role="progressbar"
          aria-valuemin={0}
          aria-valuemax={block.of}
          aria-valuenow={block.done}
          {...(block.title === undefined
            ? { 'aria-label': `${block.done}/${block.of}` }
            : { 'aria-labelledby': titleId })}
        >
          {Array.from({ length: block.of }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts are places, they have no other name
            <span key={index} data-full={index < block.done || undefined} />
          ))}
        </div>
      </header>
      <ol className={classes.lanes}>
        {block.lanes.map((lane) => (
          <LaneOf key={lane.id} lane={lane} />
        ))}
      </ol>
    </section>
  );
}

function LaneOf({ lane }: { readonly lane: Lane }) {
  const shape = shapes[lane.tone];
  const used = lane.used === undefined ? (lane.tone === 'done' ? 1 : 0) : Math.min(1, Math.max(0, lane.used));
  return (
    <li className={classes.lane} data-lane={lane.id} data-tone={lane.tone}>
      <span className={classes.node}>{shape === null ? null : <Icon name={shape} />}</span>
      <div className={classes.words}>
        <p className={classes.name}>
          {lane.title.text}
          <span className={classes.department}>{lane.department.text}</span>
        </p>
        <p className={classes.state}>{lane.state.text}</p>
        <svg className={classes.track} viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
          <rect className={classes.rest} width="1000" height="10" />
          <rect className={classes.used} width={Math.round(used * 1000)} height="10" />
        </svg>
        {lane.days === undefined && lane.note === undefined && lane.date === undefined ? null : (
          <p className={classes.foot}>
            {lane.note === undefined ? null : (
              <span className={classes.note}>
                <Words text={lane.note.text} />
              </span>
            )}
            {lane.date === undefined ? null : (
              <span>
                <Words text={lane.date.text} />
              </span>
            )}
            <span className={classes.days}>{lane.days === undefined ? null : <Words text={lane.days.text} />}</span>
          </p>
        )}
      </div>
    </li>
  );
}
