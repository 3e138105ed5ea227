import { Icon } from '../kit/icon.tsx';
import { Phrases } from '../kit/phrases.tsx';
import { useTouch } from '../kit/touch.ts';
import classes from './curtain.module.css';

/**
 * Covers the display of somebody who listens and wants nobody to read along (docs/domain/screens.md §8). The page goes on behind it, by keys and speech; any touch
 * lifts it and does nothing else.
 */
export function Curtain({ text }: { readonly text: string | undefined }) {
  const touch = useTouch();
  if (text === undefined) return null;
  return (
    // Nothing to be reached by key or read out: the control that lifts it stands on the page of speech settings.
    <div
      className={classes.curtain}
      data-testid="curtain"
      aria-hidden="true"
      onClick={(event) => {
        // On the idle page a touch beside all buttons would begin.
        event.stopPropagation();
        touch.speech('uncover');
      }}
    >
      <p className={classes.mark}>
        <Icon name="speech" />
        <span>
          <Phrases text={text} />
        </span>
      </p>
    </div>
  );
}
