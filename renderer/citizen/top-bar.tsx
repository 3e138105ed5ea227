import { Button } from 'react-aria-components/Button';
import type { Snapshot } from '../../contract/snapshot.ts';
import { Icon } from '../kit/icon.tsx';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { OfflineBand } from '../kit/offline-band.tsx';
import { useTouch } from '../kit/touch.ts';
import { InLanguage } from '../kit/words.tsx';
import classes from './top-bar.module.css';

/** Place, machine and network in a thin band; language at the left, 立即退出 at the right. */
export function TopBar({ snapshot, clock }: { readonly snapshot: Snapshot; readonly clock: string | undefined }) {
  const touch = useTouch();
  const { bars, language, screen } = snapshot;
  return (
    <header className={classes.bar}>
      <div className={classes.facts}>
        <span className={classes.place}>
          <InLanguage text={bars.place.text} />
          {bars.machineNumber === '' ? null : <span className={classes.number}>{bars.machineNumber}</span>}
        </span>
        <span className={classes.live}>
          <OfflineBand network={bars.network} />
          {clock === undefined ? null : <time className={classes.time}>{clock}</time>}
        </span>
      </div>
      <div className={classes.languages}>
        <LanguageSwitch names={bars.languageNames} current={language} />
      </div>
      {screen.canExit ? (
        <Button className={classes.exit ?? ''} data-action="exit" onPress={() => touch.exit()}>
          <Icon name="exit" />
          {bars.exit.text}
        </Button>
      ) : null}
    </header>
  );
}
