import { useContext } from 'react';
import { Button } from 'react-aria-components/Button';
import type { SwitchedMode } from '../../contract/intent.ts';
import type { Bars, Snapshot } from '../../contract/snapshot.ts';
import { Icon, type IconName } from '../kit/icon.tsx';
import { Phrases } from '../kit/phrases.tsx';
import { useTouch } from '../kit/touch.ts';
import { CrampedContext } from './cramped-context.ts';
import classes from './mode-bar.module.css';
import { ReachContext } from './reach-context.ts';

/** The switches that are the same on every page, and whom to call. Each is one touch, on or off, whatever the others are. */
export function ModeBar({ snapshot }: { readonly snapshot: Snapshot }) {
  const touch = useTouch();
  const reach = useContext(ReachContext);
  const isCramped = useContext(CrampedContext);
  const { bars, modes, screen } = snapshot;
  const switches: readonly (readonly [SwitchedMode, IconName, boolean])[] = [
    ['largeText', 'text', modes.largeText],
    ['contrastDark', 'contrastDark', modes.theme === 'contrast-dark'],
    ['contrastLight', 'contrastLight', modes.theme === 'contrast-light'],
    // Where a seated person reaches everything the switch would do nothing.
    ...(reach.offered ? [['reach', 'reach', modes.reach] as const] : []),
    ['speech', 'speech', modes.speech.output !== 'off'],
  ];
  return (
    <footer className={classes.bar}>
      <div className={classes.modes} data-six={reach.offered || undefined}>
        {switches.map(([mode, icon, on]) => (
          <Button
            key={mode}
            className={classes.mode ?? ''}
            data-action={`mode.${mode}`}
            aria-pressed={on}
            data-on={on || undefined}
            isDisabled={mode === 'speech' && bars.noSpeech !== undefined}
            onPress={() => touch.mode(mode)}
          >
            <Icon name={on ? 'tick' : icon} />
            <span className={classes.label}>{labelOf(mode, bars).text}</span>
          </Button>
        ))}
        <Button className={classes.mode ?? ''} data-action="help" onPress={() => touch.help()}>
          <Icon name="help" />
          <span className={classes.label}>{bars.modeLabels.help.text}</span>
        </Button>
      </div>
      <p className={classes.keeper}>
        <Phrases text={bars.keeper.text} />
        {/* The largest letters on the smallest panel have no room for it here: it ends the page (page.tsx). */}
        {screen.keeperNote === undefined || isCramped ? null : (
          <span className={classes.note}>{screen.keeperNote}</span>
        )}
      </p>
    </footer>
  );
}

/** A machine without recordings says so where the switch would promise to speak. */
const labelOf = (mode: SwitchedMode, bars: Bars) =>
  mode === 'speech' && bars.noSpeech !== undefined ? bars.noSpeech : bars.modeLabels[mode];
