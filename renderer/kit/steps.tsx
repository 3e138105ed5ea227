import { useContext } from 'react';
import type { BlockOf } from '../../contract/screen.ts';
import { controlWords } from './control-words.ts';
import heardOnly from './heard-only.module.css';
import { Icon, type IconName } from './icon.tsx';
import classes from './steps.module.css';
import { LanguageContext } from './touch.ts';

type StepState = BlockOf<'steps'>['steps'][number]['state'];

const icons: Readonly<Record<StepState, IconName | null>> = {
  waiting: null,
  active: null,
  done: 'tick',
  failed: 'cross',
  unknown: 'question',
};

/** Work in progress, in words; each state has a shape and, for a screen reader, a word. */
export function Steps({ block }: { readonly block: BlockOf<'steps'> }) {
  const words = controlWords(useContext(LanguageContext));
  return (
    <ol className={classes.steps} aria-live="polite">
      {block.steps.map((step) => {
        const icon = icons[step.state];
        return (
          <li key={step.label.key} className={classes.step} data-state={step.state}>
            <span className={classes.mark}>{icon === null ? null : <Icon name={icon} />}</span>
            <span>
              {step.label.text}
              <span className={heardOnly.text}>, {words.state[step.state]}</span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
