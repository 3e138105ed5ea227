import { Button } from 'react-aria-components/Button';
import type { Snapshot } from '../../contract/snapshot.ts';
import { controlWords } from '../kit/control-words.ts';
import { Icon } from '../kit/icon.tsx';
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
          <span className={classes.number}>{bars.machineNumber}</span>
        </span>
        <span className={classes.live}>
          <span className={classes.network} data-state={bars.network.state} role="status">
            <Icon name={bars.network.state} />
            {bars.network.label.text}
          </span>
          {clock === undefined ? null : <time className={classes.time}>{clock}</time>}
        </span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings a frame and a legend that this row does not need */}
      <div className={classes.languages} role="group" aria-label={controlWords(language).language}>
        {bars.languageNames.map((entry) => (
          <Button
            key={entry.language}
            className={classes.language ?? ''}
            data-language={entry.language}
            data-current={entry.language === language || undefined}
            aria-pressed={entry.language === language}
            onPress={() => touch.language(entry.language)}
          >
            <span lang={entry.language}>{entry.name}</span>
          </Button>
        ))}
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
