import { Button } from 'react-aria-components/Button';
import type { Bars } from '../../contract/snapshot.ts';
import type { Language } from '../../contract/text.ts';
import { controlWords } from './control-words.ts';
import classes from './language-switch.module.css';
import { useTouch } from './touch.ts';

/** The languages of the machine, each in its own name and always in the same corner; the present one is underlined. Switching keeps everything else. */
export function LanguageSwitch({
  names,
  current,
}: {
  readonly names: Bars['languageNames'];
  readonly current: Language;
}) {
  const touch = useTouch();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a frame and a legend that this row does not need
    <div className={classes.languages} role="group" aria-label={controlWords(current).language}>
      {names.map((entry) => (
        <Button
          key={entry.language}
          className={classes.language ?? ''}
          data-language={entry.language}
          data-current={entry.language === current || undefined}
          aria-pressed={entry.language === current}
          onPress={() => touch.language(entry.language)}
        >
          <span lang={entry.language}>{entry.name}</span>
        </Button>
      ))}
    </div>
  );
}
