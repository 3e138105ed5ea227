import { Button } from 'react-aria-components/Button';
import type { Snapshot } from '../../contract/snapshot.ts';
import { Icon } from '../kit/icon.tsx';
import { Phrases } from '../kit/phrases.tsx';
import { useTouch } from '../kit/touch.ts';
import classes from './mode-bar.module.css';

/** The switches that are the same on every page, and whom to call. */
export function ModeBar({ snapshot }: { readonly snapshot: Snapshot }) {
  const touch = useTouch();
  const { bars, modes, screen } = snapshot;
  const contrast = modes.theme !== 'light';
  const speech = modes.speech.output !== 'off';
  return (
    <footer className={classes.bar}>
      <Button
        className={classes.mode ?? ''}
        data-action="mode.largeText"
        aria-pressed={modes.largeText}
        data-on={modes.largeText || undefined}
        onPress={() => touch.mode('largeText')}
      >
        <Icon name={modes.largeText ? 'tick' : 'text'} />
        {bars.modeLabels.largeText.text}
      </Button>
      <Button
        className={classes.mode ?? ''}
        data-action="mode.contrast"
        aria-pressed={contrast}
        data-on={contrast || undefined}
        onPress={() => touch.mode('contrast')}
      >
        <Icon name={contrast ? 'tick' : 'contrast'} />
        {bars.modeLabels.contrast.text}
      </Button>
      <Button
        className={classes.mode ?? ''}
        data-action="mode.speech"
        aria-pressed={speech}
        data-on={speech || undefined}
        onPress={() => touch.mode('speech')}
      >
        <Icon name={speech ? 'tick' : 'speech'} />
        {bars.modeLabels.speech.text}
      </Button>
      <Button className={classes.mode ?? ''} data-action="help" onPress={() => touch.help()}>
        <Icon name="help" />
        {bars.modeLabels.help.text}
      </Button>
      <p className={classes.keeper}>
        <Phrases text={bars.keeper.text} />
        {screen.keeperNote === undefined ? null : <span className={classes.note}>{screen.keeperNote}</span>}
      </p>
    </footer>
  );
}
